"""Values of a range against SciPy's distributions, cut off at the bounds of the field."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from costmodel.estimate.distributions import (
    FEW_VALUES,
    PERT_WEIGHT,
    Z90,
    normal_probability,
    quantiles,
    standard_normal,
)
from costmodel.scenario.ranges import Quantiles, Range, Ranged, ThreePoints

PROBABILITIES = np.concatenate([np.linspace(0.001, 0.999, 99), [1e-9, 1 - 1e-9]])
TAILS = 2.0 ** -np.arange(1, 41)
MANY = np.concatenate([np.random.default_rng(1).random(20_000), TAILS, 1 - TAILS])

amounts = st.floats(-1e6, 1e6, allow_nan=False)
sizes = st.floats(1e-9, 1e9)
shapes = st.tuples(amounts, amounts, amounts).map(sorted)


def values(
    range_: Range, probability: np.ndarray, low: float = -math.inf, high: float = math.inf
) -> np.ndarray:
    return quantiles(Ranged(range_, low, high), probability)


def test_the_score_of_nine_in_ten_is_scipys() -> None:
    assert stats.norm.ppf(0.9) == pytest.approx(Z90, rel=1e-15)
    np.testing.assert_allclose(standard_normal(PROBABILITIES), stats.norm.ppf(PROBABILITIES), rtol=1e-12)
    np.testing.assert_allclose(normal_probability(standard_normal(PROBABILITIES)), PROBABILITIES, rtol=1e-9)


@given(sizes, st.floats(1.001, 1e3))
def test_two_positive_quantiles_are_a_lognormal(p10: float, times: float) -> None:
    p90 = p10 * times
    sigma = math.log(times) / (2 * stats.norm.ppf(0.9))
    witness = stats.lognorm(s=sigma, scale=math.sqrt(p10 * p90))
    found = values(Quantiles(p10, p90), PROBABILITIES, 0.0)
    np.testing.assert_allclose(found, witness.ppf(PROBABILITIES), rtol=1e-9)
    ends = values(Quantiles(p10, p90), np.array([0.1, 0.5, 0.9]), 0.0)
    assert ends == pytest.approx([p10, Quantiles(p10, p90).point, p90], rel=1e-9)


@pytest.mark.parametrize(("p10", "p90"), [(0.0, 5.0), (-3.0, 4.0), (-9.0, -1.0), (-0.3, 0.0)])
def test_quantiles_of_which_one_is_not_positive_are_a_normal(p10: float, p90: float) -> None:
    witness = stats.norm((p10 + p90) / 2, (p90 - p10) / (2 * stats.norm.ppf(0.9)))
    np.testing.assert_allclose(
        values(Quantiles(p10, p90), PROBABILITIES), witness.ppf(PROBABILITIES), rtol=1e-9, atol=1e-12
    )
    assert Quantiles(p10, p90).point == pytest.approx(witness.ppf(0.5))


@pytest.mark.parametrize(
    ("p10", "p90", "low", "high"), [(-0.9, 1.0, -0.95, 3.0), (0.0, 0.5, 0.0, 1.0), (-0.4, 0.4, -0.5, 0.5)]
)
def test_a_normal_is_cut_off_at_its_bounds(p10: float, p90: float, low: float, high: float) -> None:
    middle, sigma = (p10 + p90) / 2, (p90 - p10) / (2 * stats.norm.ppf(0.9))
    witness = stats.truncnorm((low - middle) / sigma, (high - middle) / sigma, loc=middle, scale=sigma)
    found = values(Quantiles(p10, p90), PROBABILITIES, low, high)
    np.testing.assert_allclose(found, witness.ppf(PROBABILITIES), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(("p10", "p90", "low", "high"), [(0.5, 0.95, 0.0, 1.0), (1.2, 900.0, 1.0, 1000.0)])
def test_a_lognormal_is_cut_off_at_its_bounds(p10: float, p90: float, low: float, high: float) -> None:
    middle = math.log(p10 * p90) / 2
    sigma = math.log(p90 / p10) / (2 * stats.norm.ppf(0.9))
    ends = [(math.log(end) - middle) / sigma if end else -math.inf for end in (low, high)]
    witness = np.exp(stats.truncnorm(*ends, loc=middle, scale=sigma).ppf(PROBABILITIES))
    found = values(Quantiles(p10, p90), PROBABILITIES, low, high)
    np.testing.assert_allclose(found, witness, rtol=1e-7)
    assert found.max() <= high
    assert found.min() >= low


def beta_of(range_: ThreePoints) -> stats.rv_continuous:
    width = range_.max - range_.min
    alpha = 1 + 4 * (range_.mode - range_.min) / width
    return stats.beta(alpha, 6 - alpha, loc=range_.min, scale=width)


@given(shapes)
def test_three_points_are_a_pert(points: list[float]) -> None:
    range_ = ThreePoints(*points)
    width = range_.max - range_.min
    assume(width > 1e-6)
    few = PROBABILITIES[:FEW_VALUES]
    np.testing.assert_allclose(values(range_, few), beta_of(range_).ppf(few), atol=1e-7 * width)
    assert PERT_WEIGHT == 4


@pytest.mark.parametrize("mode", [0.0, 1e-3, 0.1, 0.37, 0.5, 0.9, 1.0])
def test_many_values_are_within_a_millionth_of_the_width_of_scipys(mode: float) -> None:
    range_ = ThreePoints(10.0, 10 + 30 * mode, 40.0)
    error = np.abs(values(range_, MANY) - beta_of(range_).ppf(MANY)) / 30
    assert error.max() < 1e-6


def test_a_pert_has_the_mean_that_its_name_promises() -> None:
    """Least, four times the most likely, and most, over six."""
    even = (np.arange(100_000) + 0.5) / 100_000
    assert values(ThreePoints(2, 3, 10), even).mean() == pytest.approx((2 + 4 * 3 + 10) / 6, rel=1e-6)


ranges = st.one_of(
    st.tuples(amounts, amounts).map(sorted).map(lambda ends: Quantiles(*ends)),
    st.tuples(sizes, sizes).map(sorted).map(lambda ends: Quantiles(*ends)),
    shapes.map(lambda points: ThreePoints(*points)),
)


@given(ranges, st.sampled_from([20, 2_000]))
def test_values_rise_with_the_probability_and_stay_within_the_bounds(range_: Range, count: int) -> None:
    ends = (range_.p10, range_.p90) if isinstance(range_, Quantiles) else (range_.min, range_.max)
    low, high = ends[0] - abs(ends[0]) / 3, ends[1] + abs(ends[1]) / 3
    found = values(range_, np.linspace(0, 1, count), low, high)
    assert np.isfinite(found).all()
    assert (np.diff(found) >= 0).all()
    assert low <= found[0] <= found[-1] <= high


@given(st.one_of(amounts, sizes), st.sampled_from([3, 1_000]), st.integers(0, 2))
def test_a_range_of_no_width_is_its_number(value: float, count: int, steps: int) -> None:
    """Also one of so few steps between floats that its logarithm has no width."""
    end = value
    for _ in range(steps):
        end = math.nextafter(end, math.inf)
    found = np.concatenate(
        [
            values(range_, np.linspace(0, 1, count), value, end)
            for range_ in (Quantiles(value, end), ThreePoints(value, value, end))
        ]
    )
    assert ((value <= found) & (found <= end)).all()
