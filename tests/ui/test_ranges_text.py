"""Which inputs are ranges, as one line of text: read, written, and moving along with the inputs."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from input_strategies import CATALOG, PRESETS, shown

from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.errors import InputError
from costmodel.scenario.model import Scenario
from costmodel.scenario.ranges import Ranged, ThreePoints, ranged_numbers
from ui.inputs.binding import scenario_from
from ui.inputs.ranges import NONE, USUAL, Spread, spreads_of, text_of_scenario, text_of_spreads, usual_spreads
from ui.inputs.table import RANGE_INPUTS

EMAIL = PRESETS["email-extraction"]
ALL = [0, 1, 2, 3]
KEYS = sorted(each.key for each in RANGE_INPUTS)


def with_text(text: str, **values: object) -> Scenario:
    return scenario_from({**shown(EMAIL), "ranges": text, **values}, EMAIL, CATALOG)


def range_at(scenario: Scenario, path: str) -> ThreePoints:
    number = dict(ranged_numbers(scenario))[path]
    assert isinstance(number.range, ThreePoints)
    return number.range


TIMES = st.tuples(st.floats(0, 1), st.floats(1, 100)).map(lambda ends: Spread("times", *ends))
PLUS = st.tuples(st.floats(-10, 0), st.floats(0, 10)).map(lambda ends: Spread("plus", *ends))


@given(st.dictionaries(st.sampled_from(KEYS), TIMES | PLUS))
def test_what_is_written_is_read_back(spreads: dict[str, Spread]) -> None:
    again = spreads_of(text_of_spreads(spreads), EMAIL, ALL)
    assert again.keys() == spreads.keys()
    for key, spread in spreads.items():
        assert again[key].measure == spread.measure
        assert again[key].low == pytest.approx(spread.low, rel=1e-11)
        assert again[key].high == pytest.approx(spread.high, rel=1e-11)


def test_an_empty_text_stands_for_the_usual_ranges_and_none_for_none() -> None:
    assert with_text(USUAL).fingerprint == with_usual_ranges(EMAIL).fingerprint
    assert not dict(ranged_numbers(with_text(NONE)))
    usual = text_of_spreads(usual_spreads(EMAIL, ALL))
    assert with_text(usual).fingerprint == with_text(USUAL).fingerprint
    for part in ("tasks*", "trend_today+", "trend_rival+", "throughput*", "quality_own+", "labels_tuned*"):
        assert part in usual


def test_a_range_moves_along_with_its_input() -> None:
    text = "tasks*0.5~3;trend_today+-0.2~0.1;fte_own*0.5~2"
    at_two = range_at(with_text(text), "workload.tasks_per_month")
    at_five = range_at(with_text(text, tasks=5_000_000), "workload.tasks_per_month")
    assert (at_two.min, at_two.mode, at_two.max) == (1e6, 2e6, 6e6)
    assert (at_five.min, at_five.mode, at_five.max) == (2.5e6, 5e6, 15e6)
    trend = range_at(with_text(text), "options.0.price_change_per_year")
    assert (trend.min, trend.mode, trend.max) == (-0.45, -0.25, -0.15)
    people = range_at(with_text(text), "options.3.programme.people_usd_per_month")
    assert people.max == pytest.approx(2 * 250_000 / 48)


def test_a_range_ends_at_the_limits_of_its_input() -> None:
    scenario = with_text("quality_own+-0.5~0.5;trend_own+-2~9;batch+0~0.3", trend_own=-50.0)
    quality = range_at(scenario, "options.3.quality")
    trend = range_at(scenario, "options.3.price_change_per_year")
    assert (quality.min, quality.mode, quality.max) == (0.47, 0.97, 1.0)
    assert (trend.min, trend.mode, trend.max) == (-0.95, -0.5, 3.0)
    assert range_at(scenario, "workload.batch_share") == ThreePoints(0, 0, 0.3)


def test_an_option_that_is_left_out_takes_its_ranges_with_it() -> None:
    scenario = with_text("quality_own+-0.01~0.01;quality_rival+-0.01~0.01;tuned_in*0.5~2", with_rival=False)
    paths = dict(ranged_numbers(scenario))
    assert set(paths) == {
        "options.2.quality",
        "options.1.workload.input_tokens",
        "options.2.workload.input_tokens",
    }


@pytest.mark.parametrize(
    "text",
    [
        *("tasks", "tasks*", "tasks*1", "tasks*1~", "tasks~1*2", "tasks/1~2", "Tasks*1~2", "spare*0.5~2"),
        *("tasks*2~3", "tasks*0.1~0.9", "tasks*-1~2", "trend_today+0.1~0.2", "trend_today+-0.2~-0.1"),
        *("tasks*1e~2", "tasks*1~2,in*1~2", "tasks*nan~2", "tasks*0.5~inf", "<b>*1~2", "tasks*0.5~--2"),
    ],
)
def test_a_text_that_cannot_be_read_is_named(text: str) -> None:
    with pytest.raises(InputError) as refused:
        with_text(text)
    (problem,) = refused.value.problems
    assert problem.field == "ranges"
    assert str(problem.value) in text
    assert problem.allowed


@given(st.dictionaries(st.sampled_from(KEYS), TIMES, max_size=5), st.sampled_from(sorted(PRESETS)))
def test_a_scenario_says_which_text_made_it(spreads: dict[str, Spread], name: str) -> None:
    base = PRESETS[name]
    values = {**shown(base), "ranges": text_of_spreads(spreads)}
    try:
        scenario = scenario_from(values, base, CATALOG)
    except InputError:
        assume(False)
    again = scenario_from({**values, "ranges": text_of_scenario(scenario)}, base, CATALOG)
    before, after = dict(ranged_numbers(scenario)), dict(ranged_numbers(again))
    moved = {path for path, number in before.items() if not _is_zero_width(number)}
    assert moved == {path for path, number in after.items() if not _is_zero_width(number)}
    for path in moved:
        assert vars(after[path].range) == pytest.approx(vars(before[path].range), rel=1e-9, abs=1e-9)


def _is_zero_width(number: Ranged) -> bool:
    ends = number.range
    return isinstance(ends, ThreePoints) and ends.max - ends.min <= 1e-9 * max(1.0, abs(ends.mode))
