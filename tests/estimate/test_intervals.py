"""Intervals against a table worked out by others, statsmodels, and what must hold for all of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from costmodel.errors import InputError
from costmodel.estimate.intervals import difference_interval, wilson_interval, wilson_limits

CASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "stats_cases.json"

confidences = st.sampled_from([0.8, 0.9, 0.95, 0.99])


def cases(key: str) -> list[dict[str, Any]]:
    if not CASES.exists():
        pytest.skip("the table of cases is not here")
    found: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"))[key]
    return found


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    """Passes and items, also none and all of them."""
    items = draw(st.one_of(st.integers(1, 30), st.integers(1, 100_000)))
    return draw(st.one_of(st.sampled_from([0, items]), st.integers(0, items))), items


@st.composite
def arms(draw: st.DrawFn) -> tuple[int, int, int]:
    """Passes of both arms, and the items of each."""
    control, items = draw(counts())
    return control, draw(st.one_of(st.sampled_from([0, items]), st.integers(0, items))), items


def test_half_of_ten() -> None:
    """z² / n is 0.38415: 0.5 ± 1.95996 √(0.025 + 0.0096036) / 1.38415, half of it."""
    low, high = wilson_interval(5, 10)
    assert low == pytest.approx(0.236593, abs=1e-6)
    assert high == pytest.approx(0.763407, abs=1e-6)


def test_the_lift_of_two_arms() -> None:
    """48 and 56 of 70: statsmodels 0.15.0, method newcomb."""
    assert difference_interval(48, 56, 70) == pytest.approx((-0.030779, 0.253478), abs=1e-6)


def test_against_the_table_of_cases() -> None:
    rows = cases("binomial_intervals_95")
    assert rows
    for row in rows:
        assert wilson_interval(row["k"], row["n"]) == pytest.approx(row["wilson"], abs=1e-12)


@given(counts(), confidences)
def test_one_rate_against_statsmodels(given_counts: tuple[int, int], confidence: float) -> None:
    passes, items = given_counts
    found = wilson_interval(passes, items, confidence=confidence)
    assert found == pytest.approx(proportion_confint(passes, items, 1 - confidence, "wilson"), abs=1e-12)


@given(arms(), confidences)
def test_two_rates_against_statsmodels(given_arms: tuple[int, int, int], confidence: float) -> None:
    control, treated, items = given_arms
    found = difference_interval(control, treated, items, confidence=confidence)
    witness = confint_proportions_2indep(
        treated, items, control, items, method="newcomb", compare="diff", alpha=1 - confidence
    )
    assert found == pytest.approx(witness, abs=1e-9)


@given(counts(), confidences)
def test_the_interval_holds_the_rate_and_lies_between_0_and_1(
    given_counts: tuple[int, int], confidence: float
) -> None:
    passes, items = given_counts
    low, high = wilson_interval(passes, items, confidence=confidence)
    assert 0 <= low <= passes / items + 1e-12
    assert passes / items - 1e-12 <= high <= 1
    assert low < high


@given(counts())
def test_failures_mirror_passes(given_counts: tuple[int, int]) -> None:
    passes, items = given_counts
    low, high = wilson_interval(passes, items)
    assert wilson_interval(items - passes, items) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(arms())
def test_swapping_the_arms_turns_the_lift_round(given_arms: tuple[int, int, int]) -> None:
    control, treated, items = given_arms
    low, high = difference_interval(control, treated, items)
    assert difference_interval(treated, control, items) == pytest.approx((-high, -low), abs=1e-12)
    assert -1 <= low <= (treated - control) / items <= high <= 1


@given(st.floats(0, 1), st.floats(1, 1e6), st.floats(1.01, 100))
def test_more_items_make_it_narrower(rate: float, items: float, times: float) -> None:
    few, many = wilson_limits(rate, items), wilson_limits(rate, items * times)
    assert many[1] - many[0] < few[1] - few[0]


@given(counts())
def test_more_confidence_makes_it_wider(given_counts: tuple[int, int]) -> None:
    sure, surer = wilson_interval(*given_counts, confidence=0.9), wilson_interval(*given_counts)
    assert surer[1] - surer[0] > sure[1] - sure[0]


@given(counts())
def test_a_counted_rate_and_the_same_rate_expected_are_as_sure(given_counts: tuple[int, int]) -> None:
    passes, items = given_counts
    assert wilson_interval(passes, items) == wilson_limits(passes / items, items)


@pytest.mark.parametrize(
    ("ask", "field", "word"),
    [
        (lambda: wilson_interval(0, 0), "items", "from 1"),
        (lambda: wilson_interval(1, -5), "items", "from 1"),
        (lambda: wilson_interval(-1, 10), "passes", "0 to 10"),
        (lambda: wilson_interval(1_001, 1_000), "passes", "0 to 1,000"),
        (lambda: difference_interval(0, 0, 0), "items", "from 1"),
        (lambda: difference_interval(11, 5, 10), "passes", "0 to 10"),
        (lambda: difference_interval(5, 11, 10), "passes", "0 to 10"),
        (lambda: difference_interval(5, -1, 10), "passes", "0 to 10"),
    ],
)
def test_counts_that_are_none_are_refused(ask: Callable[[], Any], field: str, word: str) -> None:
    with pytest.raises(InputError) as refused:
        ask()
    (problem,) = refused.value.problems
    assert problem.field == field
    assert word in problem.allowed
