"""What the work of one task would cost on every hosted model of the price book."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from costmodel.case.model import Calls, TokenBill, TokenTier
from costmodel.case.succession import Timeline
from costmodel.case.terms import Terms
from costmodel.case.token_bill import book_tiers
from costmodel.catalog.book import Catalog
from costmodel.catalog.prices import HostedPrice
from costmodel.catalog.rates import TierRates, tier_for
from costmodel.catalog.successors import Reign, retirement
from costmodel.cost.by_use import usd_per_call
from costmodel.decide.compare import Comparison
from costmodel.units import TOKENS_PER_MTOK

TASKS_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class HostedCost:
    """One model at list price; rates in USD per million tokens, of the context tier that such a call is in.

    `blended` is what a million tokens cost in the scenario's own mix, caches and batch included, None without
    tokens. `times_today` is None where today's bill is unknown or 0. `fits` says whether the context window
    takes prompt and answer; an unknown window does. `is_sold` is False once the product has stopped.
    """

    sku: str
    display_name: str
    provider: str
    input_usd_per_mtok: float
    cached_input_usd_per_mtok: float | None
    output_usd_per_mtok: float
    blended_usd_per_mtok: float | None
    usd_per_task: float
    usd_per_1000_tasks: float
    times_today: float | None
    context_window: int | None
    fits: bool
    has_batch_price: bool
    retires_on: date | None
    is_sold: bool
    is_today: bool

    @property
    def can_take_over(self) -> bool:
        """Whether the model could be asked to do this work at all."""
        return self.fits and self.is_sold


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """All hosted models, cheapest first; today's bill for use in month 0, None if it is not by use."""

    as_of: date
    models: tuple[HostedCost, ...]
    today_usd_per_1000_tasks: float | None
    tokens_per_call: float
    uses_batch: bool

    @property
    def cheapest(self) -> HostedCost | None:
        """The cheapest model that could do the work."""
        return next((model for model in self.models if model.can_take_over), None)

    def shown(self, providers: Collection[str] = (), most: int | None = None) -> tuple[HostedCost, ...]:
        """Models of these providers, of all if none is named; of the cheapest `most` that could do the work.

        Without a limit those that could not are there too. Today's model is, wherever it stands.
        """
        named = [model for model in self.models if not providers or model.provider in providers]
        able = [model for model in named if model.can_take_over]
        kept = {model.sku for model in (named if most is None else able[:most])}
        return tuple(model for model in self.models if model.sku in kept or model.is_today)


def elsewhere(
    comparison: Comparison,
    catalog: Catalog,
    today_sku: str | None = None,
    offpeak_share: float | None = None,
) -> Elsewhere:
    """Price the baseline's calls, retries, caches and batch share at every model's list price of the first day.

    The bill is the ledger's own, `costmodel.cost.by_use`; discounts and price changes of an option are not
    carried over. `today_sku` is the baseline's name in the price book, None if its rates were typed;
    `offpeak_share` that of the scenario's workload.
    """
    case = comparison.case
    calls = case.baseline.calls
    today = _today_usd_per_task(comparison)
    today_name = None if today_sku is None else _full_name(catalog, today_sku)
    models = [_cost(offer, calls, today, today_name) for offer in _offers(catalog, case.as_of, offpeak_share)]
    return Elsewhere(
        as_of=case.as_of,
        models=tuple(sorted(models, key=lambda model: (model.usd_per_task, model.sku))),
        today_usd_per_1000_tasks=None if today is None else today * TASKS_SHOWN,
        tokens_per_call=_tokens(calls),
        uses_batch=bool(np.any(calls.batch_share > 0)),
    )


@dataclass(frozen=True, slots=True)
class _Offer:
    row: HostedPrice
    rates: tuple[TierRates, ...]
    tiers: tuple[TokenTier, ...]
    context_window: int | None
    retires_on: date | None
    is_sold: bool


@lru_cache(maxsize=8)
def _offers(catalog: Catalog, on: date, offpeak_share: float | None) -> tuple[_Offer, ...]:
    terms = Terms(offpeak_share, writes_for_an_hour=False, region_uplift=1.0)
    return tuple(_offer(catalog.hosted_model(name), on, terms) for name, _ in catalog.hosted_names())


def _offer(rows: Sequence[HostedPrice], on: date, terms: Terms) -> _Offer:
    retires_on = retirement(rows)
    return _Offer(
        row=rows[0],
        rates=terms.rates(rows, on),
        tiers=book_tiers([Reign(rows)], terms, Timeline(on, 1)),
        context_window=min((row.context_window for row in rows if row.context_window), default=None),
        retires_on=retires_on,
        is_sold=retires_on is None or retires_on > on,
    )


def _cost(offer: _Offer, calls: Calls, today: float | None, today_name: str | None) -> HostedCost:
    row, tokens = offer.row, _tokens(calls)
    rates = tier_for(offer.rates, float(np.max(calls.input_tokens)))
    usd_of_call = float(np.max(usd_per_call(TokenBill(offer.tiers, 0.0, 0.0, 0.0), calls)))
    usd = float(np.max(calls.billed_per_task)) * usd_of_call
    return HostedCost(
        sku=row.full_name,
        display_name=row.display_name,
        provider=row.provider,
        input_usd_per_mtok=rates.input_usd_per_mtok,
        cached_input_usd_per_mtok=(
            None if row.cached_input_usd_per_mtok is None else rates.cached_input_usd_per_mtok
        ),
        output_usd_per_mtok=rates.output_usd_per_mtok,
        blended_usd_per_mtok=usd_of_call * TOKENS_PER_MTOK / tokens if tokens else None,
        usd_per_task=usd,
        usd_per_1000_tasks=usd * TASKS_SHOWN,
        times_today=usd / today if today else None,
        context_window=offer.context_window,
        fits=offer.context_window is None or tokens <= offer.context_window,
        has_batch_price=rates.batch_multiplier is not None,
        retires_on=offer.retires_on,
        is_sold=offer.is_sold,
        is_today=row.full_name == today_name,
    )


def _tokens(calls: Calls) -> float:
    return float(np.max(calls.input_tokens + calls.output_tokens))


def _today_usd_per_task(comparison: Comparison) -> float | None:
    ledger = comparison.baseline.ledger
    billed = ledger.running_usd.get("api")
    if billed is None:
        return None
    return float(np.ravel(billed)[0] / np.ravel(ledger.tasks)[0])


def _full_name(catalog: Catalog, sku: str) -> str:
    return catalog.token_prices(sku)[0].full_name
