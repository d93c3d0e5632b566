"""What a range may be, what is said of one that may not, and that files keep it."""

from __future__ import annotations

import copy
import json
import math
import pickle
from typing import Any

import jsonschema
import numpy as np
import pytest
from given_scenarios import Json, api, by_token, known_cost, own, scenario
from hypothesis import given
from ranged import ranged_scenarios

from costmodel.__main__ import main
from costmodel.case import resolve
from costmodel.catalog import Catalog
from costmodel.errors import InputError
from costmodel.export.scenario_file import scenario_json
from costmodel.scenario.parse import parse_scenario, scenario_from_dict
from costmodel.scenario.ranges import Quantiles, Ranged, ThreePoints, as_written, ranged_numbers, with_numbers

FEW_TO_MANY = {"p10": 2, "p90": 8}
THREE = {"min": 2, "mode": 3, "max": 8}


def the_line(given_scenario: Any) -> str:
    """The one thing that is said."""
    with pytest.raises(InputError) as caught:
        scenario_from_dict(given_scenario)
    (problem,) = caught.value.problems
    return str(problem)


def ranges_of(given_scenario: Json) -> dict[str, Ranged]:
    return dict(ranged_numbers(scenario_from_dict(given_scenario)))


@pytest.mark.parametrize(
    ("written", "range_", "point"),
    [
        (FEW_TO_MANY, Quantiles(2, 8), 4),
        ({"p90": 8, "p10": 2.0}, Quantiles(2, 8), 4),
        ({"p10": 0, "p90": 8}, Quantiles(0, 8), 4),
        ({"p10": 5, "p90": 5}, Quantiles(5, 5), 5),
        ({"p10": 0.1, "p90": 0.1}, Quantiles(0.1, 0.1), 0.1),
        (THREE, ThreePoints(2, 3, 8), 3),
        ({"min": 0, "mode": 0, "max": 0}, ThreePoints(0, 0, 0), 0),
    ],
)
def test_a_range_stands_for_its_median_or_its_mode(written: Json, range_: Any, point: float) -> None:
    found = ranges_of(scenario(api(), workload={"input_tokens": written}))
    (number,) = found.values()
    assert list(found) == ["workload.input_tokens"]
    assert number.range == range_
    assert float(number) == pytest.approx(point, rel=1e-15)
    assert number + 1 == pytest.approx(point + 1)
    assert (number.low, number.high) == (0, 1e7)


def test_the_median_of_the_smallest_and_the_largest_number_of_any_field() -> None:
    assert Quantiles(1e-12, 1e15).point == pytest.approx(10**1.5)
    assert Quantiles(1e-12, 1e-12).point == 1e-12
    assert Quantiles(1e15, 1e15).point == 1e15


NOT_A_RANGE = "it must be a number, or a range: p10 and p90, or min, mode and max"
NONSENSE = [
    ({"p10": 2, "p90": 1}, "p10 must be at most p90"),
    ({"min": 1, "mode": 5, "max": 2}, "mode must lie from min to max"),
    ({"min": 1, "mode": 0, "max": 2}, "mode must lie from min to max"),
    ({"min": 3, "mode": 2, "max": 1}, "mode must lie from min to max"),
    ({"p10": -5, "p90": 2}, "it must be at least 0"),
    ({"p10": 1, "p90": 1e9}, "it must be at most 10,000,000"),
    ({"min": -1, "mode": 1, "max": 2}, "it must be at least 0"),
    ({"min": 0, "mode": 1, "max": 2e7}, "it must be at most 10,000,000"),
    ({"p10": 1}, NOT_A_RANGE),
    ({"p90": 1}, NOT_A_RANGE),
    ({"min": 1, "max": 2}, NOT_A_RANGE),
    ({"p10": 1, "p90": 2, "mode": 1}, NOT_A_RANGE),
    ({"p10": 1, "p50": 2, "p90": 3}, NOT_A_RANGE),
    ({"mean": 1, "sd": 2}, NOT_A_RANGE),
    ({}, NOT_A_RANGE),
    ({"p10": "1", "p90": 2}, "it must be a number, written without quotes"),
    ({"p10": 1, "p90": None}, "it must be a number, written without quotes"),
    ({"p10": True, "p90": 2}, "it must be a number, written without quotes"),
    ({"p10": [1], "p90": 2}, "it must be a number, written without quotes"),
    ([FEW_TO_MANY], "it must be a number, written without quotes"),
    ({"p10": FEW_TO_MANY, "p90": 2}, "it must be one number"),
    ({"p10": math.nan, "p90": 2}, "it must be a finite number"),
    ({"p10": 1, "p90": math.inf}, "it must be a finite number"),
    ({"min": 1, "mode": math.nan, "max": 2}, "it must be a finite number"),
    ({"p10": 1, "p90": 10**400}, "it must be a finite number"),
    ({"p10": 1e-300, "p90": 2}, "it must be 0, or at least 1e-12 in size"),
]


