"""What training a model from nothing adds to an option: one-off money, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.model import FleetBill, OptionCase, Source, Upkeep
from costmodel.catalog.book import Catalog
from costmodel.estimate.training.scratch import (
    DEVELOPMENT_SHARE,
    PublishedRun,
    ScratchHours,
    from_scratch_hours,
)
from costmodel.scenario.options import FromScratch

EFFICIENCY_SOURCE, EFFICIENCY_DAY = "https://arxiv.org/abs/2001.08361", date(2026, 11, 23)


def with_training(served: OptionCase, option: FromScratch, catalog: Catalog) -> OptionCase:
    """The option with its final training run paid at time 0, on ledger line `training`.

    GPU-hours by the 6ND rule (https://arxiv.org/abs/2001.08361) for the checkpoint's active parameters,
    times the rent of month 0. Failed runs and ablations are on no line; a note says what they may come to.
    """
    checkpoint, gpu = catalog.checkpoint(str(option.checkpoint)), catalog.gpu(str(option.gpu))
    hours = from_scratch_hours(
        checkpoint.active_params_b, option.training_tokens, gpu, realised_mfu=option.realised_mfu, nearest=1
    )
    bill = served.bill
    rent = bill.usd_per_gpu_hour if isinstance(bill, FleetBill) else 0.0
    return replace(
        served,
        upkeep=_paying(served.upkeep, hours.gpu_hours * rent),
        sources=(*served.sources, *_sources(option, hours, gpu.gpu)),
        notes=(*served.notes, *_notes(option, hours, gpu.gpu, _middle(rent))),
    )


def _middle(amount: Amount) -> float:
    """The number itself, or the middle draw."""
    return float(np.median(amount))


def _paying(upkeep: Upkeep, usd: Amount) -> Upkeep:
    """Beside whatever else the programme pays for training."""
    lines = upkeep.upfront_usd_by_line
    together = {**lines, "training": lines.get("training", 0.0) + usd}
    return replace(upkeep, upfront_usd_by_line=MappingProxyType(together))


def _sources(option: FromScratch, hours: ScratchHours, gpu: str) -> Iterator[Source]:
    (run,) = hours.nearest
    if option.realised_mfu is None:
        yield Source(
            "realised_mfu",
            f"published runs on cards like {gpu}",
            f"{_middle(hours.realised_mfu):g}",
            "share of dense bf16 peak",
            EFFICIENCY_SOURCE,
            EFFICIENCY_DAY,
            "medium",
        )
    yield Source(
        "training_tokens",
        f"nearest published run, {run.model}",
        f"{run.gpu_hours:,.0f} on {run.gpu}",
        "GPU-hours",
        run.source_url,
        date.fromisoformat(run.as_of),
        run.how_known,
    )


def _notes(option: FromScratch, hours: ScratchHours, gpu: str, rent: float) -> Iterator[str]:
    usd = _middle(hours.gpu_hours) * rent
    low, high = (_middle(bound) * rent for bound in (hours.low_gpu_hours, hours.high_gpu_hours))
    yield (
        f"{option.name}: the final training run takes {_middle(hours.gpu_hours):,.0f} GPU-hours of {gpu} at"
        f" {_middle(hours.realised_mfu):g} of its peak, ${usd:,.0f}; published runs spread from ${low:,.0f} to"
        f" ${high:,.0f}."
    )
    yield (
        f"{option.name}: failed runs and ablations are on no line; at Ai2 they added"
        f" {DEVELOPMENT_SHARE:.0%} of the final run, here ${DEVELOPMENT_SHARE * usd:,.0f}"
        " (https://arxiv.org/abs/2503.05804). Put them, the data and the people into its programme."
    )
    yield f"{option.name}: {_in_words(hours.nearest[0])}"


def _in_words(run: PublishedRun) -> str:
    return (
        f"the nearest published run in size is {run.model} of {run.organisation}, {run.active_params_b:g}B"
        f" parameters on {run.tokens_t:g}T tokens: {run.gpu_hours:,.0f} GPU-hours of {run.gpu} ({run.source_url})."
    )
