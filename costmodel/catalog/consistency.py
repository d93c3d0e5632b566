"""What must hold between the rows of a price book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from costmodel.catalog.faults import Fault
from costmodel.catalog.prices import FineTunePrice, GpuPrice, HostedPrice, PriceRow, TokenPrice
from costmodel.errors import Problem

NumberedRow = tuple[int, HostedPrice | GpuPrice | FineTunePrice]
"""A row of the price book with its line number in the file."""


def book_problems(numbered: Sequence[NumberedRow], file_name: str = "pricing.csv") -> list[Problem]:
    """What is wrong between rows, in the order of the file; the rules are those of `book_faults`."""
    return [fault.in_file(file_name) for fault in book_faults(numbered)]


def faults_between(
    numbered: Sequence[NumberedRow], beside: Sequence[NumberedRow], before_number: str
) -> list[Fault]:
    """What is wrong between rows that stand beside those of a book that is sound; by the rules of `book_faults`.

    Words name a row by its number after `before_number`.
    """
    products: dict[tuple[object, ...], list[NumberedRow]] = defaultdict(list)
    for line, row in numbered:
        products[product_key(row)].append((line, row))
    found = [*_unknown_successors(numbered, set(), beside), *_circular_successors(numbered, beside)]
    for rows in products.values():
        found += _overlaps(rows, before_number)
        token_rows = [(line, row) for line, row in rows if isinstance(row, TokenPrice)]
        found += _incomplete_periods(token_rows)
        found += _unordered_tiers(token_rows, before_number)
    return sorted(dict.fromkeys(found), key=lambda fault: fault.line or 0)


def book_faults(
    numbered: Sequence[NumberedRow], unreadable: frozenset[tuple[str, str]] = frozenset()
) -> list[Fault]:
    """What is wrong between rows, in the order of the file.

    Checked for each product (kind, provider, sku, region, commitment, GPU count): no two rows of one context
    tier and time window hold on the same day, and none leaves days without a price before the next unless
    the next row's note says why; each period and window has a base tier, and either one window `all` or both
    `peak` and `offpeak`; tiers ascend in the file; a successor is one of the provider's models, and none follows itself;
    no two providers have names that read the same with their models (`a` with `b/c`, `a/b` with `c`).
    `unreadable` names products (kind, "provider/sku" in lower case) with rows that were refused: without
    these the others would show false gaps, so that only overlaps are looked for among them.
    """
    products: dict[tuple[object, ...], list[NumberedRow]] = defaultdict(list)
    for line, row in numbered:
        products[product_key(row)].append((line, row))
    found = list(_unknown_successors(numbered, {name for kind, name in unreadable if kind == "hosted"}))
    found += _circular_successors(numbered)
    found += shared_names(numbered)
    for key, rows in products.items():
        found += _overlaps(rows)
        if key[:2] in unreadable:
            continue
        found += _gaps(rows)
        token_rows = [(line, row) for line, row in rows if isinstance(row, TokenPrice)]
        found += _incomplete_periods(token_rows)
        found += _unordered_tiers(token_rows)
    return sorted(dict.fromkeys(found), key=lambda fault: fault.line or 0)


def future_dated(
    numbered: Sequence[NumberedRow], today: date, file_name: str = "pricing.csv"
) -> list[Problem]:
    """Rows that claim to have been read after `today`; kept apart, since it depends on the clock."""
    return [fault.in_file(file_name) for fault in future_faults(numbered, today)]


def future_faults(numbered: Sequence[NumberedRow], today: date) -> list[Fault]:
    """The same as faults."""
    return [
        Fault(line, "as_of", str(row.as_of), f"it must not lie after today, {today}")
        for line, row in numbered
        if row.as_of > today
    ]


def card_faults(numbered: Sequence[NumberedRow], cards: Collection[str]) -> list[Fault]:
    """GPU rows whose card is none of `cards`."""
    return [
        Fault(line, "sku", row.sku, "a GPU row needs the name of a card in gpus.csv")
        for line, row in numbered
        if isinstance(row, GpuPrice) and row.sku not in cards
    ]


def product_key(row: HostedPrice | GpuPrice | FineTunePrice) -> tuple[object, ...]:
    """What is sold, whatever its price: kind, name, region, commitment and size of the box."""
    count = row.gpu_count_min if isinstance(row, GpuPrice) else None
    return (row.kind, row.full_name.casefold(), row.region, row.commitment, count)


def price_list_key(row: HostedPrice | GpuPrice | FineTunePrice) -> tuple[object, ...]:
    """The product, context tier and time window: rows that share it follow each other in time."""
    tier = (row.tier_from_tokens, row.time_window) if isinstance(row, TokenPrice) else (0, "all")
    return (*product_key(row), *tier)


def _overlaps(rows: Sequence[tuple[int, PriceRow]], before_number: str = "line ") -> Iterator[Fault]:
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
                same = (
                    "has the same key" if starts == (earlier.valid_from or date.min) else "still holds then"
                )
                allowed = f"{before_number}{earlier_line}, which prices the same thing, {same}"
                yield Fault(line, "valid_from", shown, allowed)


def _gaps(rows: Sequence[NumberedRow]) -> Iterator[Fault]:
    """Days on which a product, or one of its tiers while the product is sold, lacks a price between two."""
    days = _period_starts(row for _, row in rows)
    for tier in sorted({_tier(row) for _, row in rows}):
        of_tier = [(line, row) for line, row in rows if _tier(row) == tier]
        for day in days:
            starts = [(row.valid_from, line, row) for line, row in of_tier if (row.valid_from or day) > day]
            ended = [(row.valid_to, line) for line, row in of_tier if row.valid_to and row.valid_to <= day]
            if not starts or not ended or any(row.holds_on(day) for _, row in of_tier):
                continue
            start, line, row = min(starts, key=lambda entry: (entry[0] or date.min, entry[1]))
            end, earlier_line = max(ended)
            if not row.note and day == end:
                allowed = f"line {earlier_line} ends on {end}: a gap needs a note that says why"
                yield Fault(line, "valid_from", str(start), allowed)


def _tier(row: PriceRow) -> int:
    return row.tier_from_tokens if isinstance(row, TokenPrice) else 0


def _incomplete_periods(rows: Sequence[tuple[int, TokenPrice]]) -> Iterator[Fault]:
    for day in _period_starts(row for _, row in rows):
        holding = [(line, row) for line, row in rows if row.holds_on(day)]
        windows = {row.time_window for _, row in holding}
        if holding and windows not in ({"all"}, {"peak", "offpeak"}):
            shown = ", ".join(sorted(windows))
            allowed = "a period needs either the window all, or both peak and offpeak"
            yield Fault(holding[0][0], "time_window", shown, allowed)
        for window in sorted(windows):
            tiers = [(line, row.tier_from_tokens) for line, row in holding if row.time_window == window]
            if all(tier > 0 for _, tier in tiers):
                yield Fault(tiers[0][0], "tier_from_tokens", tiers[0][1], "the period lacks a base tier (0)")


def _unordered_tiers(rows: Sequence[tuple[int, TokenPrice]], before_number: str = "line ") -> Iterator[Fault]:
    periods: dict[tuple[str, date | None], list[tuple[int, int]]] = defaultdict(list)
    for line, row in rows:
        periods[row.time_window, row.valid_from].append((line, row.tier_from_tokens))
    for tiers in periods.values():
        for (earlier_line, lower), (line, higher) in pairwise(tiers):
            if higher < lower:
                allowed = f"tiers must ascend, and {before_number}{earlier_line} has {lower}"
                yield Fault(line, "tier_from_tokens", higher, allowed)


def _unknown_successors(
    numbered: Sequence[NumberedRow], unreadable: set[str], beside: Sequence[NumberedRow] = ()
) -> Iterator[Fault]:
    hosted = {row.full_name.casefold() for _, row in (*numbered, *beside) if isinstance(row, HostedPrice)}
    for line, row in numbered:
        named = f"{row.provider}/{row.successor_sku}".casefold()
        if row.successor_sku and named not in hosted | unreadable:
            yield Fault(
                line, "successor_sku", row.successor_sku, f"it must be a hosted sku of {row.provider}"
            )


def _circular_successors(
    numbered: Sequence[NumberedRow], beside: Sequence[NumberedRow] = ()
) -> Iterator[Fault]:
    following = {
        row.full_name.casefold(): f"{row.provider}/{row.successor_sku}".casefold()
        for _, row in (*beside, *numbered)
        if isinstance(row, HostedPrice) and row.successor_sku
    }
    for line, row in numbered:
        if not isinstance(row, HostedPrice) or not row.successor_sku:
            continue
        own, seen = row.full_name.casefold(), set[str]()
        name = following[own]
        while name in following and name not in seen and name != own:
            seen.add(name)
            name = following[name]
        if name == own:
            allowed = "the successors lead back to the model itself"
            yield Fault(line, "successor_sku", row.successor_sku, allowed)


def shared_names(numbered: Sequence[NumberedRow], beside: Sequence[NumberedRow] = ()) -> Iterator[Fault]:
    """Rows that nobody could ask for: their provider/sku reads like that of another provider."""
    first: dict[tuple[str, str], tuple[str, str]] = {}
    for _, row in (*beside, *numbered):
        first.setdefault((row.kind, row.full_name.casefold()), (row.provider, row.sku))
    for line, row in numbered:
        provider, sku = first[row.kind, row.full_name.casefold()]
        if provider.casefold() != row.provider.casefold():
            allowed = f"provider {provider!r} with sku {sku!r} reads the same, {row.full_name}; another name is needed"
            yield Fault(line, "provider", row.provider, allowed)


def _period_starts(rows: Iterable[PriceRow]) -> list[date]:
    boundaries = {date.min}
    for row in rows:
        boundaries |= {day for day in (row.valid_from, row.valid_to) if day is not None}
    return sorted(boundaries)
