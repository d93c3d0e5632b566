"""From the training part of a programme to its runs in numbers: prices looked up, hours estimated."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.market import Market
from costmodel.case.usual_recipe import usual_recipe
from costmodel.case.work import RunWork, TrainingWork
from costmodel.catalog.book import Catalog
from costmodel.catalog.lookup import found
from costmodel.errors import NOT_GIVEN, InputError, Problem, UnknownNameError
from costmodel.estimate.training import TrainingEstimate, estimate_training
from costmodel.scenario.options import Fleet, ManagedFineTune, Option
from costmodel.scenario.parts import TrainingPart
from costmodel.scenario.recipe import Recipe
from costmodel.units import TOKENS_PER_MTOK

Found = TypeVar("Found")


def training_work(option: Option, part: TrainingPart, market: Market) -> TrainingWork:
    """The supervised runs, and those on preference pairs where the data part pays for pairs.

    A recipe that trains on pairs itself is run once, as it says. Raises InputError naming fields relative to
    the option.
    """
    run = _run(option, part, market)
    pairs = option.programme.data.preference_pairs if option.programme.data else 0
    has_dpo = bool(pairs) and (run.recipe is None or run.recipe.stage == "sft")
    return TrainingWork(
        runs=part.runs,
        failed_share=part.failed_share,
        run=run,
        minimum_usd_per_run=part.minimum_usd_per_run,
        dpo_runs=part.dpo_runs if has_dpo else 0,
        dpo_run=_dpo_run(option, part, run, pairs, market) if has_dpo else None,
    )


def training_notes(option: Option, market: Market) -> tuple[str, ...]:
    """What of the runs is not in the bill."""
    part = option.programme.training
    if part is None or not isinstance(option, ManagedFineTune) or not _is_rate_unknown(option, part, market):
        return ()
    return (f"{option.name}: what its provider charges for training is not known; its runs cost 0 here.",)


def trained_recipe(option: Option, part: TrainingPart, market: Market) -> Recipe:
    """The recipe given, else the usual one for what the option serves.

    A recipe that does not say how many examples it trains on takes those that the data part pays for.
    """
    recipe = part.recipe or usual_recipe(option, market)
    data = option.programme.data
    if data is None or not data.examples or "examples" in recipe.model_fields_set or recipe.stage != "sft":
        return recipe
    return recipe.model_copy(update={"examples": data.examples})


def run_estimate(recipe: Recipe, market: Market) -> TrainingEstimate:
    """What one run of a recipe takes; raises InputError naming the recipe's field."""
    drawn = isinstance(recipe.trained_tokens, np.ndarray)
    return _estimate(recipe, market.catalog) if drawn else _kept_estimate(recipe, market.catalog)


@lru_cache(maxsize=256)
def _kept_estimate(recipe: Recipe, catalog: Catalog) -> TrainingEstimate:
    """Kept, because most changes of a scenario leave its runs alone."""
    return _estimate(recipe, catalog)


