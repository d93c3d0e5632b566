"""The sentence that answers: how many prices, how old, and the next change that matters here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from costmodel.catalog.book import Catalog
from costmodel.decide.announced import Announced, next_that_matters
from ui.answer import Answer
from ui.prices.ages import summary_of
from ui.prices.words import event_in_words
from ui.words import plain


def draw(answer: Answer, catalog: Catalog, known: Sequence[Announced] | None, on: date) -> None:
    """Draw the headline and what it rests on."""
    found = summary_of(catalog, on)
    aged = f"{found.amber} getting old and {found.red} too old or ended"
    st.title(f"{found.rows} dated prices, {aged}{_next(known)}.", anchor=False)
    models = len(catalog.hosted_names())
    st.markdown(
        f"{models} hosted models, {len(catalog.fine_tunes)} fine-tuning offers and {len(catalog.gpu_prices)} GPU"
        f" rents, each with its source; ages are those of {on}. List prices in US dollars, before tax."
        f"{_used(answer)}"
    )


def _next(known: Sequence[Announced] | None) -> str:
    chosen = next_that_matters(known or ())
    if chosen is None:
        return ""
    change = chosen.change
    return f"; {plain(change.display_name)} {event_in_words(change)}"


def _used(answer: Answer) -> str:
    if answer.comparison is None:
        return ""
    dates = [
        source.as_of
        for option in answer.comparison.case.options
        for source in option.sources
        if source.as_of is not None
    ]
    if not dates:
        return " The options shown use typed figures only."
    span = f"on {min(dates)}" if min(dates) == max(dates) else f"between {min(dates)} and {max(dates)}"
    return f" Those that the options shown use were read {span}."
