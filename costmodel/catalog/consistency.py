"""What must hold between the rows of a price book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from costmodel.catalog.prices import FineTunePrice, GpuPrice, HostedPrice, PriceRow, TokenPrice
from costmodel.errors import Problem

NumberedRow = tuple[int, HostedPrice | GpuPrice | FineTunePrice]
"""A row of the price book with its line number in the file."""

Fault = tuple[int, str, object, str]
"""The number of a row, the column to change, what it holds, what is allowed."""


def book_problems(numbered: Sequence[NumberedRow], file_name: str = "pricing.csv") -> list[Problem]:
    """What is wrong between rows, in the order of the file.

    Checked for each product (kind, provider, sku, region, commitment, GPU count): no two rows of one context
    tier and time window hold on the same day; each period and window has a base tier, and either one window
    `all` or both `peak` and `offpeak`; tiers ascend in the file; a successor is one of the provider's models, and none
    follows itself, however many stand between.
    """
    return [
        Problem(f"{file_name} line {line}: {field}", value, allowed)
        for line, field, value, allowed in faults_between(numbered)
    ]


def faults_between(
    numbered: Sequence[NumberedRow], beside: Sequence[NumberedRow] = (), before_number: str = "line "
) -> list[Fault]:
    """What is wrong between rows, ascending by number; `beside` are rows that stand in the book as well.

    Words name a row by its number after `before_number`.
    """
    products: dict[tuple[object, ...], list[NumberedRow]] = defaultdict(list)
    for line, row in numbered:
        products[product(row)].append((line, row))
    found: list[Fault] = [
        *_unknown_successors(numbered, beside),
        *_circular_successors(numbered, beside),
    ]
    for rows in products.values():
        found += _overlaps(rows, before_number)
        token_rows = [(line, row) for line, row in rows if isinstance(row, TokenPrice)]
        found += _incomplete_periods(token_rows)
        found += _unordered_tiers(token_rows, before_number)
    return sorted(dict.fromkeys(found), key=lambda entry: entry[0])


def future_dated(
    numbered: Sequence[NumberedRow], today: date, file_name: str = "pricing.csv"
) -> list[Problem]:
    """Rows that claim to have been read after `today`; kept apart, since it depends on the clock."""
    return [
        Problem(f"{file_name} line {line}: as_of", str(row.as_of), f"it must not lie after today, {today}")
        for line, row in numbered
        if row.as_of > today
    ]


def product(row: HostedPrice | GpuPrice | FineTunePrice) -> tuple[object, ...]:
    """What a row is a price of: rows with the same product are its periods, tiers and windows."""
    count = row.gpu_count_min if isinstance(row, GpuPrice) else None
    return (row.kind, row.full_name.casefold(), row.region, row.commitment, count)


def _overlaps(rows: Sequence[tuple[int, PriceRow]], before_number: str) -> Iterator[Fault]:
    lists: dict[tuple[int, str], list[tuple[int, PriceRow]]] = defaultdict(list)
    for line, row in rows:
        tier = (row.tier_from_tokens, row.time_window) if isinstance(row, TokenPrice) else (0, "all")
        lists[tier].append((line, row))
    for same_list in lists.values():
        by_start = sorted(same_list, key=lambda entry: entry[1].valid_from or date.min)
        for (earlier_line, earlier), (line, row) in pairwise(by_start):
            starts = row.valid_from or date.min
            if earlier.valid_to is None or starts < earlier.valid_to:
                shown = None if row.valid_from is None else str(row.valid_from)
                yield (
                    line,
                    "valid_from",
                    shown,
                    f"{before_number}{earlier_line} prices the same thing on that day",
                )


def _incomplete_periods(rows: Sequence[tuple[int, TokenPrice]]) -> Iterator[Fault]:
    for day in _period_starts(row for _, row in rows):
        holding = [(line, row) for line, row in rows if row.holds_on(day)]
        windows = {row.time_window for _, row in holding}
        if holding and windows not in ({"all"}, {"peak", "offpeak"}):
            shown = ", ".join(sorted(windows))
            allowed = "a period needs either the window all, or both peak and offpeak"
            yield holding[0][0], "time_window", shown, allowed
        for window in sorted(windows):
            tiers = [(line, row.tier_from_tokens) for line, row in holding if row.time_window == window]
            if all(tier > 0 for _, tier in tiers):
                yield tiers[0][0], "tier_from_tokens", tiers[0][1], "the period lacks a base tier (0)"


def _unordered_tiers(rows: Sequence[tuple[int, TokenPrice]], before_number: str) -> Iterator[Fault]:
    periods: dict[tuple[str, date | None], list[tuple[int, int]]] = defaultdict(list)
    for line, row in rows:
        periods[row.time_window, row.valid_from].append((line, row.tier_from_tokens))
    for tiers in periods.values():
        for (earlier_line, lower), (line, higher) in pairwise(tiers):
            if higher < lower:
                allowed = f"tiers must ascend, and {before_number}{earlier_line} has {lower}"
                yield line, "tier_from_tokens", higher, allowed


def _unknown_successors(numbered: Sequence[NumberedRow], beside: Sequence[NumberedRow]) -> Iterator[Fault]:
    hosted = {row.full_name.casefold() for _, row in (*numbered, *beside) if isinstance(row, HostedPrice)}
    for line, row in numbered:
        if row.successor_sku and f"{row.provider}/{row.successor_sku}".casefold() not in hosted:
            yield line, "successor_sku", row.successor_sku, f"it must be a hosted sku of {row.provider}"


def _circular_successors(numbered: Sequence[NumberedRow], beside: Sequence[NumberedRow]) -> Iterator[Fault]:
    following = {
        row.full_name.casefold(): f"{row.provider}/{row.successor_sku}".casefold()
        for _, row in (*beside, *numbered)
        if isinstance(row, HostedPrice) and row.successor_sku
    }
    for line, row in numbered:
        if not isinstance(row, HostedPrice) or not row.successor_sku:
            continue
        own, seen = row.full_name.casefold(), set()
        name = following[own]
        while name in following and name not in seen and name != own:
            seen.add(name)
            name = following[name]
        if name == own:
            yield line, "successor_sku", row.successor_sku, "the successors lead back to the model itself"


def _period_starts(rows: Iterable[PriceRow]) -> list[date]:
    boundaries = {date.min}
    for row in rows:
        boundaries |= {day for day in (row.valid_from, row.valid_to) if day is not None}
    return sorted(boundaries)
