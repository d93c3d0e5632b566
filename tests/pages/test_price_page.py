"""The price book: all rows, found by words, each with its source."""

from __future__ import annotations

import pytest
from app_driver import PRICES, open_app

from costmodel.catalog.load import load_catalog
from ui.prices.book import GPUS, HOSTED, TUNED

CATALOG = load_catalog()
ROWS = {HOSTED: CATALOG.hosted, TUNED: CATALOG.fine_tunes, GPUS: CATALOG.gpu_prices}


@pytest.mark.parametrize("kind", ROWS)
def test_every_row_of_the_book_is_shown_with_its_source(kind: str) -> None:
    app = open_app({"book_kind": kind}).switch_page(PRICES).run()
    app.get("button_group")[-1].set_value(kind).run()
    assert not app.exception
    table = app.dataframe[0].value
    assert len(table) == len(ROWS[kind])
    assert table["Source"].astype(str).str.startswith("https://").mean() > 0.95
    assert table["Read on"].notna().all()


@pytest.mark.parametrize("search", ["sonnet", "SONNET anthropic", "  sonnet  "])
def test_search_takes_every_word_in_any_case(search: str) -> None:
    app = open_app().switch_page(PRICES).run()
    app.text_input(key="book_search").set_value(search).run()
    assert 0 < len(app.dataframe[0].value) < len(CATALOG.hosted)
    assert app.dataframe[0].value["Model"].str.contains("Sonnet").all()


@pytest.mark.parametrize("search", ["(", ".*", "[x](https://evil.example)", "\\", "<b>"])
def test_search_is_no_pattern_and_no_markup(search: str) -> None:
    app = open_app().switch_page(PRICES).run()
    app.text_input(key="book_search").set_value(search).run()
    assert not app.exception
    assert "evil" not in " ".join(element.value for element in (*app.markdown, *app.info, *app.caption))
