"""The switch beside an input that turns it into a range: at least, most likely, at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from costmodel.errors import InputError
from costmodel.scenario.model import Scenario
from costmodel.scenario.ranges import number_at
from ui.inputs import price_paths
from ui.inputs.ranges import (
    BY_KEY,
    USUAL,
    Spread,
    path_of,
    shortest_text,
    spreads_of,
    usual_spread,
    why_usual,
)
from ui.words import spoken

RANGES = "ranges"
MOST_CHARACTERS = 3000
FIRST = (
    *("tasks", "in", "out", "tuned_in", "fte_own"),
    *("labels_tuned", "labels_own", "weeks_tuned", "weeks_own"),
)
"""Of the inputs that are never folded away, and of those that only the page about building asks."""

Slots = Mapping[str, DeltaGenerator]
"""Where the switch of an input belongs, by its key: they are drawn when the scenario is known."""


@dataclass(frozen=True)
class Around:
    """What the ranges lie around: the scenario, and where its options stand in the preset."""

    scenario: Scenario
    places: list[int]


def draw_first(slots: dict[str, DeltaGenerator], locked: bool) -> str:
    """Draw the fold of the first inputs' switches; return the text that says which inputs are ranges."""
    folded = st.expander("How sure? Price paths and ranges", key="group_ranges", on_change="rerun")
    with folded:
        if folded.open:
            price_paths.draw(locked)
            st.caption(
                "Each switch turns an input into a range around its value: at least, most likely, at most."
                " Groups below have theirs beside each input."
            )
        text: str = st.text_input(
            "Inputs that are ranges",
            USUAL,
            MOST_CHARACTERS,
            key=RANGES,
            bind="query-params",
            placeholder="the usual ones",
            help="Written by the switches; empty: volume, hosted prices, throughput, quality and labels. `none`: no range.",
            disabled=locked,
        )
        if folded.open:
            slots.update((key, st.container()) for key in FIRST if not locked)
    return text


def draw(slots: Slots, around: Around) -> None:
    """Draw the switches of unfolded inputs and, of those that are on, both ends."""
    if not slots:
        return
    try:
        spreads = spreads_of(st.session_state.get(RANGES, USUAL), around.scenario, around.places)
    except InputError:
        return
    for key, slot in slots.items():
        path = path_of(BY_KEY[key], around.places) if key in BY_KEY else None
        value = None if path is None else number_at(around.scenario, path)
        if value is not None:
            with slot:
                _draw_switch(key, float(value), spreads.get(key), around)


def _draw_switch(key: str, value: float, spread: Spread | None, around: Around) -> None:
    switch = f"range_{key}"
    is_on = spread is not None
    if st.session_state.get(switch) != is_on:
        st.session_state[switch] = is_on
    st.toggle(
        spoken(f"{BY_KEY[key].field.label}: a range" if key in FIRST else "a range"),
        is_on,
        key=switch,
        help=spoken(f"Usual range: {why_usual(BY_KEY[key], around.scenario, around.places)}."),
        on_change=_switch,
        args=(key, around),
    )
    if spread is not None:
        _draw_ends(key, value, spread, around)


def _draw_ends(key: str, value: float, spread: Spread, around: Around) -> None:
    limits, scale = BY_KEY[key].limits, _scale(key, value)
    at_least, at_most = spread.ends(value, limits)
    for column, words, now, allowed in zip(
        st.columns(2),
        ("at least", "at most"),
        (at_least, at_most),
        ((limits[0], value), (value, limits[1])),
        strict=True,
    ):
        end = f"{words}_{key}".replace(" ", "_")
        shown = _shown(now, scale)
        if st.session_state.get(end) != shown:
            st.session_state[end] = shown
        with column:
            st.number_input(
                words,
                _shown(allowed[0], scale),
                _shown(allowed[1], scale),
                step=float(BY_KEY[key].field.step),
                format="%.10g",
                key=end,
                on_change=_move,
                args=(key, end, value, scale, around),
            )


def _scale(key: str, value: float) -> float:
    """What the input shows over what is stored; that of people follows from another input."""
    shown = st.session_state.get(key)
    return float(shown) / value if shown and value else BY_KEY[key].field.scale


def _shown(stored: float, scale: float) -> float:
    return round(float(stored) * scale, 9)


def _switch(key: str, around: Around) -> None:
    spreads = spreads_of(st.session_state[RANGES], around.scenario, around.places)
    if st.session_state[f"range_{key}"]:
        spreads[key] = usual_spread(BY_KEY[key], around.scenario, around.places)
    else:
        spreads.pop(key, None)
    st.session_state[RANGES] = shortest_text(spreads, around.scenario, around.places)


def _move(key: str, end: str, value: float, scale: float, around: Around) -> None:
    spreads = spreads_of(st.session_state[RANGES], around.scenario, around.places)
    typed, spread = st.session_state[end] / scale, spreads[key]
    far = typed / value if spread.measure == "times" and value else typed - value
    low, high = (far, spread.high) if end.startswith("at_least") else (spread.low, far)
    spreads[key] = Spread(spread.measure if value else "plus", low, high)
    st.session_state[RANGES] = shortest_text(spreads, around.scenario, around.places)
