"""What a default of a programme rests on, with the range in which a team's own figure is likely to lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

READ = date(2026, 11, 23)
"""When the pages were read."""

RLHF_BOOK = "https://github.com/natolambert/rlhf-book"
NO_SOURCE = ""


@dataclass(frozen=True)
class Anchor:
    """A default between what is low and what is high for it; `confidence` is high, medium, low, or judgement.

    `url` is empty only for a judgement that no page backs.
    """

    low: float
    default: float
    high: float
    unit: str
    why: str
    url: str
    as_of: date
    confidence: str
