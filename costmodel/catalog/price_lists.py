"""From rows of the price book to the price lists in force at a time, exact, one for each context tier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal, localcontext

from costmodel.catalog.prices import TimeWindow, TokenPrice
from costmodel.errors import InputError, Problem

PEAK_HOURS_UTC = frozenset({1, 2, 3, 6, 7, 8, 9})
"""Hours that begin within DeepSeek's peak windows, 01-04 and 06-10 UTC.

Source: https://api-docs.deepseek.com/quick_start/pricing
"""

HOURS_PER_DAY = 24
BLENDED_DIGITS = 28


@dataclass(frozen=True, slots=True)
class PriceList:
    """USD per million tokens for calls whose prompt is strictly longer than `tier_from_tokens`.

    A price of cached input or of a cache write that is not sold equals the input price and is named in
    `not_sold`. A 1-hour cache write or a multiplier of None is not sold. `row` is where the list stands; where
    peak and off-peak are blended it is the first of the two, and the window is `all`.
    """

    row: TokenPrice
    tier_from_tokens: int
    time_window: TimeWindow
    input_usd_per_mtok: Decimal
    cached_input_usd_per_mtok: Decimal
    cache_write_usd_per_mtok: Decimal
    cache_write_1h_usd_per_mtok: Decimal | None
    output_usd_per_mtok: Decimal
    batch_multiplier: Decimal | None
    flex_multiplier: Decimal | None
    priority_multiplier: Decimal | None
    not_sold: tuple[str, ...]


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


def price_lists(
    rows: Sequence[TokenPrice], at: date | datetime, offpeak_share: float | None = None
) -> tuple[PriceList, ...]:
    """Price lists of one model, ascending by context tier.

    A moment (UTC if it names no zone) pays its own time window. A plain day blends peak and off-peak by the
    share of calls off-peak, None for traffic that is flat over the day, in 28 significant digits. Raises InputError for a row that is not sold by
    the token.
    """
    if not isinstance(at, datetime):
        return tuple(_of_the_day(of_tier, offpeak_share) for of_tier in _by_tier(rows_on(rows, at)))
    moment = in_utc(at)
    window = "peak" if moment.hour in PEAK_HOURS_UTC else "offpeak"
    return tuple(
        _list(row)
        for of_tier in _by_tier(rows_on(rows, moment.date()))
        for row in of_tier
        if row.time_window in ("all", window)
    )


def in_utc(moment: datetime) -> datetime:
    """The moment in UTC; one without a zone is UTC. Raises InputError beyond the years 1 to 9999."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise InputError([Problem("at", moment.isoformat(), "it lies outside the calendar in UTC")]) from None


def _by_tier(rows: Iterable[TokenPrice]) -> list[list[TokenPrice]]:
    tiers: dict[int, list[TokenPrice]] = {}
    for row in rows:
        tiers.setdefault(row.tier_from_tokens, []).append(row)
    return [tiers[tier] for tier in sorted(tiers)]


def _of_the_day(of_tier: Sequence[TokenPrice], offpeak_share: float | None) -> PriceList:
    by_window = {row.time_window: _list(row) for row in of_tier}
    if "all" in by_window:
        return by_window["all"]
    return _blend(by_window["peak"], by_window["offpeak"], offpeak_share)


def _list(row: TokenPrice) -> PriceList:
    fresh, output = row.input_usd_per_mtok, row.output_usd_per_mtok
    if fresh is None or output is None:
        raise InputError([Problem("sku", row.full_name, "it is not sold by the token")])
    cached, write = row.cached_input_usd_per_mtok, row.cache_write_usd_per_mtok
    caches = {"cached_input": cached, "cache_write": write}
    return PriceList(
        row=row,
        tier_from_tokens=row.tier_from_tokens,
        time_window=row.time_window,
        input_usd_per_mtok=fresh,
        cached_input_usd_per_mtok=fresh if cached is None else cached,
        cache_write_usd_per_mtok=fresh if write is None else write,
        cache_write_1h_usd_per_mtok=row.cache_write_1h_usd_per_mtok,
        output_usd_per_mtok=output,
        batch_multiplier=row.batch_multiplier,
        flex_multiplier=row.flex_multiplier,
        priority_multiplier=row.priority_multiplier,
        not_sold=tuple(name for name, price in caches.items() if price is None),
    )


def _blend(peak: PriceList, offpeak: PriceList, offpeak_share: float | None) -> PriceList:
    one_hour = (peak.cache_write_1h_usd_per_mtok, offpeak.cache_write_1h_usd_per_mtok)

    def mean(at_peak: Decimal, at_offpeak: Decimal) -> Decimal:
        return _mean(at_peak, at_offpeak, offpeak_share)

    return PriceList(
        row=peak.row,
        tier_from_tokens=peak.tier_from_tokens,
        time_window="all",
        input_usd_per_mtok=mean(peak.input_usd_per_mtok, offpeak.input_usd_per_mtok),
        cached_input_usd_per_mtok=mean(peak.cached_input_usd_per_mtok, offpeak.cached_input_usd_per_mtok),
        cache_write_usd_per_mtok=mean(peak.cache_write_usd_per_mtok, offpeak.cache_write_usd_per_mtok),
        cache_write_1h_usd_per_mtok=None if None in one_hour else mean(*one_hour),  # type: ignore[arg-type]
        output_usd_per_mtok=mean(peak.output_usd_per_mtok, offpeak.output_usd_per_mtok),
        batch_multiplier=_shared(peak.batch_multiplier, offpeak.batch_multiplier),
        flex_multiplier=_shared(peak.flex_multiplier, offpeak.flex_multiplier),
        priority_multiplier=_shared(peak.priority_multiplier, offpeak.priority_multiplier),
        not_sold=tuple(name for name in peak.not_sold if name in offpeak.not_sold),
    )


def _mean(at_peak: Decimal, at_offpeak: Decimal, offpeak_share: float | None) -> Decimal:
    """The mean over a day, for flat traffic by its hours."""
    peak_hours = len(PEAK_HOURS_UTC)
    with localcontext(Context(prec=BLENDED_DIGITS)):
        if offpeak_share is not None:
            cheap = Decimal(repr(float(offpeak_share)))
            return (1 - cheap) * at_peak + cheap * at_offpeak
        return (peak_hours * at_peak + (HOURS_PER_DAY - peak_hours) * at_offpeak) / HOURS_PER_DAY


def _shared(at_peak: Decimal | None, at_offpeak: Decimal | None) -> Decimal | None:
    """A multiplier that differs over the day is no single multiplier: it counts as not sold."""
    return at_peak if at_peak == at_offpeak else None
