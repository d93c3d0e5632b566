"""From a SKU of the price book, or typed rates, to token prices for every month of the case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.model import Source, TaskBill, TokenBill, TokenTier
from costmodel.case.succession import Reign, Timeline, reign_on, spans
from costmodel.catalog.prices import FineTunePrice, TokenPrice
from costmodel.catalog.rates import TierRates, price_steps, rows_on, tier_for, token_rates
from costmodel.scenario.options import TokenBilled
from costmodel.scenario.rates import Rates

PRICE_FIELDS = ("input", "cached_input", "cache_write", "output")


def bill_by_use(
    billed: TokenBilled, reigns: Sequence[Reign], hosting_usd_per_hour: float, timeline: Timeline
) -> TokenBill | TaskBill:
    """What a provider bills; `reigns` are those of the SKU, empty if no SKU was named."""
    if billed.usd_per_task is not None:
        return TaskBill(
            billed.usd_per_task, billed.discount, billed.price_change_per_year, hosting_usd_per_hour
        )
    tiers = (_typed_tier(billed.rates),) if billed.rates is not None else book_tiers(reigns, timeline)
    return TokenBill(tiers, billed.discount, billed.price_change_per_year, hosting_usd_per_hour)


def book_tiers(reigns: Sequence[Reign], timeline: Timeline) -> tuple[TokenTier, ...]:
    """Context tiers with the price of each month, arrays of shape (months,), floats if nothing changes."""
    first, *others = spans(reigns, timeline)
    if not others and not price_steps(first.reign.rows):
        return tuple(_tier(rates) for rates in token_rates(first.reign.rows, timeline.as_of))
    by_month = [token_rates(reign_on(reigns, start).rows, start) for start in timeline.starts()]
    thresholds = sorted({rates.tier_from_tokens for month in by_month for rates in month})
    return tuple(_monthly_tier(above, by_month) for above in thresholds)


def _monthly_tier(above_tokens: float, by_month: Sequence[Sequence[TierRates]]) -> TokenTier:
    applying = [
        _tier(max((r for r in month if r.tier_from_tokens <= above_tokens), key=lambda r: r.tier_from_tokens))
        for month in by_month
    ]
    columns = {
        name: np.array([getattr(tier, name) for tier in applying])
        for name in (*(f"{field}_usd_per_mtok" for field in PRICE_FIELDS), "batch_multiplier")
    }
    return TokenTier(above_tokens=above_tokens, **columns)


def _tier(rates: TierRates) -> TokenTier:
    return TokenTier(
        above_tokens=rates.tier_from_tokens,
        input_usd_per_mtok=rates.input_usd_per_mtok,
        cached_input_usd_per_mtok=rates.cached_input_usd_per_mtok,
        cache_write_usd_per_mtok=rates.cache_write_usd_per_mtok,
        output_usd_per_mtok=rates.output_usd_per_mtok,
        batch_multiplier=1.0 if rates.batch_multiplier is None else rates.batch_multiplier,
    )


def _typed_tier(rates: Rates) -> TokenTier:
    cached, write = rates.cached_input_usd_per_mtok, rates.cache_write_usd_per_mtok
    return TokenTier(
        above_tokens=0,
        input_usd_per_mtok=rates.input_usd_per_mtok,
        cached_input_usd_per_mtok=rates.input_usd_per_mtok if cached is None else cached,
        cache_write_usd_per_mtok=rates.input_usd_per_mtok if write is None else write,
        output_usd_per_mtok=rates.output_usd_per_mtok,
        batch_multiplier=rates.batch_multiplier,
    )


def hosting_fee(rows: Sequence[TokenPrice], on: date) -> float:
    """USD per hour for a deployment of this SKU on that day; 0 where the book names none."""
    fees = (row.hosting_usd_per_hour for row in rows_on(rows, on) if isinstance(row, FineTunePrice))
    return max((float(fee) for fee in fees if fee is not None), default=0.0)


def price_sources(reigns: Sequence[Reign], input_tokens: Amount, timeline: Timeline) -> tuple[Source, ...]:
    """The price that applies to a prompt of this length, the middle draw, in the first month of every SKU."""
    starts = timeline.starts()
    return tuple(
        _source("successor_sku" if place else "sku", span.reign.rows, input_tokens, starts[span.first])
        for place, span in enumerate(spans(reigns, timeline))
    )


def _source(field: str, rows: Sequence[TokenPrice], input_tokens: Amount, on: date) -> Source:
    rates = tier_for(token_rates(rows, on), float(np.median(input_tokens)))
    row = rows[0]
    value = (
        f"{rates.input_usd_per_mtok:g} in, {rates.cached_input_usd_per_mtok:g} cached,"
        f" {rates.output_usd_per_mtok:g} out"
    )
    if fee := hosting_fee(rows, on):
        value += f", and {fee:g} an hour to host"
    unit = "USD per million tokens"
    return Source(field, row.display_name, value, unit, str(row.source_url or ""), row.as_of, row.confidence)
