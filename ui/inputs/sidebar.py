"""The shared inputs: drawn on every page, bound to the address, so that the link is the state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from costmodel.catalog.book import Catalog
from costmodel.catalog.load import load_catalog
from costmodel.scenario.model import Scenario
from costmodel.scenario.presets import preset, preset_names
from ui.inputs import choices, range_switches, volume
from ui.inputs.binding import FIRST_PRICE_DATE, LAST_PRICE_DATE, shown_values
from ui.inputs.evidence_text import MOST_CHARACTERS
from ui.inputs.fields import ChoiceField, Field, Group, NumberField, TextField, Values
from ui.inputs.link import forget_rejected
from ui.inputs.pin import inputs_of_text, text_of_inputs
from ui.inputs.range_switches import Slots
from ui.inputs.table import FIRST_INPUTS, FOLDED_GROUPS, RANGE_INPUTS, TABLE_FIELDS
from ui.words import spoken

PINNED, MOST_PINNED_CHARACTERS = "pinned", 6000
EVIDENCE, BAR = "evidence", "bar"

MAY_BE_RANGES = frozenset(each.key for each in RANGE_INPUTS)

KEYS = frozenset(
    {"preset", "as_of", "ranges", PINNED, EVIDENCE, *volume.KEYS, *(field.key for field in TABLE_FIELDS)}
)
"""Every parameter that a link may hold."""


@cache
def _presets_by_title() -> Mapping[str, Scenario]:
    """Presets by the title that the menu and links show."""
    return {preset(name).name: preset(name) for name in preset_names()}


@cache
def _preset_values(title: str) -> Mapping[str, Any]:
    scenario = _presets_by_title()[title]
    return shown_values(scenario, load_catalog()) | volume.preset_values(scenario, load_catalog())


def draw_inputs(catalog: Catalog, locked: bool) -> tuple[Scenario, dict[str, Any], Slots]:
    """Draw all inputs into the sidebar; return the preset they started from, what they show, and where switches belong.

    `locked`: a scenario file is shown, the inputs rest.
    """
    slots: dict[str, DeltaGenerator] = {}
    with st.sidebar:
        title = st.selectbox(
            "Start from",
            list(_presets_by_title()),
            key="preset",
            bind="query-params",
            on_change=take_preset,
            disabled=locked,
        )
        defaults = _preset_values(title)
        values: dict[str, Any] = dict(volume.draw(defaults, locked))
        # Rents depend on the card and on the day of the prices, which are drawn further down.
        values["as_of"] = st.session_state.get("as_of", defaults["as_of"])
        for field in FIRST_INPUTS:
            values[field.key] = _draw(field, defaults, catalog, values, locked)
        with st.container():
            values["ranges"] = range_switches.draw_first(slots, locked)
        count = st.container()
        for group in FOLDED_GROUPS:
            slots |= _draw_group(group, defaults, catalog, values, locked)
        count.caption(_changed_in_words(defaults, values))
        values["as_of"] = _draw_price_date(defaults, locked)
        st.button("Reset to the preset", on_click=take_preset, disabled=locked, width="stretch")
        _draw_pin(locked)
        _draw_evidence()
    return _presets_by_title()[title], values, slots


def _draw_pin(locked: bool) -> None:
    """The button that keeps the inputs as they are, and the text that carries them."""
    st.button(
        "Pin these inputs as A",
        on_click=_pin,
        disabled=locked,
        width="stretch",
        help="Then change some: the page on costs shows both answers and what differs.",
    )
    st.text_input(
        "Pinned as A",
        "",
        MOST_PINNED_CHARACTERS,
        key=PINNED,
        bind="query-params",
        placeholder="nothing yet",
        help="Written by the button; links carry it. Empty it to compare no more.",
    )


def _draw_evidence() -> None:
    """The text that carries what was measured."""
    st.text_input(
        "Evidence",
        "",
        MOST_CHARACTERS,
        key=EVIDENCE,
        bind="query-params",
        placeholder="nothing measured yet",
        help="Written by the page on building at all; links carry it.",
    )


def take_preset() -> None:
    """Put every input to the value of the chosen preset."""
    put_values(_preset_values(st.session_state["preset"]))


def pinned() -> str:
    """The inputs that are held against those of now; empty if none are."""
    text: str = st.session_state.get(PINNED, "")
    return text


def pinned_inputs(text: str) -> tuple[str, dict[str, Any]]:
    """The title of the preset and what the inputs showed. Raises InputError."""
    return inputs_of_text(text, {title: _preset_values(title) for title in _presets_by_title()})


def first_preset() -> Scenario:
    """The preset that a fresh visitor sees."""
    return next(iter(_presets_by_title().values()))


def first_values() -> Mapping[str, Any]:
    """What the inputs show for that preset."""
    return _preset_values(next(iter(_presets_by_title())))


def preset_of(title: str) -> Scenario:
    """The preset that the menu calls so."""
    return _presets_by_title()[title]


def _pin() -> None:
    title = st.session_state["preset"]
    shown = {
        key: st.session_state[key] for key in KEYS - {"preset", PINNED, EVIDENCE} if key in st.session_state
    }
    st.session_state[PINNED] = text_of_inputs(title, shown, _preset_values(title))


def put_values(values: Values) -> None:
    """Put the inputs to these values; the address follows."""
    for key, value in values.items():
        st.session_state[key] = value
    forget_rejected()


def changed_keys(values: Values, title: str) -> set[str]:
    """Inputs that differ from the preset's."""
    defaults = _preset_values(title)
    return {key for key, value in values.items() if key in defaults and defaults[key] != value}


