"""What went wrong, in plain text: links that could not be read, inputs that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from costmodel.errors import Problem
from ui.inputs.fields import ChoiceField, NumberField
from ui.inputs.link import Rejected
from ui.inputs.table import TABLE_FIELDS
from ui.words import plain

MOST_SHOWN = 10


def draw_rejected(rejected: Sequence[Rejected]) -> None:
    """Say which parts of the link were not used."""
    if not rejected:
        return
    with st.container(border=True):
        st.markdown(":orange[**Not everything in this link could be used.**] Defaults stand in place of:")
        st.text("   ".join(f"{parameter.name} = {parameter.text}" for parameter in rejected[:MOST_SHOWN]))


def draw_problems(problems: Sequence[Problem], title: str, name_of: Callable[[str], str]) -> None:
    """Say what stands in the way of an answer and what would be accepted, each thing once.

    `name_of` calls a field what the reader knows it by.
    """
    lines = dict.fromkeys(
        f"- **{plain(name_of(problem.field))}**: {plain(_value_and_allowed(problem))}" for problem in problems
    )
    st.error("\n".join([title, "", *list(lines)[:MOST_SHOWN]]))


def label_of(field: str) -> str:
    """The label of the input that a field of the scenario has, or its own name in words."""
    for known in TABLE_FIELDS:
        if isinstance(known, NumberField | ChoiceField) and field in known.paths:
            return known.label
    group, *rest = field.split(".")
    if group == "own_prices" and len(rest) > 1:
        return f"Own price {int(rest[0]) + 1}, {rest[-1].replace('_', ' ')}"
    return field.rsplit(".", 1)[-1].replace("_", " ").capitalize()


def _value_and_allowed(problem: Problem) -> str:
    return str(problem).removeprefix(f"{problem.field}: ")


def draw_left_out(left_out: Sequence[tuple[str, str]]) -> None:
    """Name the options that could not be worked out, and why."""
    for name, why in left_out:
        st.warning(f"**{plain(name)}** is left out: {plain(why)}")
