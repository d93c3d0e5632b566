"""Draws: correlated as they were said to be, each by itself as its range says, and enough of them."""

from __future__ import annotations

import numpy as np
import pytest
from given_scenarios import api, known_cost, scenario
from scipy.stats import norm, spearmanr

from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.catalog import Catalog
from costmodel.decide.uncertainty.futures import futures
from costmodel.decide.uncertainty.sample import (
    SMALLEST_PROBABILITY,
    Inputs,
    inputs_of,
    probabilities,
    sobol_points,
)
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.presets import preset, preset_names

TASKS, GROWTH, PEOPLE = (
    *("workload.tasks_per_month", "workload.monthly_growth"),
    "options.1.programme.people_usd_per_month",
)
PAIRS = [(TASKS, GROWTH), (GROWTH, PEOPLE), (TASKS, PEOPLE)]


def inputs_with(*rhos: float) -> Inputs:
    """A lognormal, a normal and a PERT; correlations of the pairs above."""
    people = {"people_usd_per_month": {"min": 1_000, "mode": 2_000, "max": 9_000}}
    work = {"tasks_per_month": {"p10": 1e4, "p90": 1e6}, "monthly_growth": {"p10": -0.05, "p90": 0.1}}
    between = [{"between": pair, "rho": rho} for pair, rho in zip(PAIRS, rhos, strict=False)]
    given_scenario = scenario(api(), known_cost(programme=people), workload=work, correlations=between)
    return inputs_of(scenario_from_dict(given_scenario))


@pytest.mark.parametrize("draws", [4_096, 10_000])
@pytest.mark.parametrize("rhos", [(0.9,), (-0.6, 0.3), (0.5, 0.5, 0.7), (0.0, 0.0, -0.99)])
def test_normal_scores_of_what_is_drawn_are_correlated_as_said(rhos: tuple[float, ...], draws: int) -> None:
    inputs = inputs_with(*rhos)
    drawn = inputs.values(probabilities(inputs, draws))
    wanted = dict(zip(PAIRS, (*rhos, 0, 0, 0), strict=False))
    for (first, second), rho in wanted.items():
        scores = [norm.ppf((np.argsort(np.argsort(drawn[path])) + 0.5) / draws) for path in (first, second)]
        assert np.corrcoef(scores)[0, 1] == pytest.approx(rho, abs=0.02)
        ranks = spearmanr(drawn[first], drawn[second]).statistic
        assert ranks == pytest.approx(6 / np.pi * np.arcsin(rho / 2), abs=0.02)


def test_correlations_leave_each_range_as_it_is() -> None:
    alone, together = inputs_with(), inputs_with(0.5, 0.5, 0.7)
    even = (np.arange(10_000) + 0.5) / 10_000
    for path in (TASKS, GROWTH, PEOPLE):
        exact = alone.values(np.tile(even[:, np.newaxis], 3))[path]
        drawn = np.sort(together.values(probabilities(together, 10_000))[path])
        inner = slice(100, -100)
        scale = np.ptp(exact[inner])
        assert np.abs(drawn - exact)[inner].max() < 0.01 * scale


def test_ranges_without_correlations_are_sobol_points_themselves() -> None:
    inputs = inputs_with()
    assert inputs.are_independent
    assert not inputs_with(0.1).are_independent
    np.testing.assert_array_equal(probabilities(inputs, 100, 3), sobol_points(3, 100, 3))


@pytest.mark.parametrize("draws", [1, 2, 1_000, 1_024])
def test_points_lie_within_the_open_unit_cube_and_fill_it_evenly(draws: int) -> None:
    points = sobol_points(5, draws, 0)
    assert points.shape == (draws, 5)
    assert (points >= SMALLEST_PROBABILITY).all()
    assert (points <= 1 - SMALLEST_PROBABILITY).all()
    if draws == 1_024:
        counts = np.apply_along_axis(lambda column: np.bincount((column * 1_024).astype(int)), 0, points)
        assert (counts == 1).all()


def test_no_range_is_no_dimension() -> None:
    assert sobol_points(0, 7, 0).shape == (7, 0)
    assert probabilities(inputs_of(scenario_from_dict(scenario(api()))), 7).shape == (7, 0)


@pytest.mark.parametrize("name", preset_names())
def test_odds_are_stable_to_half_a_point_between_seeds(name: str, catalog: Catalog) -> None:
    ranged = with_usual_ranges(preset(name))
    inputs = inputs_of(ranged)
    assert len(inputs.paths) >= 3
    odds = []
    for seed in range(5):
        npv = futures(ranged, catalog, inputs.values(probabilities(inputs, 16_384, seed)), 16_384).npv_usd
        odds.append((npv < npv[:, :1]).mean(axis=0))
    assert np.ptp(odds, axis=0).max() <= 0.005
