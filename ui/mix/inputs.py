"""The plan that is shown: a template or a file, with what was changed of its volume, limits and steps."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from costmodel.errors import InputError, Problem
from costmodel.scenario.mix_plan import MixPlan, Subtask, mix_plan_from_dict, parse_mix_plan
from costmodel.scenario.mix_templates import template, template_names
from ui.notices import draw_problems

TEMPLATE, VOLUME, BUDGET, FLOOR = "mix_template", "mix_volume", "mix_budget", "mix_floor"
KEYS = (TEMPLATE, VOLUME, BUDGET, FLOOR)
"""Parameters of a link that only this page draws."""

FILE, FILE_PROBLEMS, UPLOADS = "mix_from_file", "mix_file_problems", "mix_uploads"
STEP_COLUMNS = {
    "calls_per_request": "Calls a request",
    "input_tokens": "Tokens in",
    "output_tokens": "Tokens out",
    "quality_floor": "Quality at least",
    "user_facing": "Users read it",
}


def draw() -> MixPlan | None:
    """Draw the inputs; the plan that they stand for, or None where they contradict each other."""
    base = st.session_state.get(FILE) or _draw_template()
    if st.session_state.get(FILE):
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.markdown("This plan is that of a **file**; the link does not carry it.")
            st.button("Back to the templates", on_click=_forget)
    data = base.model_dump(exclude_unset=True)
    data |= _draw_limits(base)
    data["subtasks"] = _draw_steps(base)
    try:
        return mix_plan_from_dict(data)
    except InputError as error:
        draw_problems(error.problems, "This plan cannot be solved yet; nothing of it is lost:", name_of=str)
        return None


def draw_upload() -> None:
    """Take a plan from a file; one that cannot be used changes nothing and says why."""
    key = f"mix_file_{st.session_state.setdefault(UPLOADS, 0)}"
    st.file_uploader(
        "Open a plan (JSON)", type="json", key=key, max_upload_size=1, on_change=_take, args=(key,)
    )
    if problems := st.session_state.get(FILE_PROBLEMS):
        draw_problems(problems, "The file was not used; nothing else has changed:", name_of=str)


def _draw_template() -> MixPlan:
    names = template_names()
    name = st.selectbox("Start from", names, key=TEMPLATE, bind="query-params")
    return template(name or names[0])


def _draw_limits(base: MixPlan) -> dict[str, Any]:
    """Volume and limits; 0 stands for what the plan says, because a box with a default cannot be emptied."""
    budget = "no limit" if base.latency_budget_ms is None else f"{base.latency_budget_ms:,.0f} ms"
    boxes = (
        (VOLUME, "Requests a month", 10**12, f"The plan says {base.requests_per_month:,.0f}."),
        (
            BUDGET,
            "Latency at most (ms)",
            10**9,
            f"95th percentiles, added on the slowest path. The plan says {budget}.",
        ),
        (
            FLOOR,
            "Quality at least (%)",
            100.0,
            f"The product over all steps. The plan says {base.quality_floor:.0%}.",
        ),
    )
    given: dict[str, float] = {}
    for column, (key, label, most, said) in zip(st.columns(len(boxes)), boxes, strict=True):
        with column:
            given[key] = st.number_input(
                f"{label}; 0: as in the plan",
                type(most)(0),
                most,
                type(most)(0),
                key=key,
                bind="query-params",
                help=said,
            )
    changed: dict[str, Any] = {}
    if given[VOLUME]:
        changed["requests_per_month"] = given[VOLUME]
    if given[BUDGET]:
        changed["latency_budget_ms"] = given[BUDGET]
    if given[FLOOR]:
        changed["quality_floor"] = round(given[FLOOR] / 100, 6)
    return changed


def _draw_steps(base: MixPlan) -> dict[str, Any]:
    rows = {
        task: {name: getattr(step, field) for field, name in STEP_COLUMNS.items()}
        for task, step in base.subtasks.items()
    }
    with st.expander("The steps of a request", key="mix_steps"):
        edited = st.data_editor(
            pd.DataFrame.from_dict(rows, orient="index").rename_axis("Step"),
            key=f"mix_editor_{base.name}",
            width="stretch",
            disabled=["Step"],
            num_rows="fixed",
        )
        st.caption(
            "Only the file carries changed steps, qualities and times; the link carries template, volume and limits."
        )
    return {task: _changed(step, edited.loc[task].to_dict()) for task, step in base.subtasks.items()}


def _changed(step: Subtask, row: dict[Any, Any]) -> dict[str, Any]:
    """The step with what stands in its row; an emptied cell keeps what the plan said."""
    given = {field: row[name] for field, name in STEP_COLUMNS.items() if not pd.isna(row[name])}
    numbers = {
        field: bool(value) if field == "user_facing" else float(value) for field, value in given.items()
    }
    return step.model_dump(exclude_unset=True) | numbers


def _take(key: str) -> None:
    upload = st.session_state[key]
    if upload is None:
        return
    st.session_state[UPLOADS] += 1
    st.session_state[FILE_PROBLEMS] = ()
    try:
        st.session_state[FILE] = parse_mix_plan(upload.getvalue().decode("utf-8-sig"))
    except UnicodeDecodeError:
        st.session_state[FILE_PROBLEMS] = (Problem("plan", upload.name, "the file must be UTF-8 text"),)
    except InputError as error:
        st.session_state[FILE_PROBLEMS] = error.problems


def _forget() -> None:
    del st.session_state[FILE]
