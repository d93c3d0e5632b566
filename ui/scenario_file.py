"""A scenario file that was uploaded: into the inputs where they can say it, else shown as it is."""

from __future__ import annotations

import streamlit as st

from costmodel.catalog.load import load_catalog
from costmodel.errors import InputError, Problem
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import parse_scenario
from ui import own_quotes
from ui.inputs import sidebar, volume
from ui.inputs.binding import values_of_file
from ui.notices import draw_problems

LOADED, PROBLEMS, GENERATION = "scenario_from_file", "problems_of_file", "uploads_so_far"
MAX_MEGABYTES = 1


def loaded() -> Scenario | None:
    """The scenario that only its file can say, if one is shown."""
    scenario: Scenario | None = st.session_state.get(LOADED)
    return scenario


def draw_upload() -> None:
    """Take a scenario file; a file that cannot be used changes nothing and says why."""
    generation = st.session_state.setdefault(GENERATION, 0)
    key = f"scenario_file_{generation}"
    st.file_uploader(
        "Open a scenario file (JSON)",
        type="json",
        key=key,
        max_upload_size=MAX_MEGABYTES,
        on_change=_take,
        args=(key,),
    )
    if problems := st.session_state.get(PROBLEMS):
        draw_problems(problems, "The file was not used; nothing else has changed:", name_of=str)


def draw_banner() -> None:
    """Say that a file is shown, and offer the way back."""
    if loaded() is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(
            "This answer is that of a **scenario file**. It holds what the inputs cannot say, so they rest and"
            " the link does not carry it: share the file instead."
        )
        st.button("Back to the inputs", on_click=_forget)


def _take(key: str) -> None:
    upload = st.session_state[key]
    if upload is None:
        return
    st.session_state[GENERATION] += 1
    try:
        scenario = parse_scenario(_text(upload.getvalue()))
    except InputError as error:
        st.session_state[PROBLEMS] = error.problems
        return
    show(scenario)


def show(scenario: Scenario) -> None:
    """Put a scenario into the inputs, or show it as it is; call it from a callback, before inputs are drawn."""
    st.session_state[PROBLEMS] = ()
    try:
        known = values_of_file(scenario, own_quotes.seen_with(scenario, load_catalog()))
    except InputError:
        # A quote that the book's rules refuse is told where the scenario is answered.
        known = None
    if known is None:
        st.session_state[LOADED] = scenario
        return
    _forget()
    st.session_state["preset"], values = known
    own_quotes.keep(scenario.own_prices)
    sidebar.put_values({**volume.preset_values(scenario, load_catalog()), **values})


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError([Problem("scenario", "binary data", "the file must be UTF-8 text")]) from None


def _forget() -> None:
    st.session_state.pop(LOADED, None)
