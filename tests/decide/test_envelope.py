"""The rule on the back of an envelope."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.decide.envelope import Envelope, envelope

LESSON = {
    "hosted_usd_per_task": 0.005,
    "own_usd_per_task": 0.0005,
    "upfront_usd": 2500,
    "tasks_per_month": 200_000,
    "months": 24,
}


def answer(**changes: Any) -> Envelope:
    return envelope(**{**LESSON, **changes})


def test_the_lesson() -> None:
    lesson = answer()
    assert lesson.hosted_usd == pytest.approx(24_000)
    assert lesson.own_usd == pytest.approx(4_900)
    assert lesson.saving_usd == pytest.approx(19_100)
    assert lesson.saving_share == pytest.approx(0.7958, abs=5e-5)
    assert lesson.crossover.status == "reached"
    assert lesson.crossover.months == pytest.approx(2.7778, abs=5e-5)
    assert lesson.crossover.tasks == pytest.approx(555_555.56, abs=5e-3)
    assert "2.78 months" in lesson.crossover.why


@pytest.mark.parametrize("own_usd_per_task", [0.005, 0.0051, 1])
def test_never_if_a_task_saves_nothing(own_usd_per_task: float) -> None:
    crossover = answer(own_usd_per_task=own_usd_per_task).crossover
    assert (crossover.status, crossover.months, crossover.tasks) == ("never", None, None)
    assert crossover.why


def test_beyond_the_horizon_the_months_are_given_all_the_same() -> None:
    crossover = answer(months=2).crossover
    assert crossover.status == "beyond_horizon"
    assert crossover.months == pytest.approx(2.7778, abs=5e-5)
    assert crossover.tasks == pytest.approx(555_555.56, abs=5e-3)


def test_the_last_moment_of_the_horizon_still_counts() -> None:
    exactly = answer(upfront_usd=0.25 * 4 * 2**20, hosted_usd_per_task=0.5, own_usd_per_task=0.25,
                     tasks_per_month=2**20, months=4)  # fmt: skip
    assert (exactly.crossover.status, exactly.crossover.months) == ("reached", 4)


def test_a_hosted_model_that_costs_nothing() -> None:
    free = answer(hosted_usd_per_task=0)
    assert free.saving_share is None
    assert free.saving_usd < 0
    assert free.crossover.status == "never"
    assert answer(hosted_usd_per_task=0, own_usd_per_task=0, upfront_usd=0).crossover.status == "never"


def test_nothing_upfront_is_earned_back_at_once() -> None:
    crossover = answer(upfront_usd=0).crossover
    assert (crossover.status, crossover.months, crossover.tasks) == ("reached", 0, 0)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1e6), st.floats(1, 1e9), st.floats(1, 120))
def test_costs_are_equal_where_they_cross(
    hosted: float, own: float, upfront: float, tasks_per_month: float, months: float
) -> None:
    found = answer(
        hosted_usd_per_task=hosted,
        own_usd_per_task=own,
        upfront_usd=upfront,
        tasks_per_month=tasks_per_month,
        months=months,
    )
    crossing = found.crossover.tasks
    assert (crossing is None) is (found.crossover.status == "never") is (hosted <= own)
    if crossing is not None and math.isfinite(crossing):
        assert upfront + own * crossing == pytest.approx(hosted * crossing, rel=1e-6, abs=1e-6)
