"""Inputs of the evidence: they show what the link holds and write what changes into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from costmodel.errors import InputError
from costmodel.scenario.evidence import Evidence, Levels, Retrieval
from ui.answer import Answer
from ui.evidence import bar_field
from ui.inputs.evidence_text import LISTS, fields_of, fit_for_a_link, numbers_of, text_of
from ui.inputs.fields import NumberField
from ui.inputs.sidebar import BAR, EVIDENCE
from ui.words import spoken

PASSES = "prompting.passes"
BEFORE, RAW = "evidence_before", "evidence_passes_as_typed"
"""Session state: the text before it was cleared, and passes that cannot be read yet."""

DEFAULTS: Mapping[str, float] = {
    "alpha": Evidence.model_fields["alpha"].default,
    "looks": Evidence.model_fields["looks"].default,
    "retrieval.arms": Retrieval.model_fields["arms"].default,
    "retrieval.expected_cure": Retrieval.model_fields["expected_cure"].default,
    **{f"levels.{name}": field.default for name, field in Levels.model_fields.items()},
}
FOLLOWS_FROM_FILES = {
    "prompting": (
        "prompting.names",
        "prompting.repeats",
        "prompting.passed_by_any",
        "prompting.design_effects",
    ),
    "retrieval": ("retrieval.name", "retrieval.passes", "retrieval.design_effect"),
}
"""Figures that only a file of results says; a count typed by hand contradicts them."""


def draw_number(fields: Mapping[str, Any], field: NumberField) -> None:
    """Draw one number; an empty box stands for what is not known."""
    key = f"evidence_{field.key}"
    stored = fields.get(field.key, DEFAULTS.get(field.key))
    shown = field.shown(stored)
    kind: Any = float if field.decimals else int
    # What lies beyond the limits is told as a problem of the link; no box could show it.
    value = kind(shown) if shown is not None and field.low <= shown <= field.high else None
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    st.number_input(
        spoken(field.label),
        min_value=kind(field.low),
        max_value=kind(field.high),
        # Without a default of its own a box that is late to be drawn would send that it is empty.
        value=value,
        step=kind(field.step),
        format="%.10g" if field.decimals else "%d",
        key=key,
        help=spoken(field.help),
        placeholder="count",
        on_change=_take,
        args=(key, field),
    )


def draw_numbers(fields: Mapping[str, Any], inputs: Sequence[NumberField], columns: int) -> None:
    """Draw inputs row by row, so that a phone shows them in their order."""
    for start in range(0, len(inputs), columns):
        row = inputs[start : start + columns]
        for column, field in zip(st.columns(columns), row, strict=False):
            with column:
                draw_number(fields, field)


def draw_bar(answer: Answer) -> None:
    """Draw the quality bar, which is that of the sidebar; without one nothing can miss it."""
    key, scenario = "evidence_bar", answer.scenario
    bar = (
        None if scenario is None or scenario.quality_bar is None else bar_field().shown(scenario.quality_bar)
    )
    if key not in st.session_state or st.session_state[key] != bar:
        st.session_state[key] = bar
    st.number_input(
        "Quality bar (%)",
        min_value=0.0,
        max_value=100.0,
        value=bar,
        step=0.5,
        format="%.10g",
        key=key,
        placeholder="say it first",
        help="Share of tasks that must come out right. It is the bar of the whole comparison: the sidebar shows the same.",
        disabled=answer.defaults is None,
        on_change=_take_bar,
        args=(key,),
    )


def draw_passes(fields: Mapping[str, Any]) -> None:
    """Draw the passes of each prompt as one line of counts."""
    key = f"evidence_{PASSES}"
    typed = st.session_state.get(RAW)
    value = ", ".join(f"{passes:.12g}" for passes in fields.get(PASSES, ())) if typed is None else typed
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    st.text_input(
        "Passes of each prompt",
        value,
        key=key,
        max_chars=2000,
        placeholder="70, 74, 72, 69, 73",
        help="One count for each prompt, parted by commas. A stronger hosted model counts as one, too.",
        on_change=_take_passes,
        args=(key,),
    )
    if typed is not None:
        st.caption("**Write whole numbers, parted by commas: 70, 74, 72**")


def change(changes: Mapping[str, Any]) -> None:
    """Write fields into the text that the link carries; call it from a callback, before inputs are drawn."""
    try:
        fields = fields_of(st.session_state.get(EVIDENCE) or "")
    except InputError:
        fields = {}
    # In the order of the page, so that the same counts make the same link.
    merged = {**fields, **changes}
    st.session_state[EVIDENCE] = text_of({path: merged[path] for path in sorted(merged)})


def replace_all(fields: Mapping[str, Any]) -> None:
    """Put these fields in place of everything that was entered."""
    st.session_state[BEFORE] = st.session_state.get(EVIDENCE) or ""
    st.session_state[RAW] = None
    kept = fit_for_a_link(fields)
    st.session_state[EVIDENCE] = text_of({path: kept[path] for path in sorted(kept)})


def leave_out_arm() -> None:
    """Take out what was entered about retrieval and tools."""
    fields = fields_of(st.session_state.get(EVIDENCE) or "")
    replace_all({path: value for path, value in fields.items() if not path.startswith("retrieval.")})


def take_back() -> None:
    """Undo the last clearing or upload."""
    st.session_state[EVIDENCE] = st.session_state.pop(BEFORE, "")


def _take(key: str, field: NumberField) -> None:
    stored = field.stored(st.session_state[key])
    if stored is None:
        return
    value = None if stored == DEFAULTS.get(field.key) else stored
    change({field.key: value, **_unsaid(field.key)})


def _take_bar(key: str) -> None:
    if st.session_state[key] is not None:
        st.session_state[BAR] = st.session_state[key]


def _take_passes(key: str) -> None:
    text = st.session_state[key]
    try:
        passes = numbers_of(PASSES, text)
    except InputError:
        st.session_state[RAW] = text
        return
    st.session_state[RAW] = None
    change({PASSES: passes, **_unsaid(PASSES)})


def _unsaid(path: str) -> dict[str, None]:
    is_count = path in LISTS or path.rpartition(".")[2] in ("items", "newly_passing", "newly_failing")
    return dict.fromkeys(FOLLOWS_FROM_FILES[path.partition(".")[0]]) if is_count else {}
