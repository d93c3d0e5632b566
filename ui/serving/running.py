"""When the GPUs run: the ways side by side, how many to own, and the day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from costmodel.decide.serving import DayOfFleet, OwnedCost, WayToRun, own_ways_are_alike
from ui.figures.day import day_figure, owned_figure
from ui.figures.layout import CHART_CONFIG
from ui.words import markdown_usd

FEWEST_POINTS = 3
"""Fewer own replicas make no curve; the table says the same."""

NAMES = {
    "always_on": "Always on",
    "follow_load": "Follow the load",
    "scale_to_zero": "Asleep while nobody calls",
    "hybrid": "Own the floor, rest to today's API",
}


def draw_ways(ways: Sequence[WayToRun], curve: Sequence[OwnedCost]) -> None:
    """Draw what each way costs, and how a hybrid's cost moves with what is owned."""
    st.header("When should its GPUs run?", anchor=False)
    cheapest = min(ways, key=lambda way: way.usd_per_month)
    current = next((way for way in ways if way.is_current), ways[0])
    name = "Owning nothing: today's API" if not cheapest.gpu_usd else NAMES[cheapest.name]
    sentence = f"**{name}** costs least, {markdown_usd(cheapest.usd_per_month)} in the first month"
    if current is not cheapest:
        sentence += f"; as chosen ({NAMES[current.name].lower()}) it is {markdown_usd(current.usd_per_month)}"
    if own_ways_are_alike(ways):
        sentence += (
            ". Every hour of this day needs the same replicas, so it makes no difference when own GPUs run"
        )
    st.markdown(f"{sentence}.")
    st.dataframe(
        pd.DataFrame([_row(way) for way in ways]),
        hide_index=True,
        width="stretch",
        column_config=_columns(),
        placeholder="",
        alt="Ways to run the fleet with their costs",
    )
    if len(curve) >= FEWEST_POINTS:
        st.plotly_chart(
            owned_figure(curve), key="owned_chart", config=CHART_CONFIG, alt="Cost by number of own replicas"
        )
    if curve:
        st.caption(
            "Owning the floor counts on the mean load of each hour and keeps no spare: what own replicas cannot take, and nothing else,"
            " goes to today's API with today's own prompts. Peaks inside an hour and failed machines would go there as well; they are"
            " not priced. The other ways are sized on the peak, with the spare. A scenario file can hold such an option: kind `hybrid`."
        )


def _row(way: WayToRun) -> dict[str, object]:
    return {
        "Way": f"◆ {NAMES[way.name]}" if way.is_current else NAMES[way.name],
        "First month": way.usd_per_month,
        "Rent": way.gpu_usd,
        "Overflow": way.overflow_usd,
        "Most replicas": way.replicas,
        "Used": way.utilisation,
        "Wait for a start": way.waiting_share,
    }


def _columns() -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "Way": st.column_config.TextColumn("Way", pinned=True, help="◆ is the one chosen in the sidebar."),
        "First month": number("First month", format="$%,.0f", help="Rent and overflow."),
        "Rent": number("Rent", format="$%,.0f"),
        "Overflow": number("Overflow", format="$%,.0f", help="Calls that the provider takes."),
        "Most replicas": number("Most replicas", format="%d", help="In the busiest hour, with the spare."),
        "Used": number("Used", format="percent", help="Mean load over the capacity paid for."),
        "Wait for a start": number(
            "Wait for a start", format="percent", help="Calls that find the GPUs asleep."
        ),
    }


def draw_day(day: DayOfFleet) -> None:
    """Draw load and capacity by hour."""
    st.header("Capacity and load by hour of the day", anchor=False)
    st.plotly_chart(
        day_figure(day),
        key="day_chart",
        config=CHART_CONFIG,
        alt="Mean load, busiest moment and capacity by hour of the day",
    )
    st.caption(
        "The shape of the day and when GPUs run are inputs in the sidebar, under Workload and Own GPUs. The busiest moment is what"
        " replicas are sized for; capacity has room above it for the load at the peak that you allow, and the spare."
    )
