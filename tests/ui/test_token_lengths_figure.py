"""The picture of example lengths shows the report's own numbers, whatever they are."""

from __future__ import annotations

import json
from math import log10

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.dataset.report import TokenLengths
from ui.figures.token_lengths import token_lengths_figure

HEIGHT = 300
LIMIT = st.none() | st.integers(1, 10**9)


def lengths(found: list[int]) -> TokenLengths:
    low, p10, p50, p90, p95, p99, high = sorted(found)
    return TokenLengths(sum(found), sum(found) / 7, low, p10, p50, p90, p95, p99, high)


USUAL = lengths([3, 61, 158, 414, 537, 1126, 42892])


def test_every_percentile_stands_at_its_length_and_says_it() -> None:
    (points,) = token_lengths_figure(USUAL, 4096, HEIGHT).data
    assert list(points.y) == ["10%", "50%", "90%", "95%", "99%", "100%"]
    assert list(points.x) == [61, 158, 414, 537, 1126, 42892]
    assert list(points.text) == ["61", "158", "414", "537", "1,126", "42,892"]


def test_both_axes_say_their_unit_and_neither_is_money() -> None:
    layout = token_lengths_figure(USUAL, 4096, HEIGHT).layout
    assert layout.xaxis.title.text == "Tokens of an example, at most"
    assert layout.yaxis.title.text == "Share of examples"
    assert not layout.xaxis.tickprefix
    assert not layout.yaxis.tickprefix


def test_the_limit_is_marked_only_where_there_is_one() -> None:
    layout = token_lengths_figure(USUAL, 2048, HEIGHT).layout
    (mark,), (note,) = layout.shapes, layout.annotations
    assert mark.x0 == mark.x1 == 2048
    assert note.x == pytest.approx(log10(2048))
    assert "2,048" in note.text
    free = token_lengths_figure(USUAL, None, HEIGHT).layout
    assert not free.shapes
    assert not free.annotations


@given(st.lists(st.integers(0, 10**8), min_size=7, max_size=7), LIMIT)
def test_any_lengths_fit_on_the_axis(found: list[int], limit: int | None) -> None:
    figure = token_lengths_figure(lengths(found), limit, HEIGHT)
    low, high = figure.layout.xaxis.range
    shown = np.log10([*figure.data[0].x, *([] if limit is None else [limit])])
    assert np.isfinite([low, high]).all()
    assert high > low
    assert shown.max() < high
    assert shown.min() > low


@given(st.lists(st.integers(0, 10**8), min_size=7, max_size=7), LIMIT)
def test_few_ticks_that_are_in_sight_and_in_order(found: list[int], limit: int | None) -> None:
    axis = token_lengths_figure(lengths(found), limit, HEIGHT).layout.xaxis
    assert 1 <= len(axis.tickvals) <= 6
    assert list(axis.tickvals) == sorted(set(axis.tickvals))
    assert [f"{tick:,}" for tick in axis.tickvals] == list(axis.ticktext)


def test_an_example_without_a_token_is_drawn_and_said_to_have_none() -> None:
    (points,) = token_lengths_figure(lengths([0] * 7), None, HEIGHT).data
    assert set(points.x) == {1}
    assert set(points.text) == {"0"}


def test_every_property_is_one_that_plotly_knows() -> None:
    drawn = token_lengths_figure(USUAL, 4096, HEIGHT)
    assert len(go.Figure(drawn.to_dict()).data) == 1
    json.loads(drawn.to_json())
