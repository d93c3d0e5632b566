"""More about the odds: every option, shares of the variance, and the volumes from which an option wins."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from costmodel.catalog.load import load_catalog
from costmodel.decide.break_even import LOWEST_TASKS_PER_MONTH
from costmodel.decide.compare import Comparison
from costmodel.decide.money import short_number, usd_in_words
from costmodel.decide.uncertainty import Uncertainty
from costmodel.decide.uncertainty.detail import (
    BreakEvenSpread,
    SharesOfVariance,
    break_even_spreads,
    shares_of_variance,
)
from costmodel.decide.uncertainty.odds import Odds, Spread
from costmodel.scenario.model import Scenario
from ui.input_words import input_in_words
from ui.words import plain

TITLE = "More about the odds"
LEAST_SHARE = 0.005
COLUMNS = {
    "Option": (140, "Every option that is compared."),
    "Cheapest": (
        74,
        "Share of futures in which it costs least of all, in today's money, good enough or not.",
    ),
    "Meets the bar": (98, "Share of futures in which its quality reaches the bar."),
    "Cheaper than today": (
        132,
        "Share of futures in which it costs less than today's option, in today's money.",
    ),
    "Saves": (182, "Against today's option, in today's money: p10 / p50 / p90 over the futures."),
    "Paid back, month": (116, "p10 / p50 / p90 over the futures."),
    "Never": (56, "Share of futures in which it is never paid back."),
    "Cheaper from": (186, "Tasks in the first month from which it is cheaper for good: p10 / p50 / p90."),
}
"""Width in pixels and explanation of each column."""


def draw(scenario: Scenario, comparison: Comparison, sure: Uncertainty) -> None:
    """Draw what takes a second to work out, once it is asked for."""
    folded = st.expander(TITLE, key="odds_open", on_change="rerun")
    with folded:
        if folded.open:
            shares, volumes = _details(scenario.fingerprint, scenario, comparison, sure)
            _draw_options(comparison, sure, volumes)
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


def _draw_options(comparison: Comparison, sure: Uncertainty, volumes: Mapping[str, BreakEvenSpread]) -> None:
    baseline = comparison.case.baseline_index
    rows = [
        _row(odds, volumes.get(odds.option), is_today=place == baseline)
        for place, odds in enumerate(sure.options)
    ]
    st.dataframe(
        pd.DataFrame(rows, columns=list(COLUMNS)),
        hide_index=True,
        width="stretch",
        column_config={
            name: st.column_config.TextColumn(name, width=width, help=words, pinned=name == "Option")
            for name, (width, words) in COLUMNS.items()
        },
        alt="The odds of every option: how often it wins, what it saves, when it is paid back, from which volume on.",
    )


def _row(odds: Odds, volumes: BreakEvenSpread | None, *, is_today: bool) -> dict[str, str]:
    known = {
        "Option": f"{odds.option}{' (today)' if is_today else ''}",
        "Cheapest": f"{odds.probability_cheapest:.0%}",
        "Meets the bar": "-" if odds.probability_meets_bar is None else f"{odds.probability_meets_bar:.0%}",
    }
    if is_today or odds.payback is None:
        return dict.fromkeys(COLUMNS, "-") | known
    return known | {
        "Cheaper than today": f"{odds.probability_cheaper_than_baseline:.0%}",
        "Saves": _spread(odds.npv_saving_usd, usd_in_words, "not finite"),
        "Paid back, month": _spread(odds.payback.months, lambda months: f"{months:.0f}", "never"),
        "Never": f"{odds.payback.share_never:.0%}",
        "Cheaper from": "-" if volumes is None else _spread(volumes.tasks_per_month, _volume, "never"),
    }


def _volume(tasks_per_month: float) -> str:
    return "any" if tasks_per_month <= LOWEST_TASKS_PER_MONTH else short_number(tasks_per_month)


def _spread(spread: Spread, words: Callable[[float], str], missing: str) -> str:
    ends = (spread.p10, spread.p50, spread.p90)
    return " / ".join(missing if end is None else words(end) for end in ends)


def _subsample(volumes: dict[str, BreakEvenSpread]) -> str:
    draws = max((each.draws for each in volumes.values()), default=0)
    open_share = max((each.share_not_verified for each in volumes.values()), default=0.0)
    open_words = f" Up to {open_share:.0%} of them have too many steps to be verified." if open_share else ""
    return (
        f"Volumes from which an option is cheaper for good are searched exactly in {draws} of these futures."
        " Paid back later than the horizon counts at the pace of its last month."
        f"{open_words}"
    )


def _shares(shares: SharesOfVariance, names: list[str]) -> str:
    if shares.by_path is None:
        return f"**Shares of the variance**: none. {plain(shares.why)}"
    ranked = sorted(shares.by_path.items(), key=lambda pair: pair[1], reverse=True)
    told = [
        f"{plain(input_in_words(path, names))} {share:.0%}" for path, share in ranked if share >= LEAST_SHARE
    ]
    return f"**Shares of the variance** of the saving: {', '.join(told) or 'none, it does not vary'}. {shares.why}"
