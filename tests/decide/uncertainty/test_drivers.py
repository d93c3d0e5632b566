"""Which input decides: ends against single scenarios, shares of variance against the Ishigami function."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from given_scenarios import Json
from hypothesis import given
from one_by_one import EXACT, ledgers_of
from ranged import ranged_scenarios

from costmodel.case import resolve
from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.catalog import Catalog, load_catalog
from costmodel.decide.compare import compare
from costmodel.decide.uncertainty.cases import three_cases
from costmodel.decide.uncertainty.drivers import Saving, saving_of, tornado, total_sobol
from costmodel.decide.uncertainty.sample import HIGH, LOW, Inputs, inputs_of
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.presets import preset, preset_names

CATALOG = load_catalog()


def assert_tornado(ranged: Scenario, place: int, against: int) -> None:
    """Base, ends, order and cases, each from a scenario of plain numbers."""
    inputs, headline = inputs_of(ranged), compare(resolve(ranged, CATALOG))
    npv = [result.npv_usd for result in headline.results]
    scale = sum(map(abs, npv))

    def equals(found: float, wanted: float) -> bool:
        return found == pytest.approx(wanted, rel=EXACT, abs=EXACT * scale)

    def saving_at(numbers: dict[str, float]) -> float:
        alone = ledgers_of(ranged, CATALOG, numbers)
        return float(alone[against].npv_usd - alone[place].npv_usd)

    swings, base_usd = tornado(inputs, saving_of(ranged, CATALOG, place, against))
    assert equals(base_usd, npv[against] - npv[place])
    assert sorted(swing.path for swing in swings) == sorted(inputs.paths)
    assert [swing.usd for swing in swings] == sorted((swing.usd for swing in swings), reverse=True)
    for swing in swings:
        assert swing.low <= swing.high
        assert equals(swing.low_usd, saving_at({swing.path: swing.low}))
        assert equals(swing.high_usd, saving_at({swing.path: swing.high}))
    better = {s.path: s.high if s.high_usd >= s.low_usd else s.low for s in swings}
    worse = {s.path: s.low if s.high_usd >= s.low_usd else s.high for s in swings}
    cases = three_cases(ranged, CATALOG, headline.case, inputs, swings).by_name
    assert equals(cases["base"][place].saving_usd, base_usd)
    assert equals(cases["optimistic"][place].saving_usd, saving_at(better))
    assert equals(cases["pessimistic"][place].saving_usd, saving_at(worse))
    assert all(equals(case.npv_usd, usd) for case, usd in zip(cases["base"], npv, strict=True))


@given(ranged_scenarios())
def test_the_base_is_the_headline_and_every_end_is_a_scenario_of_its_own(drawn: Json) -> None:
    ranged = scenario_from_dict(drawn)
    against = ranged.baseline_index
    assert_tornado(ranged, 1 if against == 0 else 0, against)


@pytest.mark.parametrize("name", preset_names())
def test_the_base_is_the_headline_of_a_preset_with_its_usual_ranges(name: str) -> None:
    ranged = with_usual_ranges(preset(name))
    for place in range(1, len(ranged.options)):
        assert_tornado(ranged, place, 0)


def test_ends_are_what_a_number_stays_below_in_one_and_in_nine_futures_of_ten(catalog: Catalog) -> None:
    ranged = with_usual_ranges(preset("lesson"))
    inputs = inputs_of(ranged)
    swings, base_usd = tornado(inputs, saving_of(ranged, catalog, 2, 0))
    many = inputs.values(np.tile((np.arange(9_999)[:, np.newaxis] + 0.5) / 9_999, len(inputs.paths)))
    for swing in swings:
        assert np.mean(many[swing.path] <= swing.low) == pytest.approx(LOW, abs=2e-4)
        assert np.mean(many[swing.path] <= swing.high) == pytest.approx(HIGH, abs=2e-4)
    assert all(min(s.low_usd, s.high_usd) <= base_usd <= max(s.low_usd, s.high_usd) for s in swings)


@dataclass(frozen=True)
class Angles(Inputs):
    """Three angles, each even from -π to π."""

    ranges: dict[str, float] = field(default_factory=lambda: dict.fromkeys(("x1", "x2", "x3"), 0.0))  # type: ignore[assignment]
    correlations: np.ndarray = field(default_factory=lambda: np.eye(3))

    def values(self, probability: np.ndarray) -> dict[str, np.ndarray]:
        return {f"x{i + 1}": np.pi * (2 * probability[:, i] - 1) for i in range(3)}


def ishigami(numbers: dict[str, np.ndarray], draws: int) -> np.ndarray:
    """Source: https://www.sfu.ca/~ssurjano/ishigami.html, a = 7, b = 0.1"""
    x1, x2, x3 = numbers["x1"], numbers["x2"], numbers["x3"]
    assert len(x1) == draws
    return np.asarray(np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1))


def test_total_shares_of_the_ishigami_function() -> None:
    """Closed form, shared/data/stats_cases.json, sobol_ishigami: 0.5576, 0.4424, 0.2437."""
    wanted = [0.5575888552099592, 0.4424111447900409, 0.24368366406214767]
    assert total_sobol(Angles(), ishigami, points=4_096) == pytest.approx(wanted, abs=0.005)
    assert total_sobol(Angles(), ishigami) == pytest.approx(wanted, abs=0.025)


def test_shares_are_those_of_the_squares_where_the_saving_is_a_sum() -> None:
    def of_sum(numbers: dict[str, np.ndarray], draws: int) -> np.ndarray:
        return 3 * numbers["x1"] + 4 * numbers["x2"] + np.zeros(draws)

    assert total_sobol(Angles(), of_sum) == pytest.approx([9 / 25, 16 / 25, 0], abs=0.01)


def test_a_saving_that_does_not_vary_has_no_shares() -> None:
    constant: Saving = lambda numbers, draws: np.full(draws, 5.0)  # noqa: E731
    assert total_sobol(Angles(), constant) == pytest.approx([0, 0, 0])
