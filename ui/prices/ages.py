"""How old the prices are, kind by kind, and the rule that judges it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from costmodel.catalog.age_summary import AgeGroup, AgeSummary, age_summary
from costmodel.catalog.book import Catalog
from ui.prices.words import ENDED, FRESH, GETTING_OLD, GROUP_WORDS, REPLACED, TOO_OLD

RULE = (
    f"A price is *{GETTING_OLD}*, then *{TOO_OLD}*, so many days after it was read, the sooner the faster prices of its kind"
    f" move: spot rents change within days, commitments within quarters. It is *{ENDED}* and counts as {TOO_OLD} at once"
    f" when its price or product has ended and the book names nothing that follows, else *{REPLACED}*. The days are"
    " this project's choice, not a norm; read the source before you sign."
)


@st.cache_resource(show_spinner=False, max_entries=2)
def summary_of(_catalog: Catalog, on: date) -> AgeSummary:
    """The ages of the whole book on the day `on`."""
    return age_summary((*_catalog.hosted, *_catalog.gpu_prices, *_catalog.fine_tunes), on)


def draw(catalog: Catalog, on: date) -> None:
    """Draw one row for each kind of price, and the rule."""
    st.header("How old are the prices?", anchor=False)
    st.dataframe(
        _table(catalog, on),
        hide_index=True,
        width="stretch",
        column_config={"Kind": st.column_config.TextColumn("Kind", pinned=True)},
        alt="Prices by kind with their ages",
    )
    st.caption(RULE)


@st.cache_resource(show_spinner=False, max_entries=2)
def _table(_catalog: Catalog, on: date) -> pd.DataFrame:
    return pd.DataFrame([_row(group) for group in summary_of(_catalog, on).groups])


def _row(group: AgeGroup) -> dict[str, object]:
    return {
        "Kind": GROUP_WORDS[group.group],
        "Prices": group.rows,
        "Newest": group.newest,
        "Oldest": group.oldest,
        FRESH.capitalize(): group.fresh,
        GETTING_OLD.capitalize(): group.amber,
        f"{TOO_OLD.capitalize()} or {ENDED}": group.red,
        REPLACED.capitalize(): group.past,
        "Old from (days)": group.amber_from,
        "Too old from (days)": group.red_from,
    }
