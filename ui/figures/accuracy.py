"""Predicted against measured speed on two logarithmic axes, with the diagonal and a factor of two either side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10
from typing import Any

import plotly.graph_objects as go

from costmodel.estimate.accuracy import MeasuredRun
from ui.figures.layout import figure, label, layout
from ui.figures.palette import TODAY

HEIGHT_PX, DOT_PX = 520, 6
FACTOR = 2


def accuracy_figure(
    runs: Sequence[MeasuredRun], marks: Mapping[str, tuple[str, str]], unit: str
) -> go.Figure:
    """One dot for each run, coloured by publisher; hollow where the set-up was not tuned, or was not fitted."""
    ends = [end for run in runs for end in (run.measured, run.predicted)]
    low, high = (floor(log10(min(ends))), ceil(log10(max(ends)))) if ends else (0, 1)
    traces = [
        _dots(publisher, [run for run in runs if run.publisher == publisher], marks[publisher])
        for publisher in marks
        if any(run.publisher == publisher for run in runs)
    ]
    figure_layout = layout(HEIGHT_PX, f"Measured, {unit}", f"Predicted, {unit}")
    figure_layout |= {
        "hovermode": "closest",
        "shapes": [_line(low, high, factor) for factor in (1 / FACTOR, 1, FACTOR)],
    }
    axis = {"type": "log", "range": [low, high], "dtick": 1, "fixedrange": True, "tickprefix": ""}
    figure_layout["xaxis"] |= axis
    figure_layout["yaxis"] |= axis
    return figure(traces, figure_layout)


def _dots(publisher: str, runs: Sequence[MeasuredRun], mark: tuple[str, str]) -> dict[str, Any]:
    colour, symbol = mark
    return {
        "type": "scatter",
        "mode": "markers",
        "name": label(publisher),
        "x": [run.measured for run in runs],
        "y": [run.predicted for run in runs],
        "marker": {
            "size": DOT_PX,
            "color": colour,
            "symbol": [symbol if run.fitted else f"{symbol}-open" for run in runs],
        },
        "customdata": [
            [label(run.model), label(run.gpu), run.precision, label(run.set_up), f"{run.ratio:.2f}"]
            for run in runs
        ],
        "hovertemplate": "%{customdata[0]} on %{customdata[1]}, %{customdata[2]}<br>%{customdata[3]}<br>"
        "measured %{x:,.0f}, predicted %{y:,.0f}: %{customdata[4]} times<extra></extra>",
    }


def _line(low: float, high: float, factor: float) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": 10**low,
        "x1": 10**high,
        "y0": 10**low * factor,
        "y1": 10**high * factor,
        "layer": "below",
        "line": {
            "color": TODAY,
            "width": 1.5 if factor == 1 else 1,
            "dash": "solid" if factor == 1 else "dot",
        },
    }
