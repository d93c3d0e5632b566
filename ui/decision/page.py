"""The page on building at all from top to bottom: the decision, three cards, files, rules, what leaves."""

from __future__ import annotations

import streamlit as st

from costmodel.decide.evidence.answer import EvidenceAnswer
from ui.answer import Answer
from ui.decision import cards, collect, downloads, files, planner
from ui.decision.fields import RULES
from ui.decision.inputs import BEFORE, draw_numbers, replace_all, take_back
from ui.decision.words import headline
from ui.evidence import Stated, bar_of, design_effect_of, judged, stated
from ui.notices import draw_left_out, draw_problems, label_of
from ui.scenario_file import draw_banner
from ui.words import plain

USUAL_BAR = 0.9
"""What the planner of tests starts from where no bar is said."""
KEYS = planner.KEYS
"""Parameters of a link that only this page draws."""


def draw(answer: Answer) -> None:
    """Draw the page; what cannot be answered about cost leaves the first two questions."""
    draw_banner()
    draw_left_out(answer.left_out)
    said = stated(answer)
    found = judged(answer, said)
    bar = bar_of(answer)
    st.title(headline(found, said, has_bar=bar is not None), anchor=False)
    st.markdown(_why(found, said, has_bar=bar is not None))
    # A section that grows or shrinks must not move the others: a folded part that moves folds again.
    with st.container():
        if found.contradiction:
            st.caption(f"**Mind:** {plain(found.contradiction)}")
        _draw_problems(answer, said)
    cards.draw(answer, found, said)
    with st.container(horizontal=True):
        st.button("Clear what was entered", on_click=replace_all, args=({},), disabled=not said.fields)
        if st.session_state.get(BEFORE):
            st.button("Undo", on_click=take_back)
    collect.draw(bar, is_open=not said.has_prompting)
    with st.container():
        files.draw(said)
    with st.expander("Error rates and thresholds"):
        st.markdown(
            "The levels below are choices with defaults, not standards; no source publishes one. Whoever shares this page shares"
            " them, too."
        )
        draw_numbers(said.fields, RULES, 4)
    with st.container():
        planner.draw(USUAL_BAR if bar is None else bar, design_effect_of(said))
    downloads.draw(answer, found, said)


def _why(found: EvidenceAnswer, said: Stated, *, has_bar: bool) -> str:
    if said.problems:
        return "What still agrees is judged below; nothing of what was entered is lost."
    if not said.has_prompting:
        money = found.volume_justifies.state == "does_not_hold"
        whatever = " Whatever they show, own GPUs do not pay at this volume." if money else ""
        return (
            "Training and running your own model is justified when three statements hold at once. Two of them only"
            f" measurements can show: enter counts below, or start from the plan.{whatever}"
        )
    return (
        plain(found.why)
        if has_bar
        else "Share of tasks that must come out right: it stands in the first card, and in the sidebar."
    )


def _draw_problems(answer: Answer, said: Stated) -> None:
    if said.problems:
        draw_problems(said.problems, "These counts contradict each other:", name_of=_name)
    if answer.comparison is None:
        title = "The costs cannot be answered yet; nothing of the inputs is lost:"
        draw_problems(answer.problems, title, name_of=label_of)


def _name(field: str) -> str:
    return field.replace("_", " ").replace(".", ", ")
