"""What a month of serving costs on each card: one dot each, cheapest on top, hollow where nothing close was measured."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from typing import Any

import plotly.graph_objects as go

from costmodel.decide.money import usd_in_words
from costmodel.decide.serving import CardChoice, HostedMonth
from ui.figures.layout import dollar_decades, figure, label, layout
from ui.figures.palette import BY_KIND, TODAY

OWN = BY_KIND["self_hosted"][0]
HOSTED_LOOKS = tuple(zip((TODAY, *BY_KIND["hosted"]), ("dot", "dash", "dashdot", "longdash"), strict=True))
ROW_PX, FRAME_PX, DOT_PX, ROOM = 24, 110, 9, 0.06


def cards_figure(cards: Sequence[CardChoice], hosted: Sequence[HostedMonth] = ()) -> go.Figure:
    """Rent of a whole fleet in the first month by card, on a logarithmic axis, with the band of the estimate.

    Lines are what providers would bill for the same month.
    """
    ends = [log10(usd) for usd in _all_usd(cards, hosted) if usd > 0]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = max(ROOM * (high - low), 0.1)
    places = {card.gpu: len(cards) - place for place, card in enumerate(cards)}
    looks = (
        ("near published runs", "circle", [c for c in cards if not c.serving.extrapolated]),
        ("extrapolated", "circle-open", [c for c in cards if c.serving.extrapolated]),
    )
    traces = [_dots(name, symbol, shown, places) for name, symbol, shown in looks if shown]
    traces += [
        _line(month, place, len(cards)) for place, month in enumerate(hosted) if month.usd_per_month > 0
    ]
    figure_layout = layout(FRAME_PX + ROW_PX * (len(cards) + 1), "First month, logarithmic", "")
    figure_layout |= {"hovermode": "closest"}
    figure_layout["margin"] |= {"l": 8, "r": 8, "t": 26}
    figure_layout["xaxis"] |= {
        "type": "log",
        "range": [low - room, high + room],
        "fixedrange": True,
        **dollar_decades(low - room, high + room),
    }
    figure_layout["yaxis"] = {
        "range": [0.2, len(cards) + 0.8],
        "fixedrange": True,
        "showgrid": False,
        "automargin": True,
        "tickmode": "array",
        "tickvals": list(places.values()),
        "ticktext": [_name(card) for card in cards],
    }
    return figure(traces, figure_layout)


def _all_usd(cards: Sequence[CardChoice], hosted: Sequence[HostedMonth]) -> list[float]:
    band = [usd for card in cards for usd in card.band_usd_per_month or ()]
    return [card.usd_per_month for card in cards] + band + [month.usd_per_month for month in hosted]


def _dots(name: str, symbol: str, shown: Sequence[CardChoice], places: dict[str, int]) -> dict[str, Any]:
    bands = [card.band_usd_per_month or (card.usd_per_month,) * 2 for card in shown]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [card.usd_per_month for card in shown],
        "y": [places[card.gpu] for card in shown],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [max(band) - card.usd_per_month for band, card in zip(bands, shown, strict=True)],
            "arrayminus": [card.usd_per_month - min(band) for band, card in zip(bands, shown, strict=True)],
            "color": OWN,
            "thickness": 1,
            "width": 0,
        },
        "marker": {
            "size": DOT_PX,
            "symbol": symbol,
            "color": OWN,
            "line": {"width": 1.5, "color": OWN},
        },
        "cliponaxis": False,
        "text": [_said_of(card) for card in shown],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _line(month: HostedMonth, place: int, rows: int) -> dict[str, Any]:
    colour, dash = HOSTED_LOOKS[place % len(HOSTED_LOOKS)]
    name = f"{label(month.name)}, {usd_in_words(month.usd_per_month)}"
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [month.usd_per_month] * 2,
        "y": [0.2, rows + 0.8],
        "line": {"color": colour, "width": 1.5, "dash": dash},
        "hovertemplate": f"{name} a month<extra></extra>",
    }


def _said_of(card: CardChoice) -> str:
    lines = [f"<b>{label(card.gpu)}</b>: {usd_in_words(card.usd_per_month)} a month"]
    if card.band_usd_per_month is not None:
        low, high = (usd_in_words(usd) for usd in card.band_usd_per_month)
        lines.append(f"in 8 of 10 cases {low} to {high}")
    lines += [label(reason) for reason in card.serving.far_because]
    if card.offer is not None and card.offer.is_marketplace:
        lines.append("rented on a marketplace")
    return "<br>".join(lines)


def _name(card: CardChoice) -> str:
    return f"<b>{label(card.gpu)} ◆</b>" if card.is_current else label(card.gpu)
