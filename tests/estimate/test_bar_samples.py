"""How many items settle a rate against its bar: the published table, and a search of every number one by one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binom
from stats_table import table

from costmodel.estimate.bar_samples import (
    items_to_fall_short,
    items_to_reach,
    likely_items_to_fall_short,
    likely_items_to_reach,
)

FROM, TO = 5, 6_000
EVERY = np.arange(FROM, TO + 1)


@pytest.mark.parametrize(
    ("bar", "rate", "floor", "likely"),
    [
        (0.80, 0.70, 54, 127),
        *((0.90, 0.70, 11, 29), (0.90, 0.80, 36, 89), (0.90, 0.85, 121, 299)),
        *((0.95, 0.85, 21, 59), (0.95, 0.90, 71, 191)),
    ],
)
def test_the_published_table(bar: float, rate: float, floor: int, likely: int) -> None:
    assert items_to_fall_short(bar, rate, 0.05) == floor
    assert likely_items_to_fall_short(bar, [rate], 0.05) == likely


def test_against_the_table_of_cases() -> None:
    rows = table("min_n_to_call_fail")
    assert len(rows) >= 10
    for row in rows:
        assert items_to_fall_short(row["bar"], row["observed_rate"], 0.05) == row["stable_min_n"]


def test_the_router_needs_27_more_items() -> None:
    assert items_to_fall_short(0.94, 554 / 600, 0.05) == 627


def last_short(shown: np.ndarray) -> int | None:
    """From which number on all are shown; None where the last one looked at is not."""
    short = EVERY[~shown]
    if len(short) == 0:
        return FROM
    return None if short[-1] == TO else int(short[-1]) + 1


def upper_limits(passes: np.ndarray, alpha: float) -> np.ndarray:
    failures = np.where(passes >= EVERY, 1.0, EVERY - passes)
    return np.where(passes >= EVERY, 1.0, beta.ppf(1 - alpha, passes + 1, failures))


def observed_one_by_one(bar: float, rate: float, alpha: float) -> int | None:
    passes = np.floor(rate * EVERY + 1e-9)
    return last_short(upper_limits(passes, alpha) < bar)


def highest_below(bar: float, alpha: float) -> np.ndarray:
    """For each number of items the highest count that is unlikely enough at the bar; -1 where none is."""
    highest = binom.ppf(alpha, EVERY, bar)
    return np.where(binom.cdf(highest, EVERY, bar) < alpha, highest, highest - 1)


def likely_one_by_one(bar: float, rates: Sequence[float], alpha: float, chance: float) -> int | None:
    highest = highest_below(bar, alpha)
    missed = sum(binom.sf(highest, EVERY, rate) for rate in rates)
    return last_short(missed <= 1 - chance + 1e-9)


bars = st.integers(1, 999).map(lambda mille: mille / 1000)
alphas = st.sampled_from([0.001, 0.01, 0.05, 0.1, 0.4])


@given(bars, bars, alphas)
@example(0.9, 0.88, 0.05)
@example(0.9, 0.885, 0.05)
@example(0.5, 0.48, 0.05)
@example(0.002, 0.0005, 0.05)
@example(0.999, 0.997, 0.05)
@example(0.97, 0.955, 0.001)
def test_observed_one_by_one(bar: float, rate: float, alpha: float) -> None:
    assume(rate < bar)
    found, wanted = items_to_fall_short(bar, rate, alpha), observed_one_by_one(bar, rate, alpha)
    assert found == wanted if wanted is not None else found is None or found > TO


@given(bars, bars, alphas)
def test_rates_that_are_no_counts_one_by_one(bar: float, rate: float, alpha: float) -> None:
    assume(rate < bar)
    found = items_to_fall_short(bar, rate, alpha, whole=False)
    wanted = last_short(upper_limits(rate * EVERY, alpha) < bar)
    assert found == wanted if wanted is not None else found is None or found > TO


@given(bars, st.lists(bars, min_size=1, max_size=3), alphas, st.sampled_from([0.5, 0.8, 0.9, 0.95]))
@example(0.9, [0.88], 0.05, 0.8)
@example(0.9, [0.88, 0.88, 0.87], 0.05, 0.8)
@example(0.5, [0.47], 0.05, 0.9)
@example(0.002, [0.0001], 0.05, 0.8)
@example(0.999, [0.996], 0.05, 0.8)
def test_likely_one_by_one(bar: float, rates: list[float], alpha: float, chance: float) -> None:
    assume(max(rates) < bar)
    found = likely_items_to_fall_short(bar, rates, alpha, chance)
    wanted = likely_one_by_one(bar, rates, alpha, chance)
    assert found == wanted if wanted is not None else found is None or found > TO


NEAR = [(0.9, gap, alpha) for gap in (0.012, 0.015, 0.018) for alpha in (0.01, 0.05)]


@pytest.mark.parametrize(("bar", "gap", "alpha"), [*NEAR, (0.5, 0.02, 0.05), (0.2, 0.015, 0.05)])
def test_beyond_what_is_tried_one_by_one(bar: float, gap: float, alpha: float) -> None:
    """Answers past 683 items come from a window that a bisection finds."""
    wanted = observed_one_by_one(bar, bar - gap, alpha)
    assert wanted is not None
    assert wanted > 683
    assert items_to_fall_short(bar, bar - gap, alpha) == wanted
    likely = likely_one_by_one(bar, [bar - 1.5 * gap], alpha, 0.8)
    assert likely is not None
    assert likely > 683
    assert likely_items_to_fall_short(bar, [bar - 1.5 * gap], alpha) == likely


def test_a_hundred_thousand_items_against_their_neighbours() -> None:
    """Of so many each number cannot be tried; those around the answer can."""
    bar, rate, alpha = 0.9, 0.898, 0.05
    found = items_to_fall_short(bar, rate, alpha)
    assert found is not None
    assert found > 50_000
    after = np.arange(found - 1, found + 3_000)
    shown = binom.cdf(np.floor(rate * after + 1e-9), after, bar) < alpha
    assert not shown[0]
    assert shown[1:].all()


@given(bars, bars, alphas)
def test_what_reaches_a_bar_mirrors_what_falls_short(bar: float, rate: float, alpha: float) -> None:
    for whole in (True, False):
        mirrored = items_to_fall_short(1 - bar, 1 - rate, alpha, whole=whole)
        assert items_to_reach(bar, rate, alpha, whole=whole) == mirrored
    assert likely_items_to_reach(bar, rate, alpha) == likely_items_to_fall_short(1 - bar, [1 - rate], alpha)


@given(bars, bars, alphas)
def test_a_rate_that_reaches_is_shown_by_its_lower_limit(bar: float, rate: float, alpha: float) -> None:
    assume(rate > bar)
    found = items_to_reach(bar, rate, alpha)
    assume(found is not None and found <= TO)
    assert found is not None
    passes = found - np.floor((1 - rate) * found + 1e-9)
    assert beta.ppf(alpha, passes, found - passes + 1) >= bar


@pytest.mark.parametrize(("bar", "rate"), [(0.9, 0.9), (0.5, 0.5), (0.0, 0.0), (1.0, 1.0)])
def test_a_rate_at_its_bar_is_never_settled(bar: float, rate: float) -> None:
    assert items_to_fall_short(bar, rate, 0.05) is None
    assert items_to_reach(bar, rate, 0.05) is None
    assert likely_items_to_fall_short(bar, [rate], 0.05) is None
    assert likely_items_to_reach(bar, rate, 0.05) is None


def test_a_rate_on_the_wrong_side_is_never_settled() -> None:
    assert items_to_fall_short(0.9, 0.95, 0.05) is None
    assert items_to_reach(0.9, 0.85, 0.05) is None
    assert likely_items_to_fall_short(0.9, [0.8, 0.95], 0.05) is None
    assert likely_items_to_reach(0.9, 0.85, 0.05) is None
    assert likely_items_to_fall_short(0.9, [], 0.05) is None


def test_more_than_a_million_items_is_no_answer() -> None:
    assert items_to_fall_short(0.9, 0.89999, 0.05) is None
    assert likely_items_to_fall_short(0.9, [0.8999], 0.05) is None
    assert items_to_reach(0.9, 0.90001, 0.05) is None
    assert likely_items_to_reach(0.9, 0.9001, 0.05) is None


@pytest.mark.parametrize("bar", [0.0, 1.0])
def test_bars_at_the_ends(bar: float) -> None:
    """No rate lies below 0; below 1 lies every one that is not 1 itself, from the first failure on."""
    assert items_to_reach(bar, 0.5, 0.05) == (None if bar else FROM)
    assert items_to_fall_short(bar, 0.5, 0.05) == (FROM if bar else None)


@settings(max_examples=15)
@given(bars, st.lists(bars, min_size=2, max_size=4), alphas)
def test_more_rates_and_more_chance_need_no_fewer(bar: float, rates: list[float], alpha: float) -> None:
    assume(max(rates) < bar)
    many = 10_000_000
    one = likely_items_to_fall_short(bar, [max(rates)], alpha) or many
    assert one <= (likely_items_to_fall_short(bar, rates, alpha) or many)
    assert one <= (likely_items_to_fall_short(bar, [max(rates)], alpha, 0.9) or many)


@pytest.mark.parametrize(("bar", "rate"), [(0.99998, 0.999979), (0.99999, 0.9999), (0.999, 0.9985)])
def test_rates_near_one_are_not_shown_by_a_handful_of_items(bar: float, rate: float) -> None:
    found = items_to_fall_short(bar, rate, 0.05)
    assert found is None or found > 1_000
    if found is not None:
        items = np.arange(found, 4 * found, dtype=float)
        assert (binom.cdf(np.floor(rate * items + 1e-9), items, bar) < 0.05).all()
        assert binom.cdf(math.floor(rate * (found - 1) + 1e-9), found - 1, bar) >= 0.05
