"""How old a price is, and when that is too old to rely on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from costmodel.catalog.consistency import price_list_key
from costmodel.catalog.prices import FineTunePrice, GpuPrice, HostedPrice

Row = HostedPrice | GpuPrice | FineTunePrice
Mark = Literal["fresh", "amber", "red", "past"]
"""`past`: the price or product has ended, and the book names what follows it."""

FAR_AHEAD = timedelta(days=366)
"""Beyond it a day that lies after all prices of the book is more likely a slip."""

AMBER_AND_RED_DAYS = {
    "hosted": (45, 120),
    "on_demand": (30, 90),
    "serverless_per_s": (30, 90),
    "spot": (7, 30),
    "reserved_1y": (90, 180),
    "reserved_3y": (90, 180),
    "finetune": (90, 180),
}
"""Days since `as_of` from which a price is amber, and red: a GPU by its commitment, the rest by kind."""


@dataclass(frozen=True, slots=True)
class Age:
    """Days since a price was read, and what to think of it."""

    days: int
    mark: Mark


def age_of(row: Row, on: date, *, succeeded: bool = False) -> Age:
    """How old the row is on the day `on`; red at once when its price or product has ended by then.

    `succeeded` says that another row of the book takes over from `valid_to` on; `ages` finds out.
    """
    days = (on - row.as_of).days
    if row.retires_on is not None and row.retires_on <= on:
        return Age(days, "past" if row.successor_sku else "red")
    if row.valid_to is not None and row.valid_to <= on:
        return Age(days, "past" if succeeded else "red")
    amber, red = limits(row)
    return Age(days, "red" if days >= red else "amber" if days >= amber else "fresh")


def limits(row: Row) -> tuple[int, int]:
    """Days from which the row is amber, and red."""
    return AMBER_AND_RED_DAYS[row.commitment if isinstance(row, GpuPrice) else row.kind]


def ages(rows: Sequence[Row], on: date) -> tuple[Age, ...]:
    """The age of every row, in order, each judged with the rows that follow it in the same price list."""
    starts: dict[tuple[object, ...], list[date]] = defaultdict(list)
    for row in rows:
        starts[price_list_key(row)].append(row.valid_from or date.min)
    return tuple(
        age_of(
            row,
            on,
            succeeded=row.valid_to is not None
            and any(start >= row.valid_to for start in starts[price_list_key(row)]),
        )
        for row in rows
    )
