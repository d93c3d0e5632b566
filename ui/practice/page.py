"""The page to practise on: a case, the envelope, and cards."""

from __future__ import annotations

import streamlit as st

from costmodel.practice import practice_cases
from ui.practice import case, exercise, flashcards

KEYS = (case.CASE,)
"""Parameters of a link that only this page draws."""


def draw() -> None:
    """Draw the page from top to bottom."""
    cases = practice_cases()
    st.title(f"{len(cases)} cases: would you fine-tune?", anchor=False)
    st.markdown(
        "Read a case, decide, and say what tipped it. Then see what Crossover makes of the same numbers, and why."
        " Your score lives in this visit only; nothing about you is stored. The sidebar's inputs play no part here."
    )
    # A part that grows or shrinks must not move the others.
    for part in (case.draw, exercise.draw, flashcards.draw):
        with st.container():
            part()
