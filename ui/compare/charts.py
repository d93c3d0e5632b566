"""Cost at other volumes, and where the money goes."""

from __future__ import annotations

import streamlit as st

from costmodel.cost.ledger import LINES
from costmodel.decide.by_volume import cost_by_volume
from costmodel.decide.compare import Comparison
from costmodel.decide.crossing_words import volumes_in_words
from costmodel.decide.money import usd_in_words
from costmodel.decide.uncertainty import Uncertainty
from ui.answer import Answer
from ui.figures.by_volume import by_volume_figure
from ui.figures.layout import CHART_CONFIG
from ui.figures.stack import stack_figure
from ui.odds import bands_of
from ui.words import LINE_WORDS

CHART_HEIGHT = 380


def draw(answer: Answer, comparison: Comparison, sure: Uncertainty | None) -> None:
    """Draw both charts side by side; one below the other on a phone."""
    bands = bands_of(answer, sure)
    by_volume, stack = st.columns(2, gap="large")
    with by_volume:
        st.header("What would a month cost at another volume?", anchor=False)
        st.caption(
            "Running cost of a month in use, at today's prices. Own GPUs rise in stairs, one for each whole machine."
            + (" Shaded: 8 of 10 futures." if bands else "")
        )
        st.plotly_chart(
            by_volume_figure(comparison, cost_by_volume(comparison.case), CHART_HEIGHT, bands),
            key="by_volume_chart",
            config=CHART_CONFIG,
            alt=_volumes(comparison),
        )
    with stack:
        st.header("Where does the money go?", anchor=False)
        st.caption("While an option is being built, it carries today's bill.")
        st.plotly_chart(
            stack_figure(comparison, CHART_HEIGHT),
            key="stack_chart",
            config=CHART_CONFIG,
            alt=_lines(comparison),
        )


def _volumes(comparison: Comparison) -> str:
    found = [
        f"{name} is cheaper than today {volumes_in_words(crossover.break_even)}"
        for name, crossover in comparison.crossovers.items()
    ]
    return f"Cost a month against volume. {'; '.join(found)}."


def _lines(comparison: Comparison) -> str:
    largest = []
    for result in comparison.results:
        line = max(LINES, key=result.ledger.line_total_usd)
        usd = usd_in_words(float(result.ledger.line_total_usd(line)))
        largest.append(f"{result.name}: most is {LINE_WORDS[line].lower()}, {usd}")
    return f"Cost by line over the horizon. {'; '.join(largest)}."
