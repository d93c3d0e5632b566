"""Items in clusters: the stored vector, plain sums, statsmodels, and what must hold for all of them."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t
from stats_table import table

from costmodel.estimate.clusters import cautious_design_effect, clustered_standard_error, design_effect


def alone(items: int) -> np.ndarray:
    return np.arange(items)


@st.composite
def clustered(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Passes, some and some failures, in two clusters at least."""
    clusters = draw(st.lists(st.integers(1, 8), min_size=2, max_size=12))
    places = np.repeat(np.arange(len(clusters)), clusters)
    passes = draw(st.lists(st.integers(0, 4), min_size=len(places), max_size=len(places)))
    return np.array(passes) / 4, places


def test_two_clusters_by_hand() -> None:
    """Three passes, then one pass and two failures: residual sums 1 and -1, √2 / 6; plain variance 2/9 / 5."""
    rates, places = np.array([1.0, 1, 1, 1, 0, 0]), np.array([0, 0, 0, 1, 1, 1])
    assert clustered_standard_error(rates, places) == pytest.approx(2**0.5 / 6)
    assert design_effect(rates, places) == pytest.approx((2 / 36) / ((2 / 9) / 5))


def test_against_the_table_of_cases() -> None:
    row = table("clustered_se")
    rates = np.array(row["y"], dtype=float)
    places = np.arange(len(rates)) // row["cluster_size"]
    wanted = row["se_clustered_no_small_sample_correction"]
    assert clustered_standard_error(rates, places) == pytest.approx(wanted, rel=1e-12)
    assert clustered_standard_error(rates, alone(len(rates))) == pytest.approx(
        row["se_iid"] * (199 / 200) ** 0.5
    )
    assert design_effect(rates, places) == pytest.approx(row["design_effect"], rel=1e-12)
    assert len(rates) / design_effect(rates, places) == pytest.approx(96, abs=0.5)


@given(clustered())
def test_against_statsmodels(found: tuple[np.ndarray, np.ndarray]) -> None:
    rates, places = found
    fit = sm.OLS(rates, np.ones(len(rates))).fit(
        cov_type="cluster", cov_kwds={"groups": places, "use_correction": False}
    )
    assert clustered_standard_error(rates, places) == pytest.approx(fit.bse[0], rel=1e-9, abs=1e-12)


@given(st.lists(st.integers(0, 1), min_size=2, max_size=50))
def test_items_that_stand_alone_have_no_effect(passes: list[int]) -> None:
    rates = np.array(passes, dtype=float)
    plain = 1 if rates.var() == 0 else 1 - 1 / len(rates)
    assert design_effect(rates, alone(len(rates))) == pytest.approx(plain)
    assert cautious_design_effect(rates, alone(len(rates)), 0.05) == pytest.approx(1)


@given(clustered(), st.sampled_from([0.005, 0.01, 0.05, 0.1]))
def test_the_cautious_effect_by_its_formula(found: tuple[np.ndarray, np.ndarray], alpha: float) -> None:
    """Korn and Graubard: Student's t by clusters over Student's t by items, and G / (G - 1)."""
    rates, places = found
    count = int(places.max()) + 1
    wider = (t.ppf(alpha, count - 1) / t.ppf(alpha, len(rates) - 1)) ** 2
    wanted = max(1.0, design_effect(rates, places) * count / (count - 1) * wider)
    if rates.min() == rates.max():
        wanted = len(rates) / count
    cautious = cautious_design_effect(rates, places, alpha)
    assert cautious == pytest.approx(wanted, rel=1e-9)


def test_every_item_copied_doubles_the_variance() -> None:
    """Of a mean of ten items as much is known as of five: 9/10 times 2."""
    rates, places = np.repeat([1.0, 0, 1, 1, 0], 2), np.repeat(alone(5), 2)
    assert design_effect(rates, places) == pytest.approx(2 * 9 / 10)
    assert clustered_standard_error(rates, places) == pytest.approx(
        clustered_standard_error(rates[::2], alone(5))
    )


def test_what_does_not_vary_or_has_one_cluster() -> None:
    """Three passes in each of two clusters may be no more than two passes."""
    assert design_effect(np.ones(6), np.array([0, 0, 0, 1, 1, 1])) == 1
    assert cautious_design_effect(np.ones(6), np.array([0, 0, 0, 1, 1, 1]), 0.05) == 3
    assert design_effect(np.array([0.5]), np.array([0])) == 1
    assert cautious_design_effect(np.array([1.0, 0, 1]), np.zeros(3, dtype=int), 0.05) is None


def test_the_numbers_of_clusters_need_not_follow_each_other() -> None:
    rates = np.array([1.0, 1, 0, 1, 0, 0])
    near, far = np.array([0, 0, 1, 1, 2, 2]), np.array([7, 7, 3, 3, 900, 900])
    assert cautious_design_effect(rates, far, 0.05) == pytest.approx(
        cautious_design_effect(rates, near, 0.05)
    )
