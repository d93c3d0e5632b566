"""From a checkpoint and a card to replicas of known size, speed and price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.model import FleetBill, Source
from costmodel.case.price_source import OWN, price_source
from costmodel.catalog.book import Catalog
from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.catalog.prices import GpuPrice
from costmodel.errors import InputError, Problem, UnknownNameError
from costmodel.estimate.throughput import DoesNotFit, MissesPromise, Throughput, estimate_throughput
from costmodel.scenario.options import Fleet
from costmodel.scenario.workload import Workload


@dataclass(frozen=True)
class ResolvedFleet:
    """The bill of a fleet, and what it rests on."""

    bill: FleetBill
    serving: Throughput | None
    offer: GpuPrice | None
    sources: tuple[Source, ...]
    notes: tuple[str, ...]


def resolve_fleet(option: Fleet, work: Workload, catalog: Catalog, as_of: date) -> ResolvedFleet:
    """Look up card, checkpoint and rent; estimate what one replica sustains unless it was given.

    Raises InputError naming fields relative to the option.
    """
    gpu, checkpoint = _named(option, catalog)
    offer = None if option.usd_per_gpu_hour is not None else _offer(option, gpu, catalog, as_of)
    serving = _serving(option, work, gpu, checkpoint)
    gpus_per_replica = option.gpus_per_replica or (serving.gpus if serving else 1)
    bill = FleetBill(
        usd_per_gpu_hour=_usd_per_gpu_hour(option, offer),
        price_change_per_year=option.price_change_per_year,
        gpus_per_replica=gpus_per_replica,
        gpus_per_instance=option.gpus_per_instance or (offer.gpu_count_min if offer else 1),
        requests_per_second=_requests_per_second(option, serving),
        target_utilisation=option.target_utilisation,
        min_replicas=_min_replicas(option),
        spare_replicas=option.spare_replicas,
        platform_usd_per_month=option.platform_usd_per_month,
        billing=option.billing,
        startup_minutes=option.startup_minutes,
        idle_minutes=option.idle_minutes,
    )
    return ResolvedFleet(
        bill,
        serving,
        offer,
        tuple(_sources(option, gpu, checkpoint, offer)),
        tuple(_notes(option, serving, offer)),
    )


def _offer(option: Fleet, gpu: Gpu, catalog: Catalog, as_of: date) -> GpuPrice:
    return cheapest_offer(
        gpu,
        catalog,
        as_of,
        provider=option.provider,
        commitment=option.commitment,
        region=option.region,
        count=option.count,
    )


def _usd_per_gpu_hour(option: Fleet, offer: GpuPrice | None) -> Amount:
    if offer is not None:
        return float(offer.usd_per_gpu_hour)
    return 0.0 if option.usd_per_gpu_hour is None else option.usd_per_gpu_hour


def _requests_per_second(option: Fleet, serving: Throughput | None) -> Amount:
    """What was measured, else the estimate with its correction."""
    if option.requests_per_second is not None:
        return option.requests_per_second
    return 0.0 if serving is None else serving.requests_per_second * option.throughput_factor


def _named(option: Fleet, catalog: Catalog) -> tuple[Gpu, Checkpoint]:
    problems, found = [], []
    for field, look_up in (("gpu", catalog.gpu), ("checkpoint", catalog.checkpoint)):
        name = getattr(option, field)
        try:
            found.append(look_up(name))
        except UnknownNameError as error:
            problems.append(Problem(field, name, error.allowed))
    if problems:
        raise InputError(problems)
    gpu, checkpoint = found
    return gpu, checkpoint  # type: ignore[return-value]


def cheapest_offer(
    gpu: Gpu,
    catalog: Catalog,
    as_of: date,
    *,
    provider: str | None,
    commitment: str | None,
    region: str | None = None,
    count: int | None = None,
) -> GpuPrice:
    """The cheapest rent of a card that is sold so; an InputError names those that the book has."""
    asked_of_book: dict[str, Any] = {
        "provider": provider,
        "commitment": commitment,
        "region": region,
        "count": count,
    }
    offers = catalog.gpu_offers(gpu.gpu, on=as_of, **asked_of_book)
    if offers:
        return offers[0]
    sold = {f"{row.provider} {row.commitment}" for row in catalog.gpu_offers(gpu.gpu, on=as_of)}
    asked = " ".join(str(part) for part in asked_of_book.values() if part)
    allowed = f"the price book has these rates for {gpu.gpu}: {', '.join(sorted(sold)) or 'none'}"
    raise InputError([Problem("provider", asked, allowed)])


class ServingSetUp(TypedDict):
    """What an estimate of a replica is told of its fleet."""

    gpus_per_replica: int | None
    precision: str
    engine: str
    max_tpot_ms: float | None
    max_ttft_s: float | None
    prefix_hit_rate: float


def set_up_of(option: Fleet) -> ServingSetUp:
    """The fleet's own words; a given rate needs no promise."""
    is_rate_given = option.requests_per_second is not None
    return ServingSetUp(
        gpus_per_replica=option.gpus_per_replica,
        precision=option.precision,
        engine=option.engine,
        max_tpot_ms=None if is_rate_given else option.max_tpot_ms,
        max_ttft_s=None if is_rate_given else option.max_ttft_s,
        prefix_hit_rate=option.prefix_hit_rate,
    )


