"""Training a model from nothing beside fine-tuning one: what it costs, and when it could be right."""

from __future__ import annotations

import math
from dataclasses import dataclass

from costmodel.case.model import OptionCase
from costmodel.catalog.cards import Gpu
from costmodel.cost.programme import upfront_usd
from costmodel.decide.money import short_number, usd_in_words
from costmodel.decide.verdict import TUNED_KINDS
from costmodel.errors import InputError, Problem
from costmodel.estimate.training.scratch import (
    COMPUTE_OPTIMAL_TOKENS_PER_PARAM,
    DEVELOPMENT_SHARE,
    PublishedRun,
    ScratchHours,
    from_scratch_hours,
)
from costmodel.scenario.people import USD_PER_FTE_YEAR

FRONTIER_TOKENS = 15e12
"""What a current open model of 8B to 400B has read: https://arxiv.org/abs/2407.21783"""

PEOPLE_FTE_YEARS = 2.0
"""A judgement, and low: four people for half a year; the report of a 1.1B model has as many authors,
https://arxiv.org/abs/2401.02385, those of frontier models have hundreds."""

DATA_USD = 0.0
"""Open corpora of 15T tokens are free to download, https://huggingface.co/datasets/HuggingFaceFW/fineweb;
other text, and the filtering of it, is not."""

SAME_SIZE = 1.5
"""Two models are of one size if neither has more than so many times the active parameters of the other."""

CONDITIONS = (
    "No open checkpoint may be used: licence, origin or regulation rules out every one of them.",
    "Your data look like nothing that open models have read (a script, a genome, sensor signals), you have"
    " billions of tokens of them, and continued pretraining was tried and fell short.",
    "The model can be far smaller than any published one, so that training it costs less than serving another.",
    "The model itself is what you sell, and a team that has trained one before is in place for years.",
)


@dataclass(frozen=True)
class ScratchBill:
    """One-off money of a model trained from nothing, in USD; serving is not in it."""

    training_tokens: float
    hours: ScratchHours
    final_run_usd: float
    low_final_run_usd: float
    high_final_run_usd: float
    failed_runs_usd: float
    data_usd: float
    people_usd: float

    @property
    def total_usd(self) -> float:
        """Final run, failed runs and ablations, data and people."""
        return self.final_run_usd + self.failed_runs_usd + self.data_usd + self.people_usd


@dataclass(frozen=True)
class ScratchContrast:
    """A fine-tune beside training the same size from nothing.

    `asked`: on the tokens that were given, else compute-optimal; `frontier`: on 15T. A ratio is the bill's
    total over the fine-tune's one-off money, None where that is 0. `of_the_same_size`: published runs,
    nearest first, empty where there is none; `nearest` is then the best there is.
    """

    option: str
    fine_tune_usd: float
    is_compute_optimal: bool
    asked: ScratchBill
    frontier: ScratchBill
    ratio: float | None
    frontier_ratio: float | None
    nearest: PublishedRun
    of_the_same_size: tuple[PublishedRun, ...]
    sentence: str
    conditions: tuple[str, ...] = CONDITIONS


def scratch_contrast(
    fine_tune: OptionCase,
    active_params_b: float,
    gpu: Gpu,
    usd_per_gpu_hour: float,
    *,
    training_tokens: float | None = None,
    realised_mfu: float | None = None,
    data_usd: float = DATA_USD,
    people_usd: float = PEOPLE_FTE_YEARS * USD_PER_FTE_YEAR,
    failed_share: float = DEVELOPMENT_SHARE,
) -> ScratchContrast:
    """Hold a fine-tuned option's one-off money against training `active_params_b` billion parameters anew.

    For plain numbers. Computing by 6ND (https://arxiv.org/abs/2001.08361) at the realised efficiency;
    `training_tokens` are 20 for each parameter if not given (https://arxiv.org/abs/2203.15556). Raises
    InputError for an option that is no fine-tune and for amounts that are negative or not finite.
    """
    if fine_tune.kind not in TUNED_KINDS:
        raise InputError([Problem("kind", fine_tune.kind, f"allowed are {' and '.join(TUNED_KINDS)}")])
    _refuse_bad_amounts(
        usd_per_gpu_hour=usd_per_gpu_hour, data_usd=data_usd, people_usd=people_usd, failed_share=failed_share
    )

    def bill(tokens: float) -> ScratchBill:
        hours = from_scratch_hours(active_params_b, tokens, gpu, realised_mfu=realised_mfu, nearest=5)
        run_usd, low, high = (
            float(part) * usd_per_gpu_hour
            for part in (hours.gpu_hours, hours.low_gpu_hours, hours.high_gpu_hours)
        )
        return ScratchBill(tokens, hours, run_usd, low, high, failed_share * run_usd, data_usd, people_usd)

    optimal = COMPUTE_OPTIMAL_TOKENS_PER_PARAM * active_params_b * 1e9
    asked = bill(optimal if training_tokens is None else training_tokens)
    return _contrast(fine_tune, active_params_b, asked, bill(FRONTIER_TOKENS), training_tokens is None)


def _refuse_bad_amounts(**amounts: float) -> None:
    allowed = "it must be finite and at least 0"
    problems = [
        Problem(field, value, allowed) for field, value in amounts.items() if not 0 <= value < math.inf
    ]
    if problems:
        raise InputError(problems)


def _contrast(
    fine_tune: OptionCase, size_b: float, asked: ScratchBill, frontier: ScratchBill, is_compute_optimal: bool
) -> ScratchContrast:
    tune_usd = float(upfront_usd(fine_tune.upkeep))
    runs = asked.hours.nearest
    return ScratchContrast(
        option=fine_tune.name,
        fine_tune_usd=tune_usd,
        is_compute_optimal=is_compute_optimal,
        asked=asked,
        frontier=frontier,
        ratio=_ratio(asked, tune_usd),
        frontier_ratio=_ratio(frontier, tune_usd),
        nearest=runs[0],
        of_the_same_size=tuple(run for run in runs if _are_of_one_size(run.active_params_b, size_b)),
        sentence=_sentence(fine_tune.name, tune_usd, size_b, asked, frontier),
    )


def _ratio(bill: ScratchBill, tune_usd: float) -> float | None:
    return bill.total_usd / tune_usd if tune_usd > 0 else None


def _are_of_one_size(first_b: float, second_b: float) -> bool:
    return max(first_b, second_b) <= SAME_SIZE * min(first_b, second_b)


def _sentence(name: str, tune_usd: float, size_b: float, asked: ScratchBill, frontier: ScratchBill) -> str:
    what = f"Training {size_b:g}B parameters from nothing on {short_number(asked.training_tokens)} tokens"
    cost = usd_in_words(asked.total_usd)
    like_frontier = usd_in_words(frontier.total_usd)
    ratio, frontier_ratio = _ratio(asked, tune_usd), _ratio(frontier, tune_usd)
    if ratio is None or frontier_ratio is None:
        return (
            f"{what} costs {cost} once, on {short_number(FRONTIER_TOKENS)} tokens as current models do"
            f" {like_frontier}, where {name} has no one-off cost."
        )
    return (
        f"{what} costs {cost} once, {_times(ratio)} the {usd_in_words(tune_usd)} of {name}; on"
        f" {short_number(FRONTIER_TOKENS)} tokens, as current models do, {like_frontier},"
        f" {_times(frontier_ratio)} as much as {name}."
    )


def _times(ratio: float) -> str:
    return f"{short_number(ratio)} times"
