"""Many futures at once are the same as one after the other, to the last cent."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from given_scenarios import Json, api, by_token, own, scenario, typed_scenarios
from hypothesis import given, settings
from one_by_one import EXACT, Drawn, assert_equal_one_by_one, drawn, ledgers_of
from ranged import no_width, places, ranged_scenarios, with_ranges

from costmodel.case import resolve
from costmodel.catalog import Catalog, load_catalog
from costmodel.decide.compare import compare
from costmodel.decide.uncertainty.futures import DRAWS_AT_ONCE, futures
from costmodel.decide.uncertainty.odds import odds, payback_months
from costmodel.decide.uncertainty.sample import inputs_of, probabilities
from costmodel.errors import InputError
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.presets import preset, preset_names

CATALOG = load_catalog()


@settings(max_examples=200)
@given(ranged_scenarios())
def test_many_draws_at_once_equal_one_after_the_other(given_scenario: Json) -> None:
    found = drawn(scenario_from_dict(given_scenario), CATALOG, draws=5)
    assert_equal_one_by_one(found, CATALOG)


def assert_point_estimate(given_scenario: Json) -> None:
    """With every number a range of no width."""
    plain = scenario_from_dict(given_scenario)
    ranges = {path: no_width(value) for path, value, *_ in places(plain)}
    ranged = scenario_from_dict(with_ranges(given_scenario, ranges))
    assert set(inputs_of(ranged).paths) <= ranges.keys()
    comparison = compare(resolve(plain, CATALOG))
    found = drawn(ranged, CATALOG, draws=3).futures
    for place, result in enumerate(comparison.results):
        assert found.npv_usd[:, place] == pytest.approx(result.npv_usd, rel=EXACT)
        assert found.cumulative_usd[place, :, -1] == pytest.approx(result.total_usd, rel=EXACT)


@given(typed_scenarios())
def test_ranges_of_no_width_are_the_point_estimate(given_scenario: Json) -> None:
    assert_point_estimate(given_scenario)


@pytest.mark.parametrize("name", preset_names())
def test_ranges_of_no_width_are_the_point_estimate_of_a_preset(name: str) -> None:
    assert_point_estimate(preset(name).model_dump(mode="json", exclude_unset=True))


def test_many_parts_are_put_together_in_the_order_of_their_draws(catalog: Catalog) -> None:
    """More draws than are costed at once; the volume alone decides, at half a cent a task."""
    ranged = scenario_from_dict(scenario(api(), workload={"tasks_per_month": {"p10": 1e4, "p90": 1e6}}))
    draws = 2 * DRAWS_AT_ONCE + 1
    found = drawn(ranged, catalog, draws)
    wanted = 24 * 0.005 * found.numbers["workload.tasks_per_month"]
    assert found.futures.npv_usd.shape == (draws, 1)
    np.testing.assert_allclose(found.futures.npv_usd[:, 0], wanted, rtol=EXACT)


def estimated(**fields: Any) -> Json:
    """Own cards without a measured rate, and without a size."""
    cards = {"checkpoint": "Qwen3-8B", "gpu": "L40S", "usd_per_gpu_hour": 1, "max_tpot_ms": 40}
    return {"kind": "self_hosted", "name": "Own", **cards, **fields}


HARD = {"min": 2, "mode": 40, "max": 60}
"""Milliseconds per token: the short ones no number of cards keeps."""


def test_a_draw_in_which_an_option_cannot_serve_is_infinitely_dear(catalog: Catalog) -> None:
    sized = estimated(max_tpot_ms=HARD, gpus_per_replica=1)
    found = drawn(scenario_from_dict(scenario(api(), sized)), catalog, draws=64)
    served = np.isfinite(found.futures.npv_usd[:, 1])
    assert 0 < served.sum() < 64
    for draw in np.flatnonzero(~served):
        with pytest.raises(InputError):
            ledgers_of(found.scenario, catalog, {path: float(v[draw]) for path, v in found.numbers.items()})
    kept = {path: values[served] for path, values in found.numbers.items()}
    assert_equal_one_by_one(
        Drawn(found.scenario, kept, futures(found.scenario, catalog, kept, int(served.sum()))), catalog
    )


def test_where_no_draw_can_be_served_the_cost_is_infinite_and_no_error(catalog: Catalog) -> None:
    ranged = scenario_from_dict(scenario(api(), estimated(max_tpot_ms=HARD)))
    found = futures(ranged, catalog, {"options.1.max_tpot_ms": np.array([2.0, 2.5])}, 2)
    assert np.isinf(found.npv_usd[:, 1]).all()
    assert np.isfinite(found.npv_usd[:, 0]).all()


def test_the_size_of_a_replica_is_that_of_the_point_estimate_whatever_is_drawn_with_it(
    catalog: Catalog,
) -> None:
    """A draw's cost does not depend on which other draws stand beside it."""
    ranged = scenario_from_dict(scenario(api(), estimated(max_tpot_ms={"min": 10, "mode": 40, "max": 60})))
    tight, loose = np.full(9, 12.0), np.array([40.0])
    together = futures(ranged, catalog, {"options.1.max_tpot_ms": np.concatenate([tight, loose])}, 10)
    alone = futures(ranged, catalog, {"options.1.max_tpot_ms": loose}, 1)
    headline = compare(resolve(ranged, catalog)).results[1].npv_usd
    assert alone.npv_usd[0, 1] == pytest.approx(headline, rel=EXACT)
    assert together.npv_usd[-1, 1] == pytest.approx(headline, rel=EXACT)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"usd_per_gpu_hour": 0},
        {"workload": {"calls_per_task": 0}},
        {"programme": {"build_months": 3}},
        {"programme": {"build_months": 60, "one_off_usd": 5_000}},
    ],
)
def test_what_cannot_serve_leaves_no_nan_and_no_warning(change: Json, catalog: Catalog) -> None:
    ranged = scenario_from_dict(scenario(api(), estimated(max_tpot_ms=HARD, **change), by_token("Other")))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = drawn(ranged, catalog, draws=256).futures
        build = tuple(option.programme.build_months for option in ranged.options)
        results = odds(resolve(ranged, catalog), found, [None] * 3)
    assert not np.isnan(found.npv_usd).any()
    assert not np.isnan(found.cumulative_usd).any()
    assert sum(result.probability_cheapest for result in results) == pytest.approx(1)
    never = np.isinf(found.npv_usd[:, 1])
    months = payback_months(found, 1, 0, build[1])
    assert np.isinf(months[never]).all()


