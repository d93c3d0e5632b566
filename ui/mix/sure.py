"""How much of the plan hangs on qualities that nobody has measured yet."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from costmodel.case.mix import MixCase
from costmodel.decide.mix import Mix, Stability, assignment_in_full, evaluate, stability
from costmodel.decide.money import usd_in_words
from ui.words import plain, spoken

TRY = "mix_stability"
TRYING = "Solving with other qualities …"
MOST_RIVALS = 4


def draw(fingerprint: str, case: MixCase, best: Mix) -> None:
    """Draw in how many futures the plan stands, and what wins in the others."""
    st.header("How sure is the plan?", anchor=False)
    if not st.toggle("Try it with every quality a little better or worse", key=TRY):
        return
    found = _tried(fingerprint, case, best)
    st.markdown(
        f"In **{found.kept} of {found.draws}** futures this plan keeps every limit; in **{found.same}** it is the cheapest as well"
        + (f"; in {found.none} no plan keeps every limit." if found.none else ".")
    )
    if found.rivals:
        st.table(
            pd.DataFrame([_row(case, assignment, times) for assignment, times in found.rivals[:MOST_RIVALS]]),
            hide_index=True,
            alt="Plans that are cheapest in other futures",
        )
    st.caption(
        "The share of errors of every step on every option is drawn around what stands in the table, as unsure as 400 held-out items leave"
        " it: a quarter more or less, one standard deviation. Few futures mean: measure the qualities before you build."
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _tried(fingerprint: str, _case: MixCase, _best: Mix) -> Stability:
    bar = st.progress(0.0, TRYING)
    found = stability(_case, _best, say=lambda done: _tell(bar, done))
    bar.empty()
    return found


def _tell(bar: DeltaGenerator, done: float) -> None:
    bar.progress(done, TRYING)


def _row(case: MixCase, assignment: tuple[int, ...], times: int) -> dict[str, object]:
    return {
        "Futures": times,
        "A month": spoken(usd_in_words(evaluate(case, assignment).usd_per_month)),
        "Plan that is cheapest there": plain(assignment_in_full(case, assignment)),
    }
