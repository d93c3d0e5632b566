"""Training a model from nothing: GPU hours by the 6ND rule, beside runs that were published."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache

from numpy.typing import ArrayLike

from costmodel.catalog.cards import Gpu
from costmodel.catalog.load import DATA_FOLDER
from costmodel.errors import InputError, Problem
from costmodel.estimate.elementwise import Amount, amount, every, lowest

RUNS_FILE = DATA_FOLDER / "pretraining_runs.csv"

REALISED_MFU = {"ampere": 0.36, "hopper": 0.25}
"""Whole-run model FLOPs over hours x dense bf16 peak: medians of 25 published runs on A100 and 11 on H100."""

REALISED_MFU_ELSEWHERE = 0.25
BAND_LOW, BAND_HIGH = 0.6, 1.7
FLOPS_PER_PARAM_AND_TOKEN = 6

DEVELOPMENT_SHARE = 0.5
"""Failed runs and ablations over the final run, as Ai2 reports it: https://arxiv.org/abs/2503.05804"""

COMPUTE_OPTIMAL_TOKENS_PER_PARAM = 20
"""Tokens for each parameter that spend a given amount of computing best: https://arxiv.org/abs/2203.15556"""


@dataclass(frozen=True)
class PublishedRun:
    """One pretraining run whose GPU hours are public; parameters in billions, tokens in trillions."""

    model: str
    organisation: str
    params_b: float
    active_params_b: float
    tokens_t: float
    gpu: str
    gpu_hours: float
    how_known: str
    source_url: str
    as_of: str


@dataclass(frozen=True)
class ScratchHours:
    """GPU hours of one final run, without failed runs; floats or arrays of draws."""

    gpu_hours: Amount
    low_gpu_hours: Amount
    high_gpu_hours: Amount
    realised_mfu: Amount
    nearest: tuple[PublishedRun, ...]


def from_scratch_hours(
    active_params_b: ArrayLike,
    training_tokens: ArrayLike,
    gpu: Gpu,
    *,
    realised_mfu: ArrayLike | None = None,
    nearest: int = 3,
) -> ScratchHours:
    """GPU hours of training `active_params_b` billion parameters on `training_tokens` tokens.

    6ND over realised whole-run MFU (by card, unless given); the band covers 8 of 10 published runs. The
    published runs nearest in parameters come with it. Raises InputError. https://arxiv.org/abs/2001.08361
    """
    params_b, tokens = amount(active_params_b), amount(training_tokens)
    mfu = amount(usual_mfu(gpu) if realised_mfu is None else realised_mfu)
    for field, value in (("active_params_b", params_b), ("training_tokens", tokens), ("realised_mfu", mfu)):
        if not every((value > 0) & (value < math.inf)):
            raise InputError([Problem(field, lowest(value), "it must be finite and above 0")])
    if not every(mfu <= 1):
        raise InputError([Problem("realised_mfu", realised_mfu, "it must be at most 1")])
    seconds = FLOPS_PER_PARAM_AND_TOKEN * params_b * 1e9 * tokens / (mfu * gpu.bf16_tflops * 1e12)
    hours = seconds / 3600
    near = published_runs_near(lowest(params_b), nearest)
    return ScratchHours(hours, BAND_LOW * hours, BAND_HIGH * hours, mfu, near)


def usual_mfu(gpu: Gpu) -> float:
    """Realised whole-run MFU on cards of this generation; cards without published runs get Hopper's."""
    return REALISED_MFU.get(gpu.architecture.lower(), REALISED_MFU_ELSEWHERE)


def published_runs_near(active_params_b: float, count: int) -> tuple[PublishedRun, ...]:
    """The `count` published runs nearest in active parameters (log distance), nearest first."""

    def distance(run: PublishedRun) -> float:
        return abs(math.log(run.active_params_b / active_params_b))

    return tuple(sorted(published_runs(), key=distance)[:count])


@cache
def published_runs() -> tuple[PublishedRun, ...]:
    """All published runs of the project's table, in its order."""
    with RUNS_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            PublishedRun(
                row["model"],
                row["organisation"],
                float(row["params_b"]),
                float(row["active_params_b"]),
                float(row["tokens_t"]),
                row["gpu"],
                float(row["gpu_hours"]),
                row["how_known"],
                row["source_url"],
                row["as_of"],
            )
            for row in csv.DictReader(file)
        )
