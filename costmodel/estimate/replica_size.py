"""How many GPUs a replica needs for each of many loads, where each load may choose its own size."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import ArrayLike, NDArray

from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.estimate.engines import engine_named
from costmodel.estimate.factors import Factors, fitted
from costmodel.estimate.formats import default_kv_element_bytes, weight_format
from costmodel.estimate.load import serving_load
from costmodel.estimate.roofline import Replica
from costmodel.estimate.sizing import candidate, usual_sizes


def gpus_needed(
    checkpoint: Checkpoint,
    gpu: Gpu,
    *,
    input_tokens: ArrayLike,
    output_tokens: ArrayLike,
    gpus_per_replica: int | None,
    precision: str,
    engine: str,
    max_tpot_ms: ArrayLike | None,
    max_ttft_s: ArrayLike | None,
    prefix_hit_rate: ArrayLike,
    factors: Factors | None = None,
) -> NDArray[np.int64]:
    """The size that `estimate_throughput` chooses for each load alone, 0 where no size serves it.

    `gpus_per_replica` allows that size only. Raises InputError.
    """
    load = serving_load(
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        prefix_hit_rate=prefix_hit_rate,
        concurrency=None,
        max_tpot_ms=max_tpot_ms,
        max_ttft_s=max_ttft_s,
    )
    factors = factors or fitted()
    one = Replica(checkpoint, gpu, 1, weight_format(precision), engine_named(engine), tensor_parallel=1)
    element_bytes = default_kv_element_bytes(one.weights, one.engine, checkpoint, gpu)
    if gpus_per_replica is None:
        choices = usual_sizes(one, load, factors, element_bytes)
    else:
        sized = dataclasses.replace(one, gpus=gpus_per_replica, tensor_parallel=gpus_per_replica)
        choices = (candidate(sized, load, factors, element_bytes),)
    needed = np.zeros((), dtype=np.int64)
    for choice in reversed(choices):
        needed = np.where(choice.serves(load), choice.replica.gpus, needed)
    return needed
