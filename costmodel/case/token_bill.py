"""From a SKU of the price book, or typed rates, to token prices for every month of the case."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.dates import month_of, month_start
from costmodel.case.model import Source, TaskBill, TokenBill, TokenTier
from costmodel.catalog.price_lists import in_force, rows_on
from costmodel.catalog.prices import FineTunePrice, TokenPrice
from costmodel.catalog.rates import TierRates, price_steps, tier_for, token_rates
from costmodel.scenario.options import TokenBilled
from costmodel.scenario.rates import Rates
from costmodel.scenario.workload import Workload

PRICE_FIELDS = ("input", "cached_input", "cache_write", "output")


@dataclass(frozen=True)
class Timeline:
    """The months of a case: the day month 0 begins and how many follow."""

    as_of: date
    horizon_months: int

    def starts(self) -> list[date]:
        """The first day of every month."""
        return [month_start(self.as_of, month) for month in range(self.horizon_months)]


def bill_by_use(
    billed: TokenBilled, rows: Sequence[TokenPrice], hosting_usd_per_hour: float, timeline: Timeline
) -> TokenBill | TaskBill:
    """What a provider bills; `rows` are those of the SKU, empty if no SKU was named."""
    if billed.usd_per_task is not None:
        return TaskBill(
            billed.usd_per_task, billed.discount, billed.price_change_per_year, hosting_usd_per_hour
        )
    tiers = (_typed_tier(billed.rates),) if billed.rates is not None else book_tiers(rows, timeline)
    return TokenBill(tiers, billed.discount, billed.price_change_per_year, hosting_usd_per_hour)


def book_tiers(rows: Sequence[TokenPrice], timeline: Timeline) -> tuple[TokenTier, ...]:
    """Context tiers with the price of each month, arrays of shape (months,), floats if nothing changes."""
    if not price_steps(rows):
        return tuple(_tier(rates) for rates in token_rates(rows, timeline.as_of))
    by_month = [token_rates(rows, start) for start in timeline.starts()]
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


def price_notes(rows: Sequence[TokenPrice], work: Workload, timeline: Timeline) -> tuple[str, ...]:
    """What the reader should know about the book's price: gaps, announced steps, retirement."""
    name = rows[0].display_name
    notes = []
    if not in_force(rows, timeline.as_of):
        notes.append(
            f"The price book has no price of {name} for {timeline.as_of}; the nearest in time is used."
        )
    if np.any(work.batch_share > 0) and token_rates(rows, timeline.as_of)[0].batch_multiplier is None:
        notes.append(f"{name} is not sold at a batch price; work that may wait pays the standard price.")
    for step in price_steps(rows):
        month = month_of(timeline.as_of, step, timeline.horizon_months)
        if step > timeline.as_of and month is not None:
            notes.append(f"The price of {name} changes on {step}; months from {month} on use the new one.")
    window = min((row.context_window for row in rows if row.context_window), default=math.inf)
    if np.any(work.input_tokens + work.output_tokens > window):
        notes.append(
            f"A call is longer than the {window:,} tokens that {name} takes; it is priced all the same."
        )
    if any(row.time_window != "all" for row in rows):
        notes.append(f"{name} has peak and off-peak prices; use is taken as even over the day.")
    return (*notes, *_retirement_notes(rows, timeline))


def hosting_fee(rows: Sequence[TokenPrice], on: date) -> float:
    """USD per hour for a deployment of this SKU on that day; 0 where the book names none."""
    fees = (row.hosting_usd_per_hour for row in rows_on(rows, on) if isinstance(row, FineTunePrice))
    return max((float(fee) for fee in fees if fee is not None), default=0.0)


def _retirement_notes(rows: Sequence[TokenPrice], timeline: Timeline) -> list[str]:
    retires_on = min((row.retires_on for row in rows if row.retires_on is not None), default=None)
    if retires_on is None or retires_on > month_start(timeline.as_of, timeline.horizon_months):
        return []
    successor = next((row.successor_sku for row in rows if row.successor_sku), None)
    named = f"; the book names {successor} as its successor" if successor else ""
    verb = "retired" if retires_on <= timeline.as_of else "retires"
    return [f"{rows[0].display_name} {verb} on {retires_on}; its last price is used after that day{named}."]


def price_sources(
    field: str, rows: Sequence[TokenPrice], input_tokens: Amount, on: date
) -> tuple[Source, ...]:
    """The price that applies to a prompt of this length, the middle draw, on that day, with where it stands."""
    rates = tier_for(token_rates(rows, on), float(np.median(input_tokens)))
    row = rows[0]
    value = (
        f"{rates.input_usd_per_mtok:g} in, {rates.cached_input_usd_per_mtok:g} cached,"
        f" {rates.output_usd_per_mtok:g} out"
    )
    if fee := hosting_fee(rows, on):
        value += f", and {fee:g} an hour to host"
    unit = "USD per million tokens"
    source = Source(
        field, row.display_name, value, unit, str(row.source_url or ""), row.as_of, row.confidence
    )
    return (source,)
