"""The options side by side: one row each, every column explained."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from costmodel.case.model import FleetBill
from costmodel.decide.compare import Comparison, OptionResult
from costmodel.decide.crossing_words import payback_in_words, volumes_in_words
from costmodel.decide.flips import error_cost_flips
from costmodel.decide.money import usd_in_words
from ui.words import markdown_usd, plain, return_in_words, share_in_words

COLUMNS = {
    "Option": (160, "★ is recommended: the cheapest, in today's money, of those that meet the quality bar."),
    "Today's money": (96, "Net present value of all cost over the horizon; lower is better."),
    "Total": (60, "All cost over the horizon, undiscounted."),
    "Upfront": (60, "One-off cost at the start."),
    "Last month": (77, "Running cost of the last month of the horizon."),
    "A task": (70, "Total over all tasks of the horizon."),
    "A good one": (76, "Total over the tasks that come out right."),
    "Quality": (
        66,
        "Share of tasks that come out right, an example until measured; ✓ meets the bar, ✗ misses it.",
    ),
    "Paid back": (
        108,
        "When cumulative cost falls to today's for good; late: beyond the horizon, at the last month's pace.",
    ),
    "Return": (
        82,
        "What the extra cost earns a year by costing less later, undiscounted: the internal rate of return.",
    ),
    "Cheaper from": (
        96,
        "Tasks in the first month from which the undiscounted total is lower than today's.",
    ),
    "Replicas": (
        66,
        "Copies of the model in the last month, spare included; in brackets the mean load they carry.",
    ),
}
"""Width in pixels and explanation of each column."""


def draw(comparison: Comparison) -> None:
    """Draw the table, the latency of own options and the error cost that flips the recommendation."""
    st.header("All options side by side", anchor=False)
    rows = pd.DataFrame([_row(result, comparison) for result in comparison.results], columns=list(COLUMNS))
    st.dataframe(
        rows,
        hide_index=True,
        width="stretch",
        column_config={
            name: st.column_config.TextColumn(name, width=width, help=words, pinned=name == "Option")
            for name, (width, words) in COLUMNS.items()
        },
        alt="All options with total cost, payback, return, break-even volume, quality and load.",
    )
    for result in comparison.results:
        _draw_latency(result)
    _draw_flip(comparison)


def _row(result: OptionResult, comparison: Comparison) -> dict[str, str]:
    crossover = comparison.crossovers.get(result.name)
    ledger = result.ledger
    star = "★ " if result is comparison.recommended else ""
    good = result.usd_per_good_task
    return {
        "Option": f"{star}{result.name}{' (today)' if crossover is None else ''}",
        "Today's money": usd_in_words(result.npv_usd),
        "Total": usd_in_words(result.total_usd),
        "Upfront": usd_in_words(result.upfront_usd),
        "Last month": usd_in_words(ledger.usd_by_month[-1]),
        "A task": usd_in_words(result.usd_per_task),
        "A good one": "not known" if good is None else usd_in_words(good),
        "Quality": _quality(result),
        "Paid back": "-" if crossover is None else payback_in_words(crossover.payback),
        "Return": "-"
        if crossover is None
        else return_in_words(crossover.irr, result.total_usd < comparison.baseline.total_usd),
        "Cheaper from": "-"
        if crossover is None
        else volumes_in_words(crossover.break_even, "").removeprefix("from "),
        "Replicas": _replicas(result),
    }


def _replicas(result: OptionResult) -> str:
    running, used = result.ledger.replicas[-1], result.ledger.utilisation[-1]
    return "-" if math.isnan(used) else f"{running:.0f} ({used:.0%})"


def _quality(result: OptionResult) -> str:
    if result.option.quality is None:
        return "not known"
    mark = {True: " ✓", False: " ✗", None: ""}[result.meets_quality_bar]
    return f"{share_in_words(float(result.option.quality))}{mark}"


def _draw_latency(result: OptionResult) -> None:
    serving, bill = result.option.serving, result.option.bill
    is_rate_estimated = (
        serving is not None
        and isinstance(bill, FleetBill)
        and bill.requests_per_second == serving.requests_per_second
    )
    if serving is None or not is_rate_estimated:
        return
    answer_s = serving.ttft_ms / 1000 + serving.tpot_ms * result.option.calls.output_tokens / 1000
    st.markdown(
        f"**{plain(result.name)}**: first token after {serving.ttft_ms / 1000:.2g} s when idle, then"
        f" {serving.tpot_ms:.0f} ms a token under full load, so a whole answer takes about {answer_s:.2g} s."
        f" One replica of {serving.gpus} {'GPU' if serving.gpus == 1 else 'GPUs'} sustains"
        f" {serving.requests_per_second:.3g} calls a second: {serving.output_tok_s_per_gpu:,.0f} output tokens a second and GPU, by"
        f" published measurements {serving.low:,.0f} to {serving.high:,.0f} in 8 of 10 cases."
    )


def _draw_flip(comparison: Comparison) -> None:
    flips = error_cost_flips(comparison.case)
    found = [
        f"{direction} {markdown_usd(flip.error_cost_usd)} a wrong task the recommendation changes to {plain(flip.option)}"
        for direction, flip in (("Above", flips.above), ("Below", flips.below))
        if flip is not None
    ]
    today = markdown_usd(float(comparison.case.error_cost_usd))
    if found:
        st.markdown(f"**What a wrong task costs** ({today} now): {'; '.join(found)}.")
    elif comparison.recommended is not None:
        st.markdown(
            f"**What a wrong task costs** ({today} now) does not change the recommendation, whatever it is:"
            f" no option that is good enough makes fewer errors than {plain(comparison.recommended.name)}."
        )
