"""What the prices rest on: this task elsewhere, the book with ages and sources, what changes, how old it is."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pandas as pd
import pytest
from app_driver import COMPARE, PRICES, Link, answer_of, link_notice_of, open_app, texts_of, upload

from costmodel.catalog.age_summary import age_summary
from costmodel.catalog.load import load_catalog
from costmodel.decide.announced import announced
from costmodel.decide.elsewhere import Elsewhere, elsewhere
from costmodel.scenario.presets import preset
from ui.inputs.sidebar import LAST_PRICE_DATE
from ui.prices import page
from ui.prices.elsewhere import ALL, COST, FEW, TIMES
from ui.prices.frames import GPUS, HOSTED, TUNED
from ui.prices.words import FRESH

CATALOG = load_catalog()
ROWS = {HOSTED: CATALOG.hosted, TUNED: CATALOG.fine_tunes, GPUS: CATALOG.gpu_prices}
DAY = CATALOG.newest_date
EVERY_ROW = (*CATALOG.hosted, *CATALOG.gpu_prices, *CATALOG.fine_tunes)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "today", lambda _catalog: DAY)


def prices(link: Link | None = None) -> Any:
    app = open_app(link).switch_page(PRICES)
    for name, value in (link or {}).items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def table(app: Any, column: str) -> pd.DataFrame:
    """The one table that has this column."""
    (found,) = [each.value for each in app.dataframe if column in each.value.columns]
    return found


def book(app: Any) -> pd.DataFrame:
    return table(app, "State")


def found_elsewhere(app: Any) -> Elsewhere:
    answer = answer_of(app)
    assert answer.scenario is not None
    assert answer.comparison is not None
    option = answer.scenario.options[answer.scenario.baseline_index]
    return elsewhere(answer.comparison, CATALOG, getattr(option, "sku", None))


def test_the_headline_counts_the_book_and_names_the_next_change() -> None:
    summary = age_summary(EVERY_ROW, DAY)
    (title,) = [element.value for element in prices().title]
    assert title.startswith(f"{len(EVERY_ROW)} dated prices")
    assert f"{summary.amber} getting old and {summary.red} too old" in title
    assert title.endswith("; Gemini 4 Argon doubles on 2026-12-01.")


def test_a_change_of_todays_model_is_the_one_that_matters() -> None:
    app = prices({"model": "openai/gpt-4.1"})
    assert "GPT\\-4.1 retires on 2027-01-14" in app.title[0].value
    changes = table(app, "What")
    assert changes.iloc[0]["Model"] == "GPT-4.1"
    assert changes.iloc[0]["Touches"] == "GPT-4.1"
    assert changes.iloc[0]["Successor"] == "openai/gpt-6-luna"


@pytest.mark.parametrize("kind", ROWS)
def test_every_row_of_the_book_is_shown_with_its_age_and_source(kind: str) -> None:
    shown = book(prices({"book_kind": kind}))
    assert len(shown) == len(ROWS[kind])
    assert shown["Source"].astype(str).str.startswith("https://").mean() > 0.95
    assert [(DAY - row.as_of).days for row in ROWS[kind]] == shown["Age"].tolist()
    marks = {state for states in shown["State"] for state in states}
    assert FRESH in marks or kind == GPUS


@pytest.mark.parametrize("search", ["sonnet", "SONNET anthropic", "  sonnet  "])
def test_search_takes_every_word_in_any_case(search: str) -> None:
    shown = book(prices({"book_search": search}))
    assert 0 < len(shown) < len(CATALOG.hosted)
    assert shown["Model"].str.contains("Sonnet").all()


@pytest.mark.parametrize("search", ["(", ".*", "[x](https://evil.example)", "\\", "<b>"])
def test_search_is_no_pattern_and_no_markup(search: str) -> None:
    app = prices()
    app.text_input(key="book_search").set_value(search).run()
    assert not app.exception
    assert "evil" not in texts_of(app)


@pytest.mark.parametrize(
    ("link", "column", "allowed"),
    [
        ({"book_provider": ["groq", "mistral"]}, "Provider", {"groq", "mistral"}),
        ({"book_model": ["o3"]}, "Model", {"o3"}),
        ({"book_kind": GPUS, "book_card": ["L40S-48GB"]}, "Card", {"L40S-48GB"}),
        (
            {"book_kind": GPUS, "book_commitment": ["spot", "reserved 1 year"]},
            "Commitment",
            {"spot", "reserved 1 year"},
        ),
        ({"book_kind": TUNED, "book_confidence": ["secondary"]}, "Confidence", {"secondary"}),
    ],
)
def test_a_link_filters_the_book(link: Link, column: str, allowed: set[str]) -> None:
    app = prices(link)
    shown = book(app)
    kind = str(link.get("book_kind", HOSTED))
    assert set(shown[column]) == allowed
    assert len(shown) < len(ROWS[kind])
    assert f"{len(shown)} of {len(ROWS[kind])} rows" in texts_of(app)
    assert link_notice_of(app) == ""


def test_a_filter_that_another_kind_does_not_know_is_left_behind() -> None:
    app = prices({"book_provider": ["groq"]})
    (kind,) = [group for group in app.get("button_group") if group.key == "book_kind"]
    kind.set_value(GPUS).run()
    assert not app.exception
    assert len(book(app)) == len(CATALOG.gpu_prices)


def test_where_nothing_matches_the_page_says_what_to_do() -> None:
    app = prices({"book_search": "no such thing"})
    assert "fewer filters" in app.info[0].value


def test_this_task_elsewhere_is_what_the_package_says() -> None:
    app = prices()
    found = found_elsewhere(app)
    shown = table(app, COST)
    models = found.shown(most=FEW)
    assert shown[COST].tolist() == [model.usd_per_1000_tasks for model in models]
    assert shown[TIMES].tolist() == [model.times_today for model in models]
    assert found.cheapest is not None
    assert f"**{found.cheapest.display_name}** is the cheapest".replace("(", "\\(").replace(")", "\\)") in (
        texts_of(app)
    )
    assert shown["Model"].str.startswith("◆").sum() == 1


def test_all_models_or_those_of_a_provider_on_demand() -> None:
    assert len(table(prices({"book_show": ALL}), COST)) == len(CATALOG.hosted_names())
    of_groq = table(prices({"book_from": ["groq"]}), COST)
    assert set(of_groq[~of_groq["Model"].str.startswith("◆")]["Provider"]) == {"groq"}


def test_a_window_that_is_too_small_and_a_model_that_has_stopped_are_named() -> None:
    app = prices({"book_show": ALL, "in": "400000"})
    assert "a call has 400,300 tokens" in texts_of(app)
    shown = table(app, COST).set_index("Model")
    assert "window too small" in shown.loc["o3", "Worth knowing"]
    assert "stopped on 2026-10-23" in shown.loc["o4-mini", "Worth knowing"]
    assert "doubles on 2026-12-01" in shown.loc["Gemini 4 Argon", "Worth knowing"]


def test_inputs_without_an_answer_leave_the_book_and_say_what_is_wrong() -> None:
    app = prices({"cached": "80", "written": "50"})
    assert answer_of(app).comparison is None
    assert len(app.error) == 1
    assert "mend the inputs" in app.info[0].value
    assert len(book(app)) == len(CATALOG.hosted)


def test_without_a_change_ahead_the_page_says_so() -> None:
    app = prices({"as_of": str(LAST_PRICE_DATE)})
    answer = answer_of(app)
    assert answer.scenario is not None
    assert answer.comparison is not None
    assert announced(answer.scenario, answer.comparison.case, CATALOG) == ()
    assert "knows of no change" in app.info[0].value
    assert app.title[0].value.endswith("ended.")


def test_ages_of_every_kind_are_shown_with_the_rule() -> None:
    app = prices()
    shown = table(app, "Kind")
    assert shown["Prices"].sum() == len(EVERY_ROW)
    assert "this project's choice" in texts_of(app)


def test_a_name_from_a_file_is_no_markup() -> None:
    data = json.loads(preset("email-extraction").model_dump_json())
    data["options"][0]["name"] = "[x](https://evil.example) $a$ <b>"
    data["baseline"] = None
    app = open_app().switch_page(COMPARE).run()
    app = upload(app, "scenario.json", json.dumps(data).encode()).switch_page(PRICES).run()
    assert not app.exception
    assert "[x](" not in texts_of(app)
    assert "\\$a\\$" in texts_of(app)


def test_own_gpus_today_leave_the_prices_and_say_that_there_is_no_bill() -> None:
    data = json.loads(preset("email-extraction").model_dump_json())
    data["options"][-1]["programme"] = {}
    data["baseline"] = data["options"][-1]["name"]
    app = upload(open_app(), "scenario.json", json.dumps(data).encode()).switch_page(PRICES).run()
    assert not app.exception
    assert "not billed by use" in texts_of(app)
    assert TIMES not in table(app, COST).columns


def test_work_without_tokens_draws_nothing_and_says_why() -> None:
    data = json.loads(preset("email-extraction").model_dump_json())
    data["workload"] |= {"input_tokens": 0, "output_tokens": 0, "cached_input_tokens": 0}
    app = upload(open_app(), "scenario.json", json.dumps(data).encode()).switch_page(PRICES).run()
    assert not app.exception
    assert "costs nothing" in " ".join(element.value for element in app.info)


def test_a_clock_that_lags_behind_makes_no_price_younger_than_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    class Lagging(date):
        @classmethod
        def today(cls) -> date:  # type: ignore[override]
            return date(2020, 1, 1)

    monkeypatch.setattr(page, "date", Lagging)
    assert page.today(CATALOG) == DAY


def test_a_step_shows_what_was_and_what_will_be() -> None:
    changes = table(prices(), "What").set_index("Model")
    argon = changes.loc["Gemini 4 Argon"]
    assert (argon["What"], argon["Date"]) == ("doubles", date(2026, 12, 1))
    assert argon["Old"] == "in $2, cached $0.1, out $10"
    assert argon["New"] == "in $4, cached $0.2, out $20"