def test_a_baseline_that_cannot_serve_is_beaten_at_once(catalog: Catalog) -> None:
    ranged = scenario_from_dict(scenario(estimated(max_tpot_ms=HARD), api(programme={"one_off_usd": 9e9})))
    found = drawn(ranged, catalog, draws=64).futures
    never = np.isinf(found.npv_usd[:, 0])
    assert 0 < never.sum() < 64
    assert (found.npv_usd[never, 1] < found.npv_usd[never, 0]).all()
    assert np.isfinite(payback_months(found, 1, 0, 0)[never]).all()


def test_a_cache_that_outgrows_its_prompt_is_the_whole_prompt(catalog: Catalog) -> None:
    """600 to 900 cached and 300 written of a prompt of 1,000: beyond it all tokens are cache, in these shares."""
    rates = {"input_usd_per_mtok": 10, "output_usd_per_mtok": 0, "cached_input_usd_per_mtok": 1}
    work = {"cached_input_tokens": {"min": 0, "mode": 600, "max": 900}, "cache_write_tokens": 300}
    given_scenario = scenario(
        by_token(rates=rates), workload={**work, "tasks_per_month": 1}, horizon_months=1
    )
    ranged = scenario_from_dict(given_scenario)
    cached = np.array([0.0, 600.0, 700.0, 900.0])
    found = futures(ranged, catalog, {"workload.cached_input_tokens": cached}, 4).npv_usd[:, 0]
    part = np.where(cached + 300 > 1000, 1000 / (cached + 300), 1)
    wanted = (10 * (1000 - part * (cached + 300)) + part * cached + 10 * part * 300) / 1e6
    assert found == pytest.approx(wanted, rel=EXACT)


def test_a_lift_that_leaves_no_room_in_a_draw_is_half_of_what_is_left(catalog: Catalog) -> None:
    test = {"control_rate": {"min": 0.8, "mode": 0.9, "max": 0.99}, "lift": 0.05, "usd_per_item": 1}
    ranged = scenario_from_dict(scenario(api(), own(programme={"ab_test": test})))
    path = "options.1.programme.ab_test.control_rate"
    found = futures(ranged, catalog, {path: np.array([0.9, 0.98])}, 2).cumulative_usd[1, :, 0]
    for upfront, control, lift in zip(found, (0.9, 0.98), (0.05, 0.01), strict=True):
        plain = scenario(api(), own(programme={"ab_test": {**test, "control_rate": control, "lift": lift}}))
        assert upfront == pytest.approx(
            compare(resolve(scenario_from_dict(plain), catalog)).results[1].upfront_usd
        )


def test_the_same_seed_gives_the_same_draws_and_another_seed_others(catalog: Catalog) -> None:
    ranged = scenario_from_dict(scenario(api(), workload={"tasks_per_month": {"p10": 1e4, "p90": 1e6}}))
    inputs = inputs_of(ranged)
    np.testing.assert_array_equal(probabilities(inputs, 100, 7), probabilities(inputs, 100, 7))
    assert not np.allclose(probabilities(inputs, 100, 7), probabilities(inputs, 100, 8))