def _serving(option: Fleet, work: Workload, gpu: Gpu, checkpoint: Checkpoint) -> Throughput | None:
    """What one replica sustains; None if rate and size were both given and no estimate can be made."""
    is_rate_given = option.requests_per_second is not None
    # A given rate needs no promise and no tokens: the estimate then only finds the fewest GPUs that fit.
    has_tokens = np.all(work.input_tokens + work.output_tokens > 0)
    estimate = estimate_throughput(
        checkpoint,
        gpu,
        input_tokens=work.input_tokens if has_tokens or not is_rate_given else 1.0,
        output_tokens=work.output_tokens,
        **set_up_of(option),
        deployment=option.deployment,
        lora=option.lora,
    )
    if isinstance(estimate, Throughput):
        return estimate
    if is_rate_given and option.gpus_per_replica is not None:
        return None
    raise InputError([_why_not_served(option, estimate)])


def _why_not_served(option: Fleet, estimate: DoesNotFit | MissesPromise) -> Problem:
    if isinstance(estimate, DoesNotFit):
        return Problem("gpu", option.gpu, estimate.why)
    if np.all(estimate.best_ttft_s > option.max_ttft_s):
        return Problem("max_ttft_s", option.max_ttft_s, estimate.why)
    return Problem("max_tpot_ms", option.max_tpot_ms, estimate.why)


def _min_replicas(option: Fleet) -> int:
    """Several merged adapters are models of their own; each needs a replica of its own."""
    is_one_model_each = option.lora == "merged" and option.adapters > 1
    return max(option.min_replicas, option.adapters) if is_one_model_each else option.min_replicas


def _notes(option: Fleet, serving: Throughput | None, offer: GpuPrice | None) -> Iterator[str]:
    if offer is not None:
        where = "among your own quotes" if offer.confidence == OWN else "in the price book"
        yield (
            f"{option.name} is rented as {offer.display_name}, ${float(offer.usd_per_gpu_hour):g} a GPU-hour: the"
            f" cheapest rate of {option.provider} with this commitment {where}."
        )
    if serving is not None and option.requests_per_second is None:
        yield from (f"{option.name}: {note}" for note in (serving.why, *serving.notes))
    if option.lora == "merged" and option.adapters > option.min_replicas:
        yield f"{option.name}: {option.adapters} merged adapters need at least as many replicas."


def _sources(option: Fleet, gpu: Gpu, checkpoint: Checkpoint, offer: GpuPrice | None) -> Iterator[Source]:
    if offer is not None:
        rent = f"{float(offer.usd_per_gpu_hour):g}"
        yield price_source("usd_per_gpu_hour", offer, rent, "USD per GPU-hour")
    card = f"{gpu.memory_gb:g} GB, {gpu.memory_bandwidth_tb_s:g} TB/s, {gpu.bf16_tflops:g} TFLOPS"
    yield Source("gpu", gpu.gpu, card, "dense bf16", gpu.source_url, gpu.as_of, "vendor")
    shape = f"{checkpoint.params_b:g}B parameters, {checkpoint.layers} layers"
    yield Source(
        "checkpoint",
        checkpoint.checkpoint,
        shape,
        "shape",
        checkpoint.source_url,
        checkpoint.as_of,
        "catalogue",
    )
