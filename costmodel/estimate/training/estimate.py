"""What training takes: hours, GPU hours and memory, with a band and in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.errors import InputError, Problem
from costmodel.estimate.elementwise import Amount, Condition, amount, every
from costmodel.estimate.training.billing import computed_tokens
from costmodel.estimate.training.factors import TrainingFactors, fitted
from costmodel.estimate.training.formats import training_format
from costmodel.estimate.training.memory import memory_gb, needed_gb
from costmodel.estimate.training.methods import Method, method_named
from costmodel.estimate.training.scratch import BAND_HIGH as SCRATCH_HIGH
from costmodel.estimate.training.scratch import BAND_LOW as SCRATCH_LOW
from costmodel.estimate.training.scratch import from_scratch_hours
from costmodel.estimate.training.shape import ModelShape, shape_of
from costmodel.estimate.training.stacks import stack_named
from costmodel.estimate.training.step_time import TrainingRun, tokens_per_second
from costmodel.estimate.training.words import reasons_for_doubt, why

FIXED_HOURS = 0.25
"""Starting the machine and loading the model, once per run."""

EVALUATION_OVERHEAD = 1.14
"""Wall time over training time: https://github.com/mlcommons/training_results_v4.0, 8 GPUs or fewer."""

BAND, WIDE_BAND = (0.65, 1.6), (0.5, 2.5)
"""Share of the estimated time; wide where nothing close was measured (DPO, mixtures, small PCIe cards)."""

MOST_GPUS = 100_000
LONGEST_SEQUENCE = 10_000_000


@dataclass(frozen=True)
class TrainingEstimate:
    """What one training run takes; numbers are floats, or arrays with the shape of the draws.

    `tokens_per_s_per_gpu`: computed tokens, padding included. `memory_gb_per_gpu`: expected use; the card
    needs `memory_needed_gb`, which holds the headroom, and `fits` compares that. `low_gpu_hours` and
    `high_gpu_hours`: the band. `doubts`: why the band is wide, empty where it is not.
    """

    hours: Amount
    gpu_hours: Amount
    tokens_per_s_per_gpu: Amount
    memory_gb_per_gpu: Amount
    memory_needed_gb: Amount
    fits: Condition
    low_gpu_hours: Amount
    high_gpu_hours: Amount
    computed_tokens: Amount
    doubts: tuple[str, ...]
    why: str


def estimate_training(
    model: Checkpoint | ModelShape,
    gpu: Gpu,
    *,
    method: str,
    tokens: ArrayLike,
    seq_len: ArrayLike,
    n_gpus: int = 1,
    micro_batch: ArrayLike = 1,
    precision: str = "",
    grad_ckpt: bool | None = None,
    sharded: bool | None = None,
    stack: str = "plain",
    packed: bool = True,
    tokens_per_example: ArrayLike | None = None,
    adapter_params_b: ArrayLike | None = None,
    master_weights: bool = False,
    reference_pass: bool = True,
    fixed_hours: ArrayLike = FIXED_HOURS,
    factors: TrainingFactors | None = None,
) -> TrainingEstimate:
    """Hours, GPU hours and memory of one run over `tokens` tokens (all epochs; DPO: chosen and rejected).

    Numbers may be arrays of draws. `grad_ckpt` None: on, except under expert stacks. `sharded` None: where
    the model needs it. `tokens_per_example`: for padding, if not `packed`. Raises InputError. Sources:
    https://arxiv.org/abs/2205.05198, https://arxiv.org/abs/1910.02054, https://github.com/QwenLM/Qwen
    """
    run = training_run(
        model if isinstance(model, ModelShape) else shape_of(model),
        gpu,
        method=method_named(method),
        seq_len=seq_len,
        n_gpus=n_gpus,
        micro_batch=micro_batch,
        precision=precision,
        grad_ckpt=grad_ckpt,
        sharded=sharded,
        stack=stack,
        adapter_params_b=adapter_params_b,
        reference_pass=reference_pass,
    )
    trained = _positive("tokens", tokens)
    example = None if tokens_per_example is None else _positive("tokens_per_example", tokens_per_example)
    computed = computed_tokens(
        trained, packed=packed, seq_len=run.seq_len, tokens_per_example=example, pairs=run.method.pairs
    )
    start_h = amount(fixed_hours)
    _refuse_unless(start_h >= 0, "fixed_hours", start_h, "it must be 0 or more")
    return _estimate(run, computed, start_h, master_weights, fitted() if factors is None else factors)


