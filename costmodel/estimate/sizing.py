"""How many GPUs one replica needs: the fewest on which the model fits and the promise can be kept."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass

from costmodel.estimate.elementwise import Amount, Condition, choose, count, highest, larger, lowest
from costmodel.estimate.engines import batch_cap
from costmodel.estimate.factors import Factors
from costmodel.estimate.kv_cache import (
    attention_shape,
    kv_bytes_per_call,
    kv_memory_bytes,
    memory_needed_gb,
)
from costmodel.estimate.load import Load
from costmodel.estimate.roofline import PrefillTime, Replica, StepTime, prefill_time, step_time

REPLICA_SIZES = (1, 2, 4, 8)
LARGEST_WEIGHT_SHARE = 0.8
"""Of the memory, where the size is chosen here: weights that fill a card leave no room for calls."""


@dataclass(frozen=True)
class DoesNotFit:
    """The weights and one call's KV cache are larger than the memory; `needed_gb` is over all the GPUs."""

    needed_gb: float
    why: str


@dataclass(frozen=True)
class MissesPromise:
    """Even one call at a time is slower than allowed; the best times are those of `gpus` GPUs."""

    best_tpot_ms: float
    best_ttft_s: float
    gpus: int
    why: str


@dataclass(frozen=True)
class Candidate:
    """A replica of one size, with its times; `calls_in_memory` is below 1 where not one call fits.

    The weights must fill less than `largest_weight_share` of the memory.
    """

    replica: Replica
    largest_weight_share: float
    kv_bytes: Amount
    calls_in_memory: Amount
    cap: float
    step: StepTime
    prefill: PrefillTime
    overlap: float

    def requests_per_second(self, load: Load, batch: Amount) -> Amount:
        """Calls a second in a closed loop of `batch` calls, each prefilled and decoded in turn.

        A burst of N calls ends with a batch that empties: half a batch of the N is lost.
        Source: continuous batching, https://www.usenix.org/conference/osdi22/presentation/yu;
        phase split, https://arxiv.org/abs/2311.18677
        """
        decoding_s = load.output_tokens * self.step.seconds(batch) / (batch * load.tokens_per_step)
        rate = 1 / (self.prefill.busy_seconds(self.overlap) + decoding_s)
        return rate / (1 + batch / (2 * load.requests))

    def tpot_s(self, load: Load, batch: Amount) -> Amount:
        """Mean seconds per later token: a step, plus the prefills of the other calls; 0 without output.

        Source: https://arxiv.org/abs/2401.09670 (prefill interferes with decoding)
        """
        output_tokens = choose(load.output_tokens > 0, load.output_tokens, 1.0)
        decoding_s = self.step.seconds(batch) / load.tokens_per_step
        waiting_s = self.prefill.busy_seconds(self.overlap) * (batch - 1) / output_tokens
        return choose(load.output_tokens > 0, decoding_s + waiting_s, 0.0)

    def fits(self) -> Condition:
        """Whether the weights and at least one call fit."""
        memory_bytes = self.replica.gpus * self.replica.gpu.memory_gb * 1e9
        leave_room = self.replica.weight_bytes < self.largest_weight_share * memory_bytes
        return (self.calls_in_memory >= 1) & leave_room

    def shortfall(self, load: Load) -> Amount:
        """How many times slower than promised a call is that has the replica to itself; at most 1 is kept."""
        return larger(self.tpot_s(load, 1.0) / load.max_tpot_s, self.prefill.seconds / load.max_ttft_s)

    def serves(self, load: Load) -> Condition:
        """Whether the model fits and one call at a time keeps the promise."""
        return self.fits() & (self.shortfall(load) <= 1)


def candidate(
    replica: Replica, load: Load, factors: Factors, element_bytes: float, largest_weight_share: float = 1.0
) -> Candidate:
    """The times and limits of `replica` under `load`; weights may fill `largest_weight_share` of memory."""
    kv_bytes = kv_bytes_per_call(
        attention_shape(replica.checkpoint),
        load.input_tokens,
        load.output_tokens,
        element_bytes=element_bytes,
        tensor_parallel=replica.tensor_parallel,
    )
    return Candidate(
        replica=replica,
        largest_weight_share=largest_weight_share,
        kv_bytes=kv_bytes,
        calls_in_memory=kv_memory_bytes(replica.gpu, replica.gpus, replica.weight_bytes) / kv_bytes,
        cap=batch_cap(replica.engine, replica.gpu, replica.gpus),
        step=step_time(replica, factors, kv_bytes),
        prefill=prefill_time(replica, factors, load.input_tokens, load.prefix_hit_rate),
        overlap=factors.overlap,
    )


def usual_sizes(
    replica: Replica, load: Load, factors: Factors, element_bytes: float
) -> tuple[Candidate, ...]:
    """`replica` in all usual sizes, split over all its GPUs."""
    sized = (dataclasses.replace(replica, gpus=size, tensor_parallel=size) for size in REPLICA_SIZES)
    return tuple(candidate(one, load, factors, element_bytes, LARGEST_WEIGHT_SHARE) for one in sized)


def fewest_gpus(choices: Sequence[Candidate], load: Load) -> Candidate | None:
    """The smallest candidate that serves all draws, or else most of them; None if none serves any."""
    best, most = None, 0
    for choice in choices:
        served = count(choice.serves(load))
        if served > most:
            best, most = choice, served
    return best


def does_not_fit(largest: Candidate) -> DoesNotFit:
    """What the largest candidate lacks, for the draw that needs least."""
    replica = largest.replica
    needed_gb = memory_needed_gb(replica.gpus, replica.weight_bytes, lowest(largest.kv_bytes))
    needed_gb = max(needed_gb, replica.weight_bytes / largest.largest_weight_share / 1e9)
    have_gb = replica.gpus * replica.gpu.memory_gb
    why = (
        f"{replica.checkpoint.checkpoint} in {replica.weights.name} needs {needed_gb:,.0f} GB of GPU memory "
        f"with the KV cache of one call; {replica.gpus} x {replica.gpu.gpu} have {have_gb:,.0f} GB."
        f" {replica.gpus} {'card' if replica.gpus == 1 else 'cards'} of {math.ceil(needed_gb / replica.gpus):,} GB"
        " would hold it, or a narrower number format."
    )
    return DoesNotFit(needed_gb, why)


def misses_promise(choices: Sequence[Candidate], load: Load) -> MissesPromise:
    """The best that the candidates on which the model fits can do for one call at a time."""
    fitting = [choice for choice in choices if count(choice.fits())]
    best = min(fitting, key=lambda choice: lowest(choice.shortfall(load)))
    tpot_ms = lowest(best.tpot_s(load, 1.0)) * 1000
    ttft_s = lowest(best.prefill.seconds)
    gpus = best.replica.gpus
    missed = []
    if tpot_ms > highest(load.max_tpot_s) * 1000:
        missed.append(f"{tpot_ms:.3g} ms per token instead of {highest(load.max_tpot_s) * 1000:g} ms")
    if ttft_s > highest(load.max_ttft_s):
        missed.append(f"{ttft_s:.3g} s to the first token instead of {highest(load.max_ttft_s):g} s")
    why = (
        f"Even a single call on {gpus} x {best.replica.gpu.gpu} is slower than allowed; "
        f"possible would be {' and '.join(missed)}."
    )
    return MissesPromise(tpot_ms, ttft_s, gpus, why)
