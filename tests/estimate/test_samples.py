"""Sample sizes against tables worked out by others, an independent witness, and what must hold for all of them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_confint, proportion_effectsize

from costmodel.errors import InputError
from costmodel.estimate.samples import (
    ab_items_per_arm,
    ab_items_per_arm_by_variance,
    held_out_items_wald,
    held_out_items_wilson,
    lift_with_room,
    non_inferiority_items_per_arm,
    paired_items,
)

CASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "stats_cases.json"

rates = st.floats(0.01, 0.99)
powers = st.floats(0.55, 0.99)


def cases(key: str) -> list[dict[str, Any]]:
    if not CASES.exists():
        pytest.skip("the table of cases is not here")
    found: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"))[key]
    return found


@pytest.mark.parametrize(
    ("rate", "half_width", "wald", "wilson"),
    [
        # z = 1.95996 by hand: n = z² p (1 - p) / w², and the Wilson root, both rounded up.
        *((0.5, 0.01, 9604, 9600), (0.5, 0.05, 385, 381), (0.7, 0.02, 2017, 2014), (0.8, 0.1, 62, 60)),
        *((0.9, 0.01, 3458, 3461), (0.9, 0.1, 35, 37), (0.95, 0.02, 457, 469), (0.99, 0.1, 4, 17)),
    ],
)
def test_held_out_sizes(rate: float, half_width: float, wald: int, wilson: int) -> None:
    assert held_out_items_wald(rate, half_width) == wald
    assert held_out_items_wilson(rate, half_width) == wilson


@pytest.mark.parametrize(
    ("control", "treated", "power", "items"),
    [
        # statsmodels 0.15.0, NormalIndPower on the arcsine effect size, rounded up.
        *((0.8, 0.85, 0.8, 903), (0.8, 0.85, 0.9, 1208), (0.7, 0.73, 0.8, 3553), (0.9, 0.91, 0.8, 13488)),
        *((0.6, 0.61, 0.8, 37513), (0.8, 0.88, 0.8, 325), (0.9, 0.98, 0.8, 122)),
    ],
)
def test_two_arms(control: float, treated: float, power: float, items: int) -> None:
    assert ab_items_per_arm(control, treated, power=power) == items


def test_two_arms_by_their_variances() -> None:
    """7.849 (p₁q₁ + p₂q₂) / (p₁ - p₂)² by hand: 7.849 x 0.2875 / 0.0025 and 7.849 x 0.3475 / 0.0025."""
    assert ab_items_per_arm_by_variance(0.80, 0.85) == 903
    assert ab_items_per_arm_by_variance(0.80, 0.75) == 1091


def test_pairs_and_margins() -> None:
    """Connor (1987) and Blackwelder (1982) by hand."""
    assert paired_items(0.12, 0.02) == 108
    assert paired_items(0.12, 0.02, power=0.9) == 143
    assert paired_items(0.08, 0.03) == 343
    assert [non_inferiority_items_per_arm(0.9, margin) for margin in (0.01, 0.02, 0.03)] == [
        14128,
        3532,
        1570,
    ]


def test_against_the_table_of_cases() -> None:
    for row in cases("n_for_half_width_95"):
        assert held_out_items_wald(row["p"], row["half_width"]) == row["n_wald"]
        assert held_out_items_wilson(row["p"], row["half_width"]) == row["n_wilson"]
    for row in cases("ab_n_per_arm_alpha05_two_sided"):
        found = ab_items_per_arm(row["p_control"], row["p_control"] + row["mde_abs"], power=row["power"])
        assert found == row["n_per_arm_arcsine_statsmodels"]
    for row in cases("mcnemar_n_pairs_connor"):
        assert paired_items(row["p_only_new"], row["p_only_old"], power=row["power"]) == row["n_pairs"]
    for row in cases("non_inferiority_n_per_arm"):
        found = non_inferiority_items_per_arm(
            row["p"], row["margin"], alpha=row["alpha_one_sided"], power=row["power"]
        )
        assert found == row["n_per_arm"]


@given(rates, st.floats(0.005, 0.2), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_wilson_size_is_the_smallest_that_is_narrow_enough(
    rate: float, half_width: float, confidence: float
) -> None:
    items = held_out_items_wilson(rate, half_width, confidence=confidence)

    def half(count: int) -> float:
        low, high = proportion_confint(rate * count, count, 1 - confidence, "wilson")
        return float(high - low) / 2

    # The witness cuts at 0 and 1, where a half interval is no half-width.
    low, high = proportion_confint(rate * items, items, 1 - confidence, "wilson")
    assume(low > 0 and high < 1)
    assert half(items) <= half_width * (1 + 1e-6)
    assert items == 1 or half(items - 1) > half_width * (1 - 1e-6)


@given(rates, rates, powers, st.sampled_from([0.01, 0.05, 0.1]))
def test_two_arms_against_statsmodels(control: float, treated: float, power: float, alpha: float) -> None:
    assume(0.01 < abs(treated - control) < 0.3)
    items = ab_items_per_arm(control, treated, alpha=alpha, power=power)
    witness = NormalIndPower()
    effect = abs(proportion_effectsize(treated, control))
    # Its two-sided power counts the wrong tail as well, which is nothing at these powers.
    assert witness.power(effect, items, alpha) >= power - 1e-6
    if items > 2:
        assert witness.power(effect, items - 1, alpha) < power + 1e-3


@given(st.floats(0.02, 0.5), st.floats(0.0, 0.3), powers)
def test_pairs_have_the_power_asked_for(newly_passing: float, newly_failing: float, power: float) -> None:
    assume(newly_passing - newly_failing > 0.01)
    items = paired_items(newly_passing, newly_failing, power=power)
    changed, lift = newly_passing + newly_failing, newly_passing - newly_failing
    reached = norm.cdf(
        (lift * math.sqrt(items) - norm.ppf(0.975) * math.sqrt(changed)) / math.sqrt(changed - lift**2)
    )
    assert reached >= power - 1e-6


@given(st.floats(0.05, 0.95), st.floats(0.01, 0.4), st.floats(1.01, 3))
def test_finer_questions_need_no_fewer_items(rate: float, width: float, finer: float) -> None:
    assert held_out_items_wald(rate, width / finer) >= held_out_items_wald(rate, width)
    assert held_out_items_wilson(rate, width / finer) >= held_out_items_wilson(rate, width)
    assert non_inferiority_items_per_arm(rate, width / finer) >= non_inferiority_items_per_arm(rate, width)


@given(rates, rates)
def test_failures_count_like_passes(rate: float, other: float) -> None:
    assume(abs(rate - other) > 1e-3)
    for size in (ab_items_per_arm, ab_items_per_arm_by_variance):
        assert size(rate, other) == size(other, rate)
        assert size(1 - rate, 1 - other) == pytest.approx(size(rate, other), abs=1)


@pytest.mark.parametrize("value", [math.nan, math.inf, -0.1, 0.0, 1.0, 2.0])
@pytest.mark.parametrize(
    ("ask", "field"),
    [
        (lambda value: held_out_items_wald(value, 0.1), "pass_rate"),
        (lambda value: held_out_items_wilson(0.5, value), "half_width"),
        (lambda value: held_out_items_wilson(0.5, 0.1, confidence=value), "confidence"),
        (lambda value: ab_items_per_arm(value, 0.5), "control_rate"),
        (lambda value: ab_items_per_arm_by_variance(0.5, value), "treated_rate"),
        (lambda value: ab_items_per_arm(0.4, 0.5, alpha=value), "alpha"),
        (lambda value: paired_items(0.2, 0.1, power=value), "power"),
        (lambda value: non_inferiority_items_per_arm(0.5, value), "margin"),
    ],
)
def test_what_is_out_of_bounds_is_named(ask: Callable[[float], int], field: str, value: float) -> None:
    with pytest.raises(InputError) as refused:
        ask(value)
    (problem,) = refused.value.problems
    assert problem.field == field


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        (lambda: ab_items_per_arm(0.5, 0.5), "treated_rate"),
        (lambda: paired_items(0.1, 0.1), "newly_failing_rate"),
        (lambda: paired_items(0.6, 0.5), "newly_failing_rate"),
        (lambda: paired_items(-0.1, 0.5), "newly_passing_rate"),
        (lambda: ab_items_per_arm(0.4, 0.5, power=0.01), "power"),
    ],
)
def test_questions_without_an_answer(ask: Callable[[], int], field: str) -> None:
    with pytest.raises(InputError) as refused:
        ask()
    assert [problem.field for problem in refused.value.problems] == [field]


@pytest.mark.parametrize(
    ("control_rate", "lift", "left"), [(0.8, 0.05, 0.05), (0.975, 0.05, 0.0125), (0.9999, 0.05, 1e-4)]
)
def test_a_lift_takes_half_of_the_room_where_there_is_too_little(
    control_rate: float, lift: float, left: float
) -> None:
    assert lift_with_room(control_rate, lift) == pytest.approx(left)
