"""Which GPU a checkpoint should run on: every card with a rent, what it sustains and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from costmodel.case.fleet_bill import resolve_fleet
from costmodel.case.market import market_of
from costmodel.case.model import Calls, Case, FleetBill
from costmodel.catalog.book import Catalog
from costmodel.catalog.prices import GpuPrice
from costmodel.cost import fleet
from costmodel.cost.ledger import Months
from costmodel.errors import InputError, Problem
from costmodel.estimate.factors import Band
from costmodel.estimate.families import band_on
from costmodel.estimate.throughput import Throughput
from costmodel.scenario.model import Scenario
from costmodel.scenario.options import Fleet
from costmodel.scenario.workload import Workload
from costmodel.units import HOURS_PER_MONTH, SECONDS_PER_MONTH, TOKENS_PER_MTOK

USUAL = "on_demand"
FROM_BOOK = {
    "usd_per_gpu_hour": None,
    "region": None,
    "count": None,
    "gpus_per_replica": None,
    "gpus_per_instance": None,
    "requests_per_second": None,
}
"""What another card leaves open again."""


@dataclass(frozen=True)
class CardChoice:
    """One card at its cheapest rent, with the fewest GPUs that keep the promise.

    `usd_per_month`, `usd_per_1000_tasks` and `usd_per_mtok` (a million tokens, prompt and answer) are those of
    a whole fleet in month 0, peaks and spare included; `usd_per_mtok_full` of a replica that is always full.
    `band_usd_per_month`: the month at the fast and the slow end of the estimate's 80 % band; None where the
    rate of the replica was given.
    """

    gpu: str
    checkpoint: str
    offer: GpuPrice | None
    usd_per_gpu_hour: float
    serving: Throughput
    replicas: float
    gpus: float
    usd_per_month: float
    usd_per_1000_tasks: float
    usd_per_mtok: float
    usd_per_mtok_full: float
    band_usd_per_month: tuple[float, float] | None
    utilisation: float
    is_current: bool

    @property
    def is_safe(self) -> bool:
        """Whether its speed lies near published runs and its rent is a provider's own, not a marketplace's."""
        is_marketplace = self.offer is not None and self.offer.is_marketplace
        return not (self.serving.extrapolated or is_marketplace)


@dataclass(frozen=True)
class CardChoices:
    """The cards that can serve, cheapest month first, and why the others cannot."""

    cards: tuple[CardChoice, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def current(self) -> CardChoice | None:
        """The one that is chosen."""
        return next((card for card in self.cards if card.is_current), None)

    @property
    def leading(self) -> CardChoice | None:
        """The one to name first: the cheapest that is safe, the chosen one if that is cheaper, else the cheapest."""
        safe, current = self.cheapest_safe, self.current
        if safe is None:
            return self.cards[0] if self.cards else None
        return current if current is not None and current.usd_per_month <= safe.usd_per_month else safe

    @property
    def cheapest_safe(self) -> CardChoice | None:
        """The cheapest near published runs, at a provider's own rent."""
        return next((card for card in self.cards if card.is_safe), None)


def card_choices(scenario: Scenario, case: Case, place: int, catalog: Catalog) -> CardChoices:
    """Hold every card with a rent on the scenario's day against the fleet at `place`; plain numbers only.

    The chosen card is shown as it is rented; others on demand, or at their cheapest rent of any kind.
    """
    asked = _asked(scenario, case, place, catalog)
    chosen = asked.catalog.gpu(asked.option.gpu or "").gpu
    moved = [
        {**FROM_BOOK, "gpu": offer.sku, "provider": offer.provider, "commitment": offer.commitment}
        for offer in _cheapest_offers(asked.catalog, case)
        if offer.sku != chosen
    ]
    return _held_side_by_side(asked, [{"gpu": chosen}, *moved], "gpu")


def checkpoint_choices(scenario: Scenario, case: Case, place: int, catalog: Catalog) -> CardChoices:
    """Hold every checkpoint on the card and at the rent of the fleet at `place`; plain numbers only.

    What it costs says nothing of how good it is.
    """
    asked = _asked(scenario, case, place, catalog)
    open_again = {"gpus_per_replica": None, "requests_per_second": None}
    names = (checkpoint.checkpoint for checkpoint in asked.catalog.checkpoints)
    return _held_side_by_side(asked, ({**open_again, "checkpoint": name} for name in names), "checkpoint")


