"""At which value of any one input would the verdict flip?"""

from __future__ import annotations

import streamlit as st

from costmodel.catalog.load import load_catalog
from costmodel.decide.compare import Comparison
from costmodel.decide.thresholds import Flip, Thresholds, askable_fields, thresholds
from costmodel.decide.uncertainty import Uncertainty
from costmodel.errors import InputError
from costmodel.scenario.model import Scenario
from ui.input_words import input_in_words, value_in_words
from ui.words import plain, spoken

TITLE = "At which value would the verdict flip?"


def draw(scenario: Scenario, comparison: Comparison, sure: Uncertainty | None) -> None:
    """Draw the choice of an input and the values at which another option is recommended."""
    folded = st.expander(TITLE, key="flips_open", on_change="rerun")
    with folded:
        if folded.open:
            _draw_choice(scenario, comparison, sure)


def _draw_choice(scenario: Scenario, comparison: Comparison, sure: Uncertainty | None) -> None:
    names = [result.name for result in comparison.results]
    paths = list(askable_fields(scenario, load_catalog()))
    deciding = [driver.swing.path for driver in sure.drivers] if sure is not None else []
    paths.sort(key=lambda path: deciding.index(path) if path in deciding else len(deciding))
    chosen = st.selectbox(
        "Input",
        paths,
        format_func=lambda path: input_in_words(path, names),
        key="flips_of",
        help="Varied alone, from a ten-thousandth to ten thousand times its value within its limits.",
    )
    try:
        found = _found(scenario.fingerprint, chosen, scenario)
    except InputError as error:
        st.markdown(plain(str(error)))
        return
    st.markdown(_in_words(found, input_in_words(chosen, names)))


@st.cache_resource(max_entries=256, show_spinner=False)
def _found(fingerprint: str, path: str, _scenario: Scenario) -> Thresholds:
    del fingerprint  # it stands for the scenario among what is kept
    return thresholds(_scenario, load_catalog(), path)


def _in_words(found: Thresholds, label: str) -> str:
    now = value_in_words(found.path, found.value)
    head = f"**{plain(label)}** is {spoken(now)} now; {_option(found.recommended)} is recommended."
    flips = [
        f"{where} **{spoken(value_in_words(found.path, flip.at))}** it would be {_option(flip.option)}."
        for where, flip in (("Below", found.below), ("Above", found.above))
        if flip is not None
    ]
    low, high = (spoken(value_in_words(found.path, end)) for end in found.searched)
    if not flips:
        return f"{head} No value from {low} to {high} flips it."
    open_side = _open_side(found.below, found.above)
    return " ".join((head, *flips, *([f"{open_side}, nothing flips it."] if open_side else [])))


def _open_side(below: Flip | None, above: Flip | None) -> str:
    if below is None:
        return "Further down"
    return "Further up" if above is None else ""


def _option(name: str | None) -> str:
    return "no option, none being good enough" if name is None else plain(name)
