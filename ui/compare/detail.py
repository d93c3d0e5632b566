"""More about the odds: every option, shares of the variance, and the volumes from which an option wins."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from costmodel.catalog.load import load_catalog
from costmodel.decide.break_even import LOWEST_TASKS_PER_MONTH
from costmodel.decide.compare import Comparison
from costmodel.decide.money import short_number
from costmodel.decide.uncertainty import Uncertainty
from costmodel.decide.uncertainty.detail import (
    BreakEvenSpread,
    SharesOfVariance,
    break_even_spreads,
    shares_of_variance,
)
from costmodel.decide.uncertainty.odds import Odds, PaybackSpread, Spread
from costmodel.scenario.model import Scenario
from ui.input_words import input_in_words
from ui.words import markdown_usd, plain

TITLE = "More about the odds"
LEAST_SHARE = 0.005


def draw(scenario: Scenario, comparison: Comparison, sure: Uncertainty) -> None:
    """Draw what takes a second to work out, once it is asked for."""
    folded = st.expander(TITLE, key="odds_open", on_change="rerun")
    with folded:
        if folded.open:
            shares, volumes = _details(scenario.fingerprint, scenario, comparison, sure)
            st.markdown(_options(comparison, sure, volumes))
            st.caption(_subsample(volumes))
            st.markdown(_shares(shares, [result.name for result in comparison.results]))


@st.cache_resource(max_entries=64, show_spinner="Searching the break-even of every future …")
def _details(
    fingerprint: str, _scenario: Scenario, _comparison: Comparison, _sure: Uncertainty
) -> tuple[SharesOfVariance, dict[str, BreakEvenSpread]]:
    del fingerprint  # it stands for the scenario among what is kept
    catalog = load_catalog()
    return (
        shares_of_variance(_scenario, catalog, _sure, _comparison.case.baseline_index),
        break_even_spreads(_scenario, catalog, _comparison, _sure),
    )


def _options(comparison: Comparison, sure: Uncertainty, volumes: dict[str, BreakEvenSpread]) -> str:
    lines = [
        "| | cheapest of all | cheaper than today | saves, p10 / p50 / p90 | paid back, month | never | cheaper from, tasks a month |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for place, odds in enumerate(sure.options):
        is_today = place == comparison.case.baseline_index
        lines.append(_row(odds, volumes.get(odds.option)) if not is_today else _today(odds))
    return "\n".join(lines)


def _today(odds: Odds) -> str:
    return f"| {plain(odds.option)} (today) | {odds.probability_cheapest:.0%} | - | - | - | - | - |"


def _row(odds: Odds, volumes: BreakEvenSpread | None) -> str:
    months = "-" if odds.payback is None else _months(odds.payback)
    never = "-" if odds.payback is None else f"{odds.payback.share_never:.0%}"
    cells = (
        plain(odds.option),
        f"{odds.probability_cheapest:.0%}",
        f"{odds.probability_cheaper_than_baseline:.0%}",
        _spread(odds.npv_saving_usd, markdown_usd, "not finite"),
        months,
        never,
        "-" if volumes is None else _spread(volumes.tasks_per_month, _volume, "never"),
    )
    return f"| {' | '.join(cells)} |"


def _volume(tasks_per_month: float) -> str:
    return "any" if tasks_per_month <= LOWEST_TASKS_PER_MONTH else short_number(tasks_per_month)


def _months(payback: PaybackSpread) -> str:
    return _spread(payback.months, lambda months: f"{months:.0f}", "never")


def _spread(spread: Spread, words: Callable[[float], str], missing: str) -> str:
    ends = (spread.p10, spread.p50, spread.p90)
    return " / ".join(missing if end is None else words(end) for end in ends)


def _subsample(volumes: dict[str, BreakEvenSpread]) -> str:
    draws = max((each.draws for each in volumes.values()), default=0)
    return (
        f"Volumes from which an option is cheaper for good are searched exactly in {draws} of these futures."
        " Paid back later than the horizon counts at the pace of its last month."
    )


def _shares(shares: SharesOfVariance, names: list[str]) -> str:
    if shares.by_path is None:
        return f"**Shares of the variance**: none. {plain(shares.why)}"
    ranked = sorted(shares.by_path.items(), key=lambda pair: pair[1], reverse=True)
    told = [
        f"{plain(input_in_words(path, names))} {share:.0%}" for path, share in ranked if share >= LEAST_SHARE
    ]
    return f"**Shares of the variance** of the saving: {', '.join(told) or 'none, it does not vary'}. {shares.why}"
