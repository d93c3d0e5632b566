"""Pictures of cards and of the day: every card once, sound for plotly, lines that show what they are named after."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from costmodel.case.resolve import resolve
from costmodel.catalog.load import load_catalog
from costmodel.decide.serving import card_choices, day_of_fleet, hosted_months, owned_curve
from costmodel.decide.serving.ways import fleet_of
from costmodel.scenario.presets import preset, preset_names
from ui.figures.cards import cards_figure
from ui.figures.day import day_figure, owned_figure


def sound(figure: go.Figure) -> go.Figure:
    """Checked property by property, which the app leaves out for speed."""
    return go.Figure(figure.to_dict())


def test_every_card_has_one_dot() -> None:
    asked, catalog = preset("email-extraction"), load_catalog()
    cards = card_choices(asked, resolve(asked, catalog), 3, catalog).cards
    figure = sound(cards_figure(cards))
    dots = [x for trace in figure.data for x in trace.x]
    assert sorted(dots) == sorted(card.usd_per_month for card in cards)
    assert {trace.name for trace in figure.data} == {"near published runs", "extrapolated"}
    assert [name for name in figure.layout.yaxis.ticktext if "◆" in name] == ["<b>L40S-48GB ◆</b>"]


def test_lines_end_where_the_band_ends_and_providers_are_upright() -> None:
    asked, catalog = preset("email-extraction"), load_catalog()
    case = resolve(asked, catalog)
    cards = card_choices(asked, case, 3, catalog).cards
    figure = sound(cards_figure(cards, hosted_months(case)))
    shown = [trace for trace in figure.data if trace.mode == "markers"]
    slow = sorted(x + more for trace in shown for x, more in zip(trace.x, trace.error_x.array, strict=True))
    assert slow == pytest.approx(sorted(max(card.band_usd_per_month or ()) for card in cards))
    lines = [trace.x for trace in figure.data if trace.mode == "lines"]
    assert lines == [(month.usd_per_month,) * 2 for month in hosted_months(case)]


def test_no_cards_are_an_empty_picture() -> None:
    assert len(sound(cards_figure(())).data) == 0


def test_the_day_closes_at_midnight() -> None:
    option = resolve(preset("email-extraction"), load_catalog()).options[3]
    day = day_of_fleet(fleet_of(option), option.calls, 2e6)
    figure = sound(day_figure(day))
    assert [len(trace.x) for trace in figure.data] == [25, 25, 25]
    assert list(figure.data[0].y)[:24] == day.capacity.tolist()


def test_the_lowest_point_of_owning_is_marked() -> None:
    curve = owned_curve(resolve(preset(preset_names()[-1]), load_catalog()), 3)
    figure = sound(owned_figure(curve))
    totals = [point.gpu_usd + point.overflow_usd for point in curve]
    assert figure.data[-1].y[0] == min(totals)
