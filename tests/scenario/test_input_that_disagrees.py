"""Fields that contradict each other, and text that is no scenario: refused in words."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from given_scenarios import Json, api, by_token, known_cost, own, scenario
from hypothesis import given
from hypothesis import strategies as st
from refusals import check_says_enough, problems_of, the_problem

from costmodel.errors import InputError
from costmodel.scenario.parse import parse_scenario, scenario_from_dict


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
