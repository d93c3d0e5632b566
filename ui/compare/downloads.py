"""Files to take away; each carries the scenario's name and hash, the price date and the version."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from costmodel.decide.compare import Comparison
from costmodel.export.assumptions import assumption_rows
from costmodel.export.csv_text import csv_text
from costmodel.export.provenance import provenance
from costmodel.export.scenario_file import scenario_json
from costmodel.export.tables import comparison_rows, ledger_rows
from costmodel.scenario.model import Scenario
from ui.answer import Answer

CSV, JSON = "text/csv", "application/json"


def draw(answer: Answer) -> None:
    """Draw one button per file; a file is built at the click."""
    if answer.comparison is None or answer.scenario is None:
        return
    st.header("Take it with you", anchor=False)
    comparison, scenario = answer.comparison, answer.scenario
    with st.container(horizontal=True):
        for name, kind, words, build in _files(scenario, answer.defaults, comparison):
            st.download_button(
                name, build, file_name=name, mime=kind, key=f"download_{name}", on_click="ignore", help=words
            )
    origin = provenance(scenario, comparison.case)
    where = (
        "A scenario file holds everything; this address does not."
        if answer.defaults is None or scenario.own_prices
        else "The address of this page restores every input; a scenario file holds everything."
    )
    st.caption(
        f"Scenario {origin.scenario_hash}, prices of {origin.price_date}, version {origin.version},"
        f" {origin.terms}. {where}"
    )


def _files(
    scenario: Scenario, defaults: Scenario | None, comparison: Comparison
) -> tuple[tuple[str, str, str, Callable[[], str]], ...]:
    origin = provenance(scenario, comparison.case)
    return (
        (
            "comparison.csv",
            CSV,
            "One row per option with every figure.",
            lambda: csv_text(comparison_rows(comparison, origin)),
        ),
        (
            "ledger.csv",
            CSV,
            "One row per option, month and line; adds up to the totals.",
            lambda: csv_text(ledger_rows(comparison, origin)),
        ),
        (
            "assumptions.csv",
            CSV,
            "Every input: value, unit, default or changed, source and date.",
            lambda: csv_text(assumption_rows(scenario, defaults, comparison.case, origin)),
        ),
        (
            "scenario.json",
            JSON,
            "Opens here again, and in `python -m costmodel compare`.",
            lambda: scenario_json(scenario, comparison.case),
        ),
    )
