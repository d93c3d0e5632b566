"""From the parts of a programme to its work in numbers: prices looked up, runs estimated, tests sized."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from costmodel.case.model import Upkeep
from costmodel.case.work import (
    AbTestWork,
    DataWork,
    EngineeringWork,
    EvaluationWork,
    ProgrammeWork,
    TrainingWork,
)
from costmodel.catalog.book import Catalog
from costmodel.catalog.rates import tier_for, token_rates
from costmodel.errors import NOT_GIVEN, InputError, Problem, UnknownNameError
from costmodel.estimate.samples import ab_items_per_arm
from costmodel.estimate.training import estimate_training
from costmodel.scenario.options import Fleet, ManagedFineTune, Option
from costmodel.scenario.parts import AbTestPart, DataPart, EngineeringPart, EvaluationPart, TrainingPart
from costmodel.scenario.recipe import Recipe
from costmodel.units import DAYS_PER_MONTH, TOKENS_PER_MTOK

Found = TypeVar("Found")

WEEKS_PER_YEAR = 52
ARMS = 2


@dataclass(frozen=True)
class Market:
    """Where prices are looked up: the catalog, the day, and how many tasks a month there are to test on."""

    catalog: Catalog
    on: date
    tasks_per_month: float


def resolve_programme(option: Option, market: Market) -> Upkeep:
    """Put a programme into numbers.

    Raises InputError naming fields relative to the option: unknown names, a run that does not fit its card.
    """
    programme = option.programme
    return Upkeep(
        build_months=programme.build_months,
        upfront_usd_by_line=MappingProxyType({"one_off": programme.one_off_usd}),
        people_usd_per_month=programme.people_usd_per_month,
        retrain_every_months=programme.retrain_every_months,
        retrain_usd=programme.retrain_usd,
        retrain_share=programme.retrain_share,
        work=_work(option, market),
    )


def _work(option: Option, market: Market) -> ProgrammeWork:
    parts = option.programme
    return ProgrammeWork(
        data=None if parts.data is None else _data(parts.data, market),
        training=None if parts.training is None else _training(option, parts.training, market),
        evaluation=None if parts.evaluation is None else _evaluation(parts.evaluation),
        ab_test=None if parts.ab_test is None else _ab_test(parts.ab_test, market),
        engineering=None if parts.engineering is None else _engineering(parts.engineering),
    )


def _data(part: DataPart, market: Market) -> DataWork:
    return DataWork(
        examples=part.examples,
        usd_per_example=part.usd_per_example if part.made_by == "people" else _usd_of_teacher(part, market),
        review_share=part.review_share,
        usd_per_review=part.usd_per_review,
        held_out_items=part.held_out_items,
        usd_per_held_out_item=part.usd_per_held_out_item,
        preference_pairs=part.preference_pairs,
        usd_per_pair=part.usd_per_pair,
    )


def _usd_of_teacher(part: DataPart, market: Market) -> float:
    """One kept example: the teacher's call over the share that is kept."""
    field = "programme.data.teacher_sku"
    if part.teacher_sku is None:
        raise InputError([Problem(field, NOT_GIVEN, "it is required where a teacher makes the examples")])
    try:
        rows = market.catalog.hosted_model(part.teacher_sku)
    except UnknownNameError as error:
        raise InputError([Problem(field, part.teacher_sku, error.allowed)]) from None
    rates = tier_for(token_rates(rows, market.on), part.teacher_input_tokens)
    usd = (
        part.teacher_input_tokens * rates.input_usd_per_mtok
        + part.teacher_output_tokens * rates.output_usd_per_mtok
    ) / TOKENS_PER_MTOK
    return usd / part.keep_rate


def _training(option: Option, part: TrainingPart, market: Market) -> TrainingWork:
    work = TrainingWork(
        runs=part.runs,
        failed_share=part.failed_share,
        usd_per_run=0.0,
        minimum_usd_per_run=part.minimum_usd_per_run,
        gpu_hours_per_run=None,
    )
    usd_per_mtok = _train_usd_per_mtok(option, part, market)
    if usd_per_mtok is not None:
        tokens = _recipe(option, part).trained_tokens
        return replace(work, usd_per_run=tokens * usd_per_mtok / TOKENS_PER_MTOK)
    hours = part.gpu_hours_per_run
    if hours is None:
        hours = _gpu_hours(_recipe(option, part), market)
    return replace(work, usd_per_run=hours * _usd_per_gpu_hour(option, part, market), gpu_hours_per_run=hours)


def _train_usd_per_mtok(option: Option, part: TrainingPart, market: Market) -> float | None:
    """A provider's training rate: the one given, else the one of the option's SKU, else none."""
    if part.train_usd_per_mtok is not None or not isinstance(option, ManagedFineTune) or option.sku is None:
        return part.train_usd_per_mtok
    rates = [row.train_usd_per_mtok for row in market.catalog.fine_tune(option.sku)]
    return next((float(rate) for rate in rates if rate is not None), None)