def _held_side_by_side(asked: _Asked, changes: Iterable[Mapping[str, Any]], named: str) -> CardChoices:
    cards, left_out = [], []
    for change in changes:
        try:
            cards.append(_choice(asked, change))
        except InputError as error:
            left_out.append((str(change[named]), error.problems[0].allowed))
    ordered = sorted(
        cards, key=lambda card: (card.usd_per_month, card.usd_per_mtok_full, getattr(card, named))
    )
    return CardChoices(tuple(ordered), tuple(left_out))


def _asked(scenario: Scenario, case: Case, place: int, catalog: Catalog) -> _Asked:
    option = scenario.options[place]
    if not isinstance(option, Fleet) or option.usd_per_task is not None:
        raise ValueError(f"{option.name} is no fleet of known machines")
    seen = market_of(scenario, catalog).catalog
    work = option.workload.applied_to(scenario.workload)
    return _Asked(option, work, case, case.options[place].calls, seen)


def _cheapest_offers(catalog: Catalog, case: Case) -> Iterator[GpuPrice]:
    for gpu in catalog.gpus:
        offers = catalog.gpu_offers(gpu.gpu, on=case.as_of)
        on_demand = [offer for offer in offers if offer.commitment == USUAL]
        if offers:
            yield (on_demand or offers)[0]


@dataclass(frozen=True)
class _Asked:
    """The fleet that is moved from card to card, and its work."""

    option: Fleet
    work: Workload
    case: Case
    calls: Calls
    catalog: Catalog


def _choice(asked: _Asked, change: Mapping[str, Any]) -> CardChoice:
    case, calls, seen = asked.case, asked.calls, asked.catalog
    moved = asked.option.model_copy(update=dict(change))
    runs, chosen = (
        (seen.gpu(option.gpu or "").gpu, seen.checkpoint(option.checkpoint or "").checkpoint)
        for option in (moved, asked.option)
    )
    found = resolve_fleet(moved, asked.work, asked.catalog, case.as_of)
    bill = found.bill
    serving = found.serving
    if serving is None:
        allowed = "its rate was given for a size on which, by the estimate, it does not fit"
        raise InputError([Problem("gpu", runs[0], allowed)])
    tasks = np.array([float(case.tasks_per_month)])
    running = fleet.running(bill, calls, tasks)
    usd_per_month = float(fleet.rent_usd(bill, running.gpu_hours)[0])
    is_estimated = moved.requests_per_second is None
    used = fleet.utilisation(bill, fleet.mean_requests_per_second(calls, tasks), running.mean_replicas)
    return CardChoice(
        gpu=runs[0],
        checkpoint=runs[1],
        offer=found.offer,
        usd_per_gpu_hour=float(bill.usd_per_gpu_hour),
        serving=serving,
        replicas=float(running.replicas[0]),
        gpus=float(running.gpu_hours[0]) / HOURS_PER_MONTH,
        usd_per_month=usd_per_month,
        usd_per_1000_tasks=1000 * usd_per_month / float(tasks[0]),
        usd_per_mtok=usd_per_month / _tokens_per_month(calls, tasks) * TOKENS_PER_MTOK,
        usd_per_mtok_full=_usd_per_mtok_full(bill, calls),
        band_usd_per_month=_in_band(bill, band_on(seen.gpu(runs[0])), calls, tasks) if is_estimated else None,
        utilisation=float(used[0]),
        is_current=runs == chosen,
    )


def _in_band(bill: FleetBill, band: Band, calls: Calls, tasks: Months) -> tuple[float, float]:
    """The rent of month 0 at the fast and at the slow end of what one replica may sustain."""

    def usd_per_month(times: float) -> float:
        so = replace(bill, requests_per_second=float(bill.requests_per_second) * times)
        return float(fleet.rent_usd(so, fleet.running(so, calls, tasks).gpu_hours)[0])

    return usd_per_month(band.high), usd_per_month(band.low)


def _tokens_per_month(calls: Calls, tasks: Months) -> float:
    calls_per_month = float(fleet.mean_requests_per_second(calls, tasks)[0]) * SECONDS_PER_MONTH
    return calls_per_month * float(calls.input_tokens + calls.output_tokens)


def _usd_per_mtok_full(bill: FleetBill, calls: Calls) -> float:
    tokens_per_call = float(calls.input_tokens + calls.output_tokens)
    usd_per_replica = float(bill.gpus_per_replica * bill.usd_per_gpu_hour) * HOURS_PER_MONTH
    calls_per_month = float(bill.requests_per_second) * SECONDS_PER_MONTH
    return usd_per_replica / (calls_per_month * tokens_per_call) * TOKENS_PER_MTOK
