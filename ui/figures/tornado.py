"""Which input decides: the saving with each input at its low and at its high end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ui.figures.layout import figure, label, layout, name_above

LOW_COLOUR, HIGH_COLOUR = "#8b5cf6", "#0d9488"
"""Ends of an input; neither is an option's own colour in this figure. Contrast 3:1 on light and dark."""
BAR_HEIGHT_PX, FRAME_HEIGHT_PX = 50, 84
ROOM_FOR_WORDS = 0.16
"""Of the width of all bars, to either side: what stands beside a bar must not be cut off."""


@dataclass(frozen=True)
class Bar:
    """One input: its name, both ends in words, and the saving at each."""

    name: str
    low: str
    high: str
    low_usd: float
    high_usd: float


def tornado_figure(bars: Sequence[Bar], base_usd: float) -> go.Figure:
    """Bars from the point estimate's saving to that at each end, the widest on top."""
    names = [label(bar.name) for bar in reversed(bars)]
    ends = [
        _end(
            "low end (p10)", LOW_COLOUR, names, [(bar.low, bar.low_usd) for bar in reversed(bars)], base_usd
        ),
        _end(
            "high end (p90)",
            HIGH_COLOUR,
            names,
            [(bar.high, bar.high_usd) for bar in reversed(bars)],
            base_usd,
        ),
    ]
    figure_layout = layout(FRAME_HEIGHT_PX + BAR_HEIGHT_PX * len(bars), "Saving in today's money", "")
    figure_layout |= {"barmode": "overlay", "bargap": 0.62, "hovermode": "closest"}
    figure_layout["margin"] |= {"l": 8}
    figure_layout["xaxis"] |= {"tickformat": "$~s", "nticks": 6, "range": _range(bars, base_usd)}
    figure_layout["yaxis"] = {
        "showticklabels": False,
        "title": {"text": ""},
        "range": [-0.4, len(bars) - 0.2],
    }
    figure_layout["annotations"] = [name_above(place, name) for place, name in enumerate(names)]
    figure_layout["shapes"] = [_line(base_usd)]
    return figure(ends, figure_layout)


def _end(
    words: str, colour: str, names: list[str], ends: list[tuple[str, float]], base_usd: float
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": words,
        "y": list(range(len(names))),
        "x": [round(usd - base_usd, 2) for _, usd in ends],
        "base": base_usd,
        "marker": {"color": colour},
        "text": [at for at, _ in ends],
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": [[name, round(usd, 2)] for name, (_, usd) in zip(names, ends, strict=True)],
        "hovertemplate": "%{customdata[0]} %{text}: $%{customdata[1]:,.0f}<extra></extra>",
    }


def _range(bars: Sequence[Bar], base_usd: float) -> list[float]:
    ends = [base_usd, *(usd for bar in bars for usd in (bar.low_usd, bar.high_usd))]
    room = ROOM_FOR_WORDS * (max(ends) - min(ends))
    return [min(ends) - room, max(ends) + room]


def _line(base_usd: float) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": base_usd,
        "x1": base_usd,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": "#94a3b8", "width": 1.5, "dash": "dot"},
    }
