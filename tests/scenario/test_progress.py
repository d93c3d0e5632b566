"""What was measured of a programme: kept through JSON, and refused where it contradicts itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from given_scenarios import Json, api, own, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.errors import NOT_GIVEN, InputError
from costmodel.scenario.parse import parse_scenario

COUNTS = st.integers(0, 10**12)


@st.composite
def progresses(draw: st.DrawFn) -> Json:
    alone = ("examples", "broken_lines", "leaks", "longest_tokens", "pairs")
    found = draw(
        st.fixed_dictionaries(
            {},
            optional={
                **dict.fromkeys(alone, COUNTS),
                "gpu_hours_per_run": st.floats(0.01, 1e9),
                "done": st.lists(
                    st.sampled_from(["checkpoint", "data", "training", "dpo", "evaluation", "ab_test"]),
                    unique=True,
                ),
            },
        )
    )
    for items, passes in (
        ("held_out_items", ["held_out_passes"]),
        ("arm_items", ["control_passes", "treated_passes"]),
    ):
        if draw(st.booleans()):
            found[items] = draw(COUNTS)
            for each in passes:
                if draw(st.booleans()):
                    found[each] = draw(st.integers(0, found[items]))
    return found


def text_with(progress: Any) -> str:
    return json.dumps(scenario(api(), own(programme={"progress": progress})))


@given(progresses())
def test_progress_comes_back_through_json(progress: Json) -> None:
    first = parse_scenario(text_with(progress))
    read = first.options[1].programme.progress
    assert read is not None
    assert read.model_dump(mode="json", exclude_unset=True) == progress
    assert parse_scenario(first.model_dump_json(exclude_unset=True)) == first


@pytest.mark.parametrize(
    ("progress", "field", "value", "word"),
    [
        ({"held_out_items": 10, "held_out_passes": 11}, "held_out_passes", 11, "10"),
        ({"held_out_passes": 3}, "held_out_passes", 3, "not given"),
        ({"held_out_items": None, "held_out_passes": 0}, "held_out_passes", 0, "not given"),
        ({"arm_items": 2_000, "control_passes": 2_001}, "control_passes", 2_001, "2,000"),
        ({"arm_items": 0, "treated_passes": 1}, "treated_passes", 1, "0"),
        ({"held_out_items": 10, "treated_passes": 5}, "treated_passes", 5, "arm_items"),
        ({"examples": -1}, "examples", -1, "at least 0"),
        ({"leaks": 1.5}, "leaks", 1.5, "whole"),
        ({"pairs": "many"}, "pairs", "many", "number"),
        ({"pairs": True}, "pairs", True, "number"),
        ({"arm_items": 10**13}, "arm_items", 10**13, "at most"),
        ({"gpu_hours_per_run": -0.5}, "gpu_hours_per_run", -0.5, "at least 0"),
        ({"done": ["sleeping"]}, "done.0", "sleeping", "checkpoint"),
        ({"passes": 5}, "passes", 5, "no such field"),
    ],
)
def test_wrong_progress_is_named(progress: Json, field: str, value: Any, word: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_scenario(text_with(progress))
    (problem,) = refused.value.problems
    assert problem.field == f"options.1.programme.progress.{field}"
    assert problem.value == value
    assert problem.value is not NOT_GIVEN
    assert word in problem.allowed


@pytest.mark.parametrize("items", [0, 1, 10**12])
def test_all_items_may_pass(items: int) -> None:
    progress = {"held_out_items": items, "held_out_passes": items, "arm_items": items}
    read = parse_scenario(text_with({**progress, "control_passes": items, "treated_passes": items}))
    assert read.options[1].programme.progress is not None


def test_no_more_stages_are_done_than_there_are() -> None:
    with pytest.raises(InputError) as refused:
        parse_scenario(text_with({"done": ["data"] * 7}))
    (problem,) = refused.value.problems
    assert problem.field == "options.1.programme.progress.done"
