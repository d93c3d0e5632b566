"""Stage by stage: what each needs, how long it takes, what it costs, and its gates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from costmodel.decide.money import usd_in_words
from costmodel.decide.pipeline.gate import Gate
from costmodel.decide.pipeline.plan import BuildPlan
from costmodel.decide.pipeline.stages import StageCost
from costmodel.decide.pipeline.timeline import Bar
from costmodel.scenario.progress import StageName
from ui.pipeline.programme_inputs import Editor, draw_done, draw_numbers
from ui.pipeline.stage_choices import draw_goal, draw_method_and_cards, draw_writer
from ui.pipeline.stage_fields import KEEPING, MEASURED, PLANNED
from ui.pipeline.stage_needs import NEEDS
from ui.words import STAGE_WORDS, days_in_words, markdown_usd, plain

MARKS: Mapping[str, tuple[str, Literal["green", "orange", "gray"]]] = {
    "passes": (":material/check_circle:", "green"),
    "fails": (":material/error:", "orange"),
    "not_known": (":material/help:", "gray"),
}


def draw(plan: BuildPlan, editor: Editor) -> None:
    """Draw every stage of the programme as one block, in the order in which it is walked."""
    st.header("Stage by stage", anchor=False)
    for number, cost in enumerate(plan.stages, start=1):
        bar = next(bar for bar in plan.timeline.bars if bar.name == cost.name)
        _draw_stage(number, cost, bar, plan, editor)
    draw_keeping(plan, editor)


def draw_keeping(plan: BuildPlan, editor: Editor) -> None:
    """Draw what no stage holds: a lump, retraining, and newer base models."""
    with st.expander("Other cost, and keeping it: retraining and newer base models"):
        st.markdown(_keeping(plan))
        draw_numbers(editor, KEEPING)


def _draw_stage(number: int, cost: StageCost, bar: Bar, plan: BuildPlan, editor: Editor) -> None:
    with st.container(border=True):
        words, figures = st.columns((3, 2), gap="medium")
        with words:
            progress = plan.option.programme.progress
            done = " :green-badge[done]" if progress is not None and cost.name in progress.done else ""
            st.subheader(f"{number} {STAGE_WORDS[cost.name]}{done}", anchor=False)
            st.markdown(NEEDS[cost.name](plan))
        with figures:
            _draw_figures(cost, bar)
        with st.container():
            for gate in plan.gates:
                if gate.stage == cost.name:
                    st.markdown(_gate_in_words(gate))
        _draw_inputs(cost.name, plan, editor)


def _draw_figures(cost: StageCost, bar: Bar) -> None:
    if not cost.usd.mid and not bar.days.mid:
        return
    with st.container(horizontal=True, gap="small"):
        st.metric("Cost", usd_in_words(cost.usd.mid) if cost.usd.mid else "-", help=_cost_in_words(cost))
        st.metric("Time", days_in_words(bar.days.mid) if bar.days.mid else "-", help=_time_in_words(bar))
    st.caption(
        f"{markdown_usd(cost.usd.low)} to {markdown_usd(cost.usd.high)}; {days_in_words(bar.days.low)} to"
        f" {days_in_words(bar.days.high)}, waits on {bar.waits_on}"
    )


def _draw_inputs(stage: StageName, plan: BuildPlan, editor: Editor) -> None:
    if stage == "checkpoint":
        draw_done(editor, stage)
        return
    with st.expander(f"Change or record: {STAGE_WORDS[stage]}"):
        if stage == "data":
            draw_writer(plan, editor)
        if stage == "training":
            draw_method_and_cards(plan, editor)
        if stage == "ab_test":
            draw_goal(editor)
        draw_numbers(editor, PLANNED[stage])
        st.markdown("**Recorded**")
        draw_numbers(editor, MEASURED[stage])
        draw_done(editor, stage)


def _gate_in_words(gate: Gate) -> str:
    icon, colour = MARKS[gate.state]
    remedy = "" if gate.state == "passes" else f" {gate.remedy}"
    return f":{colour}[{icon}] **{gate.name}**: {plain(gate.found)}; needed: {plain(gate.needed)}.{plain(remedy)}"


def _cost_in_words(cost: StageCost) -> str:
    return f"{markdown_usd(cost.work_usd.mid)} of work and {markdown_usd(cost.people_usd.mid)} of engineers."


def _time_in_words(bar: Bar) -> str:
    return f"From day {bar.start_day:.0f} to day {bar.end_day:.0f} of the schedule; waits on {bar.waits_on}."


def _keeping(plan: BuildPlan) -> str:
    programme = plan.option.programme
    every = programme.retrain_every_months
    retraining = (
        f"Every {every} months a retraining for {markdown_usd(plan.retraining_usd)}: a lump of"
        f" {markdown_usd(programme.retrain_usd)}, and {programme.retrain_share:.0%} of data, training and evaluation."
        if every
        else "No retraining is planned."
    )
    refresh = programme.base_refresh_every_months
    newer = (
        f" Every {refresh} months a newer base model for {markdown_usd(plan.base_refresh_usd)}."
        if refresh
        else f" A move to a newer base model would cost {markdown_usd(plan.base_refresh_usd)}."
    )
    end = plan.resolved.upkeep.end_of_life_month
    return retraining + newer + ("" if end is None else f" The provider forces one in month {end}.")
