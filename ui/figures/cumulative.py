"""Cumulative cost by month, with every payback marked and worded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from costmodel.decide.compare import Comparison, OptionResult
from costmodel.decide.price_events import PriceMark
from costmodel.decide.uncertainty.odds import Odds
from ui.figures.layout import figure, label, layout, shaded
from ui.figures.palette import option_colours

NOTE_HEIGHT_PX = 16
MARK_COLOUR = "#1e293b"


def cumulative_figure(
    comparison: Comparison, height: int, bands: Sequence[Odds] = (), marks: Sequence[PriceMark] = ()
) -> go.Figure:
    """One line per option; a dot and a note where its cost falls to the baseline's for good.

    `bands`: options whose cost lies between p10 and p90 of a month in 8 of 10 futures, shaded.
    `marks`: where a price of the book changes, on the axis of months.
    """
    colours = option_colours(comparison)
    lines = [
        _line(result, colours[result.name], result is comparison.baseline) for result in comparison.results
    ]
    crossings = sorted(
        (month, result.name)
        for result in comparison.results
        if (month := _crossing_month(comparison, result))
    )
    dots = [_dot(comparison, month, name, colours[name]) for month, name in crossings]
    notes = [_note(comparison, month, row) for row, (month, _) in enumerate(crossings)]
    drops = [_drop(month, colours[name]) for month, name in crossings]
    figure_layout = layout(height, "Months from today", "Cumulative cost", annotations=notes, shapes=drops)
    # Without a fixed range a long note would stretch the axis on a narrow screen.
    figure_layout["xaxis"] |= {"range": [0, comparison.case.horizon_months], "hoverformat": ".3~g"}
    shades = [trace for odds in bands for trace in _band(odds, colours[odds.option])]
    return figure([*lines, *dots, *shades, *_on_the_axis(marks)], figure_layout)


def _on_the_axis(marks: Sequence[PriceMark]) -> list[dict[str, Any]]:
    """Small diamonds; what happens there is said on hovering."""
    if not marks:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "a price changes",
            "x": [mark.month for mark in marks],
            "y": [0.0] * len(marks),
            "text": ["<br>".join(label(sentence) for sentence in mark.sentences) for mark in marks],
            "marker": {
                "symbol": "diamond",
                "size": 10,
                "color": MARK_COLOUR,
                "line": {"color": "#ffffff", "width": 1.5},
            },
            "cliponaxis": False,
            "showlegend": False,
            "hovertemplate": "%{text}<extra></extra>",
        }
    ]


def _band(odds: Odds, colour: str) -> list[dict[str, Any]]:
    low, _, high = odds.cumulative_usd
    return shaded(np.arange(len(low)), low, high, colour)


def _line(result: OptionResult, colour: str, is_baseline: bool) -> dict[str, Any]:
    usd = result.ledger.cumulative_usd
    return {
        "type": "scatter",
        "mode": "lines",
        "name": label(result.name),
        "x": np.arange(len(usd)),
        "y": usd.astype("float32"),
        "line": {"color": colour, "width": 3, "dash": "dash" if is_baseline else "solid"},
        "hovertemplate": "$%{y:,.0f}",
    }


def _dot(comparison: Comparison, month: float, name: str, colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"{label(name)} paid back",
        "x": [month],
        "y": [_usd_at(comparison, month)],
        "marker": {"color": colour, "size": 12, "line": {"color": "#ffffff", "width": 2}},
        "showlegend": False,
        "hovertemplate": "paid back, month %{x:.1f}",
    }


def _note(comparison: Comparison, month: float, row: int) -> dict[str, Any]:
    """The words stand at the top, where cumulative lines come last, beside a line in the option's colour."""
    is_early = month < comparison.case.horizon_months * 0.6
    return {
        "x": month,
        "y": 1,
        "yref": "paper",
        "text": f"paid back: month {month:.1f}",
        "showarrow": False,
        "xanchor": "left" if is_early else "right",
        "yanchor": "top",
        "xshift": 6 if is_early else -6,
        "yshift": -NOTE_HEIGHT_PX * row,
    }


def _drop(month: float, colour: str) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": month,
        "x1": month,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": colour, "width": 1.5, "dash": "dot"},
    }


def _crossing_month(comparison: Comparison, result: OptionResult) -> float | None:
    """Within the horizon and good enough; an option that leads from the start needs no mark."""
    candidates = [comparison.results[place] for place in comparison.recommendation.candidates]
    crossover = comparison.crossovers.get(result.name)
    if crossover is None or crossover.payback.status != "reached" or result not in candidates:
        return None
    return crossover.payback.months or None


def _usd_at(comparison: Comparison, month: float) -> float:
    usd = comparison.baseline.ledger.cumulative_usd
    return float(np.interp(month, np.arange(len(usd)), usd))
