"""When each stage begins and ends: what overlaps, and what waits on people, machines or traffic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from costmodel.case.model import OptionCase
from costmodel.case.work import DataWork, ProgrammeWork, RunWork, TrainingWork
from costmodel.decide.pipeline.stages import STAGES, Spread, WaitsOn, by_people, exactly, has_pairs, ml_shares
from costmodel.scenario.progress import StageName
from costmodel.units import DAYS_PER_MONTH

DAYS_PER_WEEK, WORKING_DAYS_PER_WEEK, HOURS_PER_DAY = 7, 5, 24

BarName = StageName | Literal["platform"]


@dataclass(frozen=True)
class Bar:
    """One stage in calendar days from the start; `waits_on` is what takes longest in it."""

    name: BarName
    start_day: float
    days: Spread
    waits_on: WaitsOn

    @property
    def end_day(self) -> float:
        """When it ends by the estimate."""
        return self.start_day + self.days.mid


@dataclass(frozen=True)
class Timeline:
    """The stages in time, and how long all of it takes."""

    bars: tuple[Bar, ...]
    days: Spread

    @property
    def months(self) -> float:
        """The estimate in months of 730 hours."""
        return self.days.mid / DAYS_PER_MONTH


def timeline(option: OptionCase) -> Timeline:
    """The schedule of an itemised programme, one engineer to a role, for plain numbers.

    Data, checkpoint and platform begin together; training needs data and checkpoint, the test in
    production needs the evaluation and the platform. Every stage at its low end, and at its high end, gives
    the band of the whole.
    """
    work = option.upkeep.work or ProgrammeWork()
    takes = _durations(work)
    starts = _starts({name: spread.mid for name, (spread, _) in takes.items()})
    low = _end({name: spread.low for name, (spread, _) in takes.items()})
    high = _end({name: spread.high for name, (spread, _) in takes.items()})
    bars = tuple(Bar(name, starts[name], *takes[name]) for name in takes)
    return Timeline(bars, Spread(low, max((bar.end_day for bar in bars), default=0.0), high))


def _starts(days: dict[BarName, float]) -> dict[BarName, float]:
    starts: dict[BarName, float] = {"checkpoint": 0.0, "data": 0.0, "platform": 0.0}
    starts["training"] = max(days["checkpoint"], days["data"])
    starts["dpo"] = starts["training"] + days["training"]
    starts["evaluation"] = starts["dpo"] + days["dpo"]
    starts["ab_test"] = max(starts["evaluation"] + days["evaluation"], days["platform"])
    return starts


def _end(days: dict[BarName, float]) -> float:
    return _starts(days)["ab_test"] + days["ab_test"]


def _durations(work: ProgrammeWork) -> dict[BarName, tuple[Spread, WaitsOn]]:
    weeks = work.engineering
    shares = ml_shares(work)
    ml_days = {
        stage: by_people(shares.get(stage, 0.0) * float(weeks.ml_weeks if weeks else 0.0) * DAYS_PER_WEEK)
        for stage in STAGES
    }
    data_days = by_people(float(weeks.data_weeks if weeks else 0.0) * DAYS_PER_WEEK)
    platform_days = by_people(float(weeks.platform_weeks if weeks else 0.0) * DAYS_PER_WEEK)
    training, test = work.training, work.ab_test
    runs = exactly(0.0) if training is None else _machine_days(training, training.run, float(training.runs))
    return {
        "checkpoint": (ml_days["checkpoint"], "people"),
        "data": (_longer(data_days, _writing_days(work.data)), "people"),
        "platform": (platform_days, "people"),
        "training": _people_or_machines(ml_days["training"], runs),
        "dpo": _dpo(work, ml_days["dpo"]),
        "evaluation": (_longer(ml_days["evaluation"], _judging_days(work)), "people"),
        "ab_test": (exactly(0.0 if test is None else float(test.days)), "traffic"),
    }


def _writing_days(work: DataWork | None) -> Spread:
    """Writing what people write, and reading what they review."""
    if work is None:
        return exactly(0.0)
    written = 0.0 if work.by_teacher else float(work.examples)
    reviewed = float(work.examples * work.review_share)
    return _labelling_days(work, written + reviewed + float(work.held_out_items))


def _judging_days(work: ProgrammeWork) -> Spread:
    """What people review of the last round; earlier ones are reviewed while the next run trains."""
    if work.evaluation is None:
        return exactly(0.0)
    reviewed = float(work.evaluation.items * work.evaluation.review_share)
    return _labelling_days(work.data or DataWork(0, 0, 0, 0, 0, 0, 0, 0), reviewed)


def _dpo(work: ProgrammeWork, ml_days: Spread) -> tuple[Spread, WaitsOn]:
    if not has_pairs(work) or work.data is None:
        return exactly(0.0), "people"
    pairs = _labelling_days(work.data, float(work.data.preference_pairs))
    training = work.training
    if training is None or training.dpo_run is None:
        return _longer(ml_days, pairs), "people"
    runs = _machine_days(training, training.dpo_run, float(training.dpo_runs))
    return _people_or_machines(_longer(ml_days, pairs), runs)


def _labelling_days(work: DataWork, items: float) -> Spread:
    return by_people(items / float(work.labelled_per_day) * DAYS_PER_WEEK / WORKING_DAYS_PER_WEEK)


def _machine_days(training: TrainingWork, run: RunWork, runs: float) -> Spread:
    """All runs one after the other; hours of a provider's machines are not known and taken as 0."""
    if run.estimate is None:
        hours = float(run.gpu_hours or 0.0)
        low, mid, high = hours, hours, hours
    else:
        cards = float(run.estimate.gpu_hours) / float(run.estimate.hours)
        low = float(run.estimate.low_gpu_hours) / cards
        mid = float(run.estimate.hours)
        high = float(run.estimate.high_gpu_hours) / cards
    tries = runs / (1 - float(training.failed_share)) / HOURS_PER_DAY
    return Spread(tries * low, tries * mid, tries * high)


def _longer(first: Spread, second: Spread) -> Spread:
    return Spread(max(first.low, second.low), max(first.mid, second.mid), max(first.high, second.high))


def _people_or_machines(people: Spread, machines: Spread) -> tuple[Spread, WaitsOn]:
    return _longer(people, machines), "machines" if machines.mid > people.mid else "people"
