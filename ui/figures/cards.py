"""What a month of serving costs on each card: one dot each, cheapest on top, hollow where nothing close was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10
from typing import Any

import plotly.graph_objects as go

from costmodel.decide.money import usd_in_words
from costmodel.decide.serving import CardChoice
from ui.figures.layout import dollar_decades, figure, label, layout
from ui.figures.palette import BY_KIND, TEXT, TODAY

OWN = BY_KIND["self_hosted"][0]
ROW_PX, FRAME_PX, DOT_PX, ROOM = 24, 90, 10, 0.12


def cards_figure(cards: Sequence[CardChoice]) -> go.Figure:
    """Rent of a whole fleet in the first month by card, on a logarithmic axis; each dot carries its card's name."""
    costs = [log10(card.usd_per_month) for card in cards if card.usd_per_month > 0]
    low, high = (min(costs), max(costs)) if costs else (0.0, 1.0)
    room = max(ROOM * (high - low), 0.15)
    middle = (low + high) / 2
    place_of = {card.gpu: len(cards) - place for place, card in enumerate(cards)}
    looks = (
        ("close to published runs", "circle", [c for c in cards if not c.serving.extrapolated]),
        ("extrapolated", "circle-open", [c for c in cards if c.serving.extrapolated]),
    )
    traces = [_dots(name, symbol, shown, place_of, middle) for name, symbol, shown in looks if shown]
    height = FRAME_PX + ROW_PX * (len(cards) + 1)
    figure_layout = layout(height, "Rent in the first month, logarithmic", "")
    figure_layout |= {"hovermode": "closest"}
    figure_layout["margin"] |= {"l": 8, "r": 8, "t": 26}
    figure_layout["xaxis"] |= {
        "type": "log",
        "range": [low - room, high + room],
        "fixedrange": True,
        **dollar_decades(low - room, high + room),
    }
    figure_layout["yaxis"] = {"visible": False, "range": [0.2, len(cards) + 0.8], "fixedrange": True}
    return figure(traces, figure_layout)


def _dots(
    name: str, symbol: str, shown: Sequence[CardChoice], place_of: Mapping[str, int], middle: float
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": name,
        "x": [card.usd_per_month for card in shown],
        "y": [place_of[card.gpu] for card in shown],
        "text": [_name(card) for card in shown],
        "textposition": [
            "middle right" if log10(card.usd_per_month) <= middle else "middle left" for card in shown
        ],
        "textfont": {"size": 12, "color": TEXT},
        "marker": {
            "size": DOT_PX,
            "symbol": symbol,
            "color": [TODAY if card.is_current else OWN for card in shown],
            "line": {"width": 1.5, "color": OWN},
        },
        "cliponaxis": False,
        "customdata": [[label(card.gpu), usd_in_words(card.usd_per_month)] for card in shown],
        "hovertemplate": "%{customdata[0]}: %{customdata[1]} a month<extra></extra>",
    }


def _name(card: CardChoice) -> str:
    name = label(card.gpu)
    return f"\u2002<b>{name} (chosen)</b>\u2002" if card.is_current else f"\u2002{name}\u2002"
