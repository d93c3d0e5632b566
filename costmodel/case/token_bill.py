"""From a SKU of the price book, or typed rates, to token prices for every month of the case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from costmodel.case.amount import Amount
from costmodel.case.model import Source, TaskBill, TokenBill, TokenTier
from costmodel.case.price_source import price_source
from costmodel.case.succession import Timeline, spans
from costmodel.case.terms import Terms, check_cache_lifetime, terms_of
from costmodel.catalog.price_lists import rows_on
from costmodel.catalog.prices import FineTunePrice, TokenPrice
from costmodel.catalog.rates import price_steps, tier_for
from costmodel.catalog.successors import Reign, reign_on
from costmodel.scenario.options import TokenBilled
from costmodel.scenario.rates import Rates
from costmodel.scenario.workload import Workload

PRICE_FIELDS = ("input", "cached_input", "cache_write", "output")


def bill_by_use(
    billed: TokenBilled,
    reigns: Sequence[Reign],
    hosting_usd_per_hour: Amount,
    work: Workload,
    timeline: Timeline,
) -> TokenBill | TaskBill:
    """What a provider bills; `reigns` are those of the SKU, empty if no SKU was named.

    Raises InputError naming fields relative to the option.
    """
    if billed.usd_per_task is not None:
        return TaskBill(
            billed.usd_per_task, billed.discount, billed.price_change_per_year, hosting_usd_per_hour
        )
    if billed.rates is not None:
        tiers: tuple[TokenTier, ...] = (_typed_tier(billed.rates, billed.region_uplift),)
    else:
        terms = terms_of(billed, work)
        first = reign_on(reigns, timeline.as_of)
        check_cache_lifetime(first.rows, terms, work.input_tokens, timeline.as_of)
        tiers = book_tiers(reigns, terms, timeline)
    return TokenBill(tiers, billed.discount, billed.price_change_per_year, hosting_usd_per_hour)


def book_tiers(reigns: Sequence[Reign], terms: Terms, timeline: Timeline) -> tuple[TokenTier, ...]:
    """Context tiers with the price of each month, arrays whose last axis is months if anything changes."""
    first, *others = spans(reigns, timeline)
    if not others and not price_steps(first.reign.rows):
        return terms.tiers(first.reign.rows, timeline.as_of)
    by_month = [terms.tiers(reign_on(reigns, start).rows, start) for start in timeline.starts]
    thresholds = sorted({tier.above_tokens for month in by_month for tier in month})
    return tuple(_monthly_tier(above, by_month) for above in thresholds)


def _monthly_tier(above_tokens: float, by_month: Sequence[Sequence[TokenTier]]) -> TokenTier:
    applying = [
        max((t for t in month if t.above_tokens <= above_tokens), key=lambda t: t.above_tokens)
        for month in by_month
    ]
    columns = {
        name: _over_months([getattr(tier, name) for tier in applying])
        for name in (*(f"{field}_usd_per_mtok" for field in PRICE_FIELDS), "batch_multiplier")
    }
    return TokenTier(above_tokens=above_tokens, **columns)


def _over_months(amounts: Sequence[Amount]) -> NDArray[np.float64]:
    """One amount a month side by side on the last axis; draws stay on the axis before it."""
    return np.concatenate(np.broadcast_arrays(*map(np.atleast_1d, amounts)), axis=-1)


def _typed_tier(rates: Rates, uplift: Amount) -> TokenTier:
    cached, write = rates.cached_input_usd_per_mtok, rates.cache_write_usd_per_mtok
    return TokenTier(
        above_tokens=0,
        input_usd_per_mtok=uplift * rates.input_usd_per_mtok,
        cached_input_usd_per_mtok=uplift * (rates.input_usd_per_mtok if cached is None else cached),
        cache_write_usd_per_mtok=uplift * (rates.input_usd_per_mtok if write is None else write),
        output_usd_per_mtok=uplift * rates.output_usd_per_mtok,
        batch_multiplier=rates.batch_multiplier,
    )


def hosting_fee(rows: Sequence[TokenPrice], on: date) -> float:
    """USD per hour for a deployment of this SKU on that day; 0 where the book names none."""
    fees = (row.hosting_usd_per_hour for row in rows_on(rows, on) if isinstance(row, FineTunePrice))
    return max((float(fee) for fee in fees if fee is not None), default=0.0)


def price_sources(
    reigns: Sequence[Reign], terms: Terms, input_tokens: Amount, timeline: Timeline
) -> tuple[Source, ...]:
    """The price that applies to a prompt of this length, the middle draw, in the first month of every SKU."""
    starts = timeline.starts
    return tuple(
        _source("successor_sku" if place else "sku", span.reign.rows, terms, input_tokens, starts[span.first])
        for place, span in enumerate(spans(reigns, timeline))
    )


def _source(field: str, rows: Sequence[TokenPrice], terms: Terms, input_tokens: Amount, on: date) -> Source:
    rates = tier_for(terms.rates(rows, on), float(np.median(input_tokens)))
    row = rows[0]
    value = (
        f"{rates.input_usd_per_mtok:g} in, {rates.cached_input_usd_per_mtok:g} cached,"
        f" {rates.output_usd_per_mtok:g} out"
    )
    if terms.writes_for_an_hour and rates.cache_write_1h_usd_per_mtok is not None:
        value += f", {rates.cache_write_1h_usd_per_mtok:g} to write for an hour"
    if (uplift := float(np.median(terms.region_uplift))) != 1:
        value += f", times {uplift:g} for the region"
    if fee := hosting_fee(rows, on):
        value += f", and {fee:g} an hour to host"
    return price_source(field, row, value, "USD per million tokens")
