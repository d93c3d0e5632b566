"""The usual ranges: point estimates stay, ends are allowed, each rests on something."""

from __future__ import annotations

import numpy as np
import pytest
from given_scenarios import Json, typed_scenarios
from hypothesis import given

from costmodel.case.usual_ranges import (
    ends,
    usual_range,
    usually_ranged,
    with_usual_ranges,
)
from costmodel.estimate.distributions import quantiles
from costmodel.estimate.factors import Band, band, new_cards_band
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.presets import preset, preset_names
from costmodel.scenario.price_paths import GPU_PATHS, HOSTED_PATHS, path_near
from costmodel.scenario.ranges import Ranged, ThreePoints, point_estimates, ranged_numbers


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_keeps_its_point_estimates(name: str) -> None:
    ranged = with_usual_ranges(preset(name))
    assert point_estimates(ranged).fingerprint == preset(name).fingerprint
    paths = dict(ranged_numbers(ranged))
    assert "workload.tasks_per_month" in paths
    assert any(path.endswith("throughput_factor") for path in paths)
    assert any(path.endswith("price_change_per_year") for path in paths)


@given(typed_scenarios())
def test_any_scenario_takes_them(drawn: Json) -> None:
    scenario = scenario_from_dict(drawn)
    assert point_estimates(with_usual_ranges(scenario)) == scenario


@pytest.mark.parametrize("name", preset_names())
def test_each_has_a_reason_a_day_and_a_confidence(name: str) -> None:
    for _, value, usual in usually_ranged(preset(name)):
        low, high = usual.ends(value)
        assert low <= value <= high
        assert low < high
        assert usual.why
        assert usual.confidence in ("high", "medium", "low", "judgement")
        assert bool(usual.url) == (usual.confidence != "judgement")


@pytest.mark.parametrize(("card", "measured"), [("L40S-48GB", band()), ("RTX-3090-24GB", new_cards_band())])
def test_the_range_of_throughput_is_the_band_of_the_estimate(card: str, measured: Band) -> None:
    own = preset("email-extraction").options[3].model_copy(update={"gpu": card})
    at_least, at_most = usual_range("throughput_factor", 1, own).ends(1)
    low, high = quantiles(Ranged(ThreePoints(at_least, 1, at_most), 0.01, 100), np.array([0.1, 0.9]))
    assert low == pytest.approx(measured.low, abs=0.005)
    assert high == pytest.approx(measured.high, abs=0.005)


def test_quality_is_as_sure_as_the_held_out_items_make_it() -> None:
    """Wilson's interval of 388 of 400, worked out by hand: 0.9483 to 0.9828."""
    usual = usual_range("quality", 0.97, None)
    assert usual.ends(0.97) == pytest.approx((0.9483, 0.9828), abs=1e-4)


def test_a_price_keeps_to_the_path_that_it_stands_for() -> None:
    hosted = preset("email-extraction").options[0]
    own = preset("email-extraction").options[3]
    for option, paths in ((hosted, HOSTED_PATHS), (own, GPU_PATHS)):
        for path in paths:
            assert path.least <= path.change_per_year <= path.most
            usual = usual_range("price_change_per_year", path.change_per_year, option)
            assert usual.ends(path.change_per_year) == pytest.approx((path.least, path.most))
            assert usual.why == path.why
    assert path_near(HOSTED_PATHS, -0.3).name == "Migrating"


def test_ends_are_times_the_value_or_plus_it_and_hold_it_between_them() -> None:
    assert ends("times", 0.5, 2, 3) == (1.5, 6)
    assert ends("plus", -0.65, 0.75, -0.25) == (-0.9, 0.5)
    assert ends("times", 0.1, 10, 0) == (0, 0)
    low, high = ends("plus", 0, 0, 0.1 + 0.2)
    assert low <= 0.1 + 0.2 <= high
