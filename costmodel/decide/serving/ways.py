"""When the GPUs of a fleet should run: always, with the load, only while someone calls, or for the floor alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np

from costmodel.case.model import (
    Case,
    FleetBill,
    HybridBill,
    OptionCase,
    TaskBill,
    TokenBill,
    machines_of,
)
from costmodel.cost import fleet, hybrid
from costmodel.cost.day import waiting_share
from costmodel.cost.ledger import Months
from costmodel.decide.envelope_gap import usd_per_task_in_full_use
from costmodel.scenario.options import Billing

MOST_POINTS = 60
HYBRID = "hybrid"


@dataclass(frozen=True)
class WayToRun:
    """One way, in month 0: rent and overflow, the most replicas, how used they are.

    `overflow_usd` is None where no provider takes calls; `waiting_share`: calls that wait for a start.
    """

    name: str
    gpu_usd: float
    overflow_usd: float | None
    replicas: float
    utilisation: float
    waiting_share: float
    is_current: bool

    @property
    def usd_per_month(self) -> float:
        """Rent and overflow together."""
        return self.gpu_usd + (self.overflow_usd or 0.0)


def own_ways_are_alike(ways: Sequence[WayToRun]) -> bool:
    """Whether it makes no difference when own GPUs run: every hour needs the same replicas."""
    return len({way.gpu_usd for way in ways if way.name != HYBRID}) == 1


@dataclass(frozen=True)
class OwnedCost:
    """Rent and overflow of month 0 with so many own replicas."""

    owned: int
    gpu_usd: float
    overflow_usd: float


def ways_to_run(case: Case, place: int) -> tuple[WayToRun, ...]:
    """The fleet at `place` under each billing, and as a hybrid whose overflow the baseline takes if it is hosted.

    An option that is a hybrid already owns what is best over the horizon, or what it was told to.
    """
    case = hybrid.with_best_owned(case)
    option = case.options[place]
    bill = fleet_of(option)
    tasks = np.array([float(case.tasks_per_month)])
    found = [_under(billing, option, bill, tasks) for billing in get_args(Billing)]
    mixed = hybrid_of(case, option)
    return (*found, _mixed(mixed, option, tasks)) if mixed is not None else tuple(found)


def owned_curve(case: Case, place: int) -> tuple[OwnedCost, ...]:
    """Cost by the number of own replicas, from none to as many as take every call; empty without a provider."""
    option = case.options[place]
    bill = hybrid_of(case, option)
    if bill is None:
        return ()
    tasks = np.array([float(case.tasks_per_month)])
    best = hybrid.best_owned(bill, option.calls, tasks)
    most = max(hybrid.most_useful(bill, option.calls, tasks), 1)
    shown = np.unique(np.linspace(0, most, min(most + 1, MOST_POINTS)).round().astype(int))
    return tuple(_owned(bill, option, tasks, owned) for owned in sorted({*shown.tolist(), best}))


def fleet_of(option: OptionCase) -> FleetBill:
    """The machines of an option that has some; raises ValueError for one that has none."""
    bill = machines_of(option.bill)
    if bill is None:
        raise ValueError(f"{option.name} has no machines")
    return bill


def hybrid_of(case: Case, option: OptionCase) -> HybridBill | None:
    """The option as a hybrid: its own overflow, else the baseline; None where nobody sells one.

    The baseline is paid for its own calls, at the prices of month 0: its prompts are not those of the tuned model.
    """
    if isinstance(option.bill, HybridBill):
        return option.bill
    if not isinstance(case.baseline.bill, TokenBill | TaskBill):
        return None
    overflow = TaskBill(usd_per_task_in_full_use(case.baseline), 0.0, 0.0, 0.0)
    return HybridBill(fleet_of(option), overflow, None)


def _under(billing: Billing, option: OptionCase, bill: FleetBill, tasks: Months) -> WayToRun:
    so = replace(bill, billing=billing)
    running = fleet.running(so, option.calls, tasks)
    load = fleet.mean_requests_per_second(option.calls, tasks)
    return WayToRun(
        name=billing,
        gpu_usd=float(fleet.rent_usd(so, running.gpu_hours)[0]),
        overflow_usd=None,
        replicas=float(running.replicas[0]),
        utilisation=float(fleet.utilisation(so, load, running.mean_replicas)[0]),
        waiting_share=waiting_share(so, option.calls, tasks) if billing == "scale_to_zero" else 0.0,
        is_current=option.bill == so,
    )


def _mixed(bill: HybridBill, option: OptionCase, tasks: Months) -> WayToRun:
    asked = bill.owned_replicas
    owned = hybrid.best_owned(bill, option.calls, tasks) if asked is None else int(asked)
    cost = _owned(bill, option, tasks, owned)
    settled = replace(bill, owned_replicas=owned)
    return WayToRun(
        name=HYBRID,
        gpu_usd=cost.gpu_usd,
        overflow_usd=cost.overflow_usd,
        replicas=float(owned),
        utilisation=float(hybrid.utilisation(settled, option.calls, tasks)[0]),
        waiting_share=0.0,
        is_current=isinstance(option.bill, HybridBill),
    )


def _owned(bill: HybridBill, option: OptionCase, tasks: Months, owned: int) -> OwnedCost:
    lines = hybrid.lines(replace(bill, owned_replicas=owned), option.calls, tasks)
    return OwnedCost(owned, float(lines["gpu"][0]), float(lines["api"][0]))
