"""What went wrong, in plain text: links that could not be read, inputs that contradict each other."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from costmodel.errors import Problem
from ui.inputs.link import Rejected
from ui.words import plain

MOST_SHOWN = 10


def draw_rejected(rejected: Sequence[Rejected]) -> None:
    """Say which parts of the link were not used."""
    if not rejected:
        return
    with st.container(border=True):
        st.markdown(":orange[**Not everything in this link could be used.**] Defaults stand in place of:")
        st.text("   ".join(f"{parameter.name} = {parameter.text}" for parameter in rejected[:MOST_SHOWN]))


def draw_problems(problems: Sequence[Problem], title: str) -> None:
    """Say what stands in the way of an answer and what would be accepted."""
    lines = [
        f"- **{plain(problem.field)}**: {plain(_value_and_allowed(problem))}"
        for problem in problems[:MOST_SHOWN]
    ]
    st.error("\n".join([title, "", *lines]))


def _value_and_allowed(problem: Problem) -> str:
    return str(problem).removeprefix(f"{problem.field}: ")


def draw_left_out(left_out: Sequence[tuple[str, str]]) -> None:
    """Name the options that could not be worked out, and why."""
    for name, why in left_out:
        st.warning(f"**{plain(name)}** is left out: {plain(why)}")
