"""The page about building: its figures are the ledger's, what is changed there travels, gates react."""

from __future__ import annotations

import json

import pytest
from app_driver import BUILDING, COMPARE, answer_of, open_app, texts_of
from streamlit.testing.v1 import AppTest

from costmodel.cost.ledgers import ledgers
from costmodel.decide.money import usd_in_words
from costmodel.export.scenario_file import scenario_json
from costmodel.scenario.parse import parse_scenario
from costmodel.scenario.presets import preset
from ui.inputs.plan import plan_of
from ui.pipeline.programme_inputs import PEOPLE

OWN_KEY = "programme_plan_own_"


def open_building(**link: str) -> AppTest:
    app = open_app(link).switch_page(BUILDING).run()
    assert not app.exception
    return app


def upfront_usd(app: AppTest) -> float:
    comparison = answer_of(app).comparison
    assert comparison is not None
    return float(ledgers(comparison.case)[-1].upfront_usd)


def shown_cost(app: AppTest) -> str:
    return next(metric.value for metric in app.metric if metric.label == "One-off cost")


def test_the_sum_is_what_the_ledger_pays_at_the_start() -> None:
    app = open_building()
    assert shown_cost(app) == usd_in_words(upfront_usd(app))
    assert usd_in_words(upfront_usd(app)) in app.title[0].value.replace("\\", "")
    assert [header.value for header in app.subheader[:6]] == [
        "1 Open checkpoint",
        "2 Training data",
        "3 Training",
        "4 Preferences (DPO)",
        "5 Evaluation",
        "6 A/B test",
    ]


def test_every_preset_is_walked_without_a_fault() -> None:
    for name in ("ticket-router", "batch-extraction", "contract-summaries", "cached-assistant"):
        app = open_building(preset=preset(name).name)
        assert shown_cost(app) == usd_in_words(upfront_usd(app))


def test_a_changed_input_moves_the_sum_by_what_it_costs_and_travels() -> None:
    """1,000 more examples at $10 and a tenth reviewed at $2 are $10,200, and longer runs."""
    app = open_building()
    before = upfront_usd(app)
    app.number_input(key=f"{OWN_KEY}data.examples").set_value(2_000).run()
    assert upfront_usd(app) - before == pytest.approx(10_200, abs=20)
    assert shown_cost(app) == usd_in_words(upfront_usd(app))
    assert plan_of(app.session_state["plan_own"]) == {"data.examples": 2_000}
    on_compare = app.switch_page(COMPARE).run()
    assert on_compare.text_input(key="plan_own").value == "data.examples=2000"
    assert upfront_usd(open_app({"plan_own": "data.examples=2000"})) == upfront_usd(app)


def test_what_is_recorded_opens_its_gates_and_travels_in_the_file() -> None:
    app = open_building()
    assert "98.5% right" not in texts_of(app)
    app.number_input(key=f"{OWN_KEY}progress.held_out_items").set_value(1_000).run()
    app.number_input(key=f"{OWN_KEY}progress.held_out_passes").set_value(985).run()
    app.checkbox(key=f"{OWN_KEY}done.evaluation").check().run()
    assert ":green[:material/check_circle:] **It meets the quality bar**: 98.5% right" in texts_of(app)
    app.number_input(key=f"{OWN_KEY}progress.held_out_passes").set_value(800).run()
    assert ":orange[:material/error:] **It meets the quality bar**" in texts_of(app)
    answer = answer_of(app)
    assert answer.scenario is not None
    assert answer.comparison is not None
    kept = parse_scenario(scenario_json(answer.scenario, answer.comparison.case))
    progress = kept.options[-1].programme.progress
    assert progress is not None
    assert (progress.done, progress.held_out_items, progress.held_out_passes) == (("evaluation",), 1_000, 800)


def test_a_teacher_model_writes_for_less_than_people() -> None:
    app = open_building()
    before = upfront_usd(app)
    app.selectbox(key=f"{OWN_KEY}data.writer").select("openai/gpt-6-luna").run()
    assert upfront_usd(app) < before - 9_000
    app.selectbox(key=f"{OWN_KEY}data.writer").select(PEOPLE).run()
    assert upfront_usd(app) == pytest.approx(before)


