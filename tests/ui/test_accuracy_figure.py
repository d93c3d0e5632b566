"""Predicted against measured: every run once, the diagonal on the axes."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from costmodel.estimate.accuracy import MeasuredRun, serving_runs, training_runs
from ui.figures.accuracy import accuracy_figure
from ui.figures.palette import provider_marks


@pytest.mark.parametrize("runs", [serving_runs(), training_runs(), ()], ids=["serving", "training", "none"])
def test_every_run_has_one_dot_inside_the_axes(runs: tuple[MeasuredRun, ...]) -> None:
    figure = accuracy_figure(runs, provider_marks(run.publisher for run in runs), "tokens")
    go.Figure(figure.to_dict())  # checks every property, which is left out at run time
    dots = [pair for trace in figure.data for pair in zip(trace.x, trace.y, strict=True)]
    assert sorted(dots) == sorted((run.measured, run.predicted) for run in runs)
    low, high = figure.layout.xaxis.range
    assert all(10**low <= value <= 10**high for pair in dots for value in pair)
    assert figure.layout.xaxis.range == figure.layout.yaxis.range
    assert len(figure.layout.shapes) == 3
