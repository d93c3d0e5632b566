"""The decision on one page, and the evidence, to take away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

import streamlit as st

from costmodel.decide.evidence import EvidenceAnswer
from costmodel.decide.uncertainty import Uncertainty
from costmodel.export.evidence import evidence_json
from costmodel.export.record import RecordInput, decision_record, record_page
from ui.answer import Answer
from ui.evidence import Stated
from ui.odds import odds_of


def draw(answer: Answer, found: EvidenceAnswer, said: Stated) -> None:
    """Draw one button per file; a file is built at the click."""
    if answer.comparison is None or answer.scenario is None:
        return
    st.header("The record of the decision", anchor=False)
    st.markdown(
        "One page to share: the question, the three verdicts with their numbers, what it costs and how sure that is, prices with"
        " their dates, what was assumed, what would change the decision, and the link that restores it."
    )
    question = st.text_input(
        "The question, in your words",
        key="record_question",
        max_chars=160,
        placeholder="Should we build a model of our own for e-mail extraction?",
    )

    link = None if answer.defaults is None or answer.scenario.own_prices else address()

    def given() -> RecordInput | None:
        return _given(answer, found, said, question, link)

    with st.container(horizontal=True):
        _draw_file(
            "decision-record.md", "text/markdown", lambda: _markdown(given()), "For a wiki or a pull request."
        )
        _draw_file(
            "decision-record.html", "text/html", lambda: _page(given()), "The same page, to be printed."
        )
        words = "Counts and scenario; opens here again, and in `python -m costmodel evidence`."
        _draw_file(
            "evidence.json",
            "application/json",
            lambda: _evidence(answer, said),
            words,
            waits=said.evidence is None,
        )


def _draw_file(name: str, mime: str, build: Callable[[], str], words: str, *, waits: bool = False) -> None:
    st.download_button(
        name,
        build,
        file_name=name,
        mime=mime,
        on_click="ignore",
        help=words,
        disabled=waits,
        key=f"download_{name}",
    )


def address() -> str | None:
    """The address of this page with every input in it; None where the browser has not told it."""
    base = st.context.url
    if base is None:
        return None
    query = urlencode({name: st.query_params.get_all(name) for name in st.query_params}, doseq=True)
    return f"{base}?{query}" if query else base


def _markdown(given: RecordInput | None) -> str:
    return "" if given is None else decision_record(given)


def _page(given: RecordInput | None) -> str:
    return "" if given is None else record_page(given)


def _evidence(answer: Answer, said: Stated) -> str:
    if said.evidence is None or answer.scenario is None or answer.comparison is None:
        return ""
    return evidence_json(said.evidence, answer.scenario, answer.comparison.case)


def _given(
    answer: Answer, found: EvidenceAnswer, said: Stated, question: str, link: str | None
) -> RecordInput | None:
    if answer.scenario is None or answer.comparison is None:
        return None
    sure = odds_of(answer)
    return RecordInput(
        question=question,
        evidence=said.evidence,
        found=found if said.has_prompting else None,
        scenario=answer.scenario,
        defaults=answer.defaults,
        comparison=answer.comparison,
        sure=sure if isinstance(sure, Uncertainty) else None,
        link=link,
        day=datetime.now(UTC).date(),
    )
