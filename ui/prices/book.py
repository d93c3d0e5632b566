"""The price book: searched, filtered, each row with its age and its source, and taken away as a file."""

from __future__ import annotations

from datetime import date

import streamlit as st

from costmodel.catalog.book import Catalog
from costmodel.export.csv_text import csv_text
from costmodel.export.price_rows import price_rows
from ui.prices.frames import GPUS, HOSTED, KINDS, TUNED, BookTable, book_table, columns

KIND, SEARCH = "book_kind", "book_search"
PROVIDER, COMMITMENT, CONFIDENCE = "book_provider", "book_commitment", "book_confidence"
NAME_KEYS = {HOSTED: "book_model", TUNED: "book_tuned", GPUS: "book_card"}
KEYS = (KIND, SEARCH, PROVIDER, COMMITMENT, CONFIDENCE, *NAME_KEYS.values())
"""Parameters of a link that only this part draws."""

FILE = "prices.csv"


def draw(catalog: Catalog, on: date) -> None:
    """Draw the filters, the table, how many rows it has, and the file."""
    st.header("The price book", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            "Kind", KINDS, default=HOSTED, required=True, key=KIND, bind="query-params"
        )
        search = st.text_input(
            "Search",
            key=SEARCH,
            bind="query-params",
            placeholder="a model, a card, a provider",
            max_chars=60,
        )
    kind = kind or HOSTED
    table = book_table(catalog, kind, on)
    places = table.matching(search, _filters(table, kind))
    if not places:
        st.info("No price matches. Try a shorter word, fewer filters, or another kind.")
        return
    _draw_rows(table, kind, places)
    st.caption(f"{len(places)} of {len(table.rows)} rows. An empty price is not sold or not known, never 0.")
    _draw_file(table, places, on)


def _filters(table: BookTable, kind: str) -> dict[str, list[str]]:
    """What is chosen in each column that can be filtered; nothing chosen is everything."""
    name = "Card" if kind == GPUS else "Model"
    keys = {"Provider": PROVIDER, name: NAME_KEYS[kind]}
    if kind == GPUS:
        keys["Commitment"] = COMMITMENT
    keys["Confidence"] = CONFIDENCE
    with st.container(horizontal=True):
        return {
            column: st.multiselect(
                column,
                sorted(set(table.frame[column])),
                key=key,
                bind="query-params",
                placeholder="all",
                width=220,
            )
            for column, key in keys.items()
        }


def _draw_rows(table: BookTable, kind: str, places: list[int]) -> None:
    st.dataframe(
        table.frame if len(places) == len(table.rows) else table.frame.iloc[places],
        hide_index=True,
        width="stretch",
        height=520 if len(places) > 13 else "auto",
        column_config=columns(),
        placeholder="",
        alt=f"{kind}, prices with age and source",
    )


def _draw_file(table: BookTable, places: list[int], on: date) -> None:
    rows = [table.rows[place] for place in places]
    of_age = [table.of_age[place] for place in places]
    st.download_button(
        FILE,
        lambda: csv_text(price_rows(rows, of_age, on)),
        file_name=FILE,
        mime="text/csv",
        key=f"download_{FILE}",
        on_click="ignore",
        help="The rows shown, with every column of the book and their age.",
    )
