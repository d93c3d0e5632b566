"""The answer to a case: right or not, the three verdicts, the reason and the trap."""

from __future__ import annotations

import streamlit as st

from costmodel.practice.judged import JudgedCase
from costmodel.practice.score import Given
from ui.practice.words import DECISIONS, STATEMENTS, STATES, tips_in_words
from ui.words import plain


def draw(judged: JudgedCase, given: Given) -> None:
    """Draw what the model says beside what the reader said."""
    case = judged.case
    st.subheader(f"The answer: {DECISIONS[judged.found.decision]}", anchor=False)
    st.markdown(_kindly(judged, given))
    st.markdown(f"**Why.** {plain(case.reason)}")
    for column, statement, verdict in zip(
        st.columns(3, gap="medium"), STATEMENTS, judged.found.verdicts, strict=True
    ):
        with column, st.container(border=True):
            st.markdown(f"**{statement}**  \n{STATES[verdict.state]}")
            st.markdown(plain(verdict.why))
            if verdict.state == "not_enough_evidence":
                st.caption(plain(verdict.next_step))
    st.markdown(f"**The trap: “{DECISIONS[case.trap.tempting]}”.** {plain(case.trap.why)}")
    if case.textbook is not None and case.why_it_differs is not None:
        st.markdown(f"**The textbook says “{DECISIONS[case.textbook]}”.** {plain(case.why_it_differs)}")


def _kindly(judged: JudgedCase, given: Given) -> str:
    case, said = judged.case, DECISIONS[given.decision]
    if given.decision == case.answer:
        first = f":green[:material/check_circle:] You decided the same, “{said}”."
    elif given.decision == case.trap.tempting:
        first = f":blue[:material/lightbulb:] You said “{said}”, the tempting answer here."
    else:
        first = f":blue[:material/lightbulb:] You said “{said}”."
    tipped = tips_in_words(case.tipped_by)
    if given.tip in case.tipped_by:
        joined = "And" if given.decision == case.answer else "Not this one, but"
        return f"{first} {joined} you saw what it turns on: {tipped}."
    return f"{first} It turns on something else than you named: {tipped}."
