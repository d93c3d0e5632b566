"""One card for each of the three statements: what to enter, the state, the picture, what to do next."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from costmodel.decide.evidence.answer import EvidenceAnswer
from costmodel.decide.evidence.retrieval import RetrievalVerdict
from costmodel.decide.evidence.verdict import Limit, Verdict
from costmodel.decide.evidence.volume import VolumeVerdict
from costmodel.decide.evidence.wording import STATE_WORDS
from costmodel.scenario.evidence import Levels
from ui.answer import Answer
from ui.decision.fields import ARM, CURE, FAILURES, ITEMS
from ui.decision.inputs import draw_bar, draw_number, draw_numbers, draw_passes, leave_out_arm
from ui.decision.words import COLOURS, PROMPTING, RETRIEVAL, volume_statement
from ui.evidence import Stated
from ui.figures.layout import CHART_CONFIG
from ui.figures.limits import Row, chance_figure, limits_figure
from ui.words import plain, share_in_words

MOST_ROWS = 8
"""More prompts than that make a picture nobody reads; the best are shown."""


def draw(answer: Answer, found: EvidenceAnswer, said: Stated) -> None:
    """Draw the three cards side by side."""
    first, second, third = st.columns(3, gap="medium")
    with first, st.container(border=True):
        _draw_head(PROMPTING, found.prompting_fails)
        draw_bar(answer)
        draw_number(said.fields, ITEMS)
        draw_passes(said.fields)
        _draw_limits(found.prompting_fails.limits, "bar", "prompting_chart")
        _draw_rest(found.prompting_fails)
    with second, st.container(border=True):
        _draw_head(RETRIEVAL, found.retrieval_does_not_fix_it)
        _draw_arm_inputs(said)
        _draw_arm(found.retrieval_does_not_fix_it)
        _draw_rest(found.retrieval_does_not_fix_it)
    with third, st.container(border=True):
        _draw_head(volume_statement(answer.comparison), found.volume_justifies)
        _draw_chance(found.volume_justifies, said.levels)
        _draw_rest(found.volume_justifies)
        st.page_link("pages/compare.py", label="Change volume and options")


def _draw_head(statement: str, verdict: Verdict) -> None:
    st.header(statement, anchor=False)
    st.badge(STATE_WORDS[verdict.state], color=COLOURS[verdict.state])
    st.markdown(plain(verdict.why))


def _draw_arm_inputs(said: Stated) -> None:
    draw_numbers(said.fields, ARM, 2)
    with st.expander("What still fails, sorted by the oracle test", expanded=said.has_arm):
        draw_numbers(said.fields, (*FAILURES, CURE), 2)
    if any(path.startswith("retrieval.") for path in said.fields):
        st.button("Take retrieval out", on_click=leave_out_arm)


def _draw_arm(verdict: RetrievalVerdict) -> None:
    if not verdict.limits:
        return
    arm, *shares = verdict.limits
    _draw_limits([arm], "bar", "arm_chart")
    _draw_limits(shares, "half", "behaviour_chart")
    if verdict.lift is not None:
        lift = verdict.lift
        st.caption(
            f"Lift {share_in_words(lift.low)} to {share_in_words(lift.high)} with 95% confidence; McNemar's exact p is"
            f" {lift.exact_p:.2g}, mid p {lift.mid_p:.2g}. They inform and do not decide."
        )


def _draw_limits(limits: Sequence[Limit], bar_name: str, key: str) -> None:
    if not limits:
        return
    shown = sorted(limits, key=lambda limit: limit.counted.rate, reverse=True)[:MOST_ROWS]
    rows = [Row(limit.what, limit.counted.rate, limit.lower, limit.upper) for limit in shown]
    bar = shown[0].bar
    st.plotly_chart(
        limits_figure(rows, bar, f"{bar_name} {share_in_words(bar)}"),
        key=key,
        config=CHART_CONFIG,
        alt="; ".join(
            f"{row.name}: {row.rate:.1%}, limits {row.lower:.1%} and {row.upper:.1%}, against {bar:.1%}"
            for row in rows
        ),
    )
    if len(limits) > len(shown):
        st.caption(f"The best {len(shown)} of {len(limits)} prompts.")


def _draw_chance(verdict: VolumeVerdict, levels: Levels) -> None:
    if verdict.facts is None:
        return
    chance = verdict.facts.probability_pays
    st.plotly_chart(
        chance_figure(chance, levels.pays, levels.does_not_pay),
        key="chance_chart",
        config=CHART_CONFIG,
        alt=f"Building saves money in {chance:.1%} of futures; from {levels.pays:.0%} on it pays, up to {levels.does_not_pay:.0%} it does not.",
    )


def _draw_rest(verdict: Verdict) -> None:
    if verdict.next_step:
        st.markdown(f"**Next:** {plain(verdict.next_step)}")
    for note in verdict.notes:
        st.caption(plain(note))
