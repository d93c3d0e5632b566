"""The first screen of the page: what building takes in one sentence, its figures, and the timeline."""

from __future__ import annotations

import streamlit as st

from costmodel.decide.money import usd_in_words
from costmodel.decide.pipeline.plan import BuildPlan
from costmodel.decide.pipeline.stages import PEOPLE_BAND
from ui.figures.layout import CHART_CONFIG
from ui.figures.timeline import timeline_figure
from ui.pipeline.programme_inputs import Editor, change
from ui.words import STAGE_WORDS, days_in_words, markdown_usd, plain

CHART_HEIGHT = 300
MOST_BUILD_MONTHS = 60
PARTS = ("data", "training", "evaluation", "ab_test", "engineering")


def draw_title(plan: BuildPlan) -> None:
    """Draw the sentence that answers."""
    name = plain(plan.option.name)
    if not plan.is_itemised:
        st.title(
            f"Building {name} is a lump of {markdown_usd(plan.lump_usd)}: no stage of it is itemised.",
            anchor=False,
        )
        return
    mostly = (
        ", most of it waiting for traffic"
        if plan.is_mostly_waiting
        else ": mostly people, hardly any GPU time"
        if plan.is_mostly_people
        else ""
    )
    st.title(
        f"Building {name} costs about {markdown_usd(plan.one_off_usd.mid)} and takes"
        f" {days_in_words(plan.timeline.days.mid)}{mostly}.",
        anchor=False,
    )


def draw(plan: BuildPlan, editor: Editor) -> None:
    """Draw what answers the question without scrolling."""
    if not plan.is_itemised:
        st.markdown(
            "Itemise it to see what each stage needs, how long it takes, and what must be true before going on."
        )
        st.button(
            "Itemise it with usual figures",
            on_click=change,
            args=(editor.key, {part: {} for part in PARTS}),
            disabled=editor.locked,
        )
        return
    st.markdown(_in_short(plan))
    _draw_figures(plan)
    st.caption(_band(plan))
    st.plotly_chart(
        timeline_figure(plan.timeline, CHART_HEIGHT),
        key="timeline_chart",
        config=CHART_CONFIG,
        alt=_in_words(plan),
    )
    _draw_build_months(plan, editor)


def _band(plan: BuildPlan) -> str:
    days, one_off = plan.timeline.days, plan.one_off_usd
    return (
        f"Band: {markdown_usd(one_off.low)} to {markdown_usd(one_off.high)}, {days_in_words(days.low)} to"
        f" {days_in_words(days.high)}; people's effort {PEOPLE_BAND[0]:g} to {PEOPLE_BAND[1]:g} times its estimate, machine hours as"
        " published runs spread. One engineer to a role."
    )


def _in_short(plan: BuildPlan) -> str:
    failing = [gate for gate in plan.gates if gate.state == "fails"]
    unknown = sum(gate.state == "not_known" for gate in plan.gates)
    if failing:
        first = failing[0]
        how_many = "One check fails" if len(failing) == 1 else f"{len(failing)} checks fail, the first"
        return (
            f":orange[**{how_many} in {STAGE_WORDS[first.stage]}**], “{first.name}”: {plain(first.found)}; needed:"
            f" {plain(first.needed)}. {plain(first.remedy)}"
        )
    return (
        f"Nothing planned stands in the way; {unknown} of {len(plan.gates)} checks wait for a measurement."
        " The other pages count this programme month by month."
    )


def _draw_figures(plan: BuildPlan) -> None:
    days, one_off = plan.timeline.days, plan.one_off_usd
    with st.container(horizontal=True, gap="small"):
        st.metric(
            "One-off cost",
            usd_in_words(one_off.mid),
            help="All stages, and lumps beside them; paid at time 0 in the ledger.",
            border=True,
        )
        st.metric(
            "Until it is in production",
            days_in_words(days.mid),
            help="From the first day to the end of the test in production.",
            border=True,
        )
        st.metric(
            "Engineers and set-up",
            usd_in_words(plan.people_usd),
            help="Weeks of work at the full-time year that the sidebar states, and the platform's set-up.",
            border=True,
        )
        st.metric(
            "Training runs",
            usd_in_words(plan.compute_usd),
            help="All runs, failed ones and those on pairs included: usually the smallest line.",
            border=True,
        )


def _draw_build_months(plan: BuildPlan, editor: Editor) -> None:
    """The schedule beside the months that the comparison pays today's bill for."""
    needed, assumed = plan.months_to_build, plan.option.programme.build_months
    if needed == assumed:
        st.caption(f"The comparison counts {assumed} months of building, as this schedule needs.")
        return
    if needed > MOST_BUILD_MONTHS:
        st.markdown(
            f"This schedule needs **{days_in_words(plan.timeline.days.mid)}**; the comparison counts {assumed} months of"
            f" building, and {MOST_BUILD_MONTHS} at most."
        )
        return
    st.markdown(
        f"This schedule needs **{needed} months**; the comparison counts **{assumed}**, in which today's bill is paid on."
    )
    if editor.key is not None:
        key = editor.key.replace("plan_", "build_")
        st.button(f"Count {needed} months of building", on_click=_set, args=(key, needed))


def _set(key: str, months: int) -> None:
    st.session_state[key] = months


def _in_words(plan: BuildPlan) -> str:
    bars = [
        f"{STAGE_WORDS[bar.name]} from day {bar.start_day:.0f} to {bar.end_day:.0f}, waits on {bar.waits_on}"
        for bar in plan.timeline.bars
        if bar.days.mid > 0
    ]
    return f"Timeline of the programme. {'; '.join(bars)}."
