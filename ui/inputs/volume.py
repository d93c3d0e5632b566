"""The volume: a logarithmic slider beside a typed number, per month, per day, or from last month's bill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from costmodel.case.resolve import resolve
from costmodel.catalog.book import Catalog
from costmodel.decide.compare import Comparison, compare
from costmodel.decide.invoice import billed_in_first_month_usd
from costmodel.scenario.model import Scenario
from costmodel.units import DAYS_PER_MONTH
from ui.inputs.fields import NumberField, Values
from ui.inputs.table.first import BILL, TASKS, TASKS_PER_DAY
from ui.words import round_number, spoken

PER_MONTH, PER_DAY, FROM_BILL = "a month", "a day", "my bill"
KEYS = ("volume_by", "tasks", "tasks_per_day", "bill")
SLIDER, LAST_SAID = "volume", "volume_as_last_said"

STEPS_OF_A_DECADE = (1, 1.2, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8)
"""Round numbers, about evenly spaced in the logarithm."""
GRID = (*(round(step * 10**decade) for decade in range(2, 9) for step in STEPS_OF_A_DECADE), 10**9)


def preset_values(scenario: Scenario, catalog: Catalog) -> dict[str, Any]:
    """What the volume inputs show for a preset."""
    tasks = scenario.workload.tasks_per_month
    return {
        "volume_by": PER_MONTH,
        "tasks": round(tasks),
        "tasks_per_day": round(tasks / DAYS_PER_MONTH),
        "bill": max(1, round(_bill_of(scenario, catalog))),
    }


def draw(defaults: Values, locked: bool) -> Mapping[str, Any]:
    """Draw the inputs for one of the three ways to say the volume; return what they show."""
    slider = st.container()
    by = st.segmented_control(
        "Volume from",
        (PER_MONTH, PER_DAY, FROM_BILL),
        default=PER_MONTH,
        required=True,
        key="volume_by",
        bind="query-params",
        help="Type the volume per month or per day, or let last month's bill say it.",
        on_change=_said_otherwise,
        disabled=locked,
        width="stretch",
    )
    field = {PER_DAY: TASKS_PER_DAY, FROM_BILL: BILL}.get(by, TASKS)
    shown = {"volume_by": by, field.key: _draw_number(field, defaults, locked)}
    if by != FROM_BILL:
        with slider:
            _draw_slider(field, locked)
    return shown


def _draw_number(field: NumberField, defaults: Values, locked: bool) -> int:
    number: int = st.number_input(
        spoken(field.label),
        int(field.low),
        int(field.high),
        defaults[field.key],
        int(field.step),
        key=field.key,
        bind="query-params",
        help=spoken(field.help),
        disabled=locked,
    )
    return number


def _draw_slider(field: NumberField, locked: bool) -> None:
    nearest = min(GRID, key=lambda tasks: abs(tasks / _tasks_per_month(field) - 1))
    # Setting it only when it differs keeps fast key presses from being lost.
    if st.session_state.get(SLIDER) != nearest:
        st.session_state[SLIDER] = nearest
    st.select_slider(
        "Tasks a month",
        GRID,
        # A browser that reruns before it has drawn this draws, and then sends, its default.
        nearest,
        key=SLIDER,
        format_func=round_number,
        on_change=_slider_moved,
        args=(field.key,),
        disabled=locked,
    )


def remember(comparison: Comparison) -> None:
    """Keep what the volume is and what it costs, for when it is to be said in another way."""
    tasks = float(comparison.case.tasks_per_month)
    billed_usd = billed_in_first_month_usd(comparison.baseline.ledger)
    st.session_state[LAST_SAID] = {
        TASKS.key: max(1, round(tasks)),
        TASKS_PER_DAY.key: max(1, round(tasks / DAYS_PER_MONTH)),
        BILL.key: max(1, round(billed_usd)),
    }


def _said_otherwise() -> None:
    """The volume stays what it was, whichever way it is said."""
    for key, value in st.session_state.get(LAST_SAID, {}).items():
        st.session_state[key] = value


def _tasks_per_month(field: NumberField) -> float:
    shown = float(st.session_state[field.key])
    return shown * DAYS_PER_MONTH if field is TASKS_PER_DAY else shown


def _slider_moved(key: str) -> None:
    tasks = st.session_state[SLIDER]
    st.session_state[key] = round(tasks / DAYS_PER_MONTH) if key == TASKS_PER_DAY.key else tasks


def _bill_of(scenario: Scenario, catalog: Catalog) -> float:
    """The model's own bill for month 0 of the baseline."""
    comparison = compare(resolve(scenario, catalog))
    return billed_in_first_month_usd(comparison.baseline.ledger)
