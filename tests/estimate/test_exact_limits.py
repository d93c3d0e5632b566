"""Exact one-sided limits against a table worked out by others, SciPy, statsmodels, and their own definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom
from stats_table import table
from statsmodels.stats.proportion import proportion_confint

from costmodel.estimate.exact_limits import chance_of_at_most, lower_limit, upper_limit

alphas = st.sampled_from([1e-6, 0.0005, 0.005, 0.01, 0.05, 0.1, 0.4])


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    """Passes and items, also none and all of them."""
    items = draw(st.one_of(st.integers(1, 30), st.integers(1, 100_000)))
    return draw(st.one_of(st.sampled_from([0, items]), st.integers(0, items))), items


@pytest.mark.parametrize(
    ("passes", "items", "lower", "upper"),
    [
        (0, 10, 0.0, 0.2588655508930523),
        (5, 50, 0.040236590402114567, 0.1988330025164185),
        (27, 30, 0.761402142706749, 0.9721844502602504),
        (950, 1000, 0.9371365964876203, 0.9608364640744107),
        (552, 600, 0.8993640831173108, 0.9374793106029592),
        (10, 10, 1 - 0.2588655508930523, 1.0),
    ],
)
def test_known_limits(passes: int, items: int, lower: float, upper: float) -> None:
    assert lower_limit(passes, items, 0.05) == pytest.approx(lower, abs=1e-7)
    assert upper_limit(passes, items, 0.05) == pytest.approx(upper, abs=1e-7)


def test_against_the_table_of_cases() -> None:
    rows = table("binomial_intervals_95")
    assert len(rows) >= 6
    for row in rows:
        wanted = row["clopper_pearson_95_one_sided"]
        assert lower_limit(row["k"], row["n"], 0.05) == pytest.approx(wanted["lower"], abs=1e-12)
        assert upper_limit(row["k"], row["n"], 0.05) == pytest.approx(wanted["upper"], abs=1e-12)
        both = lower_limit(row["k"], row["n"], 0.025), upper_limit(row["k"], row["n"], 0.025)
        assert both == pytest.approx(row["clopper_pearson"], abs=1e-12)


def test_no_failure_in_three_hundred() -> None:
    """1 - 0.05^(1/300): about three in so many."""
    assert upper_limit(0, 300, 0.05) == pytest.approx(0.00993608194445772, rel=1e-12)


def test_rule_of_three_against_the_table() -> None:
    rows = table("rule_of_three")
    assert rows
    for row in rows:
        found = upper_limit(0, row["n"], 0.05)
        assert found == pytest.approx(row["exact_upper_95_one_sided"], rel=1e-12)
        assert found == pytest.approx(row["approx"], rel=0.02)


@given(counts(), alphas)
def test_against_statsmodels(given_counts: tuple[int, int], alpha: float) -> None:
    """Its two-sided interval leaves half of its error on either side."""
    passes, items = given_counts
    low, high = proportion_confint(passes, items, 2 * alpha, method="beta")
    assert lower_limit(passes, items, alpha) == pytest.approx(low, rel=1e-9, abs=1e-12)
    assert upper_limit(passes, items, alpha) == pytest.approx(high, rel=1e-9, abs=1e-12)


@given(counts(), alphas)
def test_at_its_limit_a_count_is_as_unlikely_as_alpha(given_counts: tuple[int, int], alpha: float) -> None:
    passes, items = given_counts
    if passes < items:
        assert binom.cdf(passes, items, upper_limit(passes, items, alpha)) == pytest.approx(alpha, rel=1e-6)
    if passes > 0:
        assert binom.sf(passes - 1, items, lower_limit(passes, items, alpha)) == pytest.approx(
            alpha, rel=1e-6
        )


@given(counts(), alphas)
def test_failures_mirror_passes(given_counts: tuple[int, int], alpha: float) -> None:
    passes, items = given_counts
    mirrored = 1 - upper_limit(items - passes, items, alpha)
    assert lower_limit(passes, items, alpha) == pytest.approx(mirrored, abs=1e-12)


@given(counts(), alphas)
def test_the_rate_lies_between_and_less_error_is_wider(given_counts: tuple[int, int], alpha: float) -> None:
    passes, items = given_counts
    low, high = lower_limit(passes, items, alpha), upper_limit(passes, items, alpha)
    assert 0 <= low <= passes / items <= high <= 1
    assert lower_limit(passes, items, alpha / 5) <= low
    assert upper_limit(passes, items, alpha / 5) >= high


@given(st.floats(0, 1), st.integers(2, 10_000), st.floats(1, 50))
def test_items_worth_less_than_one_each_make_limits_wider(rate: float, items: int, effect: float) -> None:
    low, high = lower_limit(rate * items, items, 0.05), upper_limit(rate * items, items, 0.05)
    fewer = items / effect
    assert lower_limit(rate * fewer, fewer, 0.05) <= low + 1e-12
    assert upper_limit(rate * fewer, fewer, 0.05) >= high - 1e-12


@given(counts(), st.floats(0.001, 0.999))
def test_chance_of_a_count_against_scipy(given_counts: tuple[int, int], rate: float) -> None:
    passes, items = given_counts
    assert float(chance_of_at_most(passes, items, rate)) == pytest.approx(
        binom.cdf(passes, items, rate), rel=1e-8, abs=1e-290
    )


def test_chances_beyond_the_ends_and_in_arrays() -> None:
    found = chance_of_at_most([-1, 0, 2, 3, 4], 3, 0.25)
    assert found == pytest.approx([0, 0.75**3, 1 - 0.25**3, 1, 1])
    assert found.shape == (5,)
    assert chance_of_at_most(np.zeros((2, 1)), np.ones(3), 0.5).shape == (2, 3)