def test_another_method_brings_cards_that_it_fits_on() -> None:
    app = open_building()
    app.selectbox(key=f"{OWN_KEY}training.method").select("All weights").run()
    assert not app.warning
    assert "All weights on 1 x L40S" not in texts_of(app)
    scenario = answer_of(app).scenario
    assert scenario is not None
    training = scenario.options[-1].programme.training
    assert training is not None
    assert training.recipe is not None
    assert (training.recipe.method, training.recipe.checkpoint) == ("full", "Qwen3-8B")
    assert training.recipe.learning_rate == 2e-5


def test_pairs_open_the_stage_of_preferences() -> None:
    app = open_building()
    app.number_input(key=f"{OWN_KEY}data.preference_pairs").set_value(100).run()
    assert ":orange[:material/error:] **Enough preference pairs**: 100 planned; needed: 500" in texts_of(app)
    assert any("trl-dpo.yaml" in expander.label for expander in app.expander)


def test_a_change_that_cannot_be_answered_can_be_taken_back() -> None:
    app = open_building()
    app.number_input(key=f"{OWN_KEY}training.recipe.tokens_per_example").set_value(5_000.0).run()
    assert "tokens per example" in app.warning[0].value
    assert "4,096" in app.warning[0].value
    next(button for button in app.button if button.label == "Undo the last change").click().run()
    assert not app.warning
    assert shown_cost(app) == usd_in_words(upfront_usd(app))


def test_a_lump_can_be_itemised() -> None:
    app = open_building(preset=preset("lesson").name)
    assert "no stage of it is itemised" in app.title[0].value
    next(button for button in app.button if button.label.startswith("Itemise it")).click().run()
    assert shown_cost(app) == usd_in_words(upfront_usd(app))
    assert upfront_usd(app) > 60_000


def test_the_schedule_can_set_the_months_of_building() -> None:
    app = open_building(preset=preset("contract-summaries").name)
    (count,) = [button for button in app.button if button.label.startswith("Count ")]
    months = int(count.label.split()[1])
    count.click().run()
    scenario = answer_of(app).scenario
    assert scenario is not None
    assert scenario.options[-1].programme.build_months == months > 11


def test_a_file_is_shown_and_cannot_be_changed() -> None:
    scenario = json.loads(preset("email-extraction").model_dump_json(exclude_unset=True))
    scenario["options"][3]["programme"]["progress"] = {"done": ["data"], "leaks": 3}
    scenario["name"] = "My own"
    app = open_app()
    app.file_uploader[0].upload("mine.json", json.dumps(scenario).encode()).run()
    app.switch_page(BUILDING).run()
    assert not app.exception
    assert "3 examples leak" in texts_of(app)
    assert all(number.disabled for number in app.number_input if (number.key or "").startswith("programme_"))


def test_without_a_tuned_option_there_is_nothing_to_build() -> None:
    app = open_building(with_own="false", with_tuned="false")
    assert app.title[0].value.startswith("Nothing is to be built")


def test_a_rate_without_room_for_the_lift_takes_the_lift_down() -> None:
    app = open_building()
    app.selectbox(key=f"{OWN_KEY}ab_test.goal").select("It is better").run()
    app.number_input(key=f"{OWN_KEY}ab_test.control_rate").set_value(98.5).run()
    assert not app.warning
    assert app.number_input(key=f"{OWN_KEY}ab_test.lift").value == 0.75


def test_a_recipe_on_pairs_is_exported_once() -> None:
    app = open_building(plan_own="training.recipe.method=dpo_lora;data.preference_pairs=600")
    assert any(expander.label.endswith("trl-dpo.yaml") for expander in app.expander)


def test_the_lump_and_the_retraining_are_asked_here() -> None:
    app = open_building(preset=preset("lesson").name)
    app.number_input(key=f"{OWN_KEY}one_off_usd").set_value(9_000.0).run()
    assert upfront_usd(app) == 9_000
    app.number_input(key=f"{OWN_KEY}retrain_every_months").set_value(12).run()
    app.number_input(key=f"{OWN_KEY}retrain_usd").set_value(700.0).run()
    comparison = answer_of(app).comparison
    assert comparison is not None
    assert float(ledgers(comparison.case)[-1].line_total_usd("retraining")) == 700
