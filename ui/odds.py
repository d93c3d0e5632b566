"""How sure the answer is, drawn once for each scenario."""

from __future__ import annotations

import streamlit as st

from costmodel.case.draws import drawn_ranges
from costmodel.catalog.book import Catalog
from costmodel.catalog.load import load_catalog
from costmodel.decide.compare import Comparison
from costmodel.decide.uncertainty.answer import USUAL_DRAWS, Uncertainty, uncertainty
from costmodel.decide.uncertainty.by_volume import VolumeBand, volume_bands
from costmodel.errors import InputError, Problem
from costmodel.scenario.model import Scenario
from ui.answer import Answer

VISIBLE = 1.02


def odds_of(answer: Answer) -> Uncertainty | tuple[Problem, ...] | None:
    """The odds; None if no number is a range or nothing is compared; problems of futures that cannot be."""
    if answer.scenario is None or answer.comparison is None or len(answer.comparison.results) < 2:
        return None
    return drawn(answer.scenario, answer.comparison) if drawn_ranges(answer.scenario) else None


def drawn(scenario: Scenario, comparison: Comparison) -> Uncertainty | tuple[Problem, ...]:
    """The usual number of futures of a scenario that may have no ranges; problems of futures that cannot be."""
    try:
        return _drawn(scenario.fingerprint, scenario, load_catalog(), comparison)
    except InputError as error:
        return error.problems


def bands_of(answer: Answer, sure: Uncertainty | None) -> tuple[VolumeBand, ...]:
    """Costs at other volumes in most futures, of the options for which they differ enough to be seen."""
    if sure is None or answer.scenario is None:
        return ()
    return tuple(
        band
        for band in _bands(answer.scenario.fingerprint, answer.scenario, sure)
        if (band.high_usd > band.low_usd * VISIBLE).any() and (band.low_usd > 0).all()
    )


@st.cache_resource(max_entries=128, show_spinner=False)
def _bands(fingerprint: str, _scenario: Scenario, _sure: Uncertainty) -> tuple[VolumeBand, ...]:
    del fingerprint  # it stands for the scenario among what is kept
    return volume_bands(_scenario, load_catalog(), _sure.inputs, range(len(_scenario.options)))


@st.cache_resource(max_entries=128, show_spinner=False)
def _drawn(fingerprint: str, _scenario: Scenario, _catalog: Catalog, _comparison: Comparison) -> Uncertainty:
    del fingerprint  # it stands for the scenario among what is kept
    return uncertainty(_scenario, _catalog, _comparison, USUAL_DRAWS)
