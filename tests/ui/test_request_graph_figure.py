"""The request as a graph: every step once, arrows for every edge, volumes as lines."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from costmodel.catalog.load import load_catalog
from costmodel.decide.mix import MixAnswer, answer_mix, mix_case, sweep, usd_by_step
from costmodel.scenario.mix_templates import template, template_names
from ui.figures.request_graph import request_figure, volume_figure


@pytest.mark.parametrize("name", template_names())
def test_every_step_and_edge_is_drawn_and_spend_adds_up(name: str) -> None:
    case = mix_case(template(name), load_catalog())
    found = answer_mix(case)
    assert isinstance(found, MixAnswer)
    drawn = request_figure(case, found.best)
    go.Figure(drawn.to_dict())  # checks every property, which is left out at run time
    steps = [text for trace in drawn.data if trace.mode == "markers+text" for text in trace.text]
    assert len(steps) == len(case.subtasks)
    assert all(any(f"<b>{task}</b>" in text for text in steps) for task in case.subtasks)
    assert sum(trace.mode == "lines" for trace in drawn.data) == len(case.edges)
    assert sum(usd_by_step(case, found.best)) == pytest.approx(found.best.usd_per_month)
    places = {
        (x, y)
        for trace in drawn.data
        if trace.mode == "markers+text"
        for x, y in zip(trace.x, trace.y, strict=True)
    }
    assert len(places) == len(case.subtasks)


def test_volumes_are_two_lines() -> None:
    case = mix_case(template("Support assistant"), load_catalog())
    drawn = volume_figure(sweep(case, points=3), 1e6)
    go.Figure(drawn.to_dict())
    best, alone = drawn.data
    assert all(ours <= theirs * (1 + 1e-9) for ours, theirs in zip(best.y, alone.y, strict=True))
