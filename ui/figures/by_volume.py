"""What each option costs in a month at other volumes: the stair steps of whole machines."""

from __future__ import annotations

from math import log10

import plotly.graph_objects as go

from costmodel.decide.by_volume import CostByVolume
from costmodel.decide.compare import Comparison
from costmodel.decide.money import short_number
from ui.figures.layout import label, layout
from ui.figures.palette import option_colours


def by_volume_figure(comparison: Comparison, costs: CostByVolume, height: int) -> go.Figure:
    """Average cost of a month over the horizon against the starting volume; both axes logarithmic."""
    colours = option_colours(comparison)
    lines = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": label(name),
            "x": costs.tasks_per_month,
            "y": usd.astype("float32"),
            "line": {
                "color": colours[name],
                "width": 2.5,
                "dash": "dash" if name == comparison.baseline.name else "solid",
            },
            "hovertemplate": "$%{y:,.4s}",
        }
        for name, usd in costs.usd_per_month.items()
    ]
    today = float(comparison.case.tasks_per_month)
    figure_layout = layout(
        height,
        "Tasks in the first month",
        "Cost a month, all in",
        shapes=[
            {
                "type": "line",
                "x0": today,
                "x1": today,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": "#94a3b8", "width": 1.5, "dash": "dot"},
            }
        ],
        annotations=[
            {
                "x": log10(today),  # a logarithmic axis places annotations by the exponent
                "y": 1,
                "yref": "paper",
                "yanchor": "top",
                "xanchor": "left",
                "xshift": 6,
                "text": f"your volume: {short_number(today)}",
                "showarrow": False,
            }
        ],
    )
    figure_layout["xaxis"] |= {"type": "log", "dtick": 1, "exponentformat": "SI"}
    figure_layout["yaxis"] |= {"type": "log", "dtick": 1, "exponentformat": "SI", "rangemode": "normal"}
    return go.Figure(data=lines, layout=figure_layout)
