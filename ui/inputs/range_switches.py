"""The switch beside an input that turns it into a range: at least, most likely, at most."""

from __future__ import annotations

import streamlit as st

from costmodel.scenario.model import Scenario
from ui.inputs.fields import NumberField
from ui.inputs.ranges import (
    BY_KEY,
    USUAL,
    Spread,
    number_at,
    path_of,
    spreads_of,
    text_of_spreads,
    usual_spread,
    why_usual,
)
from ui.words import spoken

RANGES, LAST_ANSWERED = "ranges", "scenario_behind_the_switches"
MOST_CHARACTERS = 3000
FIRST = (
    *("tasks", "in", "out", "tuned_in", "fte_own"),
    *("labels_tuned", "labels_own", "weeks_tuned", "weeks_own"),
)
"""Of the inputs that are never folded away, and of those that only the page about building asks."""

Known = tuple[Scenario, list[int]]
"""The scenario that was answered last, and where its options stand in the preset."""


def remember(scenario: Scenario, places: list[int]) -> None:
    """Keep what the switches show ranges around."""
    st.session_state[LAST_ANSWERED] = (scenario, places)


def draw_first(locked: bool) -> str:
    """Draw the folded switches of the first inputs; return the text that says which inputs are ranges."""
    folded = st.expander("How sure? Ranges", key="group_ranges", on_change="rerun")
    with folded:
        if folded.open:
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
            for key in FIRST:
                draw(key, locked)
    return text


def draw(key: str, locked: bool) -> None:
    """Draw the switch of one input and, if it is on, both ends."""
    known: Known | None = st.session_state.get(LAST_ANSWERED)
    if locked or known is None or key not in BY_KEY:
        return
    scenario, places = known
    path = path_of(BY_KEY[key], places)
    value = None if path is None else number_at(scenario, path)
    if value is None:
        return
    try:
        spread = spreads_of(st.session_state.get(RANGES, USUAL), scenario, places).get(key)
    except ValueError:
        return
    switch = f"range_{key}"
    if st.session_state.get(switch) != (spread is not None):
        st.session_state[switch] = spread is not None
    st.toggle(
        spoken(f"{BY_KEY[key].field.label}: a range" if key in FIRST else "a range"),
        key=switch,
        help=spoken(f"Usual range: {why_usual(BY_KEY[key], scenario, places)}."),
        on_change=_switch,
        args=(key,),
    )
    if spread is not None:
        _draw_ends(key, float(value), spread)


def _draw_ends(key: str, value: float, spread: Spread) -> None:
    field, limits = BY_KEY[key].field, BY_KEY[key].limits
    at_least, at_most = spread.ends(value, limits)
    for column, words, now, allowed in zip(
        st.columns(2),
        ("at least", "at most"),
        (at_least, at_most),
        ((limits[0], value), (value, limits[1])),
        strict=True,
    ):
        end = f"{words}_{key}".replace(" ", "_")
        shown = _shown(field, now)
        if st.session_state.get(end) != shown:
            st.session_state[end] = shown
        with column:
            st.number_input(
                words,
                _shown(field, allowed[0]),
                _shown(field, allowed[1]),
                step=float(field.step),
                format="%.10g",
                key=end,
                on_change=_move,
                args=(key, end, value),
            )


def _shown(field: NumberField, stored: float) -> float:
    return round(stored * field.scale, 9)


def _switch(key: str) -> None:
    scenario, places = st.session_state[LAST_ANSWERED]
    spreads = spreads_of(st.session_state[RANGES], scenario, places)
    if st.session_state[f"range_{key}"]:
        spreads[key] = usual_spread(BY_KEY[key], scenario, places)
    else:
        spreads.pop(key, None)
    st.session_state[RANGES] = text_of_spreads(spreads)


def _move(key: str, end: str, value: float) -> None:
    scenario, places = st.session_state[LAST_ANSWERED]
    spreads = spreads_of(st.session_state[RANGES], scenario, places)
    typed, spread = st.session_state[end] / BY_KEY[key].field.scale, spreads[key]
    far = typed / value if spread.measure == "times" and value else typed - value
    low, high = (far, spread.high) if end.startswith("at_least") else (spread.low, far)
    spreads[key] = Spread(spread.measure if value else "plus", low, high)
    st.session_state[RANGES] = text_of_spreads(spreads)
