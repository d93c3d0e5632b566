"""The answer that the pages read: volumes said in three ways, options left out, problems named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from input_strategies import CATALOG, PRESETS, changed_inputs, shown

from costmodel.decide.invoice import billed_in_first_month_usd
from costmodel.export.assumptions import changed_fields
from costmodel.scenario.model import Scenario
from costmodel.units import DAYS_PER_MONTH
from ui.answer import Answer, answer_inputs
from ui.inputs.volume import FROM_BILL, PER_DAY, preset_values

BASE = PRESETS["email-extraction"]
BY_USE = [name for name in PRESETS if name != "lesson"]


def answered(base: Scenario = BASE, **inputs: Any) -> Answer:
    return answer_inputs(shown(base) | inputs, base, CATALOG)


def test_a_volume_per_day_is_that_per_month_over_the_days_of_a_month() -> None:
    per_day = answered(volume_by=PER_DAY, tasks_per_day=60_000)
    assert per_day.scenario is not None
    assert per_day.scenario.workload.tasks_per_month == pytest.approx(60_000 * DAYS_PER_MONTH)


@pytest.mark.parametrize("name", PRESETS)
def test_the_bill_that_a_preset_shows_stands_for_its_own_volume(name: str) -> None:
    base = PRESETS[name]
    bill = preset_values(base, CATALOG)["bill"]
    found = answered(base, volume_by=FROM_BILL, bill=bill)
    assert found.scenario is not None
    tasks = base.workload.tasks_per_month
    assert found.scenario.workload.tasks_per_month == pytest.approx(tasks, rel=0.5 / bill + 1e-9)


@settings(max_examples=40, deadline=None)
@given(bill=st.integers(1, 10**9), name=st.sampled_from(sorted(PRESETS)))
def test_a_bill_is_met_exactly_by_the_volume_it_stands_for(bill: int, name: str) -> None:
    found = answered(PRESETS[name], volume_by=FROM_BILL, bill=bill)
    if found.comparison is None:
        assert {problem.field for problem in found.problems} <= {"bill", "workload.tasks_per_month"}
        return
    assert billed_in_first_month_usd(found.comparison.baseline.ledger) == pytest.approx(bill)


def test_a_bill_of_a_free_model_names_the_bill() -> None:
    found = answered(volume_by=FROM_BILL, bill=500, model="A known cost per task", cost_today=0.0)
    assert found.comparison is None
    assert [problem.field for problem in found.problems] == ["bill"]


def test_a_card_too_small_leaves_its_option_out_with_the_reason_and_keeps_the_others() -> None:
    found = answered(gpu="T4-16GB", rent="akash on_demand", checkpoint="Llama-3.3-70B", gpus=1)
    assert found.comparison is not None
    ((name, why),) = found.left_out
    assert name == "Own Llama-3.3-70B on T4-16GB"
    assert "GB" in why
    assert [result.name for result in found.comparison.results] == [
        "Claude Sonnet 5.5",
        "GPT-6 Luna",
        "Tuned gpt-oss-20b",
    ]


def test_inputs_that_contradict_each_other_name_the_field_and_what_is_allowed() -> None:
    found = answered(cached=60.0, written=60.0)
    assert found.comparison is None
    assert found.scenario is None
    assert found.problems[0].field == "options.0.workload.cached_input_tokens"
    assert "at most 2400" in found.problems[0].allowed


def test_a_challenger_that_contradicts_itself_is_left_out_by_name() -> None:
    found = answered(gpu="MI300X", rent="My own price", gpu_usd=None, with_rival=False)
    assert found.comparison is not None
    ((name, why),) = found.left_out
    assert name == "Own Qwen3-8B on MI300X"
    assert "MI300X" in why
    assert len(found.comparison.results) == 2


def test_options_switched_off_do_not_count_the_others_as_changed() -> None:
    found = answered(with_rival=False)
    assert found.scenario is not None
    changed = changed_fields(found.scenario, found.defaults)
    assert not [field for field in changed if field.endswith(("sku", "checkpoint", "quality"))], changed


@settings(max_examples=60, deadline=None)
@given(changed_inputs(12))
def test_any_inputs_are_answered_or_refused_with_reasons(changed: tuple[Scenario, dict[str, Any]]) -> None:
    base, values = changed
    found = answer_inputs(values, base, CATALOG)
    assert (found.comparison is None) == bool(found.problems)
    assert all(problem.field and problem.allowed for problem in found.problems)
    assert all(name and why for name, why in found.left_out)
