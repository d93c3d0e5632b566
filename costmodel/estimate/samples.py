"""How many items a measurement needs: an interval narrow enough, or a difference large enough to be seen.

All results are whole items, rounded up. Rates, half-widths and margins are fractions.
"""

from __future__ import annotations

import math
from statistics import NormalDist

from costmodel.errors import InputError, Problem

ROUNDING = 1e-9
"""Relative size of what is rounding and no further item."""


def held_out_items_wald(pass_rate: float, half_width: float, *, confidence: float = 0.95) -> int:
    """Items for a textbook interval of `pass_rate` ± `half_width`: z² p(1-p) / w².

    Too few where the rate is near 0 or 1; raises InputError naming the argument.
    Source: https://www.itl.nist.gov/div898/handbook/prc/section2/prc242.htm
    """
    z = _two_sided_z(pass_rate, half_width, confidence)
    return _whole(z**2 * _variance(pass_rate) / half_width**2)


def held_out_items_wilson(pass_rate: float, half_width: float, *, confidence: float = 0.95) -> int:
    """Items for a Wilson interval that reaches `half_width` to either side of its centre.

    The larger root of w²n² + z²(2w² - p(1-p))n + z⁴(w² - 1/4) = 0; raises InputError naming the argument.
    Source: https://doi.org/10.1080/01621459.1927.10502953
    """
    squared = _two_sided_z(pass_rate, half_width, confidence) ** 2
    a = half_width**2
    b = squared * (2 * a - _variance(pass_rate))
    c = squared**2 * (a - 0.25)
    root = math.sqrt(b**2 - 4 * a * c)
    # The form without a difference of like numbers.
    return _whole((root - b) / (2 * a) if b < 0 else -2 * c / (root + b))


def ab_items_per_arm(
    control_rate: float, treated_rate: float, *, alpha: float = 0.05, power: float = 0.8
) -> int:
    """Items in each of two arms to tell two rates apart, two-sided: 2 (z / h)², h by the arcsine.

    Raises InputError naming the argument.
    Source: Cohen's effect size h, https://en.wikipedia.org/wiki/Cohen%27s_h
    """
    _check_two_rates(control_rate, treated_rate)
    z = _z_of_test(alpha / 2, power, alpha, 1.0)
    effect = 2 * math.asin(math.sqrt(treated_rate)) - 2 * math.asin(math.sqrt(control_rate))
    return _whole(2 * (z / effect) ** 2)


def ab_items_per_arm_by_variance(
    control_rate: float, treated_rate: float, *, alpha: float = 0.05, power: float = 0.8
) -> int:
    """Items in each of two arms, two-sided, by the two variances: z² (p₁q₁ + p₂q₂) / (p₁ - p₂)².

    Raises InputError naming the argument.
    Source: https://en.wikipedia.org/wiki/Two-proportion_Z-test
    """
    _check_two_rates(control_rate, treated_rate)
    z = _z_of_test(alpha / 2, power, alpha, 1.0)
    variances = _variance(control_rate) + _variance(treated_rate)
    return _whole(z**2 * variances / (treated_rate - control_rate) ** 2)


def lift_with_room(control_rate: float, lift: float) -> float:
    """The lift, or half of what is left up to 1 where both rates together leave no room; a ten-thousandth at least."""
    return lift if control_rate + lift < 1 else max(1e-4, round((1 - control_rate) / 2, 4))


def paired_items(
    newly_passing_rate: float, newly_failing_rate: float, *, alpha: float = 0.05, power: float = 0.8
) -> int:
    """Items that both systems answer, so that McNemar's test sees the lift, two-sided.

    The two rates are the shares of items on which only the new, and only the old, system passes.
    Raises InputError naming the argument. Source: Connor (1987), https://doi.org/10.2307/2531961
    """
    _check("newly_passing_rate", newly_passing_rate, 0, 1, allow_ends=True)
    _check("newly_failing_rate", newly_failing_rate, 0, 1, allow_ends=True)
    changed, lift = newly_passing_rate + newly_failing_rate, newly_passing_rate - newly_failing_rate
    if changed > 1:
        allowed = f"together with newly_passing_rate {newly_passing_rate:g} it may be at most 1"
        raise InputError([Problem("newly_failing_rate", newly_failing_rate, allowed)])
    if lift == 0:
        raise InputError(
            [Problem("newly_failing_rate", newly_failing_rate, "it must differ from newly_passing_rate")]
        )
    _check("alpha", alpha, 0, 1)
    _check("power", power, 0, 1)
    z_alpha, z_power = NormalDist().inv_cdf(1 - alpha / 2), NormalDist().inv_cdf(power)
    return _whole(((z_alpha * math.sqrt(changed) + z_power * math.sqrt(changed - lift**2)) / lift) ** 2)


def non_inferiority_items_per_arm(
    pass_rate: float, margin: float, *, alpha: float = 0.025, power: float = 0.8
) -> int:
    """Items in each of two arms to show that one is at most `margin` worse, one-sided, both at `pass_rate`.

    Raises InputError naming the argument. Source: https://doi.org/10.1016/0197-2456(82)90024-1
    """
    _check("pass_rate", pass_rate, 0, 1)
    _check("margin", margin, 0, 1)
    z = _z_of_test(alpha, power, alpha, 0.5)
    return _whole(2 * _variance(pass_rate) * (z / margin) ** 2)


def _two_sided_z(pass_rate: float, half_width: float, confidence: float) -> float:
    _check("pass_rate", pass_rate, 0, 1)
    _check("half_width", half_width, 0, 0.5)
    _check("confidence", confidence, 0, 1)
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _z_of_test(tail: float, power: float, alpha: float, alpha_below: float) -> float:
    _check("alpha", alpha, 0, alpha_below)
    _check("power", power, 0, 1)
    z = NormalDist().inv_cdf(1 - tail) + NormalDist().inv_cdf(power)
    if z <= 0:
        allowed = f"with alpha {alpha:g} a test without any items has more power than that"
        raise InputError([Problem("power", power, allowed)])
    return z


def _check_two_rates(control_rate: float, treated_rate: float) -> None:
    _check("control_rate", control_rate, 0, 1)
    _check("treated_rate", treated_rate, 0, 1)
    if control_rate == treated_rate:
        raise InputError([Problem("treated_rate", treated_rate, "it must differ from control_rate")])


def _check(field: str, value: float, low: float, high: float, *, allow_ends: bool = False) -> None:
    if not (low < value < high or (allow_ends and value in (low, high))):
        between = f"from {low:g} to {high:g}" if allow_ends else f"above {low:g} and below {high:g}"
        raise InputError([Problem(field, value, f"a number {between} is")])


def _variance(rate: float) -> float:
    return rate * (1 - rate)


def _whole(items: float) -> int:
    return max(1, math.ceil(items * (1 - ROUNDING)))
