"""How long the examples are: the token count that each share of them stays within."""

from __future__ import annotations

from math import ceil, floor, log2, log10
from typing import Any

import plotly.graph_objects as go

from costmodel.dataset.report import TokenLengths
from ui.figures.layout import figure, layout

COLOUR, LIMIT_COLOUR = "#0e8a6d", "#94a3b8"
MOST_TICKS = 6
ROOM = 0.12
"""Free on both sides, as a share of the axis: the labels of the points stand to their right."""


def token_lengths_figure(tokens: TokenLengths, most_allowed: int | None, height: int) -> go.Figure:
    """A point for each percentile on a logarithmic axis, and a line where examples become too long."""
    lengths = {
        "10%": tokens.p10,
        "50%": tokens.p50,
        "90%": tokens.p90,
        "95%": tokens.p95,
        "99%": tokens.p99,
        "100%": tokens.max,
    }
    figure_layout = layout(
        height, "Tokens of an example, at most", "Share of examples", hovermode="closest", showlegend=False
    )
    shown = [tokens.p10, tokens.max] if most_allowed is None else [tokens.p10, tokens.max, most_allowed]
    figure_layout["xaxis"] |= _axis(min(shown), max(shown))
    figure_layout["yaxis"] = {"title": {"text": "Share of examples"}, "type": "category", "automargin": True}
    if most_allowed is not None:
        figure_layout |= {
            "shapes": [_mark(most_allowed)],
            "annotations": [_note(most_allowed, most_allowed <= tokens.p50)],
        }
    return figure([_points(lengths)], figure_layout)


def _points(lengths: dict[str, int]) -> dict[str, Any]:
    """A logarithmic axis has no 0; an example without a token stands at 1 and says 0."""
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [max(1, count) for count in lengths.values()],
        "y": list(lengths),
        "text": [f"{count:,}" for count in lengths.values()],
        "textposition": "middle right",
        "marker": {"color": COLOUR, "size": 11},
        "cliponaxis": False,
        "hovertemplate": "%{y} of examples: %{text} tokens at most<extra></extra>",
    }


def _axis(shortest: int, longest: int) -> dict[str, Any]:
    low, high = log10(max(1, shortest)), log10(max(2, shortest + 1, longest))
    room = (high - low) * ROOM
    first, last = ceil(low / log10(2) - 0.5), floor(log2(10**high) + 0.5)
    step = max(1, ceil((last - first + 1) / MOST_TICKS))
    ticks = [2**power for power in range(first, last + 1, step)]
    return {
        "type": "log",
        "range": [low - room, high + room],
        "tickvals": ticks,
        "ticktext": [f"{tick:,}" for tick in ticks],
    }


def _mark(most_allowed: int) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": most_allowed,
        "x1": most_allowed,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": LIMIT_COLOUR, "width": 1.5, "dash": "dot"},
    }


def _note(most_allowed: int, is_left: bool) -> dict[str, Any]:
    return {
        "x": log10(most_allowed),  # a logarithmic axis places annotations by the exponent
        "y": 0,
        "yref": "paper",
        "yanchor": "bottom",
        "xanchor": "left" if is_left else "right",
        "xshift": 6 if is_left else -6,
        "text": f"longest allowed: {most_allowed:,}",
        "showarrow": False,
    }
