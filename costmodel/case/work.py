"""The work of a programme in numbers: what is looked up and estimated before it can be priced."""

from __future__ import annotations

from dataclasses import dataclass

from costmodel.case.amount import Amount


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


@dataclass(frozen=True)
class TrainingWork:
    """Runs, the share of them that fails, and what one costs, at least the minimum."""

    runs: Amount
    failed_share: Amount
    usd_per_run: Amount
    minimum_usd_per_run: Amount
    gpu_hours_per_run: Amount | None


@dataclass(frozen=True)
class EvaluationWork:
    """Items judged in every round, a share of them reviewed by people."""

    items: Amount
    rounds: Amount
    judge_usd_per_item: Amount
    review_share: Amount
    usd_per_review: Amount


@dataclass(frozen=True)
class AbTestWork:
    """Items of both arms, how long they take to arrive, and what double running costs meanwhile."""

    items_per_arm: int
    days: Amount
    usd_per_item: Amount
    double_running_usd_per_month: Amount


@dataclass(frozen=True)
class EngineeringWork:
    """Weeks of all roles together at one price, and the platform's set-up."""

    weeks: Amount
    usd_per_week: Amount
    platform_set_up_usd: Amount


@dataclass(frozen=True)
class ProgrammeWork:
    """The itemised parts; None for one that is not itemised."""

    data: DataWork | None = None
    training: TrainingWork | None = None
    evaluation: EvaluationWork | None = None
    ab_test: AbTestWork | None = None
    engineering: EngineeringWork | None = None
