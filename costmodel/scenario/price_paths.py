"""What prices did in past years, as paths to choose from: a change a year, and how far off it may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from costmodel.scenario.anchor import READ
from costmodel.scenario.defaults import GPU_PRICE_HISTORY, LISTING_HISTORY

EQUAL_CAPABILITY = "https://a16z.com/llmflation-llm-inference-cost"


@dataclass(frozen=True)
class PricePath:
    """A change a year between the least and the most that it may be; fractions, -0.25 falls by a quarter."""

    name: str
    least: float
    change_per_year: float
    most: float
    why: str
    url: str
    as_of: date
    confidence: str


HOSTED_PATHS = (
    PricePath(
        "Kept",
        *(-0.5, 0, 1),
        "a listing that is kept did not change in the median; a third of them end within a year",
        LISTING_HISTORY,
        READ,
        "high",
    ),
    PricePath(
        "Migrating",
        *(-0.9, -0.25, 0.5),
        "who moves on within a vendor's tier when a model retires paid a median 24 % less a year, from -88 % to +132 %",
        LISTING_HISTORY,
        READ,
        "medium",
    ),
    PricePath(
        "Chasing",
        *(-0.95, -0.9, -0.5),
        "who always takes the cheapest model of equal quality: it fell tenfold a year; each move must be evaluated anew",
        EQUAL_CAPABILITY,
        READ,
        "medium",
    ),
)
"""What becomes of a hosted model's price."""

GPU_PATHS = (
    PricePath(
        "Falling",
        *(-0.5, -0.3, 0),
        "H100 rents fell from above $8 to $1.70 an hour between 2023 and October 2025",
        GPU_PRICE_HISTORY,
        READ,
        "medium",
    ),
    PricePath(
        "Kept",
        *(-0.3, 0, 0.3),
        "rents went both ways in three years",
        GPU_PRICE_HISTORY,
        READ,
        "medium",
    ),
    PricePath(
        "Rising",
        *(0, 0.3, 0.6),
        "H100 rents rose from $1.70 to $2.35 an hour between October 2025 and March 2026",
        GPU_PRICE_HISTORY,
        READ,
        "medium",
    ),
)
"""What becomes of the rent of a GPU: both ways."""


def path_near(paths: tuple[PricePath, ...], change_per_year: float) -> PricePath:
    """The path whose change is nearest; of equally near ones the first."""
    return min(paths, key=lambda path: abs(path.change_per_year - change_per_year))
