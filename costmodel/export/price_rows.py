"""Rows of the price book as a table to take away: the book's own columns, and how old each price is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from costmodel.catalog.prices import PRICING_COLUMNS
from costmodel.catalog.staleness import Age, Row
from costmodel.export.csv_text import Cell
from costmodel.export.csv_text import Row as TableRow


def price_rows(rows: Sequence[Row], of_age: Sequence[Age], on: date) -> list[TableRow]:
    """One row per price with the columns of `data/pricing.csv`, then its age on the day `on`."""
    return [
        {
            **{column: _cell(getattr(row, column, None)) for column in PRICING_COLUMNS},
            "age_on": str(on),
            "age_days": age.days,
            "age_mark": age.mark,
        }
        for row, age in zip(rows, of_age, strict=True)
    ]


def _cell(value: object) -> Cell:
    if isinstance(value, Decimal):
        return float(value)
    if value is None or isinstance(value, float | int):
        return value
    return str(value)
