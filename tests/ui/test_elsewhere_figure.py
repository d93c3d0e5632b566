"""Dots of what a task costs elsewhere: where they belong, named, and told apart by provider."""

from __future__ import annotations

from itertools import pairwise
from math import log10
from typing import Any

import plotly.graph_objects as go
import pytest
from input_strategies import CATALOG, PRESETS

from costmodel.case.resolve import resolve
from costmodel.decide.compare import compare
from costmodel.decide.elsewhere import Elsewhere, elsewhere
from costmodel.scenario.model import Scenario
from ui.figures.elsewhere import elsewhere_figure
from ui.figures.palette import BY_KIND, PROVIDER_COLOURS, TODAY, provider_marks


def found(scenario: Scenario) -> Elsewhere:
    option: Any = scenario.options[scenario.baseline_index]
    return elsewhere(compare(resolve(scenario, CATALOG)), CATALOG, option.sku)


ANSWERS = {name: found(scenario) for name, scenario in PRESETS.items()}


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("most", [None, 1, 15])
def test_every_model_has_one_dot_at_its_cost_cheapest_on_top(name: str, most: int | None) -> None:
    answer = ANSWERS[name]
    models = answer.shown(most=most)
    drawn = elsewhere_figure(answer, models)
    go.Figure(drawn.to_dict())  # checks every property, which is left out at run time
    dots = sorted((y, x) for trace in drawn.data for x, y in zip(trace.x, trace.y, strict=True))
    assert [x for _, x in reversed(dots)] == [model.usd_per_1000_tasks for model in models]
    assert len({y for y, _ in dots}) == len(models)
    low, high = drawn.layout.xaxis.range
    assert all(low < log10(x) < high for _, x in dots)
    assert drawn.layout.xaxis.type == "log"
    assert 2 <= len(drawn.layout.xaxis.tickvals) <= 8
    assert drawn.layout.height > 20 * len(models)


def test_todays_model_and_bill_are_marked_and_what_cannot_take_over_is_hollow() -> None:
    answer = ANSWERS["email-extraction"]
    drawn = elsewhere_figure(answer, answer.models)
    today = drawn.data[-1]
    assert (today.name, today.marker.color, today.marker.symbol) == ("today's model", TODAY, "diamond")
    assert drawn.layout.shapes[0].x0 == answer.today_usd_per_1000_tasks
    hollow = sum(len(trace.x) for trace in drawn.data if trace.marker.symbol.endswith("-open"))
    assert hollow == sum(not model.can_take_over for model in answer.models) > 0
    in_legend = [trace.name for trace in drawn.data if trace.showlegend]
    assert sorted(in_legend) == sorted({model.provider for model in answer.models} | {"today's model"})


def test_a_name_stands_on_the_side_with_more_room() -> None:
    answer = ANSWERS["email-extraction"]
    drawn = elsewhere_figure(answer, answer.models)
    middle = sum(drawn.layout.xaxis.range) / 2
    for trace in drawn.data:
        for x, side in zip(trace.x, trace.textposition, strict=True):
            assert side == ("middle right" if log10(x) <= middle else "middle left")


def test_work_that_is_free_has_no_place_on_the_axis() -> None:
    scenario = PRESETS["email-extraction"]
    nothing = {"input_tokens": 0.0, "output_tokens": 0.0, "cached_input_tokens": 0.0}
    free = found(scenario.model_copy(update={"workload": scenario.workload.model_copy(update=nothing)}))
    drawn = elsewhere_figure(free, free.models)
    go.Figure(drawn.to_dict())
    assert drawn.data == ()


def test_providers_are_told_apart_and_wear_no_colour_of_an_option() -> None:
    providers = {row.provider for row in CATALOG.hosted}
    marks = provider_marks(providers)
    assert len(set(marks.values())) == len(providers)
    options = {TODAY, *(colour for of_kind in BY_KIND.values() for colour in of_kind)}
    assert not options & set(PROVIDER_COLOURS)
    assert len(set(PROVIDER_COLOURS)) == len(PROVIDER_COLOURS)
    names = sorted(providers)
    assert all(marks[one] != marks[other] for one, other in pairwise(names))
