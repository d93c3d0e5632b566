"""Every number of a scenario that a range may replace, with what its field takes."""

from __future__ import annotations

import math

import pytest
from given_scenarios import Json, api, by_token, own, scenario, typed_scenarios
from hypothesis import given

from costmodel.scenario.number_fields import NumericField, limits_of, numbers_in
from costmodel.scenario.options import Fleet
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.parts import AbTestPart, DataPart
from costmodel.scenario.presets import preset, preset_names
from costmodel.scenario.ranges import Quantiles, Ranged, ranged_numbers, with_numbers


def fields(given_scenario: Json) -> dict[str, NumericField]:
    return dict(numbers_in(scenario_from_dict(given_scenario)))


def test_given_numbers_and_defaults_with_their_limits() -> None:
    found = fields(scenario(by_token(), own(quality=0.9, workload={"input_tokens": 800})))
    assert found["workload.tasks_per_month"] == NumericField(100_000, 1, 1e12)
    assert found["workload.retry_rate"] == NumericField(0, 0, 5)
    assert found["options.0.rates.output_usd_per_mtok"] == NumericField(10, 0, 1e6)
    assert found["options.1.quality"] == NumericField(0.9, 0, 1)
    assert found["options.1.workload.input_tokens"] == NumericField(800, 0, 1e7)
    assert found["options.1.requests_per_second"] == NumericField(10, 1e-9, 1e9)
    assert found["options.1.price_change_per_year"] == NumericField(0, -0.95, 3)


def test_what_is_not_given_and_counts_are_left_out() -> None:
    found = fields(scenario(api(), own()))
    for path in (
        *("horizon_months", "discount_rate", "quality_bar", "error_cost_usd"),
        *("options.0.quality", "options.1.usd_per_task", "options.1.workload.input_tokens"),
        *("options.1.min_replicas", "options.1.gpus_per_replica", "options.1.programme.build_months"),
    ):
        assert path not in found


def test_excluded_limits_give_way_to_their_neighbours() -> None:
    assert limits_of(AbTestPart, "control_rate") == (math.ulp(0.0), math.nextafter(1, 0))
    assert limits_of(DataPart, "labelled_per_day") == (math.ulp(0.0), 1e7)
    with pytest.raises(KeyError):
        limits_of(Fleet, "min_replicas")


def test_a_range_is_its_point() -> None:
    found = fields(scenario(api(quality={"min": 0.7, "mode": 0.9, "max": 1})))
    assert found["options.0.quality"] == NumericField(0.9, 0, 1)


@pytest.mark.parametrize("name", preset_names())
def test_all_of_a_preset_take_a_range(name: str) -> None:
    for path, field in numbers_in(preset(name)):
        assert field.low <= field.value <= field.high
        narrow = Ranged(Quantiles(field.value, field.value), field.low, field.high)
        ranged = scenario_from_dict(with_numbers(preset(name), {path: narrow}).model_dump())
        assert dict(ranged_numbers(ranged)) == {path: field.value}


@given(typed_scenarios())
def test_values_lie_within_their_limits(drawn: Json) -> None:
    assert all(field.low <= field.value <= field.high for field in fields(drawn).values())
