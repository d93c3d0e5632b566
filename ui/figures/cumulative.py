"""Cumulative cost by month, with every payback marked and worded."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from costmodel.decide.compare import Comparison, OptionResult
from ui.figures.layout import label, layout
from ui.figures.palette import option_colours


def cumulative_figure(comparison: Comparison, height: int) -> go.Figure:
    """One line per option; a dot where its cost falls to the baseline's for good within the horizon."""
    colours = option_colours(comparison)
    lines = [
        _line(result, colours[result.name], result is comparison.baseline) for result in comparison.results
    ]
    reached = [result for result in comparison.results if _crossing_month(comparison, result) is not None]
    dots = [_dot(comparison, result, colours[result.name]) for result in reached]
    return go.Figure(
        data=[*lines, *dots],
        layout=layout(
            height,
            "Months from today",
            "Cumulative cost",
            annotations=[_note(comparison, result) for result in reached],
        ),
    )


def _line(result: OptionResult, colour: str, is_baseline: bool) -> dict[str, object]:
    usd = result.ledger.cumulative_usd
    return {
        "type": "scatter",
        "mode": "lines",
        "name": label(result.name),
        "x": np.arange(len(usd)),
        "y": np.round(usd, 2),
        "line": {"color": colour, "width": 3, "dash": "dash" if is_baseline else "solid"},
        "hovertemplate": "$%{y:,.0f}",
    }


def _dot(comparison: Comparison, result: OptionResult, colour: str) -> dict[str, object]:
    month = _crossing_month(comparison, result)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"{label(result.name)} paid back",
        "x": [month],
        "y": [_usd_at(comparison, month)],
        "marker": {"color": colour, "size": 12, "line": {"color": "#ffffff", "width": 2}},
        "showlegend": False,
        "hovertemplate": "paid back, month %{x:.1f}",
    }


def _note(comparison: Comparison, result: OptionResult) -> dict[str, object]:
    month = _crossing_month(comparison, result)
    return {
        "x": month,
        "y": _usd_at(comparison, month),
        "text": f"{label(result.name)}<br>paid back in month {month:.1f}",
        "showarrow": False,
        "xanchor": "right" if month and month > comparison.case.horizon_months / 2 else "left",
        "yanchor": "bottom",
        "xshift": -10 if month and month > comparison.case.horizon_months / 2 else 10,
        "yshift": 8,
        "align": "left",
    }


def _crossing_month(comparison: Comparison, result: OptionResult) -> float | None:
    crossover = comparison.crossovers.get(result.name)
    if crossover is None or crossover.payback.status != "reached" or not crossover.payback.months:
        return None
    return crossover.payback.months


def _usd_at(comparison: Comparison, month: float | None) -> float:
    usd = comparison.baseline.ledger.cumulative_usd
    return float(np.interp(month or 0.0, np.arange(len(usd)), usd))
