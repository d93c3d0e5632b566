"""The tables of a plan as they are edited; what was typed stays when names change or the page is left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from costmodel.catalog.load import load_catalog
from costmodel.scenario.mix_plan import MixPlan
from ui.mix import columns
from ui.mix.tables import BY_OPTION, NAME, Json, Tables, followed, plan_of, tables_of, with_measured

HELD, SHOWN = "mix_tables", "mix_tables_shown"
"""Session state: what is held of every source that was edited, and which of them is shown."""
UNITS = {"quality": "Percent of calls that come out right; empty: not known.", "latency_ms": "Milliseconds."}


@dataclass
class Held:
    """The tables of one source (a template or a file): its own, when names last moved, and as they are now.

    `place` tells sources apart, `drawn` are the frames that the open editors began with, `own_plan` and
    `plan` what its own tables and those of now stand for.
    """

    place: int
    own: Tables
    own_plan: Json
    start: Tables
    now: Tables
    version: int = 0
    drawn: dict[str, pd.DataFrame] = field(default_factory=dict)
    plan: Json | None = None

    def begin_with(self, tables: Tables) -> None:
        """Start the editors afresh from these tables."""
        self.start = self.now = tables
        self.version += 1
        self.drawn, self.plan = {}, None

    def key(self, table: str) -> str:
        """The key of a table's editor."""
        return f"mix_editor_{table}_{self.place}_{self.version}"

    def frame_to_draw(self, table: str, now: pd.DataFrame) -> pd.DataFrame:
        """What an editor is drawn with: one that was folded away, or on another page, has forgotten its edits."""
        if self.key(table) not in st.session_state or table not in self.drawn:
            self.drawn[table] = now
        return self.drawn[table]


def draw(source: str, base: MixPlan) -> Json:
    """Draw the tables; return the plan that they stand for. Raises InputError for a name that stands twice."""
    every: dict[str, Held] = st.session_state.setdefault(HELD, {})
    if source not in every:
        tables = tables_of(base)
        every[source] = Held(len(every), tables, plan_of(tables, base), tables, tables)
    held = st.session_state[SHOWN] = every[source]
    now = _draw_tables(held)
    if held.plan is None or now is not held.now:
        held.now, held.plan = now, None
        moved = followed(held.start, now)
        if moved is not None:
            held.begin_with(moved)
            st.rerun()
        held.plan = plan_of(now, base)
    if held.plan != held.own_plan:
        st.button("Take back every change of these tables", on_click=held.begin_with, args=(held.own,))
    return held.plan


def take_measured(assignment: dict[str, str], percent: float) -> None:
    """Use a measured end-to-end quality of a whole assignment from now on."""
    held: Held = st.session_state[SHOWN]
    held.begin_with(with_measured(held.now, assignment, percent))


def forget_measured() -> None:
    """Go back to the product over the steps."""
    held: Held = st.session_state[SHOWN]
    held.begin_with(Tables(held.now.named, held.now.by_option))


def measured_count() -> int:
    """How many measured assignments are used."""
    return len(st.session_state[SHOWN].now.measured)


def _draw_tables(held: Held) -> Tables:
    """Draw what is unfolded; what is not stays as it is."""
    start, catalog = held.start, load_catalog()
    named, by_option = dict(held.now.named), dict(held.now.by_option)
    steps = st.expander("Steps of a request", key="mix_steps", on_change="rerun")
    if steps.open:
        with steps:
            named["subtasks"] = _rows(held, "subtasks", columns.of_steps(start))
            st.caption("Add a step in the last row; mark rows to delete them.")
    models = st.expander("Hosted models, own pools, cascades", key="mix_models", on_change="rerun")
    if models.open:
        with models:
            for table, config in (
                ("apis", columns.of_models(catalog)),
                ("pools", columns.of_pools(catalog)),
                ("cascades", columns.of_cascades(start)),
            ):
                named[table] = _rows(held, table, config)
            st.caption(
                "What is empty comes from the price book, the estimates of this tool and the usual programme. A cascade asks one"
                " hosted model first and sends a share of the calls on to another."
            )
    known = st.expander("How good and how fast each option is", key="mix_known", on_change="rerun")
    if known.open:
        with known:
            for table, label in zip(BY_OPTION, ("Quality (%)", "Time (ms)"), strict=True):
                st.markdown(f"**{label}**")
                by_option[table] = _known(held, table, label)
            st.caption("Examples until you measure yours; times are 95th percentiles of one call.")
    is_drawn = steps.open or models.open or known.open
    return Tables(named, by_option, held.now.measured) if is_drawn else held.now


def _rows(held: Held, table: str, config: dict[str, Any]) -> pd.DataFrame:
    return st.data_editor(
        held.frame_to_draw(table, held.now.named[table]),
        key=held.key(table),
        width="stretch",
        hide_index=True,
        num_rows="dynamic",
        placeholder="",
        column_order=[NAME, *(name for name in config if name != NAME)],
        column_config=config,
        alt=f"Table of {table}, to be edited",
    )


def _known(held: Held, table: str, label: str) -> pd.DataFrame:
    return st.data_editor(
        held.frame_to_draw(table, held.now.by_option[table]),
        key=held.key(table),
        width="stretch",
        placeholder="",
        column_config=columns.of_options(held.start, UNITS[table]),
        alt=f"{label} of each step on each option",
    )
