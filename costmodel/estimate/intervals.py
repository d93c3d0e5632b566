"""How sure a counted rate is: intervals of one rate, and of the difference of two."""

from __future__ import annotations

import math
from statistics import NormalDist

from costmodel.errors import InputError, Problem


def wilson_interval(passes: int, items: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Low and high end of the Wilson interval of a rate; raises InputError for counts that are none.

    Source: https://doi.org/10.1080/01621459.1927.10502953
    """
    _check_counts(passes, items)
    return wilson_limits(passes / items, items, confidence=confidence)


def wilson_limits(rate: float, items: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """The same for a rate that is expected of so many items."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    spread = z**2 / items
    centre = (rate + spread / 2) / (1 + spread)
    half = z * math.sqrt(rate * (1 - rate) / items + spread / (4 * items)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def difference_interval(
    control_passes: int, treated_passes: int, items_per_arm: int, *, confidence: float = 0.95
) -> tuple[float, float]:
    """Low and high end of treated minus control rate, two arms of one size; raises InputError.

    Newcombe's interval from the two Wilson intervals, method 10.
    Source: https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8%3C873::AID-SIM779%3E3.0.CO;2-I
    """
    control_low, control_high = wilson_interval(control_passes, items_per_arm, confidence=confidence)
    treated_low, treated_high = wilson_interval(treated_passes, items_per_arm, confidence=confidence)
    control, treated = control_passes / items_per_arm, treated_passes / items_per_arm
    lift = treated - control
    below = math.hypot(treated - treated_low, control_high - control)
    above = math.hypot(treated_high - treated, control - control_low)
    return lift - below, lift + above


def _check_counts(passes: int, items: int) -> None:
    if items < 1:
        raise InputError([Problem("items", items, "a whole number from 1 is")])
    if not 0 <= passes <= items:
        raise InputError([Problem("passes", passes, f"a whole number from 0 to {items:,} is")])
