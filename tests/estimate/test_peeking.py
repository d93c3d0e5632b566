"""Looking at a test before it ends: published bounds, known false alarm rates, and a simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal
from stats_table import table

from costmodel.errors import InputError
from costmodel.estimate.looks import false_alarm_rate, nominal_level, obrien_fleming_z, pocock_z


@pytest.mark.parametrize(
    ("looks", "z"), [(1, 1.960), (2, 2.178), (3, 2.289), (4, 2.361), (5, 2.413), (10, 2.555)]
)
def test_pocock_as_published(looks: int, z: float) -> None:
    assert pocock_z(looks) == pytest.approx(z, abs=6e-4)


@pytest.mark.parametrize(("looks", "last"), [(1, 1.960), (2, 1.977), (3, 2.004), (4, 2.024), (5, 2.040)])
def test_obrien_fleming_as_published(looks: int, last: float) -> None:
    found = obrien_fleming_z(looks)
    assert found[-1] == pytest.approx(last, abs=6e-4)
    assert found == pytest.approx([found[-1] * (looks / look) ** 0.5 for look in range(1, looks + 1)])


@pytest.mark.parametrize(("looks", "rate"), [(1, 0.05), (2, 0.083), (5, 0.142), (10, 0.193), (20, 0.248)])
def test_false_alarms_without_a_plan(looks: int, rate: float) -> None:
    assert false_alarm_rate(looks, 1.959964) == pytest.approx(rate, abs=6e-4)


def test_against_the_table_of_cases() -> None:
    """Published bounds to their last digit, and simulated ones within what 200,000 trials can tell."""
    rows = table("sequential")
    for looks, z in rows["published_pocock_z_alpha05"].items():
        assert pocock_z(int(looks)) == pytest.approx(z, abs=6e-4)
    for looks, z in rows["published_obf_z_final_alpha05"].items():
        assert obrien_fleming_z(int(looks))[-1] == pytest.approx(z, abs=6e-4)
    for looks, z in rows["mc_pocock"].items():
        assert pocock_z(int(looks)) == pytest.approx(z, abs=0.02)
    for looks, z in rows["mc_obf_final"].items():
        assert obrien_fleming_z(int(looks))[-1] == pytest.approx(z, abs=0.02)
    for looks, rate in rows["false_positive_rate_if_peeking_at_1_96"].items():
        error = (rate * (1 - rate) / rows["monte_carlo_reps"]) ** 0.5
        assert false_alarm_rate(int(looks), 1.96) == pytest.approx(rate, abs=4 * error)


def test_two_looks_against_the_normal_distribution_of_both() -> None:
    """Corners of the joint distribution of both looks, whose correlation is √½."""
    both = multivariate_normal(cov=[[1, 0.5**0.5], [0.5**0.5, 1]])
    inside = both.cdf([2, 2], lower_limit=[-2, -2])
    assert false_alarm_rate(2, 2.0) == pytest.approx(1 - inside, abs=1e-6)


TRIALS = 100_000


def simulated_alarms(bounds: tuple[float, ...]) -> float:
    looks = np.arange(1, len(bounds) + 1)
    steps = np.random.default_rng(7).standard_normal((TRIALS, len(bounds)))
    z = steps.cumsum(axis=1) / np.sqrt(looks)
    return float((np.abs(z) > np.array(bounds)).any(axis=1).mean())


@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.1])
@pytest.mark.parametrize("looks", [2, 5, 12])
def test_bounds_keep_their_promise_in_simulated_tests(looks: int, alpha: float) -> None:
    error = 4 * (alpha * (1 - alpha) / TRIALS) ** 0.5
    flat = (pocock_z(looks, alpha),) * looks
    assert simulated_alarms(flat) == pytest.approx(alpha, abs=error)
    assert simulated_alarms(obrien_fleming_z(looks, alpha)) == pytest.approx(alpha, abs=error)


@given(st.integers(1, 30), st.floats(0.5, 5))
def test_one_more_look_never_alarms_less(looks: int, z: float) -> None:
    rate = false_alarm_rate(looks, z)
    assert nominal_level(z) - 1e-6 <= rate <= min(1, looks * nominal_level(z)) + 1e-6
    assert false_alarm_rate(looks + 1, z) >= rate - 1e-6


@pytest.mark.parametrize("looks", [0, -1, 51])
def test_looks_that_cannot_be(looks: int) -> None:
    for ask in (pocock_z, obrien_fleming_z, lambda count: false_alarm_rate(count, 2.0)):
        with pytest.raises(InputError, match="looks"):
            ask(looks)


def test_levels_of_bounds() -> None:
    assert nominal_level(1.959964) == pytest.approx(0.05, abs=1e-6)
    assert nominal_level(0) == 1
