"""What the book already knows to change before the scenario's horizon ends."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from costmodel.catalog.book import Catalog
from costmodel.decide.announced import Announced, announced
from ui.answer import Answer
from ui.prices.words import prices_after, prices_before, what_of_whom

DATE_PX = 90
UNITS = "US dollars per million tokens, or per hour."
COLUMNS = {
    "Model": (180, None),
    "What": (76, None),
    "Touches": (102, "Options of this comparison that buy it."),
    "Successor": (128, "What the provider names in its place."),
    "Old": (218, UNITS),
    "New": (212, UNITS),
}
"""Width in pixels and explanation of each column."""


def announced_of(answer: Answer, catalog: Catalog) -> tuple[Announced, ...] | None:
    """Changes within the horizon, those of the options shown first; None without an answer."""
    if answer.comparison is None or answer.scenario is None:
        return None
    return announced(answer.scenario, answer.comparison.case, catalog)


def draw(answer: Answer, known: Sequence[Announced] | None) -> None:
    """Draw the table of changes, or why there is none."""
    st.header("What is announced to change?", anchor=False)
    if known is None or answer.comparison is None:
        st.info("Changes are shown for a horizon: mend the inputs named above first.")
        return
    horizon = f"{answer.comparison.case.horizon_months} months from {answer.comparison.case.as_of}"
    if not known:
        st.info(
            f"The book knows of no change within {horizon}. Try a longer horizon or an earlier price date."
        )
        return
    st.dataframe(
        pd.DataFrame([_row(each) for each in known]).dropna(axis="columns", how="all"),
        hide_index=True,
        width="stretch",
        column_config={
            **{
                name: st.column_config.TextColumn(name, width=width, help=words)
                for name, (width, words) in COLUMNS.items()
            },
            "Date": st.column_config.DateColumn(
                "Date", width=DATE_PX, help="The first day on which it holds.", pinned=True
            ),
        },
        placeholder="",
        alt="Announced changes with date, old and new price",
    )
    st.caption(f"Within {horizon}. {_touching(known)} The ledger uses the new price from its date on.")


def _touching(known: Sequence[Announced]) -> str:
    touching = [each for each in known if each.options]
    if not touching:
        return "None of them touches the options shown."
    return "Those of the options shown come first."


def _row(each: Announced) -> dict[str, object]:
    change = each.change
    return {
        "Date": change.day,
        "Model": change.display_name,
        "What": what_of_whom(change),
        "Touches": ", ".join(each.options) or None,
        "Successor": change.successor,
        "Old": prices_before(change.steps) or None,
        "New": prices_after(change.steps) or None,
    }
