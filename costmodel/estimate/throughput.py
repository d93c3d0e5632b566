"""What one replica of a self-hosted model sustains: tokens and calls a second, pace, and what limits it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.errors import InputError, Problem
from costmodel.estimate.batch import largest_batch
from costmodel.estimate.bounds import Bound, limit_of
from costmodel.estimate.elementwise import Amount, choose, count, every, highest, larger, smaller
from costmodel.estimate.engines import engine_named
from costmodel.estimate.factors import DEPLOYMENT_SHARE, LORA_SHARE, Factors, fitted
from costmodel.estimate.families import LONGEST_MEASURED_PROMPT_PER_ANSWER, band_on, extrapolations
from costmodel.estimate.formats import default_kv_element_bytes, lacks, weight_format
from costmodel.estimate.load import Load, serving_load
from costmodel.estimate.roofline import Replica
from costmodel.estimate.sizing import (
    Candidate,
    DoesNotFit,
    MissesPromise,
    candidate,
    does_not_fit,
    fewest_gpus,
    misses_promise,
    usual_sizes,
)

__all__ = ["DoesNotFit", "MissesPromise", "Throughput", "estimate_throughput"]

LARGEST_KV_ELEMENT_BYTES = 4


@dataclass(frozen=True)
class Throughput:
    """What one replica of `gpus` GPUs sustains; numbers are floats, or arrays with the shape of the draws.

    `concurrency` is the mean number of calls running at once, `max_concurrency` what memory and engine
    would hold. `ttft_ms` is that of an idle replica: no queue is modelled. `low` and `high` are the 80 %
    band around `output_tok_s_per_gpu`. `far_because`: why no published run is close; empty where one is. A
    draw that does not fit or cannot keep the promise sustains 0 calls; `notes` say how many do.
    """

    output_tok_s_per_gpu: Amount
    total_tok_s_per_gpu: Amount
    requests_per_second: Amount
    concurrency: Amount
    max_concurrency: Amount
    tpot_ms: Amount
    ttft_ms: Amount
    gpus: int
    bound: Bound
    low: Amount
    high: Amount
    why: str
    far_because: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def extrapolated(self) -> bool:
        """Whether no published run is close."""
        return bool(self.far_because)


def estimate_throughput(
    checkpoint: Checkpoint,
    gpu: Gpu,
    *,
    input_tokens: ArrayLike,
    output_tokens: ArrayLike,
    gpus_per_replica: int | None = None,
    precision: str = "bf16",
    engine: str = "vllm",
    concurrency: ArrayLike | None = None,
    max_tpot_ms: ArrayLike | None = None,
    max_ttft_s: ArrayLike | None = None,
    prefix_hit_rate: ArrayLike = 0.0,
    deployment: str = "tuned",
    lora: str = "merged",
    speculative_speedup: ArrayLike = 1.0,
    kv_element_bytes: float | None = None,
    factors: Factors | None = None,
) -> Throughput | DoesNotFit | MissesPromise:
    """Calls and tokens a second that one replica sustains at maximum load, or at what is promised.

    Tokens, `prefix_hit_rate`, `concurrency` and the limits may be arrays of draws; one replica size serves all.
    `gpus_per_replica` None: the fewest of 1, 2, 4, 8 that fit and keep the limits. Raises InputError. Sources:
    https://arxiv.org/abs/2402.16363, https://arxiv.org/abs/2311.18677, https://arxiv.org/abs/2401.09670
    """
    load = serving_load(
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        prefix_hit_rate=prefix_hit_rate,
        concurrency=concurrency,
        max_tpot_ms=max_tpot_ms,
        max_ttft_s=max_ttft_s,
        tokens_per_step=speculative_speedup,
    )
    factors = factors or fitted()
    kept = _share("deployment", deployment, DEPLOYMENT_SHARE) * _share("lora", lora, LORA_SHARE)
    one_gpu = Replica(checkpoint, gpu, 1, weight_format(precision), engine_named(engine), tensor_parallel=1)
    element_bytes = _element_bytes(kv_element_bytes, one_gpu)
    choices = _choices(one_gpu, load, factors, element_bytes, gpus_per_replica)
    return _best(choices, load, kept)


def throughput_of(
    replica: Replica, load: Load, factors: Factors | None = None
) -> Throughput | DoesNotFit | MissesPromise:
    """What exactly this replica sustains under `load`, tuned; the KV cache as its engine keeps it by default."""
    element_bytes = _element_bytes(None, replica)
    return _best((candidate(replica, load, factors or fitted(), element_bytes),), load, 1.0)


def _choices(
    one_gpu: Replica, load: Load, factors: Factors, element_bytes: float, gpus_per_replica: int | None
) -> Sequence[Candidate]:
    if gpus_per_replica is None:
        return usual_sizes(one_gpu, load, factors, element_bytes)
    size = _whole_gpus(gpus_per_replica)
    replica = dataclasses.replace(one_gpu, gpus=size, tensor_parallel=size)
    return (candidate(replica, load, factors, element_bytes),)


def _best(choices: Sequence[Candidate], load: Load, kept: float) -> Throughput | DoesNotFit | MissesPromise:
    chosen = fewest_gpus(choices, load)
    if chosen is not None:
        return _throughput(chosen, load, kept, _why_larger(choices, chosen))
    if any(count(choice.fits()) for choice in choices):
        return misses_promise(choices, load)
    return does_not_fit(choices[-1])


def _element_bytes(given: float | None, replica: Replica) -> float:
    if given is None:
        return default_kv_element_bytes(replica.weights, replica.engine, replica.checkpoint, replica.gpu)
    if not 0 < given <= LARGEST_KV_ELEMENT_BYTES:
        allowed = f"it must be above 0 and at most {LARGEST_KV_ELEMENT_BYTES}, or left out"
        raise InputError([Problem("kv_element_bytes", given, allowed)])
    return given


def _share(field: str, name: str, shares: Mapping[str, float]) -> float:
    if name.lower() not in shares:
        raise InputError([Problem(field, name, f"allowed are {', '.join(shares)}")])
    return shares[name.lower()]


def _whole_gpus(gpus: int) -> int:
    if gpus < 1 or gpus != int(gpus):
        raise InputError([Problem("gpus_per_replica", gpus, "it must be a whole number from 1, or left out")])
    return int(gpus)


def _why_larger(choices: Sequence[Candidate], chosen: Candidate) -> tuple[str, ...]:
    smallest = next(choice for choice in choices if count(choice.fits()))
    fitting, gpus = smallest.replica.gpus, chosen.replica.gpus
    if fitting == gpus or count(smallest.fits()) < count(chosen.fits()):
        return ()
    return (f"The model fits on {fitting} of these GPUs, but it takes {gpus} to keep the limits.",)


def _throughput(chosen: Candidate, load: Load, kept: float, notes: tuple[str, ...]) -> Throughput:
    """The answer for the chosen replica; `kept` is the share of tuned throughput."""
    gpus = chosen.replica.gpus
    room = smaller(larger(chosen.calls_in_memory, 1.0), chosen.cap)
    batch = largest_batch(
        lambda calls: chosen.tpot_s(load, calls), smaller(room, load.concurrency), load.max_tpot_s
    )
    served = chosen.serves(load)
    rate = choose(served, kept * chosen.requests_per_second(load, batch), 0.0)
    output = rate * load.output_tokens / gpus
    far = _extrapolations(chosen, load)
    limit = limit_of(*_middle_draw(chosen, load, batch, rate))
    band = band_on(chosen.replica.gpu)
    numbers = _broadcast(
        output_tok_s_per_gpu=output,
        total_tok_s_per_gpu=rate * (load.input_tokens + load.output_tokens) / gpus,
        requests_per_second=rate,
        concurrency=choose(served, batch, 0.0),
        max_concurrency=room,
        tpot_ms=chosen.tpot_s(load, batch) * 1000,
        ttft_ms=chosen.prefill.seconds * 1000,
        low=output * band.low,
        high=output * band.high,
    )
    return Throughput(
        **numbers,
        gpus=gpus,
        bound=limit.bound,
        why=limit.why + (f" Extrapolated: {'; '.join(far)}." if far else ""),
        far_because=far,
        notes=(*notes, *_notes(chosen, load)),
    )


def _middle_draw(chosen: Candidate, load: Load, batch: Amount, rate: Amount) -> tuple[Candidate, Load, float]:
    """The draw with the middle rate among those served, as plain numbers; itself where there is one draw."""
    if not isinstance(rate, np.ndarray):
        return chosen, load, float(batch)
    order = np.argsort(rate, axis=None)
    served = order[rate.flat[order] > 0]
    middle = int(served[len(served) // 2])

    def pick(value: Amount) -> float:
        return float(np.broadcast_to(value, rate.shape).flat[middle])

    one_load = Load(**{field.name: pick(getattr(load, field.name)) for field in dataclasses.fields(Load)})
    prefill, step = chosen.prefill, chosen.step
    one = dataclasses.replace(
        chosen,
        kv_bytes=pick(chosen.kv_bytes),
        calls_in_memory=pick(chosen.calls_in_memory),
        step=dataclasses.replace(step, kv_s_per_call=pick(step.kv_s_per_call)),
        prefill=type(prefill)(pick(prefill.computing_s), pick(prefill.sending_s), pick(prefill.peak_s)),
    )
    return one, one_load, pick(batch)


def _broadcast(**numbers: Amount) -> dict[str, Amount]:
    """All numbers in one shape: floats stay floats unless one of them is an array."""
    if not any(isinstance(number, np.ndarray) for number in numbers.values()):
        return numbers
    shape = np.broadcast_shapes(*(np.shape(number) for number in numbers.values()))
    return {name: np.broadcast_to(number, shape).astype(np.float64) for name, number in numbers.items()}


def _extrapolations(chosen: Candidate, load: Load) -> tuple[str, ...]:
    replica = chosen.replica
    reasons = extrapolations(replica.gpu, replica.weights.name, replica.checkpoint.active_params_b)
    longest_prompt = LONGEST_MEASURED_PROMPT_PER_ANSWER * load.output_tokens
    if not every(load.input_tokens <= longest_prompt):
        reasons += (f"prompts over {LONGEST_MEASURED_PROMPT_PER_ANSWER:g} times the answer were not fitted",)
    return reasons


def _notes(chosen: Candidate, load: Load) -> Iterator[str]:
    checkpoint = chosen.replica.checkpoint
    longest = highest(load.input_tokens + load.output_tokens)
    if longest > checkpoint.max_context:
        yield (
            f"A call of {longest:,.0f} tokens is longer than the {checkpoint.max_context:,} tokens "
            f"{checkpoint.checkpoint} can read."
        )
    gpu, weights = chosen.replica.gpu, chosen.replica.weights
    if lacks(weights, gpu):
        yield f"{gpu.gpu} does not compute in {weights.name}: it unpacks the weights and computes wider."
    served = chosen.serves(load)
    if not every(served):
        draws = np.size(served)
        yield f"{draws - count(served):,} of {draws:,} draws do not fit or cannot keep the promise."
