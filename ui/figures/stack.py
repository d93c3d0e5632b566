"""Where the money goes: the lines of every option's ledger, stacked."""

from __future__ import annotations

import plotly.graph_objects as go

from costmodel.cost.ledger import LINES
from costmodel.decide.compare import Comparison
from ui.figures.layout import figure, label, layout
from ui.figures.palette import LINE_COLOURS, TODAY
from ui.words import LINE_WORDS


def stack_figure(comparison: Comparison, height: int) -> go.Figure:
    """One bar per option, one colour per line; lines that are 0 everywhere are left out."""
    names = [label(result.name) for result in comparison.results]
    bars = []
    for line in LINES:
        usd = [round(float(result.ledger.line_total_usd(line)), 2) for result in comparison.results]
        if any(usd):
            bars.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "name": LINE_WORDS[line],
                    "x": usd,
                    "y": names,
                    "marker": {"color": LINE_COLOURS.get(line, TODAY)},
                    "hovertemplate": "$%{x:,.0f}",
                }
            )
    figure_layout = layout(
        height,
        f"Cost over {comparison.case.horizon_months} months",
        "",
        barmode="stack",
        bargap=0.35,
        hovermode="closest",
    )
    figure_layout["margin"] |= {"l": 8}
    figure_layout["legend"] |= {"traceorder": "normal"}
    figure_layout["xaxis"] |= {"tickprefix": "$"}
    figure_layout["yaxis"] = {"autorange": "reversed", "automargin": True}
    return figure(bars, figure_layout)
