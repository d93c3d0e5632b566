"""The stages of a programme in time: what overlaps, and what each waits on."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from costmodel.decide.pipeline.stages import WaitsOn
from costmodel.decide.pipeline.timeline import DAYS_PER_WEEK, Bar, Timeline
from ui.figures.layout import figure, layout
from ui.words import STAGE_WORDS

COLOUR_OF_WAIT: dict[WaitsOn, str] = {"people": "#8b5cf6", "machines": "#a16207", "traffic": "#0891b2"}
SHORTEST_BAR_WEEKS = 0.1
"""A bar of no width cannot be seen; hours of machines are days at most."""


def timeline_figure(timeline: Timeline, height: int) -> go.Figure:
    """One bar per stage, coloured by what it waits on; a thin line reaches from its early to its late end."""
    bars = [bar for bar in timeline.bars if bar.days.mid > 0]
    traces = [
        _of_one_wait(wait, bars) for wait in COLOUR_OF_WAIT if any(bar.waits_on == wait for bar in bars)
    ]
    figure_layout = layout(
        height, "Weeks from the start", "", barmode="overlay", bargap=0.35, hovermode="closest"
    )
    figure_layout["margin"] |= {"l": 8}
    figure_layout["yaxis"] = {
        "autorange": "reversed",
        "automargin": True,
        "categoryorder": "array",
        "categoryarray": [STAGE_WORDS[bar.name] for bar in bars],
    }
    return figure(traces, figure_layout)


def _of_one_wait(wait: WaitsOn, bars: list[Bar]) -> dict[str, Any]:
    shown = [bar for bar in bars if bar.waits_on == wait]
    return {
        "type": "bar",
        "orientation": "h",
        "name": f"waits on {wait}",
        "y": [STAGE_WORDS[bar.name] for bar in shown],
        "base": [bar.start_day / DAYS_PER_WEEK for bar in shown],
        "x": [max(SHORTEST_BAR_WEEKS, bar.days.mid / DAYS_PER_WEEK) for bar in shown],
        "marker": {"color": COLOUR_OF_WAIT[wait]},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [(bar.days.high - bar.days.mid) / DAYS_PER_WEEK for bar in shown],
            "arrayminus": [(bar.days.mid - bar.days.low) / DAYS_PER_WEEK for bar in shown],
            "color": "#94a3b8",
            "thickness": 1.5,
            "width": 4,
        },
        "customdata": [[bar.days.low, bar.days.mid, bar.days.high] for bar in shown],
        "hovertemplate": "%{y}: %{customdata[1]:.0f} days (%{customdata[0]:.0f} to %{customdata[2]:.0f})<extra></extra>",
    }
