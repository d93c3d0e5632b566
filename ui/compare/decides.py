"""What decides the answer, what to measure next, and how good or bad it may get."""

from __future__ import annotations

import math

import streamlit as st

from costmodel.decide.compare import Comparison
from costmodel.decide.money import short_number
from costmodel.decide.uncertainty import Uncertainty
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
NOTHING_USD = 0.5
"""Less than that is rounding."""
OF_THE_FUTURE = ("price_change_per_year", "monthly_growth", "tasks_per_month")
"""Nobody can measure these before deciding."""


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
            f"{found.draws:,} futures, seed {found.seed}, from {len(found.inputs.ranges)} ranges; the same link"
            " gives the same odds."
        )
        flips.draw(scenario, comparison, found)
    _draw_cases(comparison, found.cases, found.about)
    detail.draw(scenario, comparison, found)


def _draw_tornado(comparison: Comparison, found: Uncertainty, name: str) -> None:
    moving = [driver for driver in found.drivers if driver.swing.usd > NOTHING_USD][:BARS]
    today = plain(comparison.baseline.name)
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
    worth = [(driver.evppi_usd, driver) for driver in found.drivers if driver.evppi_usd is not None]
    if not worth or found.evpi_usd is None:
        return "**Measure next**: only one option may be recommended, so there is no choice to inform."
    if found.evpi_usd < NOTHING_USD:
        return "**Measure next**: nothing. No input, known exactly, would change the choice."
    everything = f"To know everything before deciding is worth up to {markdown_usd(found.evpi_usd)}."
    measurable = [pair for pair in worth if not pair[1].swing.path.endswith(OF_THE_FUTURE)]
    lines = [_worth(comparison, "Measure next", max(measurable, key=lambda pair: pair[0], default=None))]
    most = max(worth, key=lambda pair: pair[0])
    if most not in measurable:
        lines.insert(0, _worth(comparison, "Ask first", most))
    return "  \n".join((*lines, everything))


def _worth(comparison: Comparison, what: str, pair: tuple[float, Driver] | None) -> str:
    if pair is None or pair[0] < NOTHING_USD:
        return f"**{what}**: nothing that could be measured would change the choice by itself."
    label = input_in_words(pair[1].swing.path, [result.name for result in comparison.results])
    how = " (a forecast, or a price fixed by contract)" if what == "Ask first" else ""
    return f"**{what}**: {plain(label)}{how}, worth up to {markdown_usd(pair[0])}."


def _if_wrong(comparison: Comparison, found: Uncertainty) -> str:
    recommended, regret = comparison.recommended, found.regret
    if recommended is None or regret is None:
        return ""
    if regret.loss_when_wrong_usd is None:
        return f"**If it is wrong**: no future makes another option that is good enough cheaper than {plain(recommended.name)}."
    return (
        f"**If it is wrong**: in {share_of_futures(regret.probability_wrong)} another option that is good enough is"
        f" cheaper, by {markdown_usd(regret.loss_when_wrong_usd)} on average."
    )


def _draw_cases(comparison: Comparison, cases: Cases, about: int) -> None:
    st.markdown("**All inputs at their ends at once**: cost in today's money, and when it is paid back")
    columns = [cases.by_name[name] for name in ("pessimistic", "base", "optimistic")]
    lines = ["| | pessimistic | base | optimistic |", "|---|---:|---:|---:|"]
    for place, result in enumerate(comparison.results):
        figures = (_in_words(column[place]) for column in columns)
        lines.append(f"| {plain(result.name)} | {' | '.join(figures)} |")
    saved = (markdown_usd(column[about].saving_usd) for column in columns)
    lines.append(f"| **{plain(comparison.results[about].name)} saves** | {' | '.join(saved)} |")
    st.markdown("\n".join(lines))


def _in_words(figures: CaseFigures) -> str:
    cost = markdown_usd(figures.npv_usd) if math.isfinite(figures.npv_usd) else "cannot serve"
    months = figures.payback_months
    if months is None:
        return cost
    if math.isinf(months):
        return f"{cost}, never"
    when = f"month {months:.1f}" if months < 1000 else f"month {short_number(months)}"
    return f"{cost}, {'at once' if months == 0 else when}"
