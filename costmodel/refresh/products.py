"""The products of a price book that a source may refresh."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from costmodel.catalog.consistency import product_key
from costmodel.catalog.prices import FineTunePrice, GpuPrice, HostedPrice, TokenPrice

Row = HostedPrice | GpuPrice | FineTunePrice
ProductKey = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class BookRow:
    """A row with its place among the records of the file."""

    index: int
    row: Row

    @property
    def cell(self) -> tuple[int, str]:
        """Its context tier and time window."""
        if isinstance(self.row, TokenPrice):
            return self.row.tier_from_tokens, self.row.time_window
        return 0, "all"

    def reaches(self, day: date) -> bool:
        """Whether the row holds on `day` or later."""
        return self.row.valid_to is None or self.row.valid_to > day


@dataclass(frozen=True, slots=True)
class Product:
    """All rows of one thing that is sold, and where its price comes from (`source`:`ref` is the source key)."""

    key: ProductKey
    name: str
    source: str
    ref: str
    rows: tuple[BookRow, ...]

    def touches(self, row: Row) -> bool:
        """Whether a refresh may change the row: never one of the user's, or one that names no source."""
        return row.confidence != "user" and row.source_key == f"{self.source}:{self.ref}"

    def in_force(self, day: date) -> tuple[BookRow, ...]:
        """The rows that hold on a day."""
        return tuple(entry for entry in self.rows if entry.row.holds_on(day))


def products_of(rows: Iterable[BookRow], on: date) -> tuple[Product, ...]:
    """Products with a price on the day `on` that a source stands behind and that has not stopped by then."""
    by_key: dict[ProductKey, list[BookRow]] = defaultdict(list)
    for entry in rows:
        by_key[product_key(entry.row)].append(entry)
    found = []
    for key, of_product in by_key.items():
        now = [entry.row for entry in of_product if entry.row.holds_on(on)]
        if not now or any(row.retires_on and row.retires_on <= on for row in now):
            continue
        keys = {row.source_key for row in now if row.confidence != "user"}
        source, colon, ref = (next(iter(keys)) or "").partition(":") if len(keys) == 1 else ("", "", "")
        if colon and ref:
            found.append(Product(key, now[0].full_name, source, ref, tuple(of_product)))
    return tuple(found)
