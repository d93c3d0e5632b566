"""The ways of getting a tuned model side by side, and the cards that one recipe fits on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from costmodel.catalog.book import Catalog
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.catalog.prices import FineTunePrice, GpuPrice
from costmodel.errors import InputError, Problem, UnknownNameError
from costmodel.estimate.training import TrainingOffer, cheapest_training_offers, from_scratch_hours
from costmodel.estimate.training.scratch import COMPUTE_OPTIMAL_TOKENS_PER_PARAM
from costmodel.scenario.recipe import Recipe
from costmodel.units import TOKENS_PER_MTOK

CONTINUED_TOKENS = 1e9

SCRATCH_CARD = "H100"
"""The card of most published runs of today, and the one whose realised efficiency is measured best."""

NO_PROVIDER = "no provider of the price book trains this checkpoint by the token"
FITS_NOTHING = "it fits on no box that the price book rents on demand"


@dataclass(frozen=True)
class WayToTrain:
    """One way to a trained model: what it runs on, and what one run costs, with its band.

    What is None is not known, or does not arise; `note` says why, or whose price it is.
    """

    name: str
    gpu: str | None
    n_gpus: int | None
    hours: float | None
    gpu_hours: float | None
    memory_gb_per_gpu: float | None
    low_usd: float | None
    usd: float | None
    high_usd: float | None
    note: str


def ways_to_train(recipe: Recipe, catalog: Catalog, on: date) -> tuple[WayToTrain, ...]:
    """Managed, adapters, all weights, more pretraining, and from nothing, each on its cheapest card.

    The rows of the recipe for the first four; DPO recipes are held to DPO. Raises InputError for a
    checkpoint that the catalog does not hold.
    """
    checkpoint, offers = _checkpoint(recipe, catalog), on_demand_offers(catalog, on)
    stage = "dpo_" if recipe.stage == "dpo" else ""
    job = _job(recipe)

    def rented(name: str, **changes: Any) -> WayToTrain:
        return _rented(name, cheapest_training_offers(checkpoint, catalog, offers, **(job | changes)))

    return (
        _managed(recipe, checkpoint, catalog, on),
        rented("QLoRA on a rented GPU", method=f"{stage}qlora"),
        rented("LoRA on a rented GPU", method=f"{stage}lora"),
        rented("Full fine-tune", method=f"{stage}full"),
        rented(
            "Continued pretraining, 1B tokens",
            method="continued",
            tokens=CONTINUED_TOKENS,
            packed=True,
            tokens_per_example=None,
        ),
        _from_scratch(checkpoint, catalog, on),
    )


def fitting_gpus(recipe: Recipe, catalog: Catalog, on: date) -> tuple[TrainingOffer, ...]:
    """Every card on demand that the recipe fits on, with the fewest that do, cheapest run first.

    How many cards the recipe asks for, and whether it shards over them, is left open. Raises InputError.
    """
    checkpoint = _checkpoint(recipe, catalog)
    return cheapest_training_offers(checkpoint, catalog, on_demand_offers(catalog, on), **_job(recipe))


def on_demand_offers(catalog: Catalog, on: date) -> tuple[GpuPrice, ...]:
    """The cheapest on-demand price of every card in every size of box."""
    cheapest: dict[tuple[str, int], GpuPrice] = {}
    for card in catalog.gpus:
        for offer in catalog.gpu_offers(card.gpu, commitment="on_demand", on=on):
            cheapest.setdefault((offer.sku, offer.gpu_count_min), offer)
    return tuple(cheapest.values())


def _checkpoint(recipe: Recipe, catalog: Catalog) -> Checkpoint:
    try:
        return catalog.checkpoint(recipe.checkpoint)
    except UnknownNameError as error:
        raise InputError([Problem("checkpoint", recipe.checkpoint, error.allowed)]) from None


def _job(recipe: Recipe) -> dict[str, Any]:
    """What the estimate takes of a recipe beside its cards."""
    return {
        "method": recipe.method,
        "tokens": recipe.trained_tokens,
        "seq_len": recipe.sequence_length_tokens,
        "packed": recipe.packing,
        "tokens_per_example": recipe.tokens_per_example,
        "micro_batch": recipe.micro_batch_sequences,
        "grad_ckpt": recipe.gradient_checkpointing,
        "stack": recipe.stack,
    }


def _rented(name: str, found: Sequence[TrainingOffer]) -> WayToTrain:
    if not found:
        return _unpriced(name, FITS_NOTHING)
    best = found[0]
    rent, estimate = float(best.offer.usd_per_gpu_hour), best.estimate
    return WayToTrain(
        name=name,
        gpu=best.offer.sku,
        n_gpus=best.n_gpus,
        hours=float(estimate.hours),
        gpu_hours=float(estimate.gpu_hours),
        memory_gb_per_gpu=float(estimate.memory_gb_per_gpu),
        low_usd=float(estimate.low_gpu_hours) * rent,
        usd=best.usd,
        high_usd=float(estimate.high_gpu_hours) * rent,
        note=best.offer.display_name,
    )


def _managed(recipe: Recipe, checkpoint: Checkpoint, catalog: Catalog, on: date) -> WayToTrain:
    """The provider with the lowest training rate; its bill is exact, so the band has no width."""
    name = "Managed, billed by the token"
    rates = [
        (float(row.train_usd_per_mtok), row)
        for row in catalog.fine_tunes
        if row.train_usd_per_mtok is not None and _is_sold(row, on) and _trains(row, checkpoint)
    ]
    if not rates:
        return _unpriced(name, NO_PROVIDER)
    rate, row = min(rates, key=lambda found: (found[0], found[1].full_name))
    usd = recipe.trained_tokens * rate / TOKENS_PER_MTOK
    note = f"{row.display_name}; {row.note}" if row.note else row.display_name
    return WayToTrain(name, None, None, None, None, None, usd, usd, usd, note)


def _is_sold(row: FineTunePrice, on: date) -> bool:
    return row.holds_on(on) and (row.retires_on is None or on < row.retires_on)


def _trains(row: FineTunePrice, checkpoint: Checkpoint) -> bool:
    names = {_bare(checkpoint.checkpoint), _bare(checkpoint.hf_id)}
    return _bare(row.sku) in names


def _bare(name: str) -> str:
    """A name without whose it is, in small letters."""
    return name.rpartition("/")[2].casefold()


def _from_scratch(checkpoint: Checkpoint, catalog: Catalog, on: date) -> WayToTrain:
    """The final run alone; failed runs, data and people come on top."""
    name = "From scratch, compute-optimal"
    offers = catalog.gpu_offers(SCRATCH_CARD, commitment="on_demand", on=on)
    if not offers:
        return _unpriced(name, f"the price book has no on-demand rate for {SCRATCH_CARD}")
    card, rent = catalog.gpu(SCRATCH_CARD), float(offers[0].usd_per_gpu_hour)
    tokens = COMPUTE_OPTIMAL_TOKENS_PER_PARAM * checkpoint.active_params_b * 1e9
    hours = from_scratch_hours(checkpoint.active_params_b, tokens, card, nearest=0)
    low, middle, high = (float(part) for part in (hours.low_gpu_hours, hours.gpu_hours, hours.high_gpu_hours))
    return WayToTrain(
        name=name,
        gpu=card.gpu,
        n_gpus=None,
        hours=None,
        gpu_hours=middle,
        memory_gb_per_gpu=None,
        low_usd=low * rent,
        usd=middle * rent,
        high_usd=high * rent,
        note=f"{offers[0].display_name}; failed runs, data and people not counted",
    )


def _unpriced(name: str, why: str) -> WayToTrain:
    return WayToTrain(name, None, None, None, None, None, None, None, None, why)
