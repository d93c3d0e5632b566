"""What data sets hold and what labels cost, as published: something to hold one's own plan against."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from costmodel.catalog.load import DATA_FOLDER

DATA_ANCHORS_FILE = DATA_FOLDER / "data_anchors.csv"


@dataclass(frozen=True)
class DataAnchor:
    """One data set or one kind of label; None for what its page does not say.

    `source_date` is as exact as the page: a year, a month or a day.
    """

    item: str
    quantity: int | None
    unit: str
    usd_total: float | None
    usd_per_unit_low: float | None
    usd_per_unit_high: float | None
    source_url: str
    source_date: str
    how_known: str


@cache
def data_anchors() -> tuple[DataAnchor, ...]:
    """All of them: prices first, then sizes."""
    with DATA_ANCHORS_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_anchor(row) for row in csv.DictReader(file, strict=True))


def _anchor(row: dict[str, str]) -> DataAnchor:
    return DataAnchor(
        item=row["item"],
        quantity=int(row["quantity"]) if row["quantity"] else None,
        unit=row["unit"],
        usd_total=_number(row["usd_total"]),
        usd_per_unit_low=_number(row["usd_per_unit_low"]),
        usd_per_unit_high=_number(row["usd_per_unit_high"]),
        source_url=row["source_url"],
        source_date=row["source_date"],
        how_known=row["how_known"],
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None
