"""Counted rates with their limits against a bar, and a chance against the levels that decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ui.figures.layout import figure, label, layout, name_above

ROW_PX, FRAME_PX = 40, 62
RATE_COLOUR, BAR_COLOUR = "#3b82f6", "#db2777"
"""Each reaches 3:1 on light and dark."""
FOR_COLOUR, AGAINST_COLOUR = "rgba(22,163,74,0.16)", "rgba(100,116,139,0.18)"
PADDING = 0.08
LEAST_ROOM = 0.02


@dataclass(frozen=True)
class Row:
    """One rate: its name, the rate, and both limits."""

    name: str
    rate: float
    lower: float
    upper: float


def limits_figure(rows: Sequence[Row], bar: float, bar_name: str) -> go.Figure:
    """One line per rate from limit to limit, the rate as a dot, the bar upright beside each."""
    places = list(range(len(rows) - 1, -1, -1))
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": [row.rate for row in rows],
        "y": places,
        "marker": {"color": RATE_COLOUR, "size": 9},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [row.upper - row.rate for row in rows],
            "arrayminus": [row.rate - row.lower for row in rows],
            "color": RATE_COLOUR,
            "thickness": 3,
            "width": 5,
        },
        "customdata": [[label(row.name), row.lower, row.upper] for row in rows],
        "hovertemplate": "%{customdata[0]}: %{x:.1%} (%{customdata[1]:.1%} to %{customdata[2]:.1%})<extra></extra>",
    }
    figure_layout = _layout(
        len(rows), _range([end for row in rows for end in (row.lower, row.upper)] + [bar])
    )
    figure_layout["annotations"] = [
        *(name_above(place, label(row.name)) for place, row in zip(places, rows, strict=True)),
        _at_top(bar, bar_name),
    ]
    figure_layout["shapes"] = [_upright(bar, place) for place in places]
    return figure([trace], figure_layout)


def chance_figure(chance: float, for_it: float, against: float) -> go.Figure:
    """A chance on the way from 0 to 1, with the part that speaks for and the part that speaks against."""
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": [chance],
        "y": [0],
        "marker": {"color": RATE_COLOUR, "size": 12},
        "hovertemplate": "%{x:.1%} of futures<extra></extra>",
    }
    figure_layout = _layout(1, [-0.03, 1.03])
    figure_layout["shapes"] = [_zone(0, against, AGAINST_COLOUR), _zone(for_it, 1, FOR_COLOUR)]
    figure_layout["annotations"] = [
        _at_top(against / 2, "does not pay"),
        _at_top((against + for_it) / 2, "open"),
        _at_top((1 + for_it) / 2, "pays"),
    ]
    return figure([trace], figure_layout)


def _layout(rows: int, x_range: list[float]) -> dict[str, Any]:
    base = layout(FRAME_PX + ROW_PX * rows, "", "")
    base |= {"showlegend": False, "hovermode": "closest"}
    base["margin"] = {"l": 8, "r": 8, "t": 22, "b": 28}
    base["xaxis"] = {"tickformat": ".0%", "range": x_range, "nticks": 6, "fixedrange": True}
    base["yaxis"] = {
        "showticklabels": False,
        "range": [-0.5, rows - 0.3],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
    }
    return base


def _range(ends: Sequence[float]) -> list[float]:
    room = max(LEAST_ROOM, PADDING * (max(ends) - min(ends)))
    return [min(ends) - room, max(ends) + room]


def _at_top(at: float, words: str) -> dict[str, Any]:
    return {"x": at, "y": 1, "yref": "paper", "yanchor": "bottom", "text": words, "showarrow": False}


def _upright(at: float, place: int) -> dict[str, Any]:
    """Beside its row only: through all of them it would cross the names."""
    return {
        "type": "line",
        "x0": at,
        "x1": at,
        "y0": place - 0.3,
        "y1": place + 0.2,
        "line": {"color": BAR_COLOUR, "width": 2},
    }


def _zone(start: float, end: float, colour: str) -> dict[str, Any]:
    return {
        "type": "rect",
        "x0": start,
        "x1": end,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "fillcolor": colour,
        "line": {"width": 0},
    }