@pytest.mark.parametrize(("written", "allowed"), NONSENSE)
def test_nonsense_is_one_line_with_field_value_and_what_is_allowed(written: Any, allowed: str) -> None:
    line = the_line(scenario(api(), workload={"input_tokens": written}))
    assert line.startswith("workload.input_tokens: ")
    assert allowed in line
    assert "is not accepted; " in line
    assert "dict of" not in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("path", "given_scenario"),
    [
        ("options.1.min_replicas", scenario(api(), own(min_replicas=FEW_TO_MANY))),
        ("options.1.adapters", scenario(api(), own(adapters=THREE))),
        ("options.1.gpus_per_replica", scenario(api(), own(gpus_per_replica=THREE))),
        ("options.1.programme.build_months", scenario(api(), own(programme={"build_months": FEW_TO_MANY}))),
        ("options.0.programme.data.examples", scenario(api(programme={"data": {"examples": FEW_TO_MANY}}))),
        ("options.0.programme.training.runs", scenario(api(programme={"training": {"runs": THREE}}))),
        ("horizon_months", scenario(api(), horizon_months=FEW_TO_MANY)),
    ],
)
def test_a_count_cannot_be_a_range(path: str, given_scenario: Json) -> None:
    line = the_line(given_scenario)
    assert line.startswith(path + ": {")
    assert line.endswith("it is a count: it must be one whole number and cannot be a range")


@pytest.mark.parametrize("field", ["discount_rate", "quality_bar", "error_cost_usd", "last_invoice_usd"])
@pytest.mark.parametrize(
    "written", [{"p10": 0.1, "p90": 0.2}, {"min": 0, "mode": 0.1, "max": 0.2}, {"p10": 0.1}]
)
def test_numbers_of_the_question_itself_cannot_be_ranges(field: str, written: Json) -> None:
    line = the_line(scenario(api(), **{field: written}))
    assert line.startswith(f"{field}: {{")
    assert "a range may stand in the workload, an option or its programme" in line


@pytest.mark.parametrize("field", ["name", "as_of", "baseline"])
def test_what_is_no_number_cannot_be_a_range(field: str) -> None:
    assert the_line(scenario(api(), **{field: FEW_TO_MANY})).startswith(f"{field}: ")


def test_rules_over_several_fields_hold_for_the_point_estimates() -> None:
    line = the_line(scenario(by_token(), workload={"cached_input_tokens": {"p10": 900, "p90": 1600}}))
    assert line.startswith("options.0.workload.cached_input_tokens: 1200")
    line = the_line(scenario(api(), own(usd_per_task={"p10": 1, "p90": 4})))
    assert line.startswith("options.1.usd_per_task: ")


@pytest.mark.parametrize("share", [{"p10": 0.1, "p90": 0.2}, {"min": 0, "mode": 0, "max": 0.3}])
def test_a_range_of_escalation_needs_a_hosted_baseline_though_its_point_be_0(share: Json) -> None:
    line = the_line(scenario(own("Base"), known_cost(escalation_share=share)))
    assert line.startswith("options.1.escalation_share: {")
    never = {"min": 0, "mode": 0, "max": 0}
    assert ranges_of(scenario(own("Base"), known_cost(escalation_share=never)))


@given(ranged_scenarios())
def test_a_file_keeps_every_range(given_scenario: Json) -> None:
    first = scenario_from_dict(given_scenario)
    for text in (
        first.model_dump_json(),
        first.model_dump_json(exclude_unset=True),
        json.dumps(given_scenario),
    ):
        again = parse_scenario(text)
        assert again == first
        assert dict(ranged_numbers(again)) == dict(ranged_numbers(first))
        assert again.fingerprint == first.fingerprint
    assert scenario_from_dict(first.model_dump()) == first