def _draw_group(
    group: Group, defaults: Values, catalog: Catalog, values: dict[str, Any], locked: bool
) -> Slots:
    """Draw what is folded away together; return where the switches belong, if it is unfolded."""
    slots: dict[str, DeltaGenerator] = {}
    # The title must not change: a new one folds the group again under the user's hands.
    folded = st.expander(group.title, key=f"group_{group.title}", on_change="rerun")
    with folded:
        for field in group.fields:
            is_asked = not isinstance(field, NumberField) or field.is_asked(values)
            shown = _draw(field, defaults, catalog, values, locked) if is_asked else defaults[field.key]
            values[field.key] = shown
            # The switches of folded inputs would double what is sent.
            if folded.open and is_asked and not locked and field.key in MAY_BE_RANGES:
                slots[field.key] = st.container()
    return slots


def _changed_in_words(defaults: Values, values: Values) -> str:
    changed = {
        group.title: sum(values[field.key] != defaults[field.key] for field in group.fields)
        for group in FOLDED_GROUPS
    }
    folded = sum(len(group.fields) for group in FOLDED_GROUPS)
    if not any(changed.values()):
        return f"{folded} more inputs, none changed"
    where = ", ".join(f"{title} {count}" for title, count in changed.items() if count)
    return f"{folded} more inputs, {sum(changed.values())} changed: {where}"


def _draw(field: Field, defaults: Values, catalog: Catalog, values: Values, locked: bool) -> Any:
    common: dict[str, Any] = {
        "label": spoken(field.label),
        "key": field.key,
        "help": spoken(field.help),
        "bind": "query-params",
        "disabled": locked,
    }
    if isinstance(field, NumberField):
        return _draw_number(field, defaults[field.key], common)
    if isinstance(field, ChoiceField):
        return _draw_choice(field, defaults[field.key], common, catalog, values)
    if isinstance(field, TextField):
        return st.text_input(value=defaults[field.key], max_chars=field.max_chars, **common) or ""
    return st.toggle(value=defaults[field.key], **common)


def _draw_number(field: NumberField, default: float | None, common: Mapping[str, Any]) -> float | None:
    number: Any = float if field.decimals else int
    shown: float | None = st.number_input(
        value=None if default is None else number(default),
        min_value=number(field.low),
        max_value=number(field.high),
        step=number(field.step),
        format="%.10g" if field.decimals else "%d",
        placeholder="not given",
        **common,
    )
    return shown


def _draw_choice(
    field: ChoiceField, default: str, common: Mapping[str, Any], catalog: Catalog, values: Values
) -> str:
    options = list(field.options(catalog, values))
    if default not in options:
        default = choices.usual_rent(catalog, values)
    if st.session_state.get(field.key, default) not in options:
        st.session_state[field.key] = default
    chosen: str = st.selectbox(options=options, index=options.index(default), **common)
    return chosen


def _draw_price_date(defaults: Values, locked: bool) -> date:
    chosen: date = st.date_input(
        "Prices of",
        defaults["as_of"],
        FIRST_PRICE_DATE,
        LAST_PRICE_DATE,
        key="as_of",
        bind="query-params",
        help="Month 0 starts on this day; announced price steps inside the horizon apply.",
        disabled=locked,
    )
    return chosen
