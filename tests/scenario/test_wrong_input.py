"""Every mistake is told: which field, what it held, what is allowed; all of them at once."""

from __future__ import annotations

import math
from typing import Any

import pytest
from given_scenarios import Json, api, from_scratch, own, scenario
from refusals import check_says_enough, problems_of, the_problem

LIMITS = [
    ("horizon_months", (0, 121, 1.5, "24", True, None, [24], {}, math.nan, math.inf)),
    ("discount_rate", (-0.1, 1.1, "0.1", True, math.nan, math.inf)),
    ("quality_bar", (-0.1, 1.01, "high", False)),
    ("error_cost_usd", (-1, math.inf, "1", 1e300)),
    ("last_invoice_usd", (-1, "500", math.nan)),
    ("as_of", (5, 0, 86_400, True, "tomorrow", "2026-13-01", "2026-11-23T00:00:00", "9999-12-01", [])),
    ("name", (5, None, ["x"], "x" * 201)),
    ("own_prices", (5, None, "mine", {}, [{"kind": "hosted", "provider": "a", "sku": "b"}] * 51)),
]


WORKLOAD_LIMITS = [
    ("tasks_per_month", (0, 0.5, -5, 1e13, 1e300, "5", True, None, math.nan, math.inf, 10**400)),
    ("monthly_growth", (-0.51, 0.51, "2 %")),
    ("growth_shape", ("quadratic", 1, None)),
    (
        "volume_series",
        (
            *([], [0, 1], [1, -1], [1, 1e13], [1] * 121, 5, "1 2 3", {"0": 1}),
            *([1, "2"], [1, True], [1, None], [1, math.nan], [math.inf], [1e-300], [1, [2]], [10**400]),
        ),
    ),
    ("calls_per_task", (-1, 1001)),
    ("retry_rate", (-0.1, 5.1)),
    ("input_tokens", (-1, 1e300, 1.1e7, "1k", [1])),
    ("output_tokens", (-1, 1.1e6)),
    ("batch_share", (-0.1, 1.1)),
    ("peak_to_mean", (0.9, 1001)),
    ("day_profile", ("weekend", 5, [1, 2, 3], [0] * 24)),
]


OPTION_LIMITS = [
    ("quality", (-0.1, 1.1, "good", True)),
    ("usd_per_gpu_hour", (-1, 1e300, "2.5")),
    ("requests_per_second", (0, -1, 1e-300, "10", 1e10)),
    ("target_utilisation", (0, 0.04, 1.1)),
    ("min_replicas", (-1, 1.5, "1")),
    ("spare_replicas", (-1, 0.5, True)),
    ("gpus_per_replica", (0, 1.5, 2000)),
    ("gpus_per_instance", (0, "8")),
    ("price_change_per_year", (-0.96, 3.1)),
    ("escalation_share", (-0.1, 1.1)),
    ("precision", ("bf17", 16, None)),
    ("engine", ("torch", 1)),
    ("deployment", ("best", True)),
    ("billing", ("hourly", 1, None)),
    ("startup_minutes", (-1, 1441, "5")),
    ("idle_minutes", (-1, 1441, True)),
    ("lora", ("split",)),
    ("adapters", (0, 1.5)),
    ("name", ("", 5, None, "x" * 121)),
]


def cases(limits: list[tuple[str, tuple[Any, ...]]]) -> list[tuple[str, Any]]:
    return [(field, value) for field, values in limits for value in values]


@pytest.mark.parametrize(("field", "value"), cases(LIMITS))
def test_fields_of_the_scenario(field: str, value: Any) -> None:
    named, line = the_problem(scenario(api(), **{field: value}))
    assert named == field
    check_says_enough(line)


@pytest.mark.parametrize(("field", "value"), cases(WORKLOAD_LIMITS))
def test_fields_of_the_workload(field: str, value: Any) -> None:
    problems = problems_of(scenario(api(), workload={field: value}))
    assert {problem.field.split(".0")[0] for problem in problems} <= {f"workload.{field}"} | {
        problem.field for problem in problems if problem.field.startswith(f"workload.{field}.")
    }
    check_says_enough(str(problems[0]))


