"""The recipe of an option that brings none: LoRA on its own card, else the cheapest set-up that fits."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from costmodel.case.market import Market
from costmodel.catalog.book import Catalog
from costmodel.catalog.lookup import found
from costmodel.errors import NOT_GIVEN, InputError, Problem
from costmodel.estimate.training import cheapest_training_offers, estimate_training
from costmodel.scenario.options import ManagedFineTune, Option
from costmodel.scenario.recipe import Recipe

METHODS_TO_TRY = ("lora", "qlora")
NOT_IN_A_MODEL_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def usual_recipe(option: Option, market: Market) -> Recipe:
    """LoRA on one of the option's own cards; if it does not fit, the cheapest rented cards on which it does.

    A provider trains what its SKU names. Raises InputError where nothing says what is trained, or nothing
    fits it.
    """
    if isinstance(option, ManagedFineTune) and option.sku is not None:
        return Recipe(checkpoint=model_of_sku(option.sku))
    checkpoint, gpu = getattr(option, "checkpoint", None), getattr(option, "gpu", None)
    if checkpoint is None or gpu is None:
        allowed = "it is required where no checkpoint says what is trained, unless gpu_hours_per_run is given"
        raise InputError([Problem("programme.training.recipe", NOT_GIVEN, allowed)])
    return _usual(checkpoint, gpu, market.catalog, market.on)


@lru_cache(maxsize=256)
def _usual(checkpoint: str, gpu: str, catalog: Catalog, on: date) -> Recipe:
    """Looking among all cards takes longer than the rest of a comparison: each answer is kept."""
    on_own_card = Recipe.model_validate({"checkpoint": checkpoint, "gpu": gpu})
    return on_own_card if _fits(on_own_card, catalog) else _cheapest(checkpoint, catalog, on)


def model_of_sku(sku: str) -> str:
    """The name of the model that a provider trains and serves under a SKU."""
    return NOT_IN_A_MODEL_NAME.sub("-", sku.rpartition("/")[2].removeprefix("ft:"))


def _fits(recipe: Recipe, catalog: Catalog) -> bool:
    gpu = found(catalog.gpu, "gpu", recipe.gpu)
    checkpoint = found(catalog.checkpoint, "checkpoint", recipe.checkpoint)
    try:
        estimate = estimate_training(
            checkpoint,
            gpu,
            method=recipe.method,
            tokens=recipe.trained_tokens,
            seq_len=recipe.sequence_length_tokens,
            packed=recipe.packing,
        )
    except InputError:
        return False
    return bool(estimate.fits) and (gpu.has_bf16 or not recipe.packing)


def _cheapest(checkpoint: str, catalog: Catalog, on: date) -> Recipe:
    usual = Recipe(checkpoint=checkpoint)
    offers = [
        offer
        for card in catalog.gpus
        for offer in catalog.gpu_offers(card.gpu, commitment="on_demand", on=on)[:1]
    ]
    for method in METHODS_TO_TRY:
        found = cheapest_training_offers(
            catalog.checkpoint(checkpoint),
            catalog,
            offers,
            method=method,
            tokens=usual.trained_tokens,
            seq_len=usual.sequence_length_tokens,
            packed=usual.packing,
        )
        if found:
            cards = {"gpu": found[0].offer.sku, "gpus": found[0].n_gpus, "sharded": found[0].n_gpus > 1}
            return Recipe.model_validate({"checkpoint": checkpoint, "method": method, **cards})
    allowed = "no card of the price book fits a run of it; give gpu_hours_per_run"
    raise InputError([Problem("programme.training.recipe", checkpoint, allowed)])
