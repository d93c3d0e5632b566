"""Own quotes: a price that the book lacks, or another one than the book has, for this comparison only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from pydantic import ValidationError

from costmodel.catalog.book import Catalog
from costmodel.catalog.own_prices import with_own_prices
from costmodel.errors import InputError, Problem
from costmodel.scenario.own_price import MAX_OWN_PRICES, OwnPrice
from costmodel.scenario.parse import problems_of
from ui import own_quotes
from ui.answer import Answer
from ui.notices import draw_problems
from ui.prices.quote_fields import FIELDS_OF_KIND, KINDS, NAME_OF_COLUMN
from ui.words import plain

PROBLEMS, KIND = "quote_problems", "quote_kind"


def draw(answer: Answer, catalog: Catalog) -> None:
    """Draw what was quoted, and the form for one more; a scenario file brings its own and is not changed."""
    st.header("Your own quotes", anchor=False)
    st.markdown(
        "A negotiated rate, a private endpoint, a rent that is not in the book: quoted here, it can be chosen in the sidebar by its"
        " name and is marked as yours in every export. The book stays as it is. The address cannot carry quotes: the scenario file"
        " does."
    )
    is_file = answer.defaults is None
    kept = answer.scenario.own_prices if is_file and answer.scenario is not None else own_quotes.quotes()
    if kept:
        _draw_kept(kept, is_file=is_file)
    if is_file:
        return
    kind = st.segmented_control(
        "What is quoted", list(KINDS), default=next(iter(KINDS)), required=True, key=KIND
    )
    with st.form("quote_form", clear_on_submit=False):
        _draw_fields(kind or next(iter(KINDS)))
        st.form_submit_button("Add this quote", on_click=_add, args=(kind, catalog))
    if problems := st.session_state.get(PROBLEMS):
        draw_problems(problems, "The quote was not added:", name_of=_name)


def _draw_kept(kept: tuple[OwnPrice, ...], *, is_file: bool) -> None:
    st.dataframe(
        pd.DataFrame([_row(quote) for quote in kept]),
        hide_index=True,
        width="stretch",
        alt="Own quotes with their prices.",
    )
    if is_file:
        return
    with st.container(horizontal=True):
        for place, quote in enumerate(kept):
            st.button(
                f"Remove {plain(quote.provider)}/{plain(quote.sku)}",
                key=f"quote_remove_{place}",
                on_click=_remove,
                args=(place,),
            )


def _row(quote: OwnPrice) -> dict[str, str]:
    said = quote.model_dump(exclude_none=True, exclude={"kind", "provider", "sku", "confidence", "note"})
    prices = ", ".join(f"{NAME_OF_COLUMN.get(column, column)} {value}" for column, value in said.items())
    words = next(words for words, kind in KINDS.items() if kind == quote.kind)
    return {
        "What": words,
        "Name": f"{quote.provider}/{quote.sku}",
        "Quoted": prices,
        "Note": quote.note or "",
    }


def _draw_fields(kind: str) -> None:
    names, prices = st.columns([2, 3], gap="medium")
    with names:
        st.text_input("Provider", key="quote_provider", max_chars=100, placeholder="my-provider")
        label = "Card, as in the catalog" if KINDS[kind] == "gpu" else "Model"
        st.text_input(
            label, key="quote_sku", max_chars=200, placeholder="H100" if KINDS[kind] == "gpu" else "my-model"
        )
        st.text_input(
            "Note (optional)", key="quote_note", max_chars=500, placeholder="offer of 2026-11-20, 12 months"
        )
    with prices:
        for field in FIELDS_OF_KIND[KINDS[kind]]:
            if field.options:
                st.selectbox(field.label, field.options, key=field.key, help=field.help)
            else:
                st.number_input(
                    field.label,
                    min_value=0.0,
                    max_value=1e6,
                    value=None,
                    format="%.10g",
                    key=field.key,
                    help=field.help,
                    placeholder=field.placeholder,
                )


def _add(kind: str | None, catalog: Catalog) -> None:
    """Take the quote if the book's own rules accept it; else say why, and lose nothing."""
    words = kind or next(iter(KINDS))
    given = _given(KINDS[words], st.session_state)
    st.session_state[PROBLEMS] = ()
    kept = own_quotes.quotes()
    try:
        if len(kept) >= MAX_OWN_PRICES:
            raise InputError([Problem("quote", len(kept), f"at most {MAX_OWN_PRICES} quotes are kept")])
        quote = _checked(given)
        with_own_prices(catalog, [each.model_dump() for each in (*kept, quote)], catalog.newest_date)
    except InputError as error:
        st.session_state[PROBLEMS] = error.problems
        return
    own_quotes.keep((*kept, quote))
    st.toast(f"Quoted: {plain(quote.provider)}/{plain(quote.sku)}. Choose it in the sidebar.")


def _checked(given: Mapping[str, Any]) -> OwnPrice:
    for field in ("provider", "sku"):
        if not given.get(field):
            raise InputError([Problem(field, "", "it must be given")])
    try:
        return OwnPrice.model_validate(given)
    except ValidationError as error:
        raise InputError(problems_of(error.errors())) from None


def _given(kind: str, state: Any) -> dict[str, Any]:
    texts = {column: (state.get(f"quote_{column}") or "").strip() for column in ("provider", "sku", "note")}
    values = {field.column: state.get(field.key) for field in FIELDS_OF_KIND[kind]}
    return {
        "kind": kind,
        **{name: value for name, value in {**texts, **values}.items() if value not in (None, "")},
    }


def _remove(place: int) -> None:
    kept = own_quotes.quotes()
    own_quotes.keep((*kept[:place], *kept[place + 1 :]))


def _name(field: str) -> str:
    column = field.rsplit(".", 1)[-1]
    return NAME_OF_COLUMN.get(column, column.replace("_", " "))
