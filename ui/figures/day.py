"""Load and capacity over the day, and the cost of a hybrid by how much of it is owned."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

import plotly.graph_objects as go

from costmodel.decide.serving import DayOfFleet, OwnedCost
from ui.figures.layout import figure, layout
from ui.figures.palette import BY_KIND, LINE_COLOURS, TODAY

MOST_WHOLE_TICKS = 15
OWN = BY_KIND["self_hosted"][0]


def day_figure(day: DayOfFleet) -> go.Figure:
    """Calls a second by hour: the mean, the busiest moment, and what the running replicas sustain."""
    hours = list(range(25))

    def stepped(name: str, values: Sequence[float], **look: object) -> dict[str, Any]:
        return {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": hours,
            "y": [*values, values[-1]],
            "line": {"shape": "hv", "width": 2, **look},
            "hovertemplate": "%{y:.3g} calls a second",
        }

    traces = [
        stepped("capacity, spare included", day.capacity.tolist(), color=OWN),
        stepped("busiest moment", day.peak.tolist(), color=TODAY, dash="dot"),
        {
            **stepped("mean load", day.mean.tolist(), color=TODAY),
            "customdata": [[_share(used)] for used in (*day.utilisation, day.utilisation[-1])],
            "hovertemplate": "%{y:.3g} calls a second, %{customdata[0]} of the capacity paid for",
            "fill": "tozeroy",
            "fillcolor": "rgba(100,116,139,0.16)",
        },
    ]
    figure_layout = layout(320, "Hour of the day", "Calls a second")
    figure_layout["xaxis"] |= {"dtick": 3, "range": [0, 24], "fixedrange": True}
    figure_layout["yaxis"] |= {"tickprefix": "", "fixedrange": True}
    return figure(traces, figure_layout)


def owned_figure(curve: Sequence[OwnedCost]) -> go.Figure:
    """Rent and overflow of the first month, stacked, by the number of own replicas; the lowest sum is marked."""
    owned = [point.owned for point in curve]
    best = min(curve, key=lambda point: point.gpu_usd + point.overflow_usd)

    def area(name: str, values: Sequence[float], colour: str) -> dict[str, Any]:
        return {
            "type": "scatter",
            "mode": "lines",
            "stackgroup": "cost",
            "name": name,
            "x": owned,
            "y": list(values),
            "line": {"width": 0.5, "color": colour},
            "hovertemplate": "$%{y:,.0f}",
        }

    traces = [
        area("rent", [point.gpu_usd for point in curve], OWN),
        area("overflow to the provider", [point.overflow_usd for point in curve], LINE_COLOURS["api"]),
        {
            "type": "scatter",
            "mode": "markers",
            "name": f"lowest: {best.owned} owned",
            "x": [best.owned],
            "y": [best.gpu_usd + best.overflow_usd],
            "marker": {"size": 11, "color": OWN, "symbol": "diamond"},
            "hovertemplate": "$%{y:,.0f} together",
        },
    ]
    figure_layout = layout(320, "Own replicas, always on", "First month")
    few = owned[-1] <= MOST_WHOLE_TICKS
    figure_layout["xaxis"] |= {"fixedrange": True, "rangemode": "tozero", **({"dtick": 1} if few else {})}
    figure_layout["yaxis"] |= {"fixedrange": True}
    return figure(traces, figure_layout)


def _share(used: float) -> str:
    return "none" if isnan(used) else f"{100 * used:.0f} %"
