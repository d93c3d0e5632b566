"""The stages of a programme: what each costs, how long it takes and what it waits on, with bands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from costmodel.case.amount import Amount
from costmodel.case.model import OptionCase
from costmodel.case.work import DataWork, ProgrammeWork, RunWork, TrainingWork
from costmodel.cost.programme import ab_test_usd, evaluation_usd, training_usd
from costmodel.scenario.progress import StageName

STAGES: tuple[StageName, ...] = ("checkpoint", "data", "training", "dpo", "evaluation", "ab_test")

PEOPLE_BAND = (0.67, 1.5)
"""Effort over its estimate once requirements are complete, the cone of uncertainty,
https://www.construx.com/books/the-cone-of-uncertainty/"""

ML_SHARES: Mapping[StageName, float] = {"checkpoint": 1 / 6, "training": 1 / 2, "evaluation": 1 / 3}
ML_SHARES_WITH_DPO: Mapping[StageName, float] = {
    "checkpoint": 1 / 6,
    "training": 1 / 3,
    "dpo": 1 / 6,
    "evaluation": 1 / 3,
}
"""How the weeks of machine-learning engineers spread over the stages; a judgement."""

WaitsOn = Literal["people", "machines", "traffic"]


@dataclass(frozen=True)
class Spread:
    """An estimate with its band."""

    low: float
    mid: float
    high: float

    def __add__(self, other: Spread) -> Spread:
        """Both ends add: everything may turn out low, or high, together."""
        return Spread(self.low + other.low, self.mid + other.mid, self.high + other.high)


@dataclass(frozen=True)
class StageCost:
    """One-off money of one stage in USD: its own work, and the engineers' weeks that it takes."""

    name: StageName
    work_usd: Spread
    people_usd: Spread

    @property
    def usd(self) -> Spread:
        """Work and people together."""
        return self.work_usd + self.people_usd


def exactly(amount: float) -> Spread:
    """A number without a band."""
    return Spread(amount, amount, amount)


def by_people(amount: float) -> Spread:
    """What people do, with the band of their effort."""
    low, high = PEOPLE_BAND
    return Spread(low * amount, amount, high * amount)


def stage_costs(option: OptionCase) -> tuple[StageCost, ...]:
    """One-off money of every stage; together with lumps it is what the ledger pays at time 0.

    For plain numbers, not draws. A stage that is not itemised costs 0 here.
    """
    work = option.upkeep.work or ProgrammeWork()
    own = {
        "checkpoint": exactly(0.0),
        "data": _data_usd(work.data),
        "training": _training_usd(work.training),
        "dpo": _dpo_usd(work),
        "evaluation": exactly(0.0)
        if work.evaluation is None
        else by_people(float(evaluation_usd(work.evaluation))),
        "ab_test": exactly(0.0 if work.ab_test is None else float(ab_test_usd(work.ab_test))),
    }
    people = _people_usd(work)
    return tuple(StageCost(name, own[name], by_people(people[name])) for name in STAGES)


def has_pairs(work: ProgrammeWork) -> bool:
    """Whether the programme has a stage of preference optimisation."""
    return work.data is not None and float(work.data.preference_pairs) > 0


def ml_shares(work: ProgrammeWork) -> Mapping[StageName, float]:
    """The share of the machine-learning weeks that falls on each stage."""
    return ML_SHARES_WITH_DPO if has_pairs(work) else ML_SHARES


def _people_usd(work: ProgrammeWork) -> dict[StageName, float]:
    usd: dict[StageName, float] = dict.fromkeys(STAGES, 0.0)
    weeks = work.engineering
    if weeks is None:
        return usd
    for stage, share in ml_shares(work).items():
        usd[stage] += share * float(weeks.ml_weeks * weeks.usd_per_week)
    usd["data"] += float(weeks.data_weeks * weeks.usd_per_week)
    usd["ab_test"] += float(weeks.platform_weeks * weeks.usd_per_week + weeks.platform_set_up_usd)
    return usd


def _data_usd(work: DataWork | None) -> Spread:
    if work is None:
        return exactly(0.0)
    examples = work.examples * (work.usd_per_example + work.review_share * work.usd_per_review)
    return by_people(float(examples + work.held_out_items * work.usd_per_held_out_item))


def _training_usd(work: TrainingWork | None) -> Spread:
    return exactly(0.0) if work is None else _runs_usd(work, work.runs, work.run)


def _dpo_usd(work: ProgrammeWork) -> Spread:
    pairs = by_people(float(work.data.preference_pairs * work.data.usd_per_pair) if work.data else 0.0)
    training = work.training
    if training is None or training.dpo_run is None:
        return pairs
    return pairs + _runs_usd(training, training.dpo_runs, training.dpo_run)


def _runs_usd(work: TrainingWork, runs: Amount, run: RunWork) -> Spread:
    """The band of the estimate's hours; a provider's bill and hours that were given have none."""

    def at(hours: float) -> float:
        """With every run so many times its estimated hours, and still no run below the minimum bill."""
        one = RunWork(hours * run.usd)
        return float(training_usd(TrainingWork(runs, work.failed_share, one, work.minimum_usd_per_run)))

    if run.estimate is None:
        return exactly(at(1.0))
    hours = float(run.estimate.gpu_hours)
    low, high = float(run.estimate.low_gpu_hours) / hours, float(run.estimate.high_gpu_hours) / hours
    return Spread(at(low), at(1.0), at(high))
