"""The user's own quotes, kept for this visit and in the scenario file; an address cannot hold them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from costmodel.case.market import market_of
from costmodel.catalog.book import Catalog
from costmodel.scenario.model import Scenario
from costmodel.scenario.own_price import OwnPrice

KEPT = "own_quotes"


def quotes() -> tuple[OwnPrice, ...]:
    """The quotes of this visit."""
    kept: tuple[OwnPrice, ...] = st.session_state.get(KEPT, ())
    return kept


def keep(kept: Sequence[OwnPrice]) -> None:
    """Put these quotes in place of those of before; call it from a callback, before inputs are drawn."""
    st.session_state[KEPT] = tuple(kept)


def beside(preset: Scenario) -> Scenario:
    """A preset with the quotes of this visit."""
    return preset.model_copy(update={"own_prices": quotes()}) if quotes() else preset


def seen_with(scenario: Scenario, catalog: Catalog) -> Catalog:
    """The catalog as the scenario sees it, so that its quotes can be chosen by name."""
    return market_of(scenario, catalog).catalog
