"""What the price book already knows to change: steps of prices, and products that stop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from costmodel.catalog.book import Catalog
from costmodel.catalog.consistency import price_list_key, product_key
from costmodel.catalog.prices import FineTunePrice, GpuPrice, HostedPrice, TokenPrice

Row = HostedPrice | GpuPrice | FineTunePrice

PRICE_FIELDS = (
    "input_usd_per_mtok",
    "cached_input_usd_per_mtok",
    "cache_write_usd_per_mtok",
    "cache_write_1h_usd_per_mtok",
    "output_usd_per_mtok",
    "batch_multiplier",
    "flex_multiplier",
    "priority_multiplier",
    "usd_per_gpu_hour",
    "train_usd_per_mtok",
    "train_usd_per_hour",
    "hosting_usd_per_hour",
)
"""Columns that hold what is paid, or a factor on it."""


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One column that moves; None: not sold, or not known."""

    field: str
    old: Decimal | None
    new: Decimal | None


@dataclass(frozen=True, slots=True)
class Change:
    """From `day` on, a price list holds other prices (`steps`), or the product is no longer sold.

    `sku` is "provider/sku"; `successor` of a retirement is "provider/sku" too, None if nobody named one.
    """

    day: date
    kind: Literal["hosted", "gpu", "finetune"]
    sku: str
    display_name: str
    what: Literal["price", "retirement"]
    steps: tuple[PriceStep, ...] = ()
    tier_from_tokens: int = 0
    time_window: str = "all"
    successor: str | None = None


def upcoming(catalog: Catalog, on: date, until: date) -> tuple[Change, ...]:
    """What changes after the day `on`, up to and including `until`; by day, then by name."""
    return upcoming_of((*catalog.hosted, *catalog.gpu_prices, *catalog.fine_tunes), on, until)


def upcoming_of(rows: Iterable[Row], on: date, until: date) -> tuple[Change, ...]:
    """The same of any rows."""
    book = list(rows)
    found = [change for change in (*_price_changes(book), *_retirements(book)) if on < change.day <= until]
    return tuple(sorted(found, key=_order))


def price_steps_between(old: Row | None, new: Row | None) -> tuple[PriceStep, ...]:
    """The columns of prices in which two rows differ; a missing row has none."""
    pairs = ((field, getattr(old, field, None), getattr(new, field, None)) for field in PRICE_FIELDS)
    return tuple(PriceStep(field, before, after) for field, before, after in pairs if before != after)


def _price_changes(rows: Iterable[Row]) -> Iterator[Change]:
    lists: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        lists[price_list_key(row)].append(row)
    for of_list in lists.values():
        starting = {row.valid_from: row for row in of_list if row.valid_from}
        ending = {row.valid_to: row for row in of_list if row.valid_to}
        for day in sorted(starting.keys() | ending.keys()):
            old, new = ending.get(day), starting.get(day)
            shown = new or old
            steps = price_steps_between(old, new)
            if shown is not None and steps:
                yield _change(day, shown, "price", steps)


def _retirements(rows: Iterable[Row]) -> Iterator[Change]:
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        if row.retires_on is not None and (key := (*product_key(row), row.retires_on)) not in seen:
            seen.add(key)
            yield _change(row.retires_on, row, "retirement", ())


def _change(
    day: date, row: Row, what: Literal["price", "retirement"], steps: tuple[PriceStep, ...]
) -> Change:
    by_token = what == "price" and isinstance(row, TokenPrice)
    return Change(
        day=day,
        kind=row.kind,
        sku=row.full_name,
        display_name=row.display_name,
        what=what,
        steps=steps,
        tier_from_tokens=row.tier_from_tokens if by_token and isinstance(row, TokenPrice) else 0,
        time_window=row.time_window if by_token and isinstance(row, TokenPrice) else "all",
        successor=f"{row.provider}/{row.successor_sku}"
        if what == "retirement" and row.successor_sku
        else None,
    )


def _order(change: Change) -> tuple[object, ...]:
    return (change.day, change.kind, change.sku, change.what, change.tier_from_tokens, change.time_window)
