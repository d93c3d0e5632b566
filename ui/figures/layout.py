"""What all charts share: sizes, axes and legends."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

import plotly.graph_objects as go
from numpy.typing import NDArray

from ui.figures.palette import TODAY
from ui.words import plain_label, round_number

CHART_CONFIG = {"displayModeBar": False}

BAND_OPACITY = 0.16
FEW_DECADES = 2.5
MOST_TICKS = 8

Numbers = NDArray[Any]


def layout(height: int, x_title: str, y_title: str, **more: Any) -> dict[str, Any]:
    """A calm layout with a legend above the plot; an empty template leaves fonts and grid to the theme."""
    return {
        "template": {"layout": {}},
        "height": height,
        "margin": {"l": 64, "r": 16, "t": 8, "b": 48},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left"},
        "hovermode": "x unified",
        "showlegend": True,
        "xaxis": {"title": {"text": x_title}},
        "yaxis": {"title": {"text": y_title}, "tickprefix": "$", "rangemode": "tozero"},
        **more,
    }


def shaded(x: Numbers, low: Numbers, high: Numbers, colour: str) -> list[dict[str, Any]]:
    """A band between two edges without lines, in a translucent `colour`; single precision is finer than a pixel."""
    edge = {
        "type": "scatter",
        "mode": "lines",
        "x": x.astype("float32"),
        "line": {"width": 0},
        "showlegend": False,
        "hoverinfo": "skip",
    }
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    shade = f"rgba({red},{green},{blue},{BAND_OPACITY})"
    return [
        {**edge, "y": low.astype("float32")},
        {**edge, "y": high.astype("float32"), "fill": "tonexty", "fillcolor": shade},
    ]


def dotted_line_at(x: float) -> dict[str, Any]:
    """A dotted line from the bottom to the top of the plot, behind what is drawn: where things stand today."""
    return {
        "type": "line",
        "x0": x,
        "x1": x,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "layer": "below",
        "line": {"color": TODAY, "width": 1.5, "dash": "dot"},
    }


def name_above(place: int, name: str) -> dict[str, Any]:
    """A row's name at the left above it: beside the row it would take half of a phone."""
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": place + 0.2,
        "yanchor": "bottom",
        "text": name,
        "showarrow": False,
    }


def label(name: str) -> str:
    """An option's name on a chart, where tags would be read as formatting."""
    return plain_label(name)


def figure(data: Sequence[dict[str, Any]], figure_layout: dict[str, Any]) -> go.Figure:
    """A figure from plain dictionaries.

    Checking every property takes longer than the model does; tests check each kind of figure instead.
    """
    return go.Figure(data=list(data), layout=figure_layout, _validate=False)


def dollar_decades(low: float, high: float) -> dict[str, Any]:
    """Ticks of a logarithmic axis of dollars: powers of ten, with 2 and 5 between them where few of them fit.

    `low` and `high` are the ends of the axis as powers of ten.
    """
    steps = (1, 2, 5) if high - low < FEW_DECADES else (1,)
    values = [step * 10.0**power for power in range(floor(low), ceil(high) + 1) for step in steps]
    shown = [value for value in values if low <= log10(value) <= high]
    shown = shown[:: ceil(len(shown) / MOST_TICKS)] if shown else []
    return {"tickmode": "array", "tickvals": shown, "ticktext": [_tick(value) for value in shown]}


def _tick(usd: float) -> str:
    return f"${usd:.2g}" if 1e-4 <= usd < 100 else f"${round_number(usd)}"
