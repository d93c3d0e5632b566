"""The rule on the back of an envelope: cost per task times volume, against an upfront cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from costmodel.decide.money import short_number, usd_in_words


@dataclass(frozen=True)
class EnvelopeCrossover:
    """When the upfront cost is earned back; both None if never."""

    status: Literal["reached", "beyond_horizon", "never"]
    months: float | None
    tasks: float | None
    why: str


@dataclass(frozen=True)
class Envelope:
    """Hosted against own over a lifetime volume."""

    hosted_usd: float
    own_usd: float
    saving_usd: float
    saving_share: float | None
    crossover: EnvelopeCrossover


def envelope(
    *,
    hosted_usd_per_task: float,
    own_usd_per_task: float,
    upfront_usd: float,
    tasks_per_month: float,
    months: float,
) -> Envelope:
    """Hold hosted cost per task times lifetime volume against upfront plus own cost per task.

    All inputs are plain, non-negative numbers. `saving_share` is None if hosted costs nothing.
    """
    lifetime_tasks = tasks_per_month * months
    hosted_usd = hosted_usd_per_task * lifetime_tasks
    own_usd = upfront_usd + own_usd_per_task * lifetime_tasks
    return Envelope(
        hosted_usd=hosted_usd,
        own_usd=own_usd,
        saving_usd=hosted_usd - own_usd,
        saving_share=(hosted_usd - own_usd) / hosted_usd if hosted_usd > 0 else None,
        crossover=_crossover(hosted_usd_per_task - own_usd_per_task, upfront_usd, tasks_per_month, months),
    )


def _crossover(
    saved_usd_per_task: float, upfront_usd: float, tasks_per_month: float, horizon_months: float
) -> EnvelopeCrossover:
    if saved_usd_per_task <= 0:
        return EnvelopeCrossover("never", None, None, "A task costs no less on the own model than hosted.")
    tasks = upfront_usd / saved_usd_per_task
    months = tasks / tasks_per_month
    why = (
        f"{usd_in_words(upfront_usd)} upfront at {usd_in_words(saved_usd_per_task)} saved a task is earned back"
        f" after {short_number(tasks)} tasks, {short_number(months)} months."
    )
    return EnvelopeCrossover("reached" if months <= horizon_months else "beyond_horizon", months, tasks, why)
