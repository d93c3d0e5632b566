"""How much more evidence would settle an open question."""

from __future__ import annotations

import math
from collections.abc import Sequence

from costmodel.decide.evidence.verdict import Limit, Needed, Unit
from costmodel.estimate.bar_samples import (
    items_to_fall_short,
    items_to_reach,
    likely_items_to_fall_short,
    likely_items_to_reach,
)

CHANCE = 0.8
"""The usual power of a test: https://en.wikipedia.org/wiki/Power_of_a_test"""


def needed_to_fall_short(limits: Sequence[Limit], unit: Unit, chance: float = CHANCE) -> Needed:
    """Until every one of these rates is shown to be below its bar; all of the same items and bar."""
    worst = max(limits, key=lambda limit: limit.counted.rate)
    bar, alpha = worst.bar, worst.upper_alpha
    return _needed(
        limits,
        unit,
        items_to_fall_short(bar, worst.counted.rate, alpha, whole=_are_counts(limits)),
        likely_items_to_fall_short(bar, [limit.counted.rate for limit in limits], alpha, chance),
        chance,
    )


def needed_to_reach(limit: Limit, unit: Unit, chance: float = CHANCE) -> Needed:
    """Until this rate is shown to reach its bar."""
    rate = limit.counted.rate
    return _needed(
        [limit],
        unit,
        items_to_reach(limit.bar, rate, limit.lower_alpha, whole=_are_counts([limit])),
        likely_items_to_reach(limit.bar, rate, limit.lower_alpha, chance),
        chance,
    )


def _needed(
    limits: Sequence[Limit], unit: Unit, at_least: int | None, likely: int | None, chance: float
) -> Needed:
    """Items in clusters tell less, so that many more are needed."""
    effect = max(limit.counted.design_effect for limit in limits)
    have = limits[0].counted.items
    return Needed(unit, have, _times(at_least, effect), _times(likely, effect), chance)


def _are_counts(limits: Sequence[Limit]) -> bool:
    """Averages over repeats, and items that are worth less than one each, leave fractions."""
    counted = [limit.counted for limit in limits]
    return all(each.design_effect == 1 and float(each.passes).is_integer() for each in counted)


def _times(items: int | None, effect: float) -> int | None:
    return None if items is None else math.ceil(items * effect)
