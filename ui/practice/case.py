"""One case: its story and data, the reader's choice, and then the answer."""

from __future__ import annotations

import streamlit as st

from costmodel.catalog.load import load_catalog
from costmodel.decide.evidence.decision import Decision
from costmodel.practice import JudgedCase, PracticeCase, judge_case, practice_cases
from costmodel.practice.cases import Tip
from costmodel.practice.judged import Given, next_after, score_of
from ui.practice import case_answer, case_data
from ui.practice.words import DECISIONS, MEANINGS, TIPS
from ui.words import plain

CASE, GIVEN = "case", "practice_given"


def draw() -> None:
    """Draw the chosen case, what is asked, and the answer once it is asked for."""
    by_title = {case.title: case for case in practice_cases()}
    title = st.selectbox("Case", list(by_title), key=CASE, bind="query-params")
    case = by_title[title or next(iter(by_title))]
    judged = _judged(case.id)
    st.header(plain(case.title), anchor=False)
    st.markdown(plain(case.story))
    case_data.draw(judged)
    given = _given().get(case.id)
    if given is None:
        _draw_question(case)
    else:
        case_answer.draw(judged, given)
    _draw_foot(case)


@st.cache_resource(show_spinner="Judging the case …", max_entries=32)
def _judged(case_id: str) -> JudgedCase:
    (case,) = (case for case in practice_cases() if case.id == case_id)
    return judge_case(case, load_catalog())


def _given() -> dict[str, Given]:
    """The reader's first answers of this visit, by the id of the case."""
    given: dict[str, Given] = st.session_state.setdefault(GIVEN, {})
    return given


def _draw_question(case: PracticeCase) -> None:
    st.subheader("Your decision", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        decision = st.radio(
            "What would you do?",
            list(DECISIONS),
            index=None,
            format_func=DECISIONS.__getitem__,
            captions=list(MEANINGS.values()),
            key=f"decision_of_{case.id}",
        )
    with right:
        tip = st.radio(
            "What tipped it?",
            list(TIPS),
            index=None,
            format_func=TIPS.__getitem__,
            key=f"tip_of_{case.id}",
        )
        _draw_show(case, decision, tip)


def _draw_show(case: PracticeCase, decision: Decision | None, tip: Tip | None) -> None:
    is_chosen = decision is not None and tip is not None
    shown = st.button("Show the answer", type="primary", disabled=not is_chosen)
    if not is_chosen:
        st.caption("Choose on both sides first; a guess is fine.")
    elif shown and decision is not None and tip is not None:
        _given()[case.id] = Given(decision, tip)
        st.rerun()


def _draw_foot(case: PracticeCase) -> None:
    cases = practice_cases()
    score = score_of(_given(), cases)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Next case", on_click=_go_to, args=(next_after(cases, case).title,))
        if score.answered:
            st.caption(
                f"In this visit: {score.decisions_right} of {score.answered} decisions right, and what tipped it"
                f" {score.tips_right} of {score.answered} times."
            )


def _go_to(title: str) -> None:
    st.session_state[CASE] = title
