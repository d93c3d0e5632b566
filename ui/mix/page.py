"""The page about the parts of a request: the plan, its graph, its rivals, its limits, other volumes, files."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from costmodel.case.mix import MixCase
from costmodel.catalog.load import load_catalog
from costmodel.decide.mix import (
    AtVolume,
    LimitCost,
    Mix,
    MixAnswer,
    NoMix,
    Switch,
    answer_mix,
    assignment_in_full,
    limit_costs,
    mix_case,
    plan_in_words,
    sweep,
    switches,
    usd_by_step,
    usd_per_1000_requests,
    where,
)
from costmodel.decide.money import percent_in_words, short_number, usd_in_words
from costmodel.errors import InputError
from costmodel.export.mix_files import plan_csv, plan_json, plan_markdown
from costmodel.scenario.mix_plan import MixPlan
from ui.figures.layout import CHART_CONFIG
from ui.figures.request_graph import request_figure, volume_figure
from ui.mix import around, inputs, programme, sure
from ui.notices import draw_problems
from ui.words import markdown_usd, plain

KEYS = inputs.KEYS
SOLVING = "Solving from 10 thousand to 100 million requests a month …"
SWEEP = "mix_sweep"


@dataclass(frozen=True)
class Solved:
    """A plan in numbers, its answer, and what its limits cost."""

    case: MixCase
    answer: MixAnswer | NoMix
    limits: tuple[LimitCost, ...]


def draw() -> None:
    """Draw the page."""
    heading = st.container()
    plan = inputs.draw()
    if plan is None:
        with heading:
            st.title("Which parts should be built?", anchor=False)
        inputs.draw_upload()
        return
    try:
        solved = _solved(plan_json(plan), plan)
    except InputError as error:
        with heading:
            st.title("Which parts should be built?", anchor=False)
        draw_problems(error.problems, "This plan cannot be solved yet; nothing of it is lost:", name_of=str)
        inputs.draw_upload()
        return
    with heading:
        _draw_title(solved)
    if isinstance(solved.answer, MixAnswer):
        _draw_answer(plan, solved.case, solved.answer, solved.limits)
    inputs.draw_upload()


@st.cache_resource(max_entries=64, show_spinner="Solving the plan to proof …")
def _solved(fingerprint: str, _plan: MixPlan) -> Solved:
    case = mix_case(_plan, load_catalog())
    found = answer_mix(case)
    return Solved(case, found, limit_costs(case, found.best) if isinstance(found, MixAnswer) else ())


@st.cache_resource(max_entries=16, show_spinner=False)
def _swept(fingerprint: str, _case: MixCase) -> tuple[tuple[AtVolume, ...], tuple[Switch, ...]]:
    bar = st.progress(0.0, SOLVING)
    found = sweep(_case, say=lambda done: _tell(bar, done))
    changes = switches(_case, found)
    bar.empty()
    return found, changes


def _tell(bar: DeltaGenerator, done: float) -> None:
    bar.progress(done, SOLVING)


def _draw_title(solved: Solved) -> None:
    if isinstance(solved.answer, NoMix):
        st.title("No plan keeps every limit.", anchor=False)
        st.markdown(plain(solved.answer.why))
        return
    st.title(f"{plain(plan_in_words(solved.case, solved.answer))}.", anchor=False)


def _draw_answer(plan: MixPlan, case: MixCase, found: MixAnswer, limits: tuple[LimitCost, ...]) -> None:
    best = found.best
    columns = st.columns(4)
    columns[0].metric("A month", usd_in_words(best.usd_per_month), border=True)
    columns[1].metric(
        "1,000 requests", usd_in_words(usd_per_1000_requests(case, best.usd_per_month)), border=True
    )
    floor = f"at least {case.quality_floor:.1%}" if case.quality_floor else "no floor"
    quality = "not known" if best.quality is None else f"{best.quality:.1%}"
    columns[2].metric(
        "Quality, end to end", quality, floor, delta_color="off", delta_arrow="off", border=True
    )
    budget = f"of {case.latency_budget_ms:,.0f} ms" if case.latency_budget_ms < float("inf") else "no limit"
    latency = "not known" if best.latency_ms is None else f"{best.latency_ms:,.0f} ms"
    columns[3].metric("Slowest path", latency, budget, delta_color="off", delta_arrow="off", border=True)
    proof = (
        "proved cheapest"
        if found.proved_optimal
        else f"at most {percent_in_words(found.gap)} above the cheapest"
    )
    st.caption(f"Of all assignments, {proof}. Qualities and times are examples until you measure yours.")
    _draw_graph(case, best)
    programme.draw(plan, case, found)
    around.draw_rivals(case, found)
    around.draw_limits(case, limits)
    around.draw_swap(case, best)
    around.draw_measured(case, best)
    sure.draw(plan_json(plan), case, best)
    _draw_volume(plan, case)
    _draw_files(plan, case, found)


def _draw_graph(case: MixCase, best: Mix) -> None:
    st.header("Where each step runs", anchor=False)
    steps = "; ".join(
        f"{task} on {where(case, column)}"
        for task, column in zip(case.subtasks, best.assignment, strict=True)
    )
    st.plotly_chart(
        request_figure(case, best), key="mix_graph", config=CHART_CONFIG, alt=f"The request: {steps}"
    )
    st.dataframe(
        pd.DataFrame(_step_rows(case, best)),
        hide_index=True,
        width="stretch",
        placeholder="",
        column_config={
            "A month": st.column_config.NumberColumn("A month", format="$%,.0f"),
            "1,000 requests": st.column_config.NumberColumn("1,000 requests", format="$%.3g"),
            "Quality": st.column_config.NumberColumn("Quality", format="percent"),
            "At least": st.column_config.NumberColumn("At least", format="percent"),
            "Time (ms)": st.column_config.NumberColumn("Time (ms)", format="localized"),
        },
        alt="Steps with where they run, what they cost, how good and how fast they are",
    )
    pools = [
        f"{pool.name}: {count} {'replica' if count == 1 else 'replicas'}, {load:.2f} of them filled at the peak, {markdown_usd(usd)} a month"
        for pool, count, load, usd in zip(case.pools, best.replicas, best.load, best.usd_by_pool, strict=True)
        if count
    ]
    notes = (
        [f"A step's share of a pool goes by the load it brings. Pools: {'; '.join(pools)}."] if pools else []
    )
    st.caption(" ".join([*notes, *(plain(note) for note in case.notes)]))


def _step_rows(case: MixCase, best: Mix) -> list[dict[str, object]]:
    spend = usd_by_step(case, best)
    return [
        {
            "Step": task,
            "Runs on": where(case, column),
            "A month": spend[row],
            "1,000 requests": usd_per_1000_requests(case, spend[row]),
            "Quality": _known(float(case.quality[row, column])),
            "At least": float(case.task_floors[row]) or None,
            "Time (ms)": _known(float(case.latency_ms[row, column])),
        }
        for row, (task, column) in enumerate(zip(case.subtasks, best.assignment, strict=True))
    ]


def _draw_volume(plan: MixPlan, case: MixCase) -> None:
    st.header("The same against volume", anchor=False)
    if not st.toggle("Solve it from 10 thousand to 100 million requests a month", key=SWEEP):
        return
    swept, changes = _swept(plan_json(plan), case)
    st.plotly_chart(
        volume_figure(swept, case.requests_per_month),
        key="mix_volume_chart",
        config=CHART_CONFIG,
        alt="Cost of 1,000 requests under the best plan and of hosted models alone, by volume",
    )
    if not changes:
        st.markdown("One plan is best at every volume.")
        return
    st.markdown("The best plan changes at:")
    first = swept[0]
    plans = [(first.requests_per_month, first.best.assignment if first.best else None)]
    plans += [(change.requests_per_month, change.after) for change in changes]
    st.table(
        pd.DataFrame(
            [
                {
                    "From requests a month": short_number(volume),
                    "Best plan": "none keeps every limit"
                    if assignment is None
                    else plain(assignment_in_full(case, assignment)),
                }
                for volume, assignment in plans
            ]
        ),
        hide_index=True,
        alt="Volumes from which another plan is best",
    )


def _draw_files(plan: MixPlan, case: MixCase, found: MixAnswer) -> None:
    with st.container(horizontal=True):
        st.download_button("plan.json", plan_json(plan), "plan.json", "application/json")
        st.download_button("plan.csv", plan_csv(case, found), "plan.csv", "text/csv")
        st.download_button("plan.md", plan_markdown(plan, case, found), "plan.md", "text/markdown")


def _known(value: float) -> float | None:
    return None if isnan(value) else value
