"""Own quotes on the page on prices: added, chosen, exported, taken back with their file."""

from __future__ import annotations

from typing import Any

import pytest
from app_driver import COMPARE, PRICES, answer_of, open_app, texts_of, upload
from streamlit.testing.v1 import AppTest

from costmodel.catalog.load import load_catalog
from costmodel.export.scenario_file import scenario_json
from costmodel.scenario.own_price import OwnPrice
from ui.own_quotes import KEPT

LUNA = OwnPrice(
    kind="hosted", provider="openai", sku="gpt-6-luna", input_usd_per_mtok=0.05, output_usd_per_mtok=0.2
)


def quoted(**fields: Any) -> AppTest:
    """The page on prices after the form was filled in and sent."""
    app = open_app().switch_page(PRICES).run()
    if kind := fields.pop("kind", None):
        next(each for each in app.get("button_group") if each.key == "quote_kind").set_value(kind).run()
    for name, value in fields.items():
        kinds = (app.text_input, app.number_input, app.selectbox)
        box = next(each for kind_of in kinds for each in kind_of if each.key == f"quote_{name}")
        box.set_value(value)
    next(each for each in app.button if each.label == "Add this quote").click()
    return app.run()


def test_a_new_model_can_be_chosen_and_is_marked_as_own() -> None:
    app = quoted(provider="acme", sku="one", input_usd_per_mtok=0.1, output_usd_per_mtok=0.4)
    assert not app.exception
    assert app.session_state[KEPT][0].sku == "one"
    app.selectbox(key="model").select("acme/one").run()
    app.switch_page(COMPARE).run()
    answer = answer_of(app)
    assert answer.comparison is not None
    assert answer.comparison.baseline.option.name == "one"
    assert any("Own quote, not in the price book" in note for note in answer.comparison.case.notes)


def test_a_quote_stands_in_place_of_the_book_and_goes_again() -> None:
    before = answer_of(open_app())
    app = quoted(provider="openai", sku="gpt-6-luna", input_usd_per_mtok=0.05, output_usd_per_mtok=0.2)
    after = answer_of(app)
    assert before.comparison is not None
    assert after.comparison is not None
    assert after.comparison.results[1].npv_usd < before.comparison.results[1].npv_usd
    next(each for each in app.button if each.label.startswith("Remove")).click().run()
    again = answer_of(app)
    assert again.comparison is not None
    assert again.comparison.results[1].npv_usd == before.comparison.results[1].npv_usd
    assert app.session_state[KEPT] == ()


def test_a_rent_may_say_how_many_gpus_share_a_box() -> None:
    app = quoted(kind="GPU rent", provider="acme", sku="H100", usd_per_gpu_hour=2.0, gpu_count_min=8.0)
    assert not app.exception
    assert app.session_state[KEPT][0].gpu_count_min == 8


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sku": "one", "input_usd_per_mtok": 1.0, "output_usd_per_mtok": 1.0}, "Provider"),
        ({"provider": "acme", "sku": "one", "input_usd_per_mtok": 1.0}, "Output"),
        (
            {"provider": "ac\u202eme", "sku": "one", "input_usd_per_mtok": 1.0, "output_usd_per_mtok": 2.0},
            "only characters that can be seen",
        ),
        (
            {"provider": "acme", "sku": "no such card", "kind": "GPU rent", "usd_per_gpu_hour": 2.0},
            "Model or card",
        ),
    ],
)
def test_what_the_rules_of_the_book_refuse_is_said_and_not_kept(fields: dict[str, Any], words: str) -> None:
    app = quoted(**fields)
    (error,) = app.error
    assert words in error.value
    assert not app.session_state[KEPT] if KEPT in app.session_state else True


def test_the_scenario_file_carries_quotes_into_the_inputs() -> None:
    app = open_app()
    app.session_state[KEPT] = (LUNA,)
    app.run()
    answer = answer_of(app)
    assert answer.scenario is not None
    assert answer.comparison is not None
    text = scenario_json(answer.scenario, answer.comparison.case)
    again = upload(open_app(), "scenario.json", text.encode())
    assert again.session_state[KEPT] == (LUNA,)
    restored = answer_of(again)
    assert restored.defaults is not None
    assert restored.comparison is not None
    assert [result.npv_usd for result in restored.comparison.results] == [
        result.npv_usd for result in answer.comparison.results
    ]
    assert "this address does not" in texts_of(again)


def test_names_in_quotes_are_no_markup() -> None:
    app = quoted(provider="<b>x</b>", sku="[y](http://z)", input_usd_per_mtok=1.0, output_usd_per_mtok=1.0)
    assert not app.exception
    assert "](http" not in "".join(each.label for each in app.button)
    assert load_catalog().hosted_names()
