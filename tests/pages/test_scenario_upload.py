"""A scenario file: into the inputs where they can say it, else answered as it is, else refused with reasons."""

from __future__ import annotations

import json
from typing import Any

import pytest
from app_driver import PRICES, answer_of, inputs_of, open_app, texts_of, upload

from costmodel import compare, load_catalog, resolve, scenario_from_dict
from costmodel.export.scenario_file import scenario_json
from costmodel.scenario.presets import preset, preset_names

Json = dict[str, Any]


def email(**changes: Any) -> Json:
    data: Json = json.loads(preset("email-extraction").model_dump_json(exclude_unset=True))
    return data | changes


def dozen() -> Json:
    options = email()["options"]
    data = email(name="A dozen", options=[options[i % 4] | {"name": f"way {i}"} for i in range(12)])
    data["options"][0]["name"] = "[win](https://evil.example) <b>x</b>"
    return data


def as_file(data: Json) -> bytes:
    return json.dumps(data).encode()


def totals(data: Json) -> dict[str, float]:
    comparison = compare(resolve(scenario_from_dict(data), load_catalog()))
    return {result.name: result.total_usd for result in comparison.results}


def shown_totals(app: Any) -> dict[str, float]:
    comparison = answer_of(app).comparison
    assert comparison is not None
    return {result.name: result.total_usd for result in comparison.results}


@pytest.mark.parametrize("name", preset_names())
def test_a_file_of_the_app_restores_the_inputs(name: str) -> None:
    source = open_app({"preset": preset(name).name})
    source.number_input(key="tasks").set_value(4_321_000).run()
    source.number_input(key="fte_own").set_value(0.4).run()
    source.number_input(key="bar").set_value(91.25).run()
    answer = answer_of(source)
    assert answer.scenario is not None
    assert answer.comparison is not None
    file = scenario_json(answer.scenario, answer.comparison.case)
    app = upload(open_app({"tasks": "5", "gpu": "H200-141GB"}), "scenario.json", file.encode())
    assert not app.exception
    assert answer_of(app).defaults is not None
    assert inputs_of(app) == inputs_of(source)
    assert shown_totals(app) == shown_totals(source)


@pytest.mark.parametrize("volume_by", ["a day", "my bill"])
def test_a_file_is_answered_at_its_own_volume(volume_by: str) -> None:
    data = email()
    data["workload"]["tasks_per_month"] = 777_000
    app = upload(open_app({"volume_by": volume_by}), "scenario.json", as_file(data))
    assert not app.exception
    assert shown_totals(app) == totals(data)


@pytest.mark.parametrize("volume_by", ["a day", "my bill"])
def test_a_file_saved_from_a_volume_per_day_or_a_bill_answers_the_same(volume_by: str) -> None:
    source = open_app({"volume_by": volume_by, "tasks_per_day": "70001", "bill": "5001"})
    answer = answer_of(source)
    assert answer.scenario is not None
    assert answer.comparison is not None
    file = scenario_json(answer.scenario, answer.comparison.case)
    app = upload(open_app(), "scenario.json", file.encode())
    assert not app.exception
    assert shown_totals(app) == pytest.approx(shown_totals(source))


BEYOND_THE_INPUTS: dict[str, tuple[int | None, Json]] = {
    "spare": (3, {"spare_replicas": 5000}),
    "gpus": (3, {"gpus_per_replica": 100}),
    "precision": (3, {"precision": "fp16"}),
    "ttft": (3, {"max_ttft_s": 10_001}),
    "tpot": (3, {"max_tpot_ms": 200_000}),
    "platform": (3, {"platform_usd_per_month": 1e11}),
    "early prices": (None, {"as_of": "2020-01-01"}),
    "baseline": (None, {"baseline": "GPT-6 Luna"}),
    "fraction": (None, {"quality_bar": 0.9512345678901}),
}


@pytest.mark.parametrize("what", BEYOND_THE_INPUTS)
def test_a_file_is_answered_in_full_even_where_an_input_could_not_hold_it(what: str) -> None:
    place, change = BEYOND_THE_INPUTS[what]
    data = email()
    target = data if place is None else data["options"][place]
    target.update(change)
    app = upload(open_app(), "scenario.json", as_file(data))
    assert not app.exception
    assert shown_totals(app) == totals(data)