def _estimate(recipe: Recipe, catalog: Catalog) -> TrainingEstimate:
    gpu = found(catalog.gpu, "programme.training.recipe.gpu", recipe.gpu)
    checkpoint = found(catalog.checkpoint, "programme.training.recipe.checkpoint", recipe.checkpoint)
    return estimate_training(
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


def _run(option: Option, part: TrainingPart, market: Market) -> RunWork:
    hours = part.gpu_hours_per_run
    usd_per_mtok = part.train_usd_per_mtok
    if usd_per_mtok is None and hours is None:
        usd_per_mtok = _book_usd_per_mtok(option, market)
    if usd_per_mtok is not None:
        return _billed_by_token(trained_recipe(option, part, market), usd_per_mtok)
    if hours is not None:
        recipe = _recipe_if_any(option, part, market)
        card, cards = (recipe.gpu, recipe.gpus) if recipe else (getattr(option, "gpu", None), 1)
        return RunWork(hours * _usd_per_gpu_hour(option, part, card, cards, market), hours, recipe)
    if _is_rate_unknown(option, part, market):
        return RunWork(0.0)
    recipe = trained_recipe(option, part, market)
    return _rented(recipe, _usd_per_gpu_hour(option, part, recipe.gpu, recipe.gpus, market), market)


def _recipe_if_any(option: Option, part: TrainingPart, market: Market) -> Recipe | None:
    """What runs of given hours train, where anything says so."""
    try:
        return trained_recipe(option, part, market)
    except InputError:
        return None


def _dpo_run(option: Option, part: TrainingPart, run: RunWork, pairs: int, market: Market) -> RunWork:
    """A run on preference pairs: the supervised recipe's model and cards, or the hours and rate given for a run."""
    if run.recipe is None or part.gpu_hours_per_run is not None:
        return run if run.recipe is None else replace(run, recipe=_on_pairs(run.recipe, pairs))
    recipe = _on_pairs(run.recipe, pairs)
    if run.estimate is None:
        return replace(run, usd=run.usd * recipe.trained_tokens / run.recipe.trained_tokens, recipe=recipe)
    return _rented(recipe, _usd_per_gpu_hour(option, part, recipe.gpu, recipe.gpus, market), market)


def _on_pairs(recipe: Recipe, pairs: int) -> Recipe:
    return recipe.at_stage("dpo").model_copy(update={"examples": pairs})


def _billed_by_token(recipe: Recipe, usd_per_mtok: Amount) -> RunWork:
    """A provider bills epochs times tokens."""
    return RunWork(recipe.trained_tokens * usd_per_mtok / TOKENS_PER_MTOK, recipe=recipe)


def _rented(recipe: Recipe, usd_per_gpu_hour: Amount, market: Market) -> RunWork:
    estimate = run_estimate(recipe, market)
    if not np.all(estimate.fits):
        raise InputError([Problem("programme.training.recipe.gpu", recipe.gpu, estimate.why)])
    gpu_hours = estimate.gpu_hours
    return RunWork(gpu_hours * usd_per_gpu_hour, gpu_hours, recipe, estimate)


def _book_usd_per_mtok(option: Option, market: Market) -> float | None:
    """The training rate of the option's SKU, if a provider trains it by the token."""
    if not isinstance(option, ManagedFineTune) or option.sku is None:
        return None
    rates = [row.train_usd_per_mtok for row in market.catalog.fine_tune(option.sku)]
    return next((float(rate) for rate in rates if rate is not None), None)


def _is_rate_unknown(option: Option, part: TrainingPart, market: Market) -> bool:
    """Whether a provider trains, and neither the scenario nor the price book says at which rate."""
    return (
        isinstance(option, ManagedFineTune)
        and part.recipe is None
        and part.gpu_hours_per_run is None
        and part.train_usd_per_mtok is None
        and _book_usd_per_mtok(option, market) is None
    )


def _usd_per_gpu_hour(
    option: Option, part: TrainingPart, card: str | None, cards: int, market: Market
) -> Amount:
    """The rent given, else the cheapest on demand of the card that trains; a box that is larger is paid whole."""
    if part.usd_per_gpu_hour is not None:
        return part.usd_per_gpu_hour
    field = "programme.training.usd_per_gpu_hour"
    if card is None:
        raise InputError([Problem(field, NOT_GIVEN, "it is required where no card says what to rent")])
    try:
        offers = market.catalog.gpu_offers(card, commitment="on_demand", on=market.on)
    except UnknownNameError as error:
        raise InputError([Problem("programme.training.recipe.gpu", card, error.allowed)]) from None
    rents = [float(offer.usd_per_gpu_hour) * max(1, offer.gpu_count_min / cards) for offer in offers]
    if rents:
        return min(rents)
    if isinstance(option, Fleet) and option.usd_per_gpu_hour is not None:
        return option.usd_per_gpu_hour
    allowed = f"it is required: the price book has no on-demand rate for {card}"
    raise InputError([Problem(field, NOT_GIVEN, allowed)])
