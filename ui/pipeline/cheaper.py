"""What would make the programme cheaper, which ways of training there are, and which cards fit."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pandas as pd
import streamlit as st

from costmodel.catalog.book import Catalog
from costmodel.decide.levers import Lever, ranked_levers
from costmodel.decide.money import usd_in_words
from costmodel.decide.pipeline.plan import BuildPlan
from costmodel.decide.ways_to_train import WayToTrain, ways_to_train
from costmodel.errors import InputError
from costmodel.scenario.model import Scenario
from costmodel.scenario.recipe import Recipe
from ui.words import markdown_usd


def draw(plan: BuildPlan, scenario: Scenario | None) -> None:
    """Draw the ranked levers and the ways to train."""
    if scenario is None:
        return
    st.header("What would make it cheaper", anchor=False)
    levers = _levers(scenario, plan.market.catalog, plan.place)
    if levers:
        st.markdown(
            f"The largest lever: **{levers[0].name.lower()}** saves {markdown_usd(levers[0].saving_usd)}."
        )
        st.dataframe(
            pd.DataFrame([_lever_row(lever) for lever in levers]),
            hide_index=True,
            width="stretch",
            column_config={
                "Saves": st.column_config.TextColumn(
                    "Saves", width=70, help="Over the horizon, retraining included."
                )
            },
            alt="Levers by falling saving over the horizon, with what each gives up.",
        )
        st.caption("Each lever alone, over the horizon; savings of several do not add up.")
    else:
        st.markdown("No lever is left: nothing that is itemised here can be had for less.")
    _draw_ways(plan)


def _draw_ways(plan: BuildPlan) -> None:
    if plan.recipe is None:
        return
    try:
        ways = _ways(plan.recipe, plan.market.catalog, plan.market.on)
    except InputError:
        return
    st.subheader("Ways to train it", anchor=False)
    st.dataframe(
        pd.DataFrame([_way_row(way) for way in ways]),
        hide_index=True,
        width="stretch",
        column_config={"Way": st.column_config.TextColumn("Way", pinned=True)},
        alt="Ways to train with cards, hours, memory and the cost of one run.",
    )
    st.caption("One run on this recipe's examples, on the cheapest card on demand that it fits on.")


@lru_cache(maxsize=64)
def _levers(scenario: Scenario, catalog: Catalog, place: int) -> tuple[Lever, ...]:
    return ranked_levers(scenario, catalog, place)


@lru_cache(maxsize=64)
def _ways(recipe: Recipe, catalog: Catalog, on: date) -> tuple[WayToTrain, ...]:
    return ways_to_train(recipe, catalog, on)


def _lever_row(lever: Lever) -> dict[str, str]:
    return {"Lever": lever.name, "Saves": usd_in_words(lever.saving_usd), "What it takes": lever.price}


def _way_row(way: WayToTrain) -> dict[str, str]:
    cards = "-" if way.gpu is None else way.gpu if way.n_gpus is None else f"{way.n_gpus} x {way.gpu}"
    memory = "-" if way.memory_gb_per_gpu is None else f"{way.memory_gb_per_gpu:.0f} GB"
    return {
        "Way": way.name,
        "A run": "not known" if way.usd is None else usd_in_words(way.usd),
        "Band": _band(way),
        "Cards": cards,
        "GPU-hours": "-" if way.gpu_hours is None else f"{way.gpu_hours:,.1f}",
        "Memory a card": memory,
        "Note": way.note,
    }


def _band(way: WayToTrain) -> str:
    if way.low_usd is None or way.high_usd is None or way.low_usd == way.high_usd:
        return "-"
    return f"{usd_in_words(way.low_usd)} to {usd_in_words(way.high_usd)}"
