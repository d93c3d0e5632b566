"""The plan that is shown: a template or a file, with what was changed of its volume, limits and tables."""

from __future__ import annotations

from typing import Any

import streamlit as st

from costmodel.errors import InputError, Problem
from costmodel.scenario.mix_plan import MixPlan, mix_plan_from_dict, parse_mix_plan
from costmodel.scenario.mix_templates import template, template_names
from ui.mix import editors
from ui.notices import draw_problems

TEMPLATE, VOLUME, BUDGET, FLOOR = "mix_template", "mix_volume", "mix_budget", "mix_floor"
KEYS = (TEMPLATE, VOLUME, BUDGET, FLOOR)
"""Parameters of a link that only this page draws."""

FILE, FILE_PROBLEMS, UPLOADS = "mix_from_file", "mix_file_problems", "mix_uploads"


def draw() -> MixPlan | None:
    """Draw the inputs; the plan that they stand for, or None where they contradict each other."""
    file: MixPlan | None = st.session_state.get(FILE)
    if file is None:
        names = template_names()
        name = st.selectbox("Start from", names, key=TEMPLATE, bind="query-params") or names[0]
        source, base = name, template(name)
    else:
        source, base = f"file {st.session_state[UPLOADS]}", file
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.markdown("This plan is that of a **file**; the link does not carry it.")
            st.button("Back to the templates", on_click=_forget)
    changed = _draw_limits(base)
    try:
        plan = mix_plan_from_dict(editors.draw(source, base) | changed)
    except InputError as error:
        draw_problems(error.problems, "This plan cannot be solved yet; nothing of it is lost:", name_of=str)
        return None
    st.caption(
        "The link carries template, volume and limits; everything else that you change, only the file plan.json."
    )
    return plan


def draw_upload() -> None:
    """Take a plan from a file; one that cannot be used changes nothing and says why."""
    key = f"mix_file_{st.session_state.setdefault(UPLOADS, 0)}"
    st.file_uploader(
        "Open a plan (JSON)", type="json", key=key, max_upload_size=1, on_change=_take, args=(key,)
    )
    if problems := st.session_state.get(FILE_PROBLEMS):
        draw_problems(problems, "The file was not used; nothing else has changed:", name_of=str)


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
