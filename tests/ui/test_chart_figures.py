"""Charts draw the ledger's own numbers, one colour per option, and no markup from names."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from input_strategies import CATALOG, PRESETS, changed_inputs

from costmodel.case.resolve import resolve
from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.cost.ledger import LINES
from costmodel.decide.by_volume import cost_by_volume
from costmodel.decide.compare import Comparison, compare
from costmodel.decide.price_events import PriceMark
from costmodel.decide.uncertainty import uncertainty
from costmodel.decide.uncertainty.by_volume import volume_bands
from costmodel.scenario.model import Scenario
from ui.answer import answer_inputs
from ui.figures.by_volume import by_volume_figure
from ui.figures.cumulative import cumulative_figure
from ui.figures.palette import BY_KIND, LINE_COLOURS, PROVIDER_COLOURS, TODAY, option_colours
from ui.figures.stack import stack_figure
from ui.figures.tornado import Bar, tornado_figure
from ui.words import LINE_WORDS

HEIGHT = 300
COMPARISONS = {name: compare(resolve(scenario, CATALOG)) for name, scenario in PRESETS.items()}
FLOAT32 = 1e-6


def renamed(scenario: Scenario, names: list[str]) -> Scenario:
    options = tuple(
        option.model_copy(update={"name": name}) for option, name in zip(scenario.options, names, strict=True)
    )
    return scenario.model_copy(update={"options": options, "baseline": None})


def figures(comparison: Comparison) -> list[go.Figure]:
    return [
        cumulative_figure(comparison, HEIGHT),
        by_volume_figure(comparison, cost_by_volume(comparison.case), HEIGHT),
        stack_figure(comparison, HEIGHT),
    ]


BARS = [
    Bar("Tasks <b>a month</b>", "1.46M", "2.93M", -20_000.0, 150_000.0),
    Bar("Labels", "$5.72", "$46.0", 80_000.0, 40_000.0),
]


def test_a_tornado_reaches_from_the_base_to_the_saving_at_each_end() -> None:
    figure = tornado_figure(BARS, 75_000.0)
    go.Figure(figure.to_dict())  # checks every property, which is left out at run time
    low, high = figure.data
    assert [base + by for base, by in zip([low.base] * 2, low.x, strict=True)] == [80_000, -20_000]
    assert [high.base + by for by in high.x] == [40_000, 150_000]
    assert list(low.text) == ["$5.72", "1.46M"]
    left, right = figure.layout.xaxis.range
    assert left < -20_000
    assert right > 150_000
    assert "<" not in "".join(note.text for note in figure.layout.annotations)
    assert figure.layout.shapes[0].x0 == 75_000


def test_bands_lie_where_the_odds_say_in_the_colour_of_their_option() -> None:
    scenario = with_usual_ranges(PRESETS["email-extraction"])
    comparison = compare(resolve(scenario, CATALOG))
    odds = uncertainty(scenario, CATALOG, comparison, 256)
    assert odds.about is not None
    about = odds.options[odds.about]
    plain, banded = (cumulative_figure(comparison, HEIGHT, bands) for bands in ((), (about,)))
    go.Figure(banded.to_dict())
    low, high = banded.data[len(plain.data) :]
    assert low.y == pytest.approx(about.cumulative_usd[0], rel=FLOAT32)
    assert high.y == pytest.approx(about.cumulative_usd[2], rel=FLOAT32)
    assert high.fill == "tonexty"
    colour = option_colours(comparison)[about.option]
    assert high.fillcolor.startswith(f"rgba({int(colour[1:3], 16)},")
    volumes = volume_bands(scenario, CATALOG, odds.inputs, [3])
    shaded = by_volume_figure(comparison, cost_by_volume(comparison.case), HEIGHT, volumes)
    go.Figure(shaded.to_dict())
    assert shaded.data[-1].y == pytest.approx(volumes[0].high_usd, rel=FLOAT32)


def numbers_in(figure: go.Figure) -> np.ndarray[Any, np.dtype[np.float64]]:
    columns = [np.ravel(axis) for trace in figure.data for axis in (trace.x, trace.y) if axis is not None]
    return np.concatenate([column.astype(float) for column in columns if column.dtype.kind in "fiu"])


@pytest.mark.parametrize("name", COMPARISONS)
def test_cumulative_lines_are_the_ledgers_own(name: str) -> None:
    comparison = COMPARISONS[name]
    lines = cumulative_figure(comparison, HEIGHT).data[: len(comparison.results)]
    for line, result in zip(lines, comparison.results, strict=True):
        assert line.name == result.name
        assert list(line.x) == list(range(comparison.case.horizon_months + 1))
        assert line.y == pytest.approx(result.ledger.cumulative_usd, rel=FLOAT32)
        assert line.y[0] == pytest.approx(result.upfront_usd, rel=FLOAT32)
        assert line.y[-1] == pytest.approx(result.total_usd, rel=FLOAT32)


@pytest.mark.parametrize("name", COMPARISONS)
def test_every_payback_of_a_good_enough_option_is_marked_on_both_lines(name: str) -> None:
    comparison = COMPARISONS[name]
    figure = cumulative_figure(comparison, HEIGHT)
    candidates = {comparison.results[place].name for place in comparison.recommendation.candidates}
    paid_back = {
        option: crossover.payback.months
        for option, crossover in comparison.crossovers.items()
        if crossover.payback.status == "reached" and crossover.payback.months and option in candidates
    }
    dots = {dot.name.removesuffix(" paid back"): dot for dot in figure.data[len(comparison.results) :]}
    assert set(dots) == set(paid_back)
    months = np.arange(comparison.case.horizon_months + 1)
    for option, month in paid_back.items():
        assert dots[option].x[0] == pytest.approx(month)
        own = next(result for result in comparison.results if result.name == option)
        if month > own.option.upkeep.build_months:
            for result in (own, comparison.baseline):
                at_crossing = np.interp(month, months, result.ledger.cumulative_usd)
                assert dots[option].y[0] == pytest.approx(at_crossing, rel=1e-9)
        assert any(f"month {month:.1f}" in note.text for note in figure.layout.annotations)


@pytest.mark.parametrize("name", COMPARISONS)
def test_cost_by_volume_is_that_of_a_one_month_case_in_use(name: str) -> None:
    comparison = COMPARISONS[name]
    costs = cost_by_volume(comparison.case)
    figure = by_volume_figure(comparison, costs, HEIGHT)
    for trace, cost in zip(figure.data, costs, strict=True):
        assert trace.x == pytest.approx(cost.tasks_per_month, rel=FLOAT32)
        assert trace.y == pytest.approx(cost.usd_per_month, rel=FLOAT32)
        assert trace.x[0] <= comparison.case.tasks_per_month <= trace.x[-1]
    today = [result.ledger.usd_by_month[0] for result in comparison.results if result is comparison.baseline]
    baseline = costs[comparison.case.baseline_index]
    assert np.interp(
        float(comparison.case.tasks_per_month), baseline.tasks_per_month, baseline.usd_per_month
    ) == pytest.approx(today[0], rel=0.01)


@pytest.mark.parametrize("name", COMPARISONS)
def test_stacked_lines_add_up_to_the_totals(name: str) -> None:
    comparison = COMPARISONS[name]
    bars = stack_figure(comparison, HEIGHT).data
    for place, result in enumerate(comparison.results):
        assert sum(bar.x[place] for bar in bars) == pytest.approx(result.total_usd, abs=0.01 * len(LINES))
    drawn = {bar.name for bar in bars}
    for line in LINES:
        is_used = any(round(float(result.ledger.line_total_usd(line)), 2) for result in comparison.results)
        assert (LINE_WORDS[line] in drawn) == is_used


@pytest.mark.parametrize("name", COMPARISONS)
def test_an_option_has_one_colour_in_every_chart_and_today_always_the_same(name: str) -> None:
    comparison = COMPARISONS[name]
    colours = option_colours(comparison)
    cumulative, by_volume, _ = figures(comparison)
    for place, result in enumerate(comparison.results):
        assert cumulative.data[place].line.color == by_volume.data[place].line.color == colours[result.name]
        expected = TODAY if result is comparison.baseline else BY_KIND[result.option.kind][0]
        assert colours[result.name] == expected
    assert len(set(colours.values())) == len(colours)


def test_every_line_that_can_be_drawn_has_words_and_the_common_ones_a_colour_of_their_own() -> None:
    assert set(LINE_WORDS) == set(LINES)
    assert set(LINE_COLOURS) <= set(LINES)
    assert len(set(LINE_COLOURS.values())) == len(LINE_COLOURS)


@pytest.mark.parametrize("background", [0xFFFFFF, 0x0F172A])
def test_colours_stand_out_from_both_backgrounds(background: int) -> None:
    """At least 3:1, WCAG 2.1 section 1.4.11."""
    of_options = [colour for kind in BY_KIND.values() for colour in kind]
    for colour in (TODAY, *LINE_COLOURS.values(), *of_options, *PROVIDER_COLOURS):
        lighter, darker = sorted((luminance(int(colour[1:], 16)), luminance(background)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 3, colour


def luminance(rgb: int) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255)


def test_no_tag_of_a_name_reaches_a_chart() -> None:
    hostile = ["<b>today</b>", "<a href='https://evil.example'>x</a>", "<br>&lt;i&gt;", "<sup>own</sup>"]
    comparison = compare(resolve(renamed(PRESETS["email-extraction"], hostile), CATALOG))
    for figure in figures(comparison):
        assert not set(json.dumps(json.loads(figure.to_json())["data"])) & set("<>&")
        assert not set(
            figure.layout.to_plotly_json().get("annotations", "") and str(figure.layout.annotations)
        ) & {"&"}
        for note in figure.layout.annotations:
            assert not set(note.text) & set("<>&")


@settings(max_examples=60, deadline=None)
@given(changed_inputs())
def test_whatever_is_shown_can_be_drawn_in_finite_numbers(
    changed: tuple[Scenario, dict[str, Any]],
) -> None:
    base, values = changed
    comparison = answer_inputs(values, base, CATALOG).comparison
    if comparison is not None:
        for figure in figures(comparison):
            assert np.isfinite(numbers_in(figure)).all()
            json.loads(figure.to_json(), parse_constant=pytest.fail)


@pytest.mark.parametrize("name", COMPARISONS)
def test_every_property_is_one_that_plotly_knows(name: str) -> None:
    """The app skips this check for speed; a slip in a property's name must still fail somewhere."""
    for drawn in figures(COMPARISONS[name]):
        checked = go.Figure(drawn.to_dict())
        assert len(checked.data) == len(drawn.data)


def test_changes_of_prices_are_marked_on_the_axis_of_months() -> None:
    comparison = COMPARISONS["email-extraction"]
    marks = (
        PriceMark(0.3, ("One doubles on 2026-12-01",)),
        PriceMark(4.5, ("<b>Two</b> halves", "Three ends")),
    )
    plain, marked = (cumulative_figure(comparison, HEIGHT, marks=each) for each in ((), marks))
    go.Figure(marked.to_dict())
    assert len(marked.data) == len(plain.data) + 1
    trace = marked.data[-1]
    assert (list(trace.x), list(trace.y)) == ([0.3, 4.5], [0, 0])
    assert trace.text[0] == "One doubles on 2026-12-01"
    assert trace.text[1].endswith("<br>Three ends")
    assert "<b>" not in trace.text[1]
    assert not trace.showlegend
