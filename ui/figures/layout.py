"""What all charts share: sizes, axes and legends."""

from __future__ import annotations

from typing import Any

from ui.words import plain_label

CHART_CONFIG = {"displayModeBar": False}


def layout(height: int, x_title: str, y_title: str, **more: Any) -> dict[str, Any]:
    """A calm layout with a legend above the plot; `template` none leaves fonts and grid to the theme."""
    return {
        "template": "none",
        "height": height,
        "margin": {"l": 64, "r": 16, "t": 8, "b": 48},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left"},
        "hovermode": "x unified",
        "showlegend": True,
        "xaxis": {"title": {"text": x_title}},
        "yaxis": {"title": {"text": y_title}, "tickprefix": "$", "rangemode": "tozero"},
        **more,
    }


def label(name: str) -> str:
    """An option's name on a chart, where tags would be read as formatting."""
    return plain_label(name)
