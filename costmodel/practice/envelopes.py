"""The calculation on the back of an envelope, as an exercise with ever new numbers."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from costmodel.decide.envelope import Envelope, envelope
from costmodel.decide.money import short_number, usd_in_words

TOLERANCE = 0.01
"""A hundredth: who rounds on paper is right."""
MONTHS_TOLERANCE = 0.06
"""One decimal is precise enough."""

HOSTED_USD = (0.002, 0.004, 0.005, 0.008, 0.01, 0.02)
OWN_SHARES = (0.1, 0.2, 0.25, 0.4, 0.5)
UPFRONT_USD = (2_500, 5_000, 10_000, 20_000, 40_000)
TASKS = (50_000, 100_000, 200_000, 500_000, 1_000_000)
MONTHS = (12, 18, 24, 36)


@dataclass(frozen=True)
class EnvelopeNumbers:
    """What is given; dollars a task, dollars once, tasks a month, months."""

    hosted_usd_per_task: float
    own_usd_per_task: float
    upfront_usd: float
    tasks_per_month: float
    months: int

    @property
    def answer(self) -> Envelope:
        """The answer of the rule."""
        return envelope(
            hosted_usd_per_task=self.hosted_usd_per_task,
            own_usd_per_task=self.own_usd_per_task,
            upfront_usd=self.upfront_usd,
            tasks_per_month=self.tasks_per_month,
            months=self.months,
        )


LESSON = EnvelopeNumbers(0.005, 0.0005, 2_500, 200_000, 24)


@dataclass(frozen=True)
class CheckedEnvelope:
    """Which of three typed figures are right, and how each is worked out."""

    hosted_is_right: bool
    own_is_right: bool
    months_are_right: bool
    hosted_working: str
    own_working: str
    months_working: str

    @property
    def is_all_right(self) -> bool:
        """All three."""
        return self.hosted_is_right and self.own_is_right and self.months_are_right


def numbers_of_round(number: int) -> EnvelopeNumbers:
    """The lesson's numbers in round 0, then others, the same for everyone in the same round."""
    if number == 0:
        return LESSON
    drawn = random.Random(number)
    hosted = drawn.choice(HOSTED_USD)
    return EnvelopeNumbers(
        hosted_usd_per_task=hosted,
        own_usd_per_task=round(hosted * drawn.choice(OWN_SHARES), 6),
        upfront_usd=drawn.choice(UPFRONT_USD),
        tasks_per_month=drawn.choice(TASKS),
        months=drawn.choice(MONTHS),
    )


def check_envelope(
    numbers: EnvelopeNumbers, *, hosted_usd: float, own_usd: float, months: float
) -> CheckedEnvelope:
    """Hold typed figures against the rule: dollars to a hundredth, months to one decimal."""
    truth = numbers.answer
    saved = numbers.hosted_usd_per_task - numbers.own_usd_per_task
    true_months = truth.crossover.months or math.inf
    lifetime = (
        f"{short_number(numbers.tasks_per_month)} tasks x {numbers.months} months"
        f" = {short_number(numbers.tasks_per_month * numbers.months)} tasks"
    )
    hosted, own = usd_in_words(numbers.hosted_usd_per_task), usd_in_words(numbers.own_usd_per_task)
    late = ", after the horizon" if truth.crossover.status == "beyond_horizon" else ""
    return CheckedEnvelope(
        hosted_is_right=math.isclose(hosted_usd, truth.hosted_usd, rel_tol=TOLERANCE),
        own_is_right=math.isclose(own_usd, truth.own_usd, rel_tol=TOLERANCE),
        months_are_right=math.isclose(months, true_months, rel_tol=TOLERANCE, abs_tol=MONTHS_TOLERANCE),
        hosted_working=f"{lifetime}; x {hosted} = ${truth.hosted_usd:,.0f}",
        own_working=f"${numbers.upfront_usd:,.0f} + {own} x the same tasks = ${truth.own_usd:,.0f}",
        months_working=(
            f"${numbers.upfront_usd:,.0f} / ({hosted} - {own} = {usd_in_words(saved)} a task)"
            f" = {short_number(numbers.upfront_usd / saved)} tasks; / {short_number(numbers.tasks_per_month)} a month"
            f" = {true_months:.2f} months{late}"
        ),
    )