@pytest.mark.parametrize(
    ("beside", "leave_out"),
    [
        ({"monthly_growth": 0.02}, "monthly_growth"),
        ({"growth_shape": "linear"}, "growth_shape"),
        ({"monthly_growth": -0.1, "growth_shape": "linear"}, "monthly_growth and growth_shape"),
    ],
)
def test_a_series_leaves_no_room_for_another_growth(beside: Json, leave_out: str) -> None:
    assert the_problem(scenario(api(), workload={"volume_series": [1, 2], **beside})) == (
        "workload.volume_series",
        "workload.volume_series: '2 monthly volumes' is not accepted; it already is the growth;"
        f" leave out {leave_out}",
    )


def test_a_wrong_series_is_one_line() -> None:
    _, line = the_problem(scenario(api(), workload={"volume_series": [1, "2", -3]}))
    assert line == (
        "workload.volume_series: a list of 3 is not accepted;"
        " it must be 1 to 120 numbers, each 0 or from 1e-12 to 1e+12, the first above 0"
    )


@pytest.mark.parametrize(("field", "value"), cases(OPTION_LIMITS))
def test_fields_of_an_option(field: str, value: Any) -> None:
    named, line = the_problem(scenario(api(), own(**{field: value})))
    assert named == f"options.1.{field}"
    check_says_enough(line)


@pytest.mark.parametrize(
    ("field", "value"),
    [("one_off_usd", -1), ("people_usd_per_month", "5"), ("build_months", 61), ("retrain_every_months", 0)],
)
def test_fields_of_the_programme(field: str, value: Any) -> None:
    named, _ = the_problem(scenario(api(), own(programme={field: value})))
    assert named == f"options.1.programme.{field}"


@pytest.mark.parametrize("part", ["data", "training", "evaluation", "ab_test", "engineering"])
@pytest.mark.parametrize("value", [5, "much", [], {"strange": 1}])
def test_an_itemised_part_is_an_object_of_known_fields(part: str, value: object) -> None:
    found = problems_of(scenario(api(programme={part: value})))
    assert found
    assert all(problem.field.startswith(f"options.0.programme.{part}") for problem in found)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(
            ("training_tokens", value)
            for value in (0, 0.5, -1, 1.1e15, "15T", True, None, math.nan, math.inf)
        ),
        *(("realised_mfu", value) for value in (0, -0.1, 1e-300, 1.01, "0.25", True, math.nan)),
        *(("checkpoint", None), ("gpu", None), ("usd_per_gpu_hour", None), ("spare_replicas", -1)),
    ],
)
def test_fields_of_a_model_trained_from_nothing(field: str, value: Any) -> None:
    named, line = the_problem(scenario(api(), from_scratch(**{field: value})))
    assert named == f"options.1.{field}"
    assert "unless usd_per_task" not in line
    check_says_enough(line)


def test_training_from_nothing_needs_tokens() -> None:
    given_option = from_scratch()
    del given_option["training_tokens"]
    assert the_problem(scenario(api(), given_option)) == (
        "options.1.training_tokens",
        "options.1.training_tokens: not given; it is required",
    )


@pytest.mark.parametrize("machines", [{}, {"checkpoint": None, "gpu": None, "usd_per_gpu_hour": None}])
def test_a_cost_per_task_does_not_price_training(machines: Json) -> None:
    named, line = the_problem(scenario(api(), from_scratch(usd_per_task=0.001, **machines)))
    assert named == "options.1.usd_per_task"
    for needed in ("checkpoint", "gpu", "usd_per_gpu_hour"):
        assert needed in line
    check_says_enough(line)


@pytest.mark.parametrize("field", ["training_tokens", "realised_mfu"])
def test_own_gpus_have_no_fields_of_training_from_nothing(field: str) -> None:
    named, line = the_problem(scenario(api(), own(**{field: 0.5})))
    assert named == f"options.1.{field}"
    assert "no such field" in line