def test_an_exported_file_keeps_ranges_and_correlations(catalog: Catalog) -> None:
    between = ["workload.tasks_per_month", "options.1.programme.people_usd_per_month"]
    first = scenario_from_dict(
        scenario(
            api(),
            own(programme={"people_usd_per_month": THREE}),
            workload={"tasks_per_month": FEW_TO_MANY},
            correlations=[{"between": between, "rho": -0.5}],
        )
    )
    text = scenario_json(first, resolve(first, catalog))
    assert json.loads(text)["workload"]["tasks_per_month"] == FEW_TO_MANY
    again = parse_scenario(text)
    assert again.correlations == first.correlations
    assert dict(ranged_numbers(again)) == dict(ranged_numbers(first))


def with_tokens(written: Any) -> Any:
    return scenario_from_dict(scenario(api(), workload={"input_tokens": written}))


def test_a_range_is_another_question_than_its_point_estimate_or_another_range() -> None:
    questions = [
        with_tokens(w) for w in (4, FEW_TO_MANY, {"p10": 1, "p90": 16}, {"min": 0, "mode": 4, "max": 9})
    ]
    assert {float(each.workload.input_tokens) for each in questions} == {4}
    assert len({each.fingerprint for each in questions}) == 4
    assert len(set(questions[1:])) == 3
    assert with_tokens(FEW_TO_MANY) == questions[1]
    assert with_tokens(FEW_TO_MANY).fingerprint == questions[1].fingerprint


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda number: pickle.loads(pickle.dumps(number))]
)
def test_a_copy_is_a_range_too(copied: Any) -> None:
    number = Ranged(Quantiles(2, 8), 0, 10)
    again = copied(number)
    assert isinstance(again, Ranged)
    assert again == number
    assert (again != number) is False
    assert hash(again) == hash(number)
    assert as_written(again) == FEW_TO_MANY
    assert number == 4
    assert number != Ranged(Quantiles(2, 8), 0, 11)
    assert number != Ranged(Quantiles(1, 16), 0, 10)


def test_numbers_are_replaced_at_their_paths_and_nowhere_else() -> None:
    before = scenario_from_dict(scenario(api(), own(), workload={"tasks_per_month": FEW_TO_MANY}))
    column = np.ones((3, 1))
    after = with_numbers(before, {"workload.tasks_per_month": 7.0, "options.1.requests_per_second": column})
    assert after.workload.tasks_per_month == 7
    assert after.options[1].requests_per_second is column
    assert after.options[0] is before.options[0]
    assert (
        after.workload.model_copy(update={"tasks_per_month": before.workload.tasks_per_month})
        == before.workload
    )


@pytest.fixture(scope="module")
def published() -> jsonschema.Draft202012Validator:
    """The schema as the command line prints it."""
    with pytest.MonkeyPatch.context() as patch:
        printed: list[str] = []
        patch.setattr("sys.stdout.write", printed.append)
        assert main(["schema"]) == 0
    schema = json.loads("".join(printed))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@given(drawn=ranged_scenarios())
def test_the_published_schema_takes_ranges(published: jsonschema.Draft202012Validator, drawn: Json) -> None:
    published.validate(drawn)


@pytest.mark.parametrize(
    "written", [w for w, allowed in NONSENSE if allowed == NOT_A_RANGE or "quotes" in allowed]
)
def test_the_published_schema_refuses_what_is_no_range(
    published: jsonschema.Draft202012Validator, written: Any
) -> None:
    given_scenario = scenario(api(), workload={"input_tokens": written})
    assert not published.is_valid(given_scenario)


@pytest.mark.parametrize(
    "fields", [{"horizon_months": FEW_TO_MANY}, {"discount_rate": {"p10": 0.1, "p90": 0.2}}]
)
def test_the_published_schema_refuses_a_range_where_one_number_must_stand(
    published: jsonschema.Draft202012Validator, fields: Json
) -> None:
    assert not published.is_valid(scenario(api(), **fields))
