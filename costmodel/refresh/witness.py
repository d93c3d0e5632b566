"""A second source beside the first: where they disagree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costmodel.refresh.quotes import Cell, Prices, Quote

TOLERANCE = 0.01
"""Two sources that lie closer agree; the rest is rounding."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One column of a tier that the sources price differently."""

    sku: str
    field: str
    tier_from_tokens: int
    first: Decimal
    second: Decimal

    @property
    def share(self) -> float:
        """The second over the first, less one."""
        return float(self.second / self.first) - 1


def disagreements(sku: str, first: Quote, second: Quote, on: date) -> tuple[Disagreement, ...]:
    """Columns that differ by more than 1 % on the day `on`.

    Peak and off-peak count as a pair: a witness with one price for the day agrees if it repeats either.
    """
    ours, theirs = first.at(on).cells, second.at(on).cells
    found: list[Disagreement] = []
    for (tier, window), prices in theirs.items():
        candidates = [
            _differing(sku, tier, own, prices)
            for cell, own in ours.items()
            if cell[0] == tier and _comparable(cell, window)
        ]
        if candidates:
            found += sorted(candidates, key=len)[0]
    return tuple(found)


def _comparable(cell: Cell, window: str) -> bool:
    return cell[1] == window or "all" in (cell[1], window)


def _differing(sku: str, tier: int, ours: Prices, theirs: Prices) -> list[Disagreement]:
    pairs = [
        Disagreement(sku, column, tier, ours[column], theirs[column]) for column in ours if column in theirs
    ]
    return [pair for pair in pairs if abs(pair.share) > TOLERANCE and not pair.field.endswith("_multiplier")]
