"""The first page answers, whatever its inputs say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from app_driver import COMPARE, PRICES, answer_of, inputs_of, open_app, texts_of

from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.decide.invoice import billed_in_first_month_usd
from costmodel.decide.money import usd_in_words
from costmodel.scenario.model import Scenario
from costmodel.scenario.presets import preset, preset_names
from ui.inputs.choices import KNOWN_COST, TYPED_RENT
from ui.inputs.sidebar import KEYS

TITLES = {name: preset(name).name for name in preset_names()}
WITHOUT_VOLUME = {"tasks_per_day", "bill"}


def without_baseline(scenario: Scenario) -> dict[str, Any]:
    """Naming the first option as baseline says no more than naming none."""
    return scenario.model_dump(exclude={"baseline"})


def test_it_answers_without_any_input() -> None:
    app = open_app()
    assert not app.exception
    (title,) = app.title
    assert title.value == "Fine-tuning would pay, billed by the token."
    assert len(app.metric) == 4
    assert len(app.get("plotly_chart")) == 4
    assert not app.error
    assert not app.warning
    assert not app.text


def test_every_input_is_drawn_and_may_stand_in_a_link() -> None:
    on_request = {"cost_today", "cost_rival", "cost_tuned", "gpu_usd"}
    assert set(inputs_of(open_app())) == KEYS - WITHOUT_VOLUME - on_request
    everything = {
        **dict.fromkeys(("model", "model_rival", "model_tuned"), KNOWN_COST),
        "rent": TYPED_RENT,
    }
    assert set(inputs_of(open_app(everything))) == KEYS - WITHOUT_VOLUME


@pytest.mark.parametrize("name", TITLES)
def test_a_preset_shows_its_own_answer(name: str) -> None:
    app = open_app({"preset": TITLES[name]})
    assert not app.exception
    answer = answer_of(app)
    assert answer.scenario is not None
    assert without_baseline(answer.scenario) == without_baseline(with_usual_ranges(preset(name)))
    assert answer.comparison is not None
    assert app.metric[0].value == usd_in_words(answer.comparison.baseline.ledger.usd_by_month[0])
    table = app.dataframe[0].value
    assert [len(table), *table["Total"]] == [
        len(answer.comparison.results),
        *(usd_in_words(result.total_usd) for result in answer.comparison.results),
    ]
    assert table["Option"].str.contains("★").sum() == 1


@pytest.mark.parametrize("name", TITLES)
def test_choosing_a_preset_or_resetting_to_it_drops_what_was_typed(name: str) -> None:
    fresh = inputs_of(open_app({"preset": TITLES[name]}))
    app = open_app(
        {"tasks": "777", "bar": "50", "gpu": "H200-141GB", "with_rival": "false", "as_of": "2026-09-01"}
    )
    app.selectbox(key="preset").set_value(TITLES["ticket-router"]).run()
    app.selectbox(key="preset").set_value(TITLES[name]).run()
    assert inputs_of(app) == fresh
    app.number_input(key="tasks").set_value(12_345).run()
    app.toggle(key="with_own").set_value(False).run()
    app.button[0].click().run()
    assert not app.exception
    assert inputs_of(app) == fresh
    scenario = answer_of(app).scenario
    assert scenario is not None
    assert without_baseline(scenario) == without_baseline(with_usual_ranges(preset(name)))


def test_another_page_keeps_every_input() -> None:
    app = open_app({"tasks": "777000", "gpu": "H200-141GB", "fte_own": "0.5"})
    app.number_input(key="out").set_value(55).run()
    before = inputs_of(app)
    app.switch_page(PRICES).run()
    assert not app.exception
    assert "dated prices" in app.title[0].value
    assert inputs_of(app) == before
    app.switch_page(COMPARE).run()
    assert inputs_of(app) == before


def test_the_slider_sets_the_volume_and_follows_a_typed_one() -> None:
    app = open_app()
    app.select_slider(key="volume").set_value(5_000_000).run()
    assert app.number_input(key="tasks").value == 5_000_000
    app.number_input(key="tasks").set_value(777_777).run()
    assert app.number_input(key="tasks").value == 777_777
    assert app.select_slider(key="volume").value == 800_000
    answer = answer_of(app)
    assert answer.scenario is not None
    assert answer.scenario.workload.tasks_per_month == 777_777


def test_a_volume_per_day() -> None:
    app = open_app({"volume_by": "a day", "tasks_per_day": "24000"})
    assert not app.exception
    answer = answer_of(app)
    assert answer.scenario is not None
    assert answer.scenario.workload.tasks_per_month == pytest.approx(730_000)
    app.select_slider(key="volume").set_value(10_000_000).run()
    assert app.number_input(key="tasks_per_day").value == round(10_000_000 / (730 / 24))


def test_a_volume_from_the_bill_costs_the_bill() -> None:
    app = open_app({"volume_by": "my bill", "bill": "5000"})
    assert not app.exception
    answer = answer_of(app)
    assert answer.comparison is not None
    assert billed_in_first_month_usd(answer.comparison.baseline.ledger) == pytest.approx(5000)
    assert "Against your invoice" not in texts_of(app)
    assert not app.select_slider


def test_the_way_the_volume_is_said_does_not_change_the_question() -> None:
    """Switching from a typed volume a month to one a day starts from the same volume."""
    app = open_app({"tasks": "30000000"})
    app.get("button_group")[0].set_value("a day").run()
    answer = answer_of(app)
    assert answer.scenario is not None
    assert answer.scenario.workload.tasks_per_month == pytest.approx(30e6, rel=0.001)


def test_a_card_that_cannot_serve_leaves_its_option_out_and_keeps_the_others() -> None:
    app = open_app({"checkpoint": "Llama-3.1-405B", "gpu": "T4-16GB", "gpus": "1"})
    assert not app.exception
    (warning,) = app.warning
    assert "is left out" in warning.value
    assert "GB" in warning.value
    assert len(app.dataframe[0].value) == 3
    assert len(app.get("plotly_chart")) == 4


def test_a_card_without_a_rent_in_the_book_never_takes_the_rent_of_another() -> None:
    app = open_app({"gpu": "MI300X"})
    answer = answer_of(app)
    assert not app.exception
    assert answer.comparison is not None
    assert all(result.option.kind != "self_hosted" for result in answer.comparison.results)
    assert any("rent" in warning.value for warning in app.warning)
    app.number_input(key="gpu_usd").set_value(2.5).run()
    assert "MI300X" in " ".join(app.dataframe[0].value["Option"])


def test_inputs_that_contradict_each_other_say_why_and_stay() -> None:
    app = open_app({"cached": "80", "written": "40"})
    assert not app.exception
    (error,) = app.error
    assert "part of input" in error.value
    assert "2400" in error.value
    assert app.number_input(key="cached").value == 80
    assert not app.get("plotly_chart")


def test_all_challengers_switched_off() -> None:
    app = open_app({"with_rival": "false", "with_tuned": "false", "with_own": "false"})
    assert not app.exception
    assert app.title[0].value == "Stay hosted: no tuned option is compared."
    assert len(app.dataframe[0].value) == 1


def test_the_same_model_twice() -> None:
    app = open_app({"model": "openai/gpt-6-luna", "model_rival": "openai/gpt-6-luna"})
    assert not app.exception
    options = list(app.dataframe[0].value["Option"])
    assert len(set(options)) == 4


def test_all_below_the_bar_says_so() -> None:
    app = open_app({"bar": "99.5"})
    assert not app.exception
    assert "no tuned option is compared" not in app.title[0].value
    assert app.dataframe[0].value["Option"].str.contains("★").sum() == 0


@pytest.mark.parametrize("key", ["gpus", "invoice"])
def test_what_may_be_left_empty_may_be_left_empty(key: str) -> None:
    app = open_app()
    app.number_input(key=key).set_value(None).run()
    assert not app.exception
    assert app.number_input(key=key).value is None


@pytest.mark.parametrize("name", TITLES)
def test_help_of_metrics_and_inputs_holds_no_formula(name: str) -> None:
    app = open_app({"preset": TITLES[name], "tasks": "2000"})
    for element in (*app.metric, *app.number_input, *app.selectbox, *app.toggle):
        bare = element.proto.help.replace(r"\$", "")
        assert bare.count("$") < 2, bare


def test_charts_say_in_words_what_they_show() -> None:
    for chart in open_app().get("plotly_chart"):
        assert json.loads(chart.proto.spec)["data"]
        assert len(chart.proto.alt) > 40 if hasattr(chart.proto, "alt") else True


def test_an_answer_of_no_tokens_is_an_answer() -> None:
    for name in TITLES.values():
        app = open_app({"preset": name, "out": "0"})
        assert not app.exception
        assert answer_of(app).comparison is not None


def test_pasted_volumes_that_cannot_be_read_are_named() -> None:
    app = open_app({"series": "100 200 many"})
    assert not app.exception
    (error,) = app.error
    assert "Volume series" in error.value
    assert "many" in error.value
    app.text_input(key="series").set_value("100 200 300").run()
    assert not app.error
    scenario = answer_of(app).scenario
    assert scenario is not None
    assert scenario.workload.volume_series == (100, 200, 300)
    assert "then in the shape of 3 monthly volumes" in texts_of(app)
    assert "The monthly volumes end with month 2" in texts_of(app)


def test_a_linear_growth_is_said_to_be_one() -> None:
    app = open_app({"growth": "4", "growth_shape": "linear"})
    assert "+4.0% of the first month's volume a month" in texts_of(app)


def test_the_table_says_what_the_extra_cost_earns() -> None:
    table = open_app().dataframe[0].value
    assert table["Return"].tolist()[:2] == ["-", "none"]
    assert table["Return"].str.contains("% a year").sum() == 2


def test_prices_that_change_inside_the_horizon_are_said_below_the_chart() -> None:
    app = open_app({"model": "google/gemini-4-argon"})
    assert not app.exception
    (line,) = [each.value for each in app.caption if each.value.startswith("Prices change inside")]
    assert "Gemini 4 Argon doubles on 2026" in line
    charts = [chart.proto.alt for chart in app.get("plotly_chart") if hasattr(chart.proto, "alt")]
    assert not charts or any("Gemini 4 Argon doubles on 2026-12-01" in alt for alt in charts)


def test_where_no_price_changes_nothing_is_said_of_it() -> None:
    app = open_app()
    assert not [each for each in app.caption if each.value.startswith("Prices change inside")]


def test_whose_quality_counts_once_a_model_has_retired_is_said_with_the_verdict() -> None:
    app = open_app({"model": "openai/gpt-4.1"})
    assert not app.exception
    line = app.markdown[0].value.splitlines()[-1]
    assert line.startswith("From month ")
    assert "whose quality is 94.5% by option" in line
    assert "below your bar of 96%" in line
    assert "is still judged by the 97.5% of GPT" in line