def training_run(
    shape: ModelShape,
    gpu: Gpu,
    *,
    method: Method,
    seq_len: ArrayLike,
    n_gpus: int = 1,
    micro_batch: ArrayLike = 1,
    precision: str = "",
    grad_ckpt: bool | None = None,
    sharded: bool | None = None,
    stack: str = "plain",
    adapter_params_b: ArrayLike | None = None,
    reference_pass: bool = True,
) -> TrainingRun:
    """The configuration, checked, with what is not given decided. Raises InputError."""
    if n_gpus < 1 or n_gpus != int(n_gpus) or n_gpus > MOST_GPUS:
        raise InputError([Problem("n_gpus", n_gpus, f"it must be a whole number from 1 to {MOST_GPUS:,}")])
    length = _positive("seq_len", seq_len)
    _refuse_unless(length <= LONGEST_SEQUENCE, "seq_len", length, f"at most {LONGEST_SEQUENCE:,} tokens")
    tier = stack_named(stack)
    return TrainingRun(
        method,
        shape,
        gpu,
        int(n_gpus),
        training_format(precision, method, gpu),
        length,
        _positive("micro_batch", micro_batch),
        grad_ckpt=tier != "expert" if grad_ckpt is None else grad_ckpt,
        sharded=_must_shard(shape, method, gpu, n_gpus) if sharded is None else sharded,
        stack=tier,
        adapter_params_b=None if adapter_params_b is None else _positive("adapter_params_b", adapter_params_b),
        reference_pass=reference_pass,
    )


def _must_shard(shape: ModelShape, method: Method, gpu: Gpu, n_gpus: int) -> bool:
    """Full training shards as a rule; adapters only where the frozen weights would fill most of a card."""
    frozen_gb = shape.params_b * (0.55 if method.four_bit else 2)
    return n_gpus > 1 and (not method.adapter or frozen_gb > 0.7 * gpu.memory_gb)


def _estimate(
    run: TrainingRun, computed: Amount, start_h: Amount, master_weights: bool, factors: TrainingFactors
) -> TrainingEstimate:
    doubts = reasons_for_doubt(run)
    if run.method.name == "from_scratch":
        scratch = from_scratch_hours(run.shape.active_params_b, computed, run.gpu, nearest=0)
        gpu_hours, (low, high) = scratch.gpu_hours, (SCRATCH_LOW, SCRATCH_HIGH)
        rate = computed / (gpu_hours * 3600)
    else:
        rate = tokens_per_second(run, factors)
        train_h = EVALUATION_OVERHEAD * computed / (rate * 3600)
        gpu_hours, (low, high) = run.n_gpus * start_h + train_h, WIDE_BAND if doubts else BAND
    expected_gb = memory_gb(run, master_weights=master_weights)
    card_gb = needed_gb(run, expected_gb)
    numbers = _broadcast(
        hours=gpu_hours / run.n_gpus,
        gpu_hours=gpu_hours,
        tokens_per_s_per_gpu=rate,
        memory_gb_per_gpu=expected_gb,
        memory_needed_gb=card_gb,
        low_gpu_hours=low * gpu_hours,
        high_gpu_hours=high * gpu_hours,
        computed_tokens=computed,
    )
    fits = numbers["memory_needed_gb"] <= run.gpu.memory_gb
    return TrainingEstimate(
        **numbers, fits=fits, doubts=doubts, why=why(run, factors, expected_gb, card_gb, doubts)
    )


def _positive(field: str, value: ArrayLike) -> Amount:
    number = amount(value)
    return _refuse_unless((number > 0) & (number < float("inf")), field, number, "it must be finite and above 0")


def _refuse_unless(allowed: Condition, field: str, value: Amount, message: str) -> Amount:
    if not every(allowed):
        values, accepted = np.broadcast_arrays(value, allowed)
        raise InputError([Problem(field, float(values[~accepted].flat[0]), message)])
    return value


def _broadcast(**numbers: Amount) -> dict[str, Amount]:
    """All numbers in one shape: floats stay floats unless one of them is an array."""
    if not any(isinstance(number, np.ndarray) for number in numbers.values()):
        return numbers
    shape = np.broadcast_shapes(*(np.shape(number) for number in numbers.values()))
    return {name: np.broadcast_to(number, shape).astype(np.float64) for name, number in numbers.items()}
