"""What a team has measured, written wrongly: one clear line for every mistake, naming its field."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from given_evidence import RIGHT, changed
from given_scenarios import api, own, scenario

from costmodel.errors import InputError, Problem
from costmodel.scenario.evidence import VolumeFigures
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse_evidence import evidence_from_dict, parse_evidence


def problems_of(wrong: Any) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        evidence_from_dict(wrong)
    return list(caught.value.problems)


def the_problem(wrong: Any) -> tuple[str, str]:
    (problem,) = problems_of(wrong)
    assert "\n" not in str(problem)
    return problem.field, str(problem)


def test_what_is_right() -> None:
    found = evidence_from_dict(RIGHT)
    assert found.volume == VolumeFigures(probability_pays=0.95, break_even_p90=4.7e6, forecast_p25=6.5e6)
    assert found.prompting.passes == (80, 78)
    assert found.arm_passes == 82
    assert parse_evidence(json.dumps(RIGHT)) == found


def test_the_defaults() -> None:
    found = evidence_from_dict({"bar": 0.9, "prompting": {"items": 100, "passes": [80, 82]}})
    assert (found.alpha, found.looks, found.retrieval, found.volume) == (0.05, 1, None, None)
    levels = found.levels
    assert (levels.pays, levels.does_not_pay) == (0.8, 0.4)
    assert (levels.break_even_quantile, levels.forecast_quantile) == (0.9, 0.25)
    with_arm = {**RIGHT, "retrieval": {"newly_passing": 5, "newly_failing": 3}}
    arm = evidence_from_dict(with_arm).retrieval
    assert arm is not None
    assert (arm.passes, arm.arms, arm.failures, arm.expected_cure) == (None, 1, None, 0.7)
    assert evidence_from_dict(with_arm).arm_passes == 82
    with pytest.raises(ValueError, match="no arm"):
        _ = evidence_from_dict({**RIGHT, "retrieval": None}).arm_passes


NO_NUMBERS = ("0.9", True, [1], {}, math.nan, math.inf, -math.inf, 10**400, {"p10": 1, "p90": 2})
NO_SHARES = (*NO_NUMBERS, -0.1, 90, 1e-20, "90%", None)
NO_COUNTS = (*NO_NUMBERS, -1, 0.5, 1e300)
NO_EFFECTS = (*NO_NUMBERS, 0.5, -1, 1e10)
NO_OBJECTS = (5, "x", [], True)
WRONG: dict[str, tuple[Any, ...]] = {
    "bar": NO_SHARES,
    "alpha": (*NO_NUMBERS, 0, 0.5, 5, None),
    "looks": (*NO_COUNTS, 0, None, 1_001),
    "prompting": (*NO_OBJECTS, None),
    "prompting.items": (*NO_COUNTS, 0, None, 2_000_000_000),
    "prompting.passes": ([], 80, "80", None, True, {"0": 80}, [80] * 201),
    "prompting.passes.1": (*NO_NUMBERS, -1, 101, 80.5, None),
    "prompting.repeats": (*NO_COUNTS, 0, 1_001, None),
    "prompting.passed_by_any": (*NO_COUNTS, 79, 101),
    "prompting.design_effects": ([1], [1, 1, 1], [], 1, "1"),
    "prompting.design_effects.0": (*NO_EFFECTS, None),
    "retrieval": NO_OBJECTS,
    "retrieval.newly_passing": (*NO_COUNTS, 21, None),
    "retrieval.newly_failing": (*NO_COUNTS, 81, None),
    "retrieval.passes": (*NO_NUMBERS, -1, 101, 80.5),
    "retrieval.arms": (*NO_COUNTS, 0, 201, None),
    "retrieval.design_effect": (*NO_EFFECTS, None),
    "retrieval.failures": NO_OBJECTS,
    "retrieval.failures.search_defect": (*NO_COUNTS, None),
    "retrieval.failures.bad_label": NO_COUNTS,
    "retrieval.failures_design_effect": NO_EFFECTS,
    "retrieval.expected_cure": (*NO_SHARES, 70),
    "volume": NO_OBJECTS,
    "volume.probability_pays": (*NO_SHARES, 95),
    "volume.break_even_p90": (*NO_NUMBERS, 0, -1, 1e16),
    "volume.forecast_p25": (*NO_NUMBERS, 0, -1, 1e16, None),
    "levels": (*NO_OBJECTS, None),
    "levels.pays": (*NO_NUMBERS, 0, 1, 80, None),
    "levels.does_not_pay": (*NO_NUMBERS, 0, 1, 0.8, 0.9),
    "levels.break_even_quantile": (*NO_NUMBERS, 0, 1, 90),
    "levels.forecast_quantile": (*NO_NUMBERS, 0, 1, 25),
}


@pytest.mark.parametrize(
    ("path", "value"), [(path, value) for path, values in WRONG.items() for value in values]
)
def test_values_that_are_not_allowed(path: str, value: Any) -> None:
    field, said = the_problem(changed(path, value))
    assert field == path
    assert said.startswith(path + ": ")
    assert not said.endswith("; ")
    assert "instance of" not in said


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("bar", "at most 1"),
        ("prompting.passes.0", "at most the 100 items"),
        ("retrieval.newly_passing", "at most the 20 items that the best prompt fails"),
        ("retrieval.newly_failing", "at most the 80 items that the best prompt passes"),
        ("retrieval.passes", "at most the 100 items"),
    ],
)
def test_a_count_that_cannot_be_says_what_can(path: str, said: str) -> None:
    assert said in the_problem(changed(path, 101))[1]


@pytest.mark.parametrize(
    "path",
    [
        "extra",
        "prompting.extra",
        "retrieval.extra",
        "retrieval.failures.extra",
        "volume.extra",
        "levels.extra",
    ],
)
def test_fields_that_do_not_exist(path: str) -> None:
    field, said = the_problem(changed(path, 1))
    assert field == path
    assert "no such field" in said


@pytest.mark.parametrize(
    "path",
    [
        *("bar", "prompting", "prompting.items", "prompting.passes", "retrieval.newly_passing"),
        *("retrieval.newly_failing", "volume.probability_pays", "volume.forecast_p25"),
    ],
)
def test_fields_that_are_required(path: str) -> None:
    wrong = json.loads(json.dumps(RIGHT))
    *parents, last = path.split(".")
    place = wrong
    for parent in parents:
        place = place[parent]
    del place[last]
    assert the_problem(wrong) == (path, f"{path}: not given; it is required")


def test_every_mistake_at_once() -> None:
    wrong = changed("bar", 90) | {"alpha": 0, "volume": {"probability_pays": 95}}
    assert [problem.field for problem in problems_of(wrong)] == [
        *("bar", "alpha", "volume.probability_pays", "volume.forecast_p25"),
    ]


def test_fractions_need_repeats() -> None:
    prompting = {"items": 100, "passes": [80.25, 79.5]}
    assert [problem.field for problem in problems_of({"bar": 0.9, "prompting": prompting})] == [
        "prompting.passes.0"
    ]
    found = evidence_from_dict({"bar": 0.9, "prompting": {**prompting, "repeats": 4}})
    assert found.prompting.best == 80.25


def test_with_repeats_the_arm_must_say_its_passes() -> None:
    given_evidence = {
        "bar": 0.9,
        "prompting": {"items": 100, "passes": [80.25], "repeats": 4},
        "retrieval": {"newly_passing": 25, "newly_failing": 10},
    }
    field, said = the_problem(given_evidence)
    assert field == "retrieval.passes"
    assert "not given" in said
    given_evidence["retrieval"]["passes"] = 84.75
    assert evidence_from_dict(given_evidence).arm_passes == 84.75
    given_evidence["retrieval"]["newly_passing"] = 91
    assert the_problem(given_evidence)[0] == "retrieval.newly_passing"


def test_a_broken_scenario_as_volume() -> None:
    broken = scenario(api(usd_per_task=-1), own(colour="red"), workload={"input_tokens": "5"})
    fields = [problem.field for problem in problems_of({**RIGHT, "volume": broken})]
    assert fields == [
        "volume.workload.input_tokens",
        "volume.options.0.usd_per_task",
        "volume.options.1.colour",
    ]
    half = {key: value for key, value in scenario(api()).items() if key != "workload"}
    assert [problem.field for problem in problems_of({**RIGHT, "volume": half})] == ["volume.workload"]


def test_a_scenario_as_volume() -> None:
    found = evidence_from_dict({**RIGHT, "volume": scenario(api(), own(), quality_bar=0.5)})
    assert isinstance(found.volume, Scenario)
    assert found.volume.quality_bar == 0.5
    assert (found.bar, found.prompting.items) == (0.9, 100)
