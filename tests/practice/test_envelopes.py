"""The exercise: the lesson's numbers first, the rule's answers, and room for rounding on paper."""

from __future__ import annotations

import pytest

from costmodel.practice import check_envelope, numbers_of_round
from costmodel.practice.envelopes import LESSON

ROUNDS = range(200)


def test_the_first_round_is_the_lesson() -> None:
    assert numbers_of_round(0) == LESSON
    assert LESSON.answer.hosted_usd == pytest.approx(24_000)
    assert LESSON.answer.own_usd == pytest.approx(4_900)
    assert LESSON.answer.crossover.months == pytest.approx(2.7778, abs=1e-4)


def test_rounds_repeat_and_differ() -> None:
    drawn = [numbers_of_round(number) for number in ROUNDS]
    assert drawn == [numbers_of_round(number) for number in ROUNDS]
    assert len(set(drawn)) > 150


@pytest.mark.parametrize("number", ROUNDS)
def test_the_right_figures_are_right_in_every_round(number: int) -> None:
    numbers = numbers_of_round(number)
    answer = numbers.answer
    assert answer.crossover.months is not None
    lifetime = numbers.tasks_per_month * numbers.months
    checked = check_envelope(
        numbers,
        hosted_usd=numbers.hosted_usd_per_task * lifetime,
        own_usd=numbers.upfront_usd + numbers.own_usd_per_task * lifetime,
        months=round(answer.crossover.months, 1),
    )
    assert checked.is_all_right
    assert f"${answer.own_usd:,.0f}" in checked.own_working
    assert f"{answer.crossover.months:.2f} months" in checked.months_working
    assert ("after the horizon" in checked.months_working) == (answer.crossover.status == "beyond_horizon")


def test_each_figure_is_checked_alone() -> None:
    forgot_upfront = check_envelope(LESSON, hosted_usd=24_000, own_usd=2_400, months=2.8)
    assert (forgot_upfront.hosted_is_right, forgot_upfront.own_is_right, forgot_upfront.months_are_right) == (
        True,
        False,
        True,
    )
    one_month = check_envelope(LESSON, hosted_usd=1_000, own_usd=4_900, months=2.5)
    assert (one_month.hosted_is_right, one_month.own_is_right, one_month.months_are_right) == (
        False,
        True,
        False,
    )
    assert not one_month.is_all_right
    assert (
        one_month.months_working
        == "$2,500 / ($0.005 - $0.0005 = $0.0045 a task) = 556k tasks; / 200k a month = 2.78 months"
    )