def _recipe(option: Option, part: TrainingPart) -> Recipe:
    """The recipe given, else the usual one on the option's own checkpoint and card.

    A recipe that does not say how many examples it trains on takes those that the data part pays for.
    """
    recipe = part.recipe or _usual_recipe(option)
    data = option.programme.data
    if data is None or not data.examples or "examples" in recipe.model_fields_set or recipe.stage != "sft":
        return recipe
    return recipe.model_copy(update={"examples": data.examples})


def _usual_recipe(option: Option) -> Recipe:
    checkpoint, gpu = getattr(option, "checkpoint", None), getattr(option, "gpu", None)
    if checkpoint is None or gpu is None:
        allowed = "it is required where no checkpoint says what is trained, unless gpu_hours_per_run is given"
        raise InputError([Problem("programme.training.recipe", NOT_GIVEN, allowed)])
    return Recipe.model_validate({"checkpoint": checkpoint, "gpu": gpu})


def _gpu_hours(recipe: Recipe, market: Market) -> float:
    gpu = _found(market.catalog.gpu, "gpu", recipe.gpu)
    checkpoint = _found(market.catalog.checkpoint, "checkpoint", recipe.checkpoint)
    estimate = estimate_training(
        checkpoint,
        gpu,
        method=recipe.method,
        tokens=recipe.trained_tokens,
        seq_len=recipe.sequence_length_tokens,
        packed=recipe.packing,
        tokens_per_example=recipe.tokens_per_example,
        n_gpus=recipe.gpus,
        micro_batch=recipe.micro_batch_sequences,
        grad_ckpt=recipe.gradient_checkpointing,
        sharded=recipe.sharded,
        stack=recipe.stack,
    )
    if not estimate.fits:
        raise InputError([Problem("programme.training.recipe.gpu", recipe.gpu, estimate.why)])
    return float(estimate.gpu_hours)


def _found(look_up: Callable[[str], Found], field: str, name: str) -> Found:
    try:
        return look_up(name)
    except UnknownNameError as error:
        field = f"programme.training.recipe.{field}"
        raise InputError([Problem(field, name, error.allowed)]) from None


def _usd_per_gpu_hour(option: Option, part: TrainingPart, market: Market) -> float:
    """The rent given, else the cheapest on demand of the card that trains."""
    if part.usd_per_gpu_hour is not None:
        return part.usd_per_gpu_hour
    card = part.recipe.gpu if part.recipe else getattr(option, "gpu", None)
    field = "programme.training.usd_per_gpu_hour"
    if card is None or (isinstance(option, Fleet) and option.usd_per_task is not None and not part.recipe):
        raise InputError([Problem(field, NOT_GIVEN, "it is required where no card says what to rent")])
    try:
        offers = market.catalog.gpu_offers(card, commitment="on_demand", on=market.on)
    except UnknownNameError as error:
        raise InputError([Problem("programme.training.recipe.gpu", card, error.allowed)]) from None
    if not offers:
        allowed = f"it is required: the price book has no on-demand rate for {card}"
        raise InputError([Problem(field, NOT_GIVEN, allowed)])
    return float(offers[0].usd_per_gpu_hour)


def _evaluation(part: EvaluationPart) -> EvaluationWork:
    return EvaluationWork(
        items=part.items,
        rounds=part.rounds,
        judge_usd_per_item=part.judge_usd_per_item,
        review_share=part.review_share,
        usd_per_review=part.usd_per_review,
    )


def _ab_test(part: AbTestPart, market: Market) -> AbTestWork:
    if part.control_rate + part.lift >= 1:
        allowed = (
            f"control_rate and lift together must be below 1, so it must be below {1 - part.control_rate:g}"
        )
        raise InputError([Problem("programme.ab_test.lift", part.lift, allowed)])
    items = ab_items_per_arm(
        part.control_rate, part.control_rate + part.lift, alpha=part.alpha, power=part.power
    )
    items_per_day = market.tasks_per_month / DAYS_PER_MONTH * part.traffic_share
    return AbTestWork(
        items_per_arm=items,
        days=ARMS * items / items_per_day,
        usd_per_item=part.usd_per_item,
        double_running_usd_per_month=part.double_running_usd_per_month,
    )


def _engineering(part: EngineeringPart) -> EngineeringWork:
    return EngineeringWork(
        weeks=part.ml_weeks + part.data_weeks + part.platform_weeks,
        usd_per_week=part.usd_per_fte_year / WEEKS_PER_YEAR,
        platform_set_up_usd=part.platform_set_up_usd,
    )
