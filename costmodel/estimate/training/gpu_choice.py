"""Which of the GPUs on offer can run a training job, cheapest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from costmodel.catalog.book import Catalog
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.catalog.prices import GpuPrice
from costmodel.errors import InputError
from costmodel.estimate.elementwise import every, highest
from costmodel.estimate.training.estimate import TrainingEstimate, estimate_training
from costmodel.estimate.training.shape import ModelShape

USUAL_SIZES = (1, 2, 4, 8)


@dataclass(frozen=True)
class TrainingOffer:
    """One way to rent the job: `n_gpus` of an offer, what it takes, and what one run costs (no minimum)."""

    offer: GpuPrice
    n_gpus: int
    estimate: TrainingEstimate
    usd: float


def cheapest_training_offers(
    model: Checkpoint | ModelShape,
    catalog: Catalog,
    offers: Iterable[GpuPrice],
    *,
    sizes: Sequence[int] = USUAL_SIZES,
    **job: Any,
) -> tuple[TrainingOffer, ...]:
    """For each card, the cheapest of `offers` and fewest GPUs that fit the job; cheapest run first.

    `job` holds what `estimate_training` takes beside model, card and number of GPUs. Only boxes of an
    offer's own size or larger are rented. Cards that cannot compute the format, or pack, are left out.
    """
    best: dict[str, TrainingOffer] = {}
    for offer in offers:
        found = _fewest_that_fit(model, catalog, offer, sizes, job)
        if found and (offer.sku not in best or found.usd < best[offer.sku].usd):
            best[offer.sku] = found
    return tuple(sorted(best.values(), key=lambda found: (found.usd, found.offer.sku)))


def _fewest_that_fit(
    model: Checkpoint | ModelShape,
    catalog: Catalog,
    offer: GpuPrice,
    sizes: Sequence[int],
    job: dict[str, Any],
) -> TrainingOffer | None:
    gpu = catalog.gpu(offer.sku)
    if job.get("packed", True) and not gpu.has_bf16:
        return None
    for n_gpus in sorted(size for size in sizes if size >= offer.gpu_count_min):
        try:
            estimate = estimate_training(model, gpu, n_gpus=n_gpus, **job)
            if not every(estimate.fits) and n_gpus > 1:
                estimate = estimate_training(model, gpu, n_gpus=n_gpus, **(job | {"sharded": True}))
        except InputError as error:
            if {problem.field for problem in error.problems} == {"precision"}:
                return None
            raise
        if every(estimate.fits):
            usd = highest(estimate.gpu_hours) * float(offer.usd_per_gpu_hour)
            return TrainingOffer(offer, n_gpus, estimate, usd)
    return None
