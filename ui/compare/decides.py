"""What decides the answer, what to measure next, and how good or bad it may get."""

from __future__ import annotations

import math

import streamlit as st

from costmodel.decide.compare import Comparison
from costmodel.decide.money import short_number
from costmodel.decide.uncertainty import Uncertainty
from costmodel.decide.uncertainty.advice import NOTHING_USD, advice
from costmodel.decide.uncertainty.answer import Driver
from costmodel.decide.uncertainty.cases import CaseFigures, Cases
from costmodel.scenario.model import Scenario
from ui.compare import detail, flips
from ui.figures.layout import CHART_CONFIG
from ui.figures.tornado import Bar, tornado_figure
from ui.input_words import input_in_words, value_in_words
from ui.odds_words import share_of_futures
from ui.words import markdown_usd, plain

BARS = 6


def draw(scenario: Scenario, comparison: Comparison, found: Uncertainty) -> None:
    """Draw the tornado beside what it would be worth to know more, and more of both once it is asked for."""
    if found.about is None or found.cases is None:
        return
    st.header("What decides this?", anchor=False)
    name = found.options[found.about].option
    chart, words = st.columns([3, 2], gap="large")
    with chart:
        _draw_tornado(comparison, found, name)
    with words:
        st.markdown("\n\n".join((_measure_next(comparison, found), _if_wrong(comparison, found))))
        st.caption(
            f"{found.draws:,} futures, seed {found.seed}, from {len(found.inputs.ranges)} ranges; the same inputs"
            " give the same odds."
        )
        flips.draw(scenario, comparison, found)
    _draw_cases(comparison, found.cases, found.about)
    detail.draw(scenario, comparison, found)


def _draw_tornado(comparison: Comparison, found: Uncertainty, name: str) -> None:
    moving = [driver for driver in found.drivers if NOTHING_USD < driver.swing.usd < math.inf][:BARS]
    today = plain(comparison.baseline.name)
    for driver in found.drivers:
        if math.isinf(driver.swing.usd):
            st.markdown(_cannot_serve(comparison, driver, name))
    if not moving:
        st.markdown(f"No range moves what {plain(name)} saves against {today}.")
        return
    st.caption(
        f"What {plain(name)} saves against {today} when one input lies at its low or at its high end"
        " (p10, p90) and all others as typed."
    )
    bars = [_bar(comparison, driver) for driver in moving]
    st.plotly_chart(
        tornado_figure(bars, found.base_saving_usd),
        key="tornado_chart",
        config=CHART_CONFIG,
        alt="; ".join(
            f"{bar.name}: saving {markdown_usd(bar.low_usd)} at {bar.low}, {markdown_usd(bar.high_usd)} at {bar.high}"
            for bar in bars
        ),
    )


def _cannot_serve(comparison: Comparison, driver: Driver, name: str) -> str:
    """At which end of an input nothing can be compared, because one of the two cannot serve."""
    swing = driver.swing
    ends = [
        value_in_words(swing.path, end)
        for end, usd in ((swing.low, swing.low_usd), (swing.high, swing.high_usd))
        if not math.isfinite(usd)
    ]
    label = plain(input_in_words(swing.path, [result.name for result in comparison.results]))
    names = f"{plain(name)} or {plain(comparison.baseline.name)}"
    return f"**{label}** decides it: at {plain(' and at '.join(ends))} {names} cannot serve at all."


def _bar(comparison: Comparison, driver: Driver) -> Bar:
    swing = driver.swing
    return Bar(
        input_in_words(swing.path, [result.name for result in comparison.results]),
        value_in_words(swing.path, swing.low),
        value_in_words(swing.path, swing.high),
        swing.low_usd,
        swing.high_usd,
    )


def _measure_next(comparison: Comparison, found: Uncertainty) -> str:
    """What it would be worth to know; what lies in the future can be asked for or agreed, not measured."""
    if found.evpi_usd is None:
        return "**Measure next**: fewer than two options may be chosen, so there is no choice to inform."
    if found.evpi_usd < NOTHING_USD:
        return "**Measure next**: nothing. No input, known exactly, would change the choice."
    told = advice(found)
    lines = []
    if told.measure is not None:
        lines.append(_worth(comparison, "**Measure next**: {}, worth up to {}.", told.measure))
    if told.ask_for is not None:
        words = "**Ask for**: {}, by a forecast or a contract, worth up to {}."
        lines.append(_worth(comparison, words, told.ask_for))
    if not lines:
        lines.append("**Measure next**: no single input is worth much by itself.")
    everything = f"To know everything before deciding is worth up to {markdown_usd(found.evpi_usd)}."
    return "  \n".join((*lines, everything))


def _worth(comparison: Comparison, words: str, driver: Driver) -> str:
    label = input_in_words(driver.swing.path, [result.name for result in comparison.results])
    return words.format(plain(label), markdown_usd(driver.evppi_usd or 0))


def _if_wrong(comparison: Comparison, found: Uncertainty) -> str:
    recommended, regret = comparison.recommended, found.regret
    if recommended is None or regret is None:
        return ""
    name = plain(recommended.name)
    if regret.loss_when_wrong_usd is None:
        return f"**If it is wrong**: in no future would another choice than {name} have cost less."
    bar = (
        " A choice that misses your bar costs its start and today's bill."
        if comparison.case.quality_bar is not None
        else ""
    )
    return (
        f"**If it is wrong**: in {share_of_futures(regret.probability_wrong)} another choice than {name} would have"
        f" cost less, by {markdown_usd(regret.loss_when_wrong_usd)} on average.{bar}"
    )


def _draw_cases(comparison: Comparison, cases: Cases, about: int) -> None:
    name = plain(comparison.results[about].name)
    st.markdown(
        f"**Three cases**: each input at its p10 or p90, whichever is worse or better for {name}, all at once;"
        " what each option saves, and when it is paid back"
    )
    columns = [cases.by_name[case] for case in ("pessimistic", "base", "optimistic")]
    lines = ["| | pessimistic | base | optimistic |", "|---|---:|---:|---:|"]
    for place, result in enumerate(comparison.results):
        is_today = place == comparison.case.baseline_index
        words = [_cost(column[place]) if is_today else _saving(column[place]) for column in columns]
        who = f"{plain(result.name)} (its cost)" if is_today else plain(result.name)
        lines.append(f"| {who} | {' | '.join(words)} |")
    st.markdown("\n".join(lines))


def _cost(figures: CaseFigures) -> str:
    return markdown_usd(figures.npv_usd) if math.isfinite(figures.npv_usd) else "cannot serve"


def _saving(figures: CaseFigures) -> str:
    if not math.isfinite(figures.saving_usd) or figures.payback_months is None:
        return "cannot serve"
    months = figures.payback_months
    if math.isinf(months):
        return f"{markdown_usd(figures.saving_usd)}, never"
    when = f"month {months:.1f}" if months < 1000 else f"month {short_number(months)}"
    return f"{markdown_usd(figures.saving_usd)}, {'at once' if months == 0 else when}"
