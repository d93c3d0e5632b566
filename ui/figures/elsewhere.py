"""What the same work costs on other models: one dot each on a logarithmic axis, named beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, log10
from typing import Any

import plotly.graph_objects as go

from costmodel.decide.elsewhere import Elsewhere, HostedCost
from costmodel.decide.money import usd_in_words
from ui.figures.layout import dollar_decades, dotted_line_at, figure, label, layout
from ui.figures.palette import TEXT, TODAY, provider_marks

ROW_PX, FRAME_PX, LEGEND_ROW_PX, DOT_PX = 24, 120, 20, 10
ROOM = 0.06
"""Of the axis, left free at each end."""


def elsewhere_figure(answer: Elsewhere, models: Sequence[HostedCost]) -> go.Figure:
    """Cost of 1,000 tasks on these models, cheapest on top; hollow where the model could not do the work.

    A model at which the work is free has no place on the axis and is left out.
    """
    drawn = [model for model in models if model.usd_per_1000_tasks > 0]
    today = answer.today_usd_per_1000_tasks or None
    low, high = _ends([model.usd_per_1000_tasks for model in drawn] + ([today] if today else []))
    place_of = {model.sku: len(drawn) - place for place, model in enumerate(drawn)}
    marks = provider_marks(model.provider for model in answer.models)
    middle = (low + high) / 2
    others = [model for model in drawn if not model.is_today]
    traces = [
        trace
        for provider in sorted({model.provider for model in others})
        for trace in _of_provider(provider, others, marks[provider], place_of, middle)
    ]
    at_today = [model for model in drawn if model.is_today]
    if at_today:
        traces.append(_dots("today's model", at_today, (TODAY, _diamond(at_today[0])), place_of, middle))
    in_legend = sum(trace["showlegend"] for trace in traces)
    figure_layout = layout(_height(len(drawn), in_legend), "Cost of 1,000 tasks, logarithmic", "")
    figure_layout |= {"hovermode": "closest", "shapes": [dotted_line_at(today)] if today else []}
    figure_layout["margin"] |= {"l": 8, "r": 8, "t": 26}
    figure_layout["legend"] |= {"y": 1.0, "itemwidth": 30}
    figure_layout["xaxis"] |= {
        "type": "log",
        "range": [low, high],
        "fixedrange": True,
        **dollar_decades(low, high),
    }
    figure_layout["yaxis"] = {
        "visible": False,
        "range": [0.2, len(drawn) + (1.6 if today else 0.8)],
        "fixedrange": True,
    }
    if today:
        figure_layout["annotations"] = [_today_note(today, len(drawn) + 1, is_cheap=log10(today) <= middle)]
    return figure(traces, figure_layout)


def _height(rows: int, providers: int) -> int:
    return FRAME_PX + ROW_PX * (rows + 1) + LEGEND_ROW_PX * ceil(providers / 4)


def _ends(costs: Sequence[float]) -> tuple[float, float]:
    low, high = (log10(min(costs)), log10(max(costs))) if costs else (0.0, 1.0)
    room = max(ROOM * (high - low), 0.1)
    return low - room, high + room


def _diamond(model: HostedCost) -> str:
    return "diamond" if model.can_take_over else "diamond-open"


def _of_provider(
    provider: str,
    models: Sequence[HostedCost],
    mark: tuple[str, str],
    place_of: Mapping[str, int],
    middle: float,
) -> list[dict[str, Any]]:
    """Full dots, then hollow ones; the legend shows the first of them alone."""
    colour, symbol = mark
    own = [model for model in models if model.provider == provider]
    able = [model for model in own if model.can_take_over]
    hollow = [model for model in own if not model.can_take_over]
    drawn = [(of_look, look) for of_look, look in ((able, symbol), (hollow, f"{symbol}-open")) if of_look]
    return [
        _dots(provider, of_look, (colour, look), place_of, middle) | {"showlegend": of_look is drawn[0][0]}
        for of_look, look in drawn
    ]


def _dots(
    name: str,
    models: Sequence[HostedCost],
    mark: tuple[str, str],
    place_of: Mapping[str, int],
    middle: float,
) -> dict[str, Any]:
    """Dots of one colour and shape; a name stands where there is more room, right of a cheap dot, left of a dear one."""
    colour, symbol = mark
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": label(name),
        "legendgroup": label(name),
        "showlegend": True,
        "x": [model.usd_per_1000_tasks for model in models],
        "y": [place_of[model.sku] for model in models],
        "marker": {
            "color": colour,
            "size": DOT_PX,
            "symbol": symbol,
            "line": {"width": 1.5, "color": colour},
        },
        "text": [_name(model) for model in models],
        "textposition": [
            "middle right" if log10(model.usd_per_1000_tasks) <= middle else "middle left" for model in models
        ],
        "textfont": {"size": 12, "color": TEXT},
        "cliponaxis": False,
        "customdata": [
            [label(model.display_name), label(model.provider), usd_in_words(model.usd_per_1000_tasks)]
            for model in models
        ],
        "hovertemplate": "%{customdata[0]}, %{customdata[1]}: %{customdata[2]} for 1,000 tasks<extra></extra>",
    }


def _name(model: HostedCost) -> str:
    """The space keeps text off the dot."""
    name = label(model.display_name)
    return f"\u2002<b>{name} (today)</b>\u2002" if model.is_today else f"\u2002{name}\u2002"


def _today_note(today: float, place: float, *, is_cheap: bool) -> dict[str, Any]:
    return {
        "x": log10(today),
        "y": place,
        "text": f"today {usd_in_words(today)}",
        "showarrow": False,
        "xanchor": "left" if is_cheap else "right",
        "xshift": 6 if is_cheap else -6,
        "font": {"size": 12, "color": TEXT},
    }