def test_twelve_options_are_shown_in_full_and_the_way_back_is_open() -> None:
    app = open_app({"tasks": "123000"})
    before, first_answer = inputs_of(app), shown_totals(app)
    upload(app, "scenario.json", as_file(dozen()))
    assert not app.exception
    assert answer_of(app).defaults is None
    assert shown_totals(app) == totals(dozen())
    assert len(app.dataframe[0].value) == 12
    assert "](https://evil" not in texts_of(app)
    assert "<b>" not in texts_of(app)
    assert all(widget.disabled for widget in (*app.number_input, *app.selectbox, *app.toggle))
    app.switch_page(PRICES).run()
    assert not app.exception
    app.switch_page("pages/compare.py").run()
    assert answer_of(app).defaults is None
    back = next(button for button in app.button if button.label == "Back to the inputs")
    back.click().run()
    assert not app.exception
    assert inputs_of(app) == before
    assert shown_totals(app) == first_answer


REFUSED = {
    "no JSON": (b"{", "JSON"),
    "binary": (b"\xff\xfe\x00", "UTF"),
    "a list": (b"[]", "object"),
    "nothing": (b"", "JSON"),
    "null": (b"null", "object"),
    "nested": (b"[" * 100_000, "nested"),
    "unknown field": (as_file(email(strange=1)), "strange"),
    "out of range": (as_file(email(horizon_months=500)), "horizon"),
    "not a number": (as_file(email(discount_rate=float("nan"))), "finite"),
    "markup": (as_file(email(baseline="[x](https://evil.example)")), "baseline"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_cannot_be_used_changes_nothing_and_says_why(what: str) -> None:
    content, word = REFUSED[what]
    app = open_app({"tasks": "123000"})
    before, first_answer = inputs_of(app), shown_totals(app)
    upload(app, "scenario.json", content)
    assert not app.exception
    (error,) = app.error
    assert word in error.value
    assert "](https://" not in error.value
    assert inputs_of(app) == before
    assert shown_totals(app) == first_answer


def test_a_good_file_after_a_bad_one_takes_the_message_away() -> None:
    app = upload(open_app(), "scenario.json", b"{")
    assert app.error
    upload(app, "scenario.json", as_file(email()))
    assert not app.error
    upload(app, "scenario.json", as_file(email()))
    assert not app.exception


def test_a_model_trained_from_nothing_is_shown_from_its_file() -> None:
    scratch = {
        "kind": "from_scratch",
        "name": "Anew",
        "checkpoint": "Llama-3.1-8B",
        "gpu": "H100",
        "usd_per_gpu_hour": 2.5,
        "training_tokens": 15e12,
    }
    data = email(name="With one from nothing", options=[*email()["options"], scratch])
    app = upload(open_app({}), "scenario.json", as_file(data))
    assert not app.exception
    assert answer_of(app).defaults is None
    assert shown_totals(app) == totals(data)
    assert "Anew" in texts_of(app)
    assert "failed runs and ablations" in texts_of(app)


QUOTE: Json = {
    "kind": "hosted",
    "provider": "openai",
    "sku": "gpt-6-luna",
    "input_usd_per_mtok": 0.01,
    "output_usd_per_mtok": 0.02,
    "source_url": "https://acme.example/a)[b](c",
    "note": "<b>framework</b> contract",
}


def test_own_quotes_of_a_file_are_paid_and_marked() -> None:
    data = email(own_prices=[QUOTE])
    app = upload(open_app(), "scenario.json", as_file(data))
    assert not app.exception
    assert shown_totals(app) == totals(data)
    assert shown_totals(app) != totals(email())
    texts = texts_of(app)
    assert "Own quote, in place of the price book's" in texts
    assert "own quote, [source](https://acme.example/a%29%5Bb%5D%28c)" in texts
    assert "<b>framework" not in texts


def test_a_broken_quote_is_said_and_no_option_is_left_out() -> None:
    app = upload(open_app(), "scenario.json", as_file(email(own_prices=[QUOTE | {"input_usd_per_mtok": 0}])))
    assert not app.exception
    answer = answer_of(app)
    assert (answer.comparison, answer.left_out) == (None, ())
    assert [problem.field for problem in answer.problems] == ["own_prices.0.input_usd_per_mtok"]
