"""The work of a programme in numbers: what is looked up and estimated before it can be priced."""

from __future__ import annotations

from dataclasses import dataclass

from costmodel.case.amount import Amount
from costmodel.estimate.training import TrainingEstimate
from costmodel.scenario.recipe import Recipe


@dataclass(frozen=True)
class DataWork:
    """Examples at a price each, reviews, held-out items and preference pairs."""

    examples: Amount
    usd_per_example: Amount
    review_share: Amount
    usd_per_review: Amount
    held_out_items: Amount
    usd_per_held_out_item: Amount
    preference_pairs: Amount
    usd_per_pair: Amount
    labelled_per_day: Amount = 100.0
    by_teacher: bool = False


@dataclass(frozen=True)
class RunWork:
    """One run: its cost in USD, its GPU hours, and what both rest on.

    `gpu_hours` is None where a provider trains by the token, `estimate` and `recipe` where the hours were given.
    """

    usd: Amount
    gpu_hours: Amount | None = None
    recipe: Recipe | None = None
    estimate: TrainingEstimate | None = None


@dataclass(frozen=True)
class TrainingWork:
    """Supervised runs, and those on preference pairs; the share of either that fails; the minimum bill of a run."""

    runs: Amount
    failed_share: Amount
    run: RunWork
    minimum_usd_per_run: Amount
    dpo_runs: Amount = 0.0
    dpo_run: RunWork | None = None


@dataclass(frozen=True)
class EvaluationWork:
    """Items judged in every round, a share of them reviewed by people."""

    items: Amount
    rounds: Amount
    judge_usd_per_item: Amount
    review_share: Amount
    usd_per_review: Amount
    half_width: float = 0.03


@dataclass(frozen=True)
class AbTestWork:
    """Items of both arms, how long they take to arrive, and what double running costs meanwhile."""

    items_per_arm: Amount
    days: Amount
    usd_per_item: Amount
    double_running_usd_per_month: Amount
    most_days: float = 28.0
    goal: str = "better"
    lift: float = 0.05


@dataclass(frozen=True)
class EngineeringWork:
    """Weeks of each role at one price, and the platform's set-up."""

    ml_weeks: Amount
    data_weeks: Amount
    platform_weeks: Amount
    usd_per_week: Amount
    platform_set_up_usd: Amount

    @property
    def weeks(self) -> Amount:
        """All roles together."""
        return self.ml_weeks + self.data_weeks + self.platform_weeks


@dataclass(frozen=True)
class ProgrammeWork:
    """The itemised parts; None for one that is not itemised."""

    data: DataWork | None = None
    training: TrainingWork | None = None
    evaluation: EvaluationWork | None = None
    ab_test: AbTestWork | None = None
    engineering: EngineeringWork | None = None
