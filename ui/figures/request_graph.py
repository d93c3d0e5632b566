"""A request as a graph of its steps: coloured by where each runs, larger where more is spent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from costmodel.case.mix import MixCase
from costmodel.decide.mix import AtVolume, Mix, usd_by_step, where
from costmodel.decide.mix.evaluate import in_order
from costmodel.decide.money import usd_in_words
from ui.figures.layout import dotted_line_at, figure, label, layout
from ui.figures.palette import BY_KIND, PROVIDER_COLOURS, TEXT, TODAY

SMALLEST_PX, LARGEST_PX, LEVEL_PX, FRAME_PX = 16, 46, 84, 70
MIDDLE = 0.5


def request_figure(case: MixCase, mix: Mix) -> go.Figure:
    """Steps from top to bottom in the order in which they run; those side by side may run at once."""
    level = _levels(case)
    place_of = _places(level)
    spend = usd_by_step(case, mix)
    places = dict(enumerate(where(case, column) for column in mix.assignment))
    names = list(dict.fromkeys(places.values()))
    colours = {name: PROVIDER_COLOURS[place % len(PROVIDER_COLOURS)] for place, name in enumerate(names)}
    traces = [_arrow(place_of, start, end) for start, end in case.edges]
    traces += [
        _steps(
            case,
            [step for step in places if places[step] == name],
            place_of,
            spend,
            (name, colours[name]),
        )
        for name in names
    ]
    levels = max(level) + 1
    figure_layout = layout(FRAME_PX + LEVEL_PX * levels, "", "")
    figure_layout |= {"hovermode": "closest"}
    figure_layout["margin"] |= {"l": 8, "r": 8, "b": 8}
    figure_layout["xaxis"] = {"visible": False, "range": [-0.1, 1.1], "fixedrange": True}
    figure_layout["yaxis"] = {"visible": False, "range": [-levels + 0.4, 0.6], "fixedrange": True}
    return figure(traces, figure_layout)


def volume_figure(swept: Sequence[AtVolume], today: float) -> go.Figure:
    """Cost of 1,000 requests under the best plan, and of hosted models alone, by requests a month."""

    def line(name: str, mixes: Sequence[Mix | None], colour: str) -> dict[str, Any]:
        pairs = [
            (at.requests_per_month, at.usd_per_1000_requests(mix))
            for at, mix in zip(swept, mixes, strict=True)
            if mix is not None and mix.usd_per_month > 0
        ]
        return {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": [x for x, _ in pairs],
            "y": [y for _, y in pairs],
            "line": {"color": colour, "width": 2},
            "hovertemplate": "$%{y:.3g} for 1,000",
        }

    traces = [
        line("best plan", [at.best for at in swept], BY_KIND["self_hosted"][0]),
        line("hosted models alone", [at.api_only for at in swept], TODAY),
    ]
    figure_layout = layout(340, "Requests a month", "Cost of 1,000 requests")
    figure_layout["xaxis"] |= {"type": "log", "dtick": 1, "fixedrange": True}
    figure_layout["yaxis"] |= {"fixedrange": True}
    figure_layout["shapes"] = [dotted_line_at(today)]
    return figure(traces, figure_layout)


def _levels(case: MixCase) -> list[int]:
    level = [0] * len(case.subtasks)
    for place in in_order(len(case.subtasks), case.edges):
        level[place] = max((level[start] + 1 for start, end in case.edges if end == place), default=0)
    return level


def _places(level: Sequence[int]) -> list[tuple[float, float]]:
    beside: dict[int, list[int]] = {}
    for place, of in enumerate(level):
        beside.setdefault(of, []).append(place)
    return [((beside[of].index(place) + 0.5) / len(beside[of]), -float(of)) for place, of in enumerate(level)]


def _arrow(place_of: Sequence[tuple[float, float]], start: int, end: int) -> dict[str, Any]:
    (x0, y0), (x1, y1) = place_of[start], place_of[end]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x0, x1],
        "y": [y0, y1],
        "line": {"color": TODAY, "width": 1.5},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _steps(
    case: MixCase,
    steps: Sequence[int],
    place_of: Sequence[tuple[float, float]],
    spend: Sequence[float],
    look: tuple[str, str],
) -> dict[str, Any]:
    most = max(spend) or 1.0
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": label(look[0]),
        "x": [place_of[step][0] for step in steps],
        "y": [place_of[step][1] for step in steps],
        "text": [f"<b>{label(case.subtasks[step])}</b><br>{usd_in_words(spend[step])}" for step in steps],
        # Names stand on the outer side, where no arrow runs.
        "textposition": ["middle left" if place_of[step][0] < MIDDLE else "middle right" for step in steps],
        "textfont": {"size": 12, "color": TEXT},
        "cliponaxis": False,
        "marker": {
            "color": look[1],
            "opacity": 1,
            "size": [
                SMALLEST_PX + (LARGEST_PX - SMALLEST_PX) * (spend[step] / most) ** 0.5 for step in steps
            ],
        },
        "hovertemplate": "%{text} a month<extra></extra>",
    }
