"""Fields of one row of a table of measurements, read as text; each error names the column and the value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from costmodel.catalog.book import Catalog
from costmodel.catalog.cards import Gpu
from costmodel.catalog.lookup import found
from costmodel.errors import InputError, Problem

Row = Mapping[str, str | None]


@dataclass(frozen=True)
class RowFields:
    """One row, and between which ends each of its number columns may lie."""

    row: Row
    allowed: Mapping[str, tuple[float, float]]

    def text(self, column: str) -> str:
        """What stands there, without blanks around it; empty where the column is missing."""
        return (self.row.get(column) or "").strip()

    def number(self, column: str, otherwise: float) -> float:
        """The number there, or `otherwise` where the field is blank."""
        text = self.text(column)
        if not text:
            return otherwise
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        low, high = self.allowed[column]
        if not low <= value <= high:
            raise InputError([Problem(column, text, f"a number from {low:g} to {high:g} is, or a blank")])
        return value

    def given(self, column: str) -> float | None:
        """The number there, or None where the field is blank."""
        value = self.number(column, math.nan)
        return None if math.isnan(value) else value

    def whole(self, column: str, otherwise: int) -> int:
        """The whole number there, or `otherwise` where the field is blank."""
        value = self.number(column, otherwise)
        if value != int(value):
            raise InputError([Problem(column, self.text(column), "a whole number is, or a blank")])
        return int(value)

    def gpu(self, catalog: Catalog) -> Gpu:
        """The card that the column `gpu` names."""
        return found(catalog.gpu, "gpu", self.text("gpu"))
