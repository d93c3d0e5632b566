"""What each option costs in a month at other volumes: the stair steps of whole machines."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from typing import Any

import plotly.graph_objects as go

from costmodel.decide.by_volume import CostByVolume
from costmodel.decide.compare import Comparison
from costmodel.decide.money import short_number
from costmodel.decide.uncertainty.by_volume import VolumeBand
from ui.figures.layout import dotted_line_at, figure, label, layout, shaded
from ui.figures.palette import option_colours


def by_volume_figure(
    comparison: Comparison, costs: Sequence[CostByVolume], height: int, bands: Sequence[VolumeBand] = ()
) -> go.Figure:
    """Running cost of a month in use against its volume, steps where they are; both axes logarithmic.

    `bands`: shaded where it lies in 8 of 10 futures.
    """
    colours = option_colours(comparison)
    lines = [_line(cost, colours[cost.option], cost.option == comparison.baseline.name) for cost in costs]
    today = float(comparison.case.tasks_per_month)
    figure_layout = layout(
        height,
        "Tasks a month",
        "Running cost a month",
        shapes=[dotted_line_at(today)],
        annotations=[_note(today)],
    )
    ends = (
        [log10(cost.tasks_per_month[0]) for cost in costs],
        [log10(cost.tasks_per_month[-1]) for cost in costs],
    )
    shown = {"range": [min(ends[0]), max(ends[1])]}
    figure_layout["xaxis"] |= {"type": "log", "dtick": 1, "exponentformat": "SI", **shown}
    figure_layout["yaxis"] |= {"type": "log", "dtick": 1, "exponentformat": "SI", "rangemode": "normal"}
    shades = [trace for band in bands for trace in _band(band, colours[band.option])]
    return figure([*lines, *shades], figure_layout)


def _band(band: VolumeBand, colour: str) -> list[dict[str, Any]]:
    return shaded(band.tasks_per_month, band.low_usd, band.high_usd, colour)


def _line(cost: CostByVolume, colour: str, is_baseline: bool) -> dict[str, Any]:
    """Single precision halves what is sent and is far finer than a pixel."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": label(cost.option),
        "x": cost.tasks_per_month.astype("float32"),
        "y": cost.usd_per_month.astype("float32"),
        "line": {"color": colour, "width": 2.5, "dash": "dash" if is_baseline else "solid"},
        "hovertemplate": "$%{y:,.4s}",
    }


def _note(today: float) -> dict[str, Any]:
    return {
        "x": log10(today),  # a logarithmic axis places annotations by the exponent
        "y": 1,
        "yref": "paper",
        "yanchor": "top",
        "xanchor": "left",
        "xshift": 6,
        "text": f"your volume: {short_number(today)}",
        "showarrow": False,
    }
