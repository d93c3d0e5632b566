"""Who may be chosen, and what a choice costs where it turns out not to be good enough."""

from __future__ import annotations

import math

import numpy as np
import pytest
from given_scenarios import Json, api, known_cost, scenario

from costmodel.case.resolve import resolve
from costmodel.catalog import Catalog
from costmodel.decide.compare import compare
from costmodel.decide.uncertainty import uncertainty
from costmodel.decide.uncertainty.choices import choices_of, cost_of_choosing, meets_bar_by_draw
from costmodel.decide.uncertainty.futures import Futures
from costmodel.scenario.parse import scenario_from_dict


def rival(**fields: object) -> Json:
    return known_cost("Own", 0.001, programme={"one_off_usd": 50}, **fields)


def futures_of(*npv: list[float]) -> Futures:
    """NPVs of each option over the draws; one-off money of 50 for all but the first."""
    costs = np.array(npv).T
    cumulative = np.zeros((len(npv), len(costs), 2))
    cumulative[1:, :, 0] = 50
    return Futures(costs, cumulative)


def weighed(catalog: Catalog, given: Json, drawn: Futures, **quality: list[float]) -> dict[int, list[float]]:
    asked = scenario_from_dict(given)
    numbers = {f"options.{key[1:]}.quality": np.array(values) for key, values in quality.items()}
    comparison, meets = compare(resolve(asked, catalog)), meets_bar_by_draw(asked, numbers)
    found = choices_of(comparison, cost_of_choosing(comparison, drawn, meets), meets)
    return {place: found.cost_usd[:, column].tolist() for column, place in enumerate(found.places)}


def test_without_a_bar_a_choice_costs_what_the_option_costs(catalog: Catalog) -> None:
    drawn = futures_of([100, 100], [70, 130])
    assert weighed(catalog, scenario(api(), rival()), drawn) == {0: [100, 100], 1: [70, 130]}


def test_who_misses_the_bar_pays_its_start_and_goes_on_with_today(catalog: Catalog) -> None:
    given = scenario(api(quality=0.97), rival(quality=0.95), quality_bar=0.96)
    drawn = futures_of([100, 100], [70, 70])
    assert weighed(catalog, given, drawn, _1=[0.97, 0.95]) == {0: [100, 100], 1: [70, 150]}


def test_who_misses_the_bar_in_every_future_is_no_choice(catalog: Catalog) -> None:
    given = scenario(api(quality=0.97), rival(quality=0.95), quality_bar=0.96)
    assert weighed(catalog, given, futures_of([100], [10])) == {0: [100]}


def test_an_unknown_quality_is_chosen_only_where_no_other_is_known_to_do(catalog: Catalog) -> None:
    known = scenario(api(quality=0.97), rival(), quality_bar=0.96)
    unknown = scenario(api(quality=0.9), rival(), quality_bar=0.96)
    assert weighed(catalog, known, futures_of([100], [10])) == {0: [100]}
    assert weighed(catalog, unknown, futures_of([100], [10])) == {1: [10]}


def test_who_cannot_serve_pays_its_start_and_goes_on_with_today(catalog: Catalog) -> None:
    drawn = futures_of([100, 100], [70, math.inf])
    assert weighed(catalog, scenario(api(), rival()), drawn) == {0: [100, 100], 1: [70, 150]}


def test_where_today_cannot_serve_there_is_nothing_to_go_back_to(catalog: Catalog) -> None:
    drawn = futures_of([100, math.inf], [70, math.inf])
    assert weighed(catalog, scenario(api(), rival()), drawn) == {}


def test_a_quality_near_the_bar_is_what_is_worth_measuring(catalog: Catalog) -> None:
    """The rival saves 300 a month for a year, less 50, and meets the bar about every second time."""
    given = scenario(
        {**api("API", 0.004), "quality": 0.97},
        rival(quality={"min": 0.93, "mode": 0.96, "max": 0.99}),
        quality_bar=0.96,
        horizon_months=12,
    )
    asked = scenario_from_dict(given)
    found = uncertainty(asked, catalog, compare(resolve(asked, catalog)), 4096)
    (driver,) = found.drivers
    assert driver.swing.low_usd == driver.swing.high_usd == pytest.approx(3550)
    assert found.options[1].probability_meets_bar == pytest.approx(0.5, abs=0.01)
    # Taken unknowing it costs 1,250 or 4,850 with one half each; known, 1,250 or 4,800.
    assert found.evpi_usd == pytest.approx(25, abs=1)
    assert driver.evppi_usd == pytest.approx(found.evpi_usd, rel=1e-3)
    assert found.regret is not None
    assert found.regret.probability_wrong == pytest.approx(0.5, abs=0.01)
    assert found.regret.loss_when_wrong_usd == pytest.approx(50)
