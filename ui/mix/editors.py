"""The tables of a plan as they are edited; what was typed stays when names change or the page is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from costmodel.catalog.load import load_catalog
from costmodel.scenario.mix_plan import MixPlan
from ui.mix import columns
from ui.mix.tables import BY_OPTION, NAME, Json, Tables, followed, plan_of, tables_of, with_measured

HELD = "mix_tables"
UNITS = {"quality": "Percent of calls that come out right; empty: not known.", "latency_ms": "Milliseconds."}


@dataclass
class Held:
    """The tables of one source (a template or a file): as the editors began, and as they are now."""

    source: str
    start: Tables
    now: Tables
    version: int = 0

    def begin_with(self, tables: Tables) -> None:
        """Start the editors afresh from these tables."""
        self.start = self.now = tables
        self.version += 1


def draw(source: str, base: MixPlan) -> Json:
    """Draw the tables; return the plan that they stand for. Raises InputError for a name that stands twice."""
    held: Held | None = st.session_state.get(HELD)
    if held is None or held.source != source:
        tables = tables_of(base)
        held = Held(source, tables, tables, 0 if held is None else held.version + 1)
        st.session_state[HELD] = held
    if _key(held, "subtasks") not in st.session_state and held.start is not held.now:
        # Editors that were not drawn, on another page, have forgotten their edits.
        held.begin_with(held.now)
    held.now = _draw_tables(held)
    moved = followed(held.start, held.now)
    if moved is not None:
        held.begin_with(moved)
        st.rerun()
    return plan_of(held.now, base)


def take_measured(assignment: dict[str, str], percent: float) -> None:
    """Use a measured end-to-end quality of a whole assignment from now on."""
    held: Held = st.session_state[HELD]
    held.begin_with(with_measured(held.now, assignment, percent))


def forget_measured() -> None:
    """Go back to the product over the steps."""
    held: Held = st.session_state[HELD]
    held.begin_with(Tables(held.now.named, held.now.by_option))


def measured_count() -> int:
    """How many measured assignments are used."""
    return len(st.session_state[HELD].now.measured)


def _draw_tables(held: Held) -> Tables:
    start, catalog = held.start, load_catalog()
    with st.expander("Steps of a request", key="mix_steps"):
        steps = _rows(held, "subtasks", columns.of_steps(start))
        st.caption("Add a step in the last row; mark rows to delete them.")
    with st.expander("Hosted models, own pools, cascades", key="mix_models"):
        models = _rows(held, "apis", columns.of_models(catalog))
        pools = _rows(held, "pools", columns.of_pools(catalog))
        cascades = _rows(held, "cascades", columns.of_cascades(start))
        st.caption(
            "What is empty comes from the price book, the estimates of this tool and the usual programme. A cascade asks one hosted"
            " model first and sends a share of the calls on to another."
        )
    by_option: dict[str, pd.DataFrame] = {}
    with st.expander("How good and how fast each option is", key="mix_known"):
        for table, label in zip(BY_OPTION, ("Quality (%)", "Time (ms)"), strict=True):
            st.markdown(f"**{label}**")
            by_option[table] = st.data_editor(
                start.by_option[table],
                key=_key(held, table),
                width="stretch",
                column_config=columns.of_options(start, UNITS[table]),
                placeholder="",
                alt=f"{label} of each step on each option",
            )
        st.caption("Examples until you measure yours; times are 95th percentiles of one call.")
    named = {"subtasks": steps, "apis": models, "pools": pools, "cascades": cascades}
    return Tables(named, by_option, start.measured)


def _rows(held: Held, table: str, config: dict[str, Any]) -> pd.DataFrame:
    return st.data_editor(
        held.start.named[table],
        key=_key(held, table),
        width="stretch",
        hide_index=True,
        num_rows="dynamic",
        placeholder="",
        column_order=[NAME, *(name for name in config if name != NAME)],
        column_config=config,
        alt=f"Table of {table}, to be edited",
    )


def _key(held: Held, table: str) -> str:
    return f"mix_editor_{table}_{held.version}"
