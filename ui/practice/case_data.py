"""What a team has measured, as figures and small tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from costmodel.decide.evidence.verdict import Limit
from costmodel.decide.evidence.wording import percent
from costmodel.decide.money import usd_in_words
from costmodel.practice.judged import JudgedCase, Way
from costmodel.scenario.evidence import Failures
from costmodel.scenario.model import Scenario
from costmodel.scenario.workload import Workload
from ui.words import markdown_usd, plain, round_number

FAILURE_WORDS = {
    "wrong_behaviour": "Wrong although the facts were supplied",
    "missing_knowledge": "Right once a missing fact is supplied",
    "search_defect": "Right once search finds the page",
    "bad_label": "The label or the grader was wrong",
}


def draw(judged: JudgedCase) -> None:
    """Draw the figures, what was measured, and the ways with their costs."""
    _draw_figures(judged)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("\n".join(_measured(judged)))
        retrieval = judged.case.evidence.retrieval
        if retrieval is None:
            st.caption("Retrieval and tools: not tested. Failures: not sorted.")
        else:
            st.caption(
                f"With retrieval {retrieval.newly_passing} items newly pass and {retrieval.newly_failing} newly fail,"
                " against the best prompt on the same items."
            )
            if retrieval.failures is not None:
                st.markdown("\n".join(_failures(retrieval.failures)))
    with right:
        st.markdown("\n".join(_ways(judged.ways, judged.case.scenario.horizon_months)))
        st.caption(_about_costs(judged.case.scenario))


def _about_costs(scenario: Scenario) -> str:
    wrong = float(scenario.error_cost_usd)
    counted = f", and {markdown_usd(wrong)} for each wrong answer" if wrong else ""
    return (
        f"Most likely costs at the prices of {scenario.as_of}, with people, building, today's bill while building{counted}."
        " How sure they are is part of the question."
    )


def _draw_figures(judged: JudgedCase) -> None:
    workload = judged.case.scenario.workload
    with st.container(horizontal=True, gap="small"):
        st.metric(
            "Must come out right",
            percent(judged.case.evidence.bar),
            help="The quality bar: the share of tasks that must pass.",
            border=True,
        )
        st.metric("Tasks a month", round_number(workload.tasks_per_month), border=True)
        st.metric(
            "Tokens in and out",
            f"{workload.input_tokens:,.0f} + {workload.output_tokens:,.0f}",
            help=_tokens_help(workload),
            border=True,
        )
        st.metric(
            "Today's bill a month",
            usd_in_words(judged.todays_bill_usd),
            help="What the provider charges in the first month, without people.",
            border=True,
        )


def _tokens_help(workload: Workload) -> str:
    cached = workload.cached_input_tokens
    return f"Of a task, today. {f'{cached:,.0f} of the prompt are cached.' if cached else ''}"


def _measured(judged: JudgedCase) -> Iterator[str]:
    first, second, _ = judged.found.verdicts
    yield f"| On the same {judged.case.evidence.prompting.items:,} items | pass | rate |"
    yield "|---|---:|---:|"
    yield from (_counted(limit.what, limit) for limit in first.limits)
    if judged.case.evidence.retrieval is not None:
        yield _counted("The best prompt with retrieval", second.limits[0])


def _counted(what: str, limit: Limit) -> str:
    return f"| {plain(what)} | {limit.counted.passes:,.0f} | {percent(limit.counted.rate)} |"


def _failures(failures: Failures) -> Iterator[str]:
    yield "| Failures, sorted by hand | count |"
    yield "|---|---:|"
    counts = {name: getattr(failures, name) for name in FAILURE_WORDS}
    yield from (f"| {words} | {counts[name]:,} |" for name, words in FAILURE_WORDS.items() if counts[name])


def _ways(ways: Sequence[Way], months: int) -> Iterator[str]:
    yield f"| Way | right | up front | {months} months |"
    yield "|---|---:|---:|---:|"
    yield from (
        f"| {plain(way.name)} | {_quality(way)} | {markdown_usd(way.upfront_usd)} | {markdown_usd(way.total_usd)} |"
        for way in ways
    )


def _quality(way: Way) -> str:
    return "not known" if way.quality is None else percent(way.quality)
