"""What a programme costs once, line by line, and what a retraining repeats of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.model import Upkeep
from costmodel.case.work import (
    AbTestWork,
    DataWork,
    EngineeringWork,
    EvaluationWork,
    ProgrammeWork,
    TrainingWork,
)
from costmodel.units import DAYS_PER_MONTH

REPEATED_LINES = ("data", "training", "evaluation")
"""What a retraining takes again."""

REFRESHED_LINES = ("training", "evaluation", "ab_test", "engineering")
"""What a move to another base model takes again; the data are there."""

ARMS = 2


def upfront_usd_by_line(upkeep: Upkeep) -> dict[str, Amount]:
    """One-off money by line of the ledger: lumps, and the itemised parts on top."""
    lines = dict(upkeep.upfront_usd_by_line)
    for line, usd in _parts(upkeep.work):
        lines[line] = lines.get(line, 0.0) + usd
    return lines


def upfront_usd(upkeep: Upkeep) -> Amount:
    """All one-off money together."""
    return sum(upfront_usd_by_line(upkeep).values(), 0.0)


def retraining_usd(upkeep: Upkeep) -> Amount:
    """What one retraining costs: its lump, and its share of what the model took the first time."""
    return upkeep.retrain_usd + upkeep.retrain_share * _sum_of(upkeep, REPEATED_LINES)


def base_refresh_usd(upkeep: Upkeep) -> Amount:
    """What one move to another base model costs: its lump, and its share of what the first one took."""
    return upkeep.base_refresh_usd + upkeep.base_refresh_share * _sum_of(upkeep, REFRESHED_LINES)


def data_usd(work: DataWork) -> Amount:
    """Examples with their reviews, the held-out set, and preference pairs."""
    examples = work.examples * (work.usd_per_example + work.review_share * work.usd_per_review)
    held_out = work.held_out_items * work.usd_per_held_out_item
    return examples + held_out + work.preference_pairs * work.usd_per_pair


def training_usd(work: TrainingWork) -> Amount:
    """Every run that succeeds, and the failed ones beside them, each at least at the minimum bill."""
    usd = work.runs * np.maximum(work.run.usd, work.minimum_usd_per_run)
    if work.dpo_run is not None:
        usd = usd + work.dpo_runs * np.maximum(work.dpo_run.usd, work.minimum_usd_per_run)
    return usd / (1 - work.failed_share)


def evaluation_usd(work: EvaluationWork) -> Amount:
    """A judge on every item of every round, people on a share of them."""
    return work.rounds * work.items * (work.judge_usd_per_item + work.review_share * work.usd_per_review)


def ab_test_usd(work: AbTestWork) -> Amount:
    """Measuring both arms, and running two systems for as long as the items take to arrive."""
    measured = ARMS * work.items_per_arm * work.usd_per_item
    return measured + work.double_running_usd_per_month * work.days / DAYS_PER_MONTH


def engineering_usd(work: EngineeringWork) -> Amount:
    """Weeks of work, and the platform's set-up."""
    return work.weeks * work.usd_per_week + work.platform_set_up_usd


def _sum_of(upkeep: Upkeep, lines: tuple[str, ...]) -> Amount:
    return sum((usd for line, usd in _parts(upkeep.work) if line in lines), 0.0)


def _parts(work: ProgrammeWork | None) -> Iterator[tuple[str, Amount]]:
    if work is None:
        return
    if work.data is not None:
        yield "data", data_usd(work.data)
    if work.training is not None:
        yield "training", training_usd(work.training)
    if work.evaluation is not None:
        yield "evaluation", evaluation_usd(work.evaluation)
    if work.ab_test is not None:
        yield "ab_test", ab_test_usd(work.ab_test)
    if work.engineering is not None:
        yield "engineering", engineering_usd(work.engineering)
