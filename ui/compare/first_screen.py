"""The first screen: the verdict, how far it goes, the figures that decide it, and one picture."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from costmodel.case.model import Growth, HybridBill
from costmodel.decide.compare import Comparison
from costmodel.decide.crossing_words import payback_in_words, volumes_in_words
from costmodel.decide.evidence.wording import STATE_WORDS
from costmodel.decide.money import short_number, usd_in_words
from costmodel.decide.price_events import PriceChange, changes_in_words, price_changes, price_marks
from costmodel.decide.uncertainty import Uncertainty
from costmodel.decide.uncertainty.odds import Odds
from costmodel.decide.verdict import Finding, verdict
from ui.answer import Answer
from ui.decision.words import COLOURS, PROMPTING, RETRIEVAL, volume_statement
from ui.evidence import states
from ui.figures.cumulative import cumulative_figure
from ui.figures.layout import CHART_CONFIG
from ui.odds import odds_of
from ui.odds_words import verdict_odds
from ui.verdict import verdict_text
from ui.words import markdown_usd, months_in_words, plain, spoken

CHART_HEIGHT = 310


def draw(answer: Answer, comparison: Comparison) -> Uncertainty | None:
    """Draw what answers the question without scrolling; return how sure it is, drawn after the point estimate."""
    found = verdict(comparison)
    text = verdict_text(comparison, found)
    st.title(text.headline, anchor=False)
    judged = [plain(note) for note in comparison.case.quality_notes]
    said = (text.fine_tune, text.rent_gpus, text.beware, *judged)
    st.markdown("  \n".join(line for line in said if line))
    sure = st.empty()
    conditions = st.container(horizontal=True, gap="small")
    _draw_figures(comparison, found.fine_tune)
    st.caption(_basis(comparison))
    odds = _draw_odds(answer, comparison, sure)
    with conditions:
        _draw_conditions(answer, comparison)
    changes = price_changes(comparison.case)
    st.plotly_chart(
        cumulative_figure(comparison, CHART_HEIGHT, _bands(comparison, odds), price_marks(changes)),
        key="cumulative_chart",
        config=CHART_CONFIG,
        alt=_in_words(comparison, changes),
    )
    if changes:
        st.caption(f"Prices change inside the horizon: {plain(changes_in_words(changes))}.")
    if odds is not None and odds.about is not None:
        name = plain(odds.options[odds.about].option)
        st.caption(
            f"Lines: as typed. Shaded: where the cost of {name} and of today's option lies in 8 of 10 futures."
        )
    return odds


def _draw_odds(answer: Answer, comparison: Comparison, place: DeltaGenerator) -> Uncertainty | None:
    """Fill the line under the verdict; a future that cannot be costed is said, and leaves the point estimate."""
    found = odds_of(answer)
    if isinstance(found, Uncertainty):
        place.markdown(verdict_odds(comparison, found))
        return found
    if found is None:
        place.markdown(_not_asked(comparison))
    else:
        problem = found[0]
        place.markdown(f"**How sure?** Not known: in some future, {plain(str(problem))}")
    return None


def _not_asked(comparison: Comparison) -> str:
    if len(comparison.results) == 1:
        return "**How sure?** Only one option is compared, so there is nothing to win against."
    return "**How sure?** Not asked: no number of what is compared is a range."


def _bands(comparison: Comparison, found: Uncertainty | None) -> list[Odds]:
    """Of today's option and the one in question: more would lie over each other."""
    if found is None or found.about is None:
        return []
    return [found.options[comparison.case.baseline_index], found.options[found.about]]


def _draw_conditions(answer: Answer, comparison: Comparison) -> None:
    """Three things must be true at once; money speaks for the third only."""
    statements = (
        (PROMPTING, "Shown by held-out items on which every prompt stays below your bar."),
        (RETRIEVAL, "Shown by the same items with retrieval or tools, and by sorting what still fails."),
        (
            volume_statement(comparison),
            "Against the cheapest other option that meets your bar; this page speaks for it only.",
        ),
    )
    for (statement, words), state in zip(statements, states(answer), strict=True):
        st.badge(f"{statement}: {STATE_WORDS[state]}", color=COLOURS[state], help=words)


def _draw_figures(comparison: Comparison, tune: Finding | None) -> None:
    baseline = comparison.baseline
    horizon = comparison.case.horizon_months
    with st.container(horizontal=True, gap="small"):
        st.metric(
            "Today a month, with people",
            usd_in_words(baseline.ledger.usd_by_month[0]),
            help=f"{markdown_usd(baseline.total_usd)} over {horizon} months, people included.",
            border=True,
        )
        if tune is None:
            return
        crossover = comparison.crossovers[tune.option.name]
        if tune.saving_npv_usd is not None:
            st.metric(
                "Saved, in today's money" if tune.pays else "Extra cost, in today's money",
                usd_in_words(abs(tune.saving_npv_usd)),
                help=f"Net present value over {horizon} months: the best tuned option against the best hosted one.",
                border=True,
            )
        st.metric(
            "Paid back",
            payback_in_words(crossover.payback),
            help=f"Undiscounted, against today's API. {spoken(crossover.payback.why)}",
            border=True,
        )
        st.metric(
            "Cheaper than today",
            volumes_in_words(crossover.break_even),
            help=f"Tasks in the first month, undiscounted. {spoken(crossover.break_even.why)}",
            border=True,
        )


def _basis(comparison: Comparison) -> str:
    """What the answer stands on that nobody sees while it is folded away."""
    case, calls, bill = comparison.case, comparison.baseline.option.calls, comparison.baseline.option.bill
    trend = 0.0 if isinstance(bill, HybridBill) else float(bill.price_change_per_year)
    prices = f", today's API {trend:+.0%} a year" if trend else ""
    return (
        f"{short_number(float(case.tasks_per_month))} tasks in the first month, {_growth_in_words(case.growth)};"
        f" {float(calls.input_tokens):,.0f} tokens in, {float(calls.cached_input_tokens):,.0f} of them cached,"
        f" {float(calls.output_tokens):,.0f} out. List prices of {case.as_of}, before tax{prices}; today's money at"
        f" {float(case.discount_rate):.1%} a year. Qualities are examples until you measure them."
    )


def _growth_in_words(growth: Growth) -> str:
    if growth.series is not None:
        months = len(growth.series)
        return f"then in the shape of {months} monthly {'volume' if months == 1 else 'volumes'}"
    of_what = "" if growth.shape == "compound" else " of the first month's volume"
    return f"{float(growth.per_month):+.1%}{of_what} a month"


def _in_words(comparison: Comparison, changes: Sequence[PriceChange]) -> str:
    ends = [f"{result.name} {usd_in_words(result.total_usd)}" for result in comparison.results]
    paid_back = [
        f"{name} is paid back {months_in_words(crossover.payback.months)}"
        for name, crossover in comparison.crossovers.items()
        if crossover.payback.status == "reached" and crossover.payback.months is not None
    ]
    return (
        f"Cumulative cost after {comparison.case.horizon_months} months: {', '.join(ends)}."
        f" {'; '.join(paid_back) or 'No option is paid back'}."
        + (f" Prices change inside the horizon: {changes_in_words(changes)}." if changes else "")
    )
