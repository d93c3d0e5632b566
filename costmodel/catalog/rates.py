"""From rows of the price book to the token rates that hold on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta

from costmodel.catalog.prices import TokenPrice
from costmodel.errors import InputError, Problem

PEAK_HOURS_UTC = frozenset({1, 2, 3, 6, 7, 8, 9})
"""Hours that begin within DeepSeek's peak windows, 01-04 and 06-10 UTC.

Source: https://api-docs.deepseek.com/quick_start/pricing
"""

PEAK_SHARE_OF_DAY = len(PEAK_HOURS_UTC) / 24
"""Share of peak in traffic that is flat over the day, 7 of 24 hours."""


@dataclass(frozen=True, slots=True)
class TierRates:
    """USD per million tokens for calls whose prompt is strictly longer than `tier_from_tokens`.

    A cache price that is not sold equals the input price; a multiplier, or a one-hour cache write, of None
    is not sold.
    """

    tier_from_tokens: int
    input_usd_per_mtok: float
    cached_input_usd_per_mtok: float
    cache_write_usd_per_mtok: float
    output_usd_per_mtok: float
    batch_multiplier: float | None
    flex_multiplier: float | None
    priority_multiplier: float | None
    cache_write_1h_usd_per_mtok: float | None = None


def in_force(rows: Sequence[TokenPrice], on: date) -> bool:
    """Whether the book has a price for the day `on`; if not, the rates are those of the nearest period."""
    return any(row.holds_on(on) for row in rows)


def rows_on(rows: Sequence[TokenPrice], on: date) -> tuple[TokenPrice, ...]:
    """The rows that hold on the day `on`, or those of the nearest period if none does.

    Nearest: the last period that ended by then, else the first to begin.
    """
    holding = tuple(row for row in rows if row.holds_on(on))
    if holding or not rows:
        return holding
    ended = [row.valid_to for row in rows if row.valid_to is not None and row.valid_to <= on]
    if ended:
        nearest = max(ended) - timedelta(days=1)
    else:
        nearest = min(row.valid_from for row in rows if row.valid_from is not None)
    return tuple(row for row in rows if row.holds_on(nearest))


def token_rates(
    rows: Sequence[TokenPrice], on: date, offpeak_share: float = 1 - PEAK_SHARE_OF_DAY
) -> tuple[TierRates, ...]:
    """Rates of one model on the day `on`, ascending by tier.

    Peak and off-peak are blended by the share of calls that falls off-peak, by default that of flat traffic.
    Raises InputError for a row that is not sold by the token.
    """
    tiers = []
    for of_tier in _by_tier(rows_on(rows, on)):
        by_window = {row.time_window: _rates(row) for row in of_tier}
        if "all" in by_window:
            tiers.append(by_window["all"])
        else:
            tiers.append(_blend(by_window["peak"], by_window["offpeak"], 1 - offpeak_share))
    return tuple(tiers)


def token_rates_at(rows: Sequence[TokenPrice], moment: datetime) -> tuple[TierRates, ...]:
    """Rates of one model at a moment (UTC if it names no zone), ascending by tier; nothing is blended.

    Raises InputError for a row that is not sold by the token.
    """
    utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    window = "peak" if utc.hour in PEAK_HOURS_UTC else "offpeak"
    return tuple(
        _rates(row)
        for of_tier in _by_tier(rows_on(rows, utc.date()))
        for row in of_tier
        if row.time_window in ("all", window)
    )


def tier_for(tiers: Sequence[TierRates], prompt_tokens: float) -> TierRates:
    """The tier of a call by its whole prompt; at the threshold itself the lower tier still applies."""
    return [tier for tier in tiers if tier.tier_from_tokens == 0 or prompt_tokens > tier.tier_from_tokens][-1]


def price_steps(rows: Sequence[TokenPrice]) -> tuple[date, ...]:
    """The days, ascending, on which other rows begin to apply; between two of them the rates stand still."""
    boundaries = {day for row in rows for day in (row.valid_from, row.valid_to) if day is not None}
    return tuple(
        day
        for day in sorted(boundaries)
        if day > date.min and rows_on(rows, day) != rows_on(rows, day - timedelta(days=1))
    )


def _by_tier(rows: Iterable[TokenPrice]) -> list[list[TokenPrice]]:
    tiers: dict[int, list[TokenPrice]] = {}
    for row in rows:
        tiers.setdefault(row.tier_from_tokens, []).append(row)
    return [tiers[tier] for tier in sorted(tiers)]


def _rates(row: TokenPrice) -> TierRates:
    fresh, output = row.input_usd_per_mtok, row.output_usd_per_mtok
    if fresh is None or output is None:
        raise InputError([Problem("sku", row.full_name, "it is not sold by the token")])
    cached, write = row.cached_input_usd_per_mtok, row.cache_write_usd_per_mtok
    long_write = row.cache_write_1h_usd_per_mtok
    return TierRates(
        tier_from_tokens=row.tier_from_tokens,
        input_usd_per_mtok=float(fresh),
        cached_input_usd_per_mtok=float(fresh if cached is None else cached),
        cache_write_usd_per_mtok=float(fresh if write is None else write),
        output_usd_per_mtok=float(output),
        batch_multiplier=None if row.batch_multiplier is None else float(row.batch_multiplier),
        flex_multiplier=None if row.flex_multiplier is None else float(row.flex_multiplier),
        priority_multiplier=None if row.priority_multiplier is None else float(row.priority_multiplier),
        cache_write_1h_usd_per_mtok=None if long_write is None else float(long_write),
    )


def _blend(peak: TierRates, offpeak: TierRates, peak_share: float) -> TierRates:
    blended = {}
    for field in fields(TierRates):
        at_peak, at_offpeak = getattr(peak, field.name), getattr(offpeak, field.name)
        if field.name.endswith("_usd_per_mtok") and None not in (at_peak, at_offpeak):
            blended[field.name] = peak_share * at_peak + (1 - peak_share) * at_offpeak
        else:
            # What differs over the day is no single multiplier, and what is sold half the day no price.
            blended[field.name] = at_peak if at_peak == at_offpeak else None
    return TierRates(**blended)
