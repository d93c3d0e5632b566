"""Which option to take: the cheapest of those that are good enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """What the choice between options depends on."""

    npv_usd: float
    quality: float | None


@dataclass(frozen=True)
class Recommendation:
    """The place of the option to take, None if none is good enough, and of all it was chosen from.

    `provisional`: no option is known to meet the bar, so one of unknown quality had to be named.
    """

    place: int | None
    provisional: bool
    candidates: tuple[int, ...] = ()


def meets_bar(quality: float | None, quality_bar: float | None) -> bool | None:
    """Whether a quality reaches the bar; None if the quality is not known or there is no bar."""
    if quality is None or quality_bar is None:
        return None
    return quality >= quality_bar


def recommend(standings: Sequence[Standing], quality_bar: float | None) -> Recommendation:
    """Take the lowest NPV among options known to meet the bar, else among those of unknown quality.

    Without a bar every option is good enough. Of equally cheap options the first is taken.
    """
    known = [
        place
        for place, standing in enumerate(standings)
        if quality_bar is None or meets_bar(standing.quality, quality_bar)
    ]
    unknown = [place for place, standing in enumerate(standings) if standing.quality is None]
    candidates = known or unknown
    if not candidates:
        return Recommendation(None, provisional=False)
    cheapest = min(candidates, key=lambda place: standings[place].npv_usd)
    return Recommendation(cheapest, provisional=not known, candidates=tuple(candidates))
