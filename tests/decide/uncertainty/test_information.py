"""What knowing more is worth, against closed forms and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from given_scenarios import Json, api, known_cost, scenario
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from costmodel.case import resolve
from costmodel.catalog import Catalog
from costmodel.decide.compare import compare
from costmodel.decide.uncertainty import uncertainty
from costmodel.decide.uncertainty.information import evpi_usd, evppi_usd, regret
from costmodel.decide.uncertainty.sample import sobol_points
from costmodel.scenario.parse import scenario_from_dict

DRAWS = 16_384

EVPI_CASES = [(20_000, 50_000, 11_521.941847372651), (-30_000, 80_000, 19_133.50050976323)]
"""Mean and deviation of a normal NPV, and its EVPI: shared/data/stats_cases.json, evpi_two_option_normal_npv,
closed form, met there by a simulation of 2 million draws to 0.4 %."""


def closed_form(mean: float, deviation: float) -> float:
    """Build or not, the NPV normal: sd * pdf(mean / sd) - |mean| * cdf(-|mean| / sd)."""
    return float(deviation * norm.pdf(mean / deviation) - abs(mean) * norm.cdf(-abs(mean) / deviation))


def build_or_not(npv: np.ndarray) -> np.ndarray:
    """Costs of doing nothing, and of what has this net present value."""
    return np.column_stack([np.zeros_like(npv), -npv])


@pytest.mark.parametrize(("mean", "deviation", "wanted"), EVPI_CASES)
def test_evpi_of_a_normal_net_present_value(mean: float, deviation: float, wanted: float) -> None:
    probability = sobol_points(1, DRAWS, 0)[:, 0]
    costs = build_or_not(mean + deviation * norm.ppf(probability))
    assert closed_form(mean, deviation) == pytest.approx(wanted, rel=1e-12)
    assert evpi_usd(costs) == pytest.approx(wanted, rel=2e-3)
    assert evppi_usd(costs, probability) == pytest.approx(wanted, rel=0.02)


@pytest.mark.parametrize("mean", [20_000, -5_000])
def test_evppi_of_each_of_several_normal_inputs_has_the_same_form_with_its_own_deviation(mean: float) -> None:
    deviations = np.array([50_000, 20_000, 5_000])
    probability = sobol_points(3, DRAWS, 0)
    costs = build_or_not(mean + norm.ppf(probability) @ deviations)
    whole = closed_form(mean, float(np.hypot.reduce(deviations)))
    assert evpi_usd(costs) == pytest.approx(whole, rel=0.01)
    for place, deviation in enumerate(deviations):
        found = evppi_usd(costs, probability[:, place])
        assert found == pytest.approx(closed_form(mean, deviation), rel=0.03, abs=0.003 * whole)


def test_an_input_that_does_nothing_is_worth_nothing() -> None:
    probability = sobol_points(2, DRAWS, 0)
    costs = build_or_not(1_000 + 50_000 * norm.ppf(probability[:, 0]))
    assert evppi_usd(costs, probability[:, 1]) < 0.005 * evpi_usd(costs)


def test_a_decision_that_no_draw_changes_is_worth_nothing_to_know() -> None:
    probability = sobol_points(1, DRAWS, 0)[:, 0]
    costs = np.column_stack([100 + probability, 200 + 50 * probability])
    assert evpi_usd(costs) == 0
    assert evppi_usd(costs, probability) == 0


def products(sigma_x: float, sigma_y: float, probability: np.ndarray) -> np.ndarray:
    """The net present value XY - 1 of two lognormals with median 1."""
    return np.asarray(
        np.exp(sigma_x * norm.ppf(probability[..., 0]) + sigma_y * norm.ppf(probability[..., 1])) - 1
    )


def nested(sigma_x: float, sigma_y: float, count: int = 600) -> float:
    """EVPPI of X by brute force: for each X the mean over all Y, then the better choice, then the mean over X."""
    middles = (np.arange(count) + 0.5) / count
    grid = np.stack(np.meshgrid(middles, middles, indexing="ij"), axis=-1)
    mean_given_x = products(sigma_x, sigma_y, grid).mean(axis=1)
    return float(np.maximum(mean_given_x, 0).mean() - max(mean_given_x.mean(), 0))


@pytest.mark.parametrize(("sigma_x", "sigma_y"), [(0.5, 0.5), (0.3, 0.8), (0.8, 0.2)])
def test_evppi_of_a_product_of_lognormals_equals_nested_brute_force(sigma_x: float, sigma_y: float) -> None:
    probability = sobol_points(2, DRAWS, 0)
    found = evppi_usd(build_or_not(products(sigma_x, sigma_y, probability)), probability[:, 0])
    assert found == pytest.approx(nested(sigma_x, sigma_y), rel=0.05)


@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(2, 5))
def test_one_input_is_never_worth_more_than_all_of_them(seed: int, inputs: int, options: int) -> None:
    random = np.random.default_rng(seed)
    probability = sobol_points(inputs, 1024, seed)
    slopes, bends = random.normal(size=(inputs, options)), random.normal(size=(inputs, options))
    scores = norm.ppf(probability)
    costs = scores @ slopes + np.sin(3 * scores) @ bends + random.normal(size=options)
    evpi = evpi_usd(costs)
    for place in range(inputs):
        assert 0 <= evppi_usd(costs, probability[:, place]) <= evpi


def growing(people_usd: object = 0) -> Json:
    """Two months at 100k tasks and half a cent less each; the growth between them is normal, deviation about 8 %."""
    growth = {"p10": -0.1, "p90": 0.1}
    own = known_cost("Own", 0.005, programme={"one_off_usd": 1_990, "people_usd_per_month": people_usd})
    return scenario(api("API", 0.015), own, workload={"monthly_growth": growth}, horizon_months=2)


def test_a_linear_scenario_meets_the_closed_form_from_end_to_end(catalog: Catalog) -> None:
    """Saving 0.01 * 100,000 * (2 + growth) - 1,990: normal around 10 with 1,000 times the growth's deviation."""
    mean, deviation = 10, 1_000 * 0.1 / norm.ppf(0.9)
    ranged = scenario_from_dict(growing())
    found = uncertainty(ranged, catalog, compare(resolve(ranged, catalog)), draws=DRAWS)
    (driver,) = found.drivers
    assert found.evpi_usd == pytest.approx(closed_form(mean, deviation), rel=2e-3)
    assert driver.evppi_usd == pytest.approx(closed_form(mean, deviation), rel=0.02)
    own = found.options[1]
    assert own.probability_cheapest == pytest.approx(norm.cdf(mean / deviation), abs=1e-3)
    quantiles = [own.npv_saving_usd.p10, own.npv_saving_usd.p50, own.npv_saving_usd.p90]
    assert quantiles == pytest.approx([mean - 100, mean, mean + 100], abs=0.3)
    assert (driver.swing.low_usd, driver.swing.high_usd) == pytest.approx((mean - 100, mean + 100))
    assert found.regret is not None
    assert found.regret.expected_loss_usd == pytest.approx(found.evpi_usd)
    assert found.regret.probability_wrong == pytest.approx(norm.cdf(-mean / deviation), abs=1e-3)


def test_regret_by_hand() -> None:
    costs = np.array([[1.0, 3.0], [5.0, 2.0], [4.0, 4.0], [9.0, 2.0]])
    first = regret(costs, 0)
    assert first.probability_wrong == 0.5
    assert first.expected_loss_usd == (3 + 7) / 4
    assert first.loss_when_wrong_usd == 5
    assert regret(costs[:1], 0).loss_when_wrong_usd is None


def test_a_bar_that_an_input_passes_or_not_is_worth_what_the_jump_is_worth() -> None:
    """Half the time the new option costs 10 and is good enough, else 130; the old one costs 100.

    Unknowing, one takes the new one at 70 on average; knowing, at (10 + 100) / 2.
    """
    (probability,) = sobol_points(1, DRAWS, 0).T
    enough = probability >= 0.5
    costs = np.column_stack((np.full(DRAWS, 100.0), np.where(enough, 10.0, 130.0)))
    assert evppi_usd(costs, probability, enough) == pytest.approx(15, rel=1e-3)
