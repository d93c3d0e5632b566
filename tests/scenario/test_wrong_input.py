"""Every mistake is told: which field, what it held, what is allowed; all of them at once."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from given_scenarios import Json, api, by_token, from_scratch, known_cost, own, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.errors import InputError, Problem
from costmodel.scenario.parse import parse_scenario, scenario_from_dict


def problems_of(given_scenario: Any) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        scenario_from_dict(given_scenario)
    return list(caught.value.problems)


def the_problem(given_scenario: Any) -> tuple[str, str]:
    (problem,) = problems_of(given_scenario)
    return problem.field, str(problem)


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
    ("billing", ("hourly", "follow_load", "scale_to_zero")),
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
        "workload.volume_series: 'list of 3' is not accepted;"
        " it must be 1 to 120 numbers, each 0 or from 1e-12 to 1e+12, the first above 0"
    )


@pytest.mark.parametrize(("field", "value"), cases(OPTION_LIMITS))
def test_fields_of_an_option(field: str, value: Any) -> None:
    named, line = the_problem(scenario(api(), own(**{field: value})))
    assert named == f"options.1.{field}"
    check_says_enough(line)


def check_says_enough(line: str) -> None:
    """A sentence of our own: a value, and what is allowed instead."""
    assert "\n" not in line
    assert len(line) < 400
    for word in ("Traceback", "pydantic", "validation", "functools", "0x"):
        assert word not in line


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


def test_a_kind_that_is_not_built_says_so() -> None:
    named, line = the_problem(scenario(api(), {**own(), "kind": "hybrid"}))
    assert named == "options.1.kind"
    assert "hybrid" in line
    assert "not built" in line


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


@pytest.mark.parametrize("kind", ["Hosted", "", 1, None, ["hosted"]])
def test_unknown_kinds(kind: Any) -> None:
    named, line = the_problem(scenario({**api(), "kind": kind}))
    assert named == "options.0.kind"
    for known in ("hosted", "managed_fine_tune", "self_hosted", "from_scratch"):
        assert known in line


@pytest.mark.parametrize("key", ["workloads", "hosted", "self_hosted", "Name", "a.b", "é", "\n"])
def test_unknown_keys_are_named_wherever_they_stand(key: str) -> None:
    top = {**scenario(api()), key: 1}
    inside = scenario({**api(), key: 1})
    deeper = scenario(api(programme={key: 1}))
    assert the_problem(top)[0] == key
    assert the_problem(inside)[0] == f"options.0.{key}"
    assert the_problem(deeper)[0] == f"options.0.programme.{key}"


def test_what_is_missing() -> None:
    assert {p.field for p in problems_of({})} == {"workload", "options"}
    fields = {
        p.field for p in problems_of({"workload": {}, "options": [{"kind": "hosted", "usd_per_task": 1}]})
    }
    wanted = {"workload.tasks_per_month", "workload.input_tokens", "workload.output_tokens", "options.0.name"}
    assert fields == wanted


def test_names_that_stand_twice() -> None:
    named, line = the_problem(scenario(api("A"), api("B"), own("A")))
    assert named == "options.2.name"
    assert "'A'" in line


def test_a_baseline_that_is_no_option() -> None:
    named, line = the_problem(scenario(api("A"), api("B"), baseline="C"))
    assert named == "baseline"
    assert "'C'" in line
    assert "A, B" in line


def test_a_baseline_that_is_being_built() -> None:
    named, _ = the_problem(scenario(api(programme={"build_months": 1})))
    assert named == "options.0.programme.build_months"


def test_a_cache_larger_than_the_prompt() -> None:
    given_scenario = scenario(by_token(), workload={"cached_input_tokens": 900, "cache_write_tokens": 200})
    _, line = the_problem(given_scenario)
    assert "1100" in line
    assert "1000" in line


def test_escalation_needs_a_hosted_baseline() -> None:
    for baseline in (own("Base"), {"kind": "managed_fine_tune", "name": "Base", "usd_per_task": 1}):
        named, line = the_problem(scenario(baseline, known_cost(escalation_share=0.1)))
        assert named == "options.1.escalation_share"
        assert "hosted" in line


def test_no_option_and_too_many() -> None:
    assert the_problem(scenario())[0] == "options"
    named, line = the_problem(scenario(*(api(f"{i}") for i in range(13))))
    assert named == "options"
    assert "12" in line
    assert len(scenario_from_dict(scenario(*(api(f"{i}") for i in range(12)))).options) == 12


@pytest.mark.parametrize(
    "price",
    [
        {},
        {"sku": "a/b", "usd_per_task": 1},
        {"rates": {"input_usd_per_mtok": 1, "output_usd_per_mtok": 1}, "sku": "x"},
    ],
)
def test_a_provider_has_one_price(price: Json) -> None:
    (problem,) = problems_of(scenario({"kind": "hosted", "name": "A", **price}))
    assert "exactly one of sku, rates and usd_per_task" in str(problem)
    assert problem.field.startswith("options.0.")


@pytest.mark.parametrize(
    "machines",
    [
        {"checkpoint": None},
        {"gpu": None},
        {"usd_per_gpu_hour": None},
        {"usd_per_gpu_hour": None, "provider": "nebius"},
        {"provider": "nebius", "commitment": "on_demand"},
        {"usd_per_task": 0.1},
    ],
)
def test_a_fleet_has_machines_at_one_price_or_a_known_cost(machines: Json) -> None:
    (problem,) = problems_of(scenario(own(**machines)))
    assert problem.field.startswith("options.0.")


def test_all_mistakes_at_once() -> None:
    broken = scenario(
        api(quality=2, discount=-1),
        own(spare_replicas=-1),
        workload={"batch_share": 3},
        discount_rate=9,
        extra=1,
    )
    fields = {problem.field for problem in problems_of(broken)}
    wanted = {"options.0.quality", "options.0.discount", "options.1.spare_replicas"}
    assert fields == wanted | {"workload.batch_share", "discount_rate", "extra"}


@pytest.mark.parametrize("whole", [24, 24.0])
def test_a_whole_number_may_be_written_as_a_float(whole: float) -> None:
    assert scenario_from_dict(scenario(api(), horizon_months=whole)).horizon_months == 24


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "5", '"x"', "NaN", "Infinity", "{'a': 1}", '{"a": 01}', "\x00"),
        *("[" * 100_000, '{"a":' * 100_000, '{"workload": NaN}', "{}" * 2),
    ],
)
def test_text_that_is_no_scenario(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_scenario(text)
    for problem in caught.value.problems:
        check_says_enough(" ".join(str(problem).split()))


def test_text_that_is_too_long() -> None:
    with pytest.raises(InputError, match="1,000,000"):
        parse_scenario(" " * 1_000_001)


def test_numbers_that_json_does_not_know() -> None:
    text = json.dumps(scenario(api(), workload={"input_tokens": math.nan, "output_tokens": -math.inf}))
    with pytest.raises(InputError) as caught:
        parse_scenario(text)
    assert {p.field for p in caught.value.problems} == {"workload.input_tokens", "workload.output_tokens"}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
PLACES = ("name", "as_of", "horizon_months", "baseline", "workload", "options", "quality_bar", "exported")


@given(st.dictionaries(st.sampled_from(PLACES), ANYTHING))
def test_anything_at_all_is_answered_or_refused_in_words(fields: Json) -> None:
    try:
        scenario_from_dict({**scenario(api()), **fields})
    except InputError as error:
        for problem in error.problems:
            assert str(problem)


@given(st.dictionaries(st.sampled_from([*own(), "usd_per_task", "programme", "workload"]), ANYTHING))
def test_anything_at_all_in_an_option(fields: Json) -> None:
    try:
        scenario_from_dict(scenario(api(), {**own(), **fields}))
    except InputError as error:
        for problem in error.problems:
            assert str(problem)
