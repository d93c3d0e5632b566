"""What training takes: hours, GPU hours and memory, with a band and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike

from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.estimate.elementwise import Amount, Condition, amount
from costmodel.estimate.training.billing import computed_tokens
from costmodel.estimate.training.factors import TrainingFactors, fitted
from costmodel.estimate.training.memory import memory_gb, needed_gb
from costmodel.estimate.training.methods import method_named
from costmodel.estimate.training.scratch import BAND_HIGH as SCRATCH_HIGH
from costmodel.estimate.training.scratch import BAND_LOW as SCRATCH_LOW
from costmodel.estimate.training.scratch import from_scratch_hours
from costmodel.estimate.training.setup import Setup, positive, refuse_unless, training_run
from costmodel.estimate.training.shape import ModelShape, shape_of
from costmodel.estimate.training.step_time import TrainingRun, tokens_per_second
from costmodel.estimate.training.words import reasons_for_doubt, why

FIXED_HOURS = 0.25
"""Starting the machine and loading the model, once per run."""

EVALUATION_OVERHEAD = 1.14
"""Wall time over training time: https://github.com/mlcommons/training_results_v4.0, 8 GPUs or fewer."""

BAND, WIDE_BAND = (0.65, 1.6), (0.5, 2.5)
"""Share of the estimated time; wide where nothing close was measured (DPO, mixtures, small PCIe cards)."""


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
    packed: bool = True,
    tokens_per_example: ArrayLike | None = None,
    master_weights: bool = False,
    fixed_hours: ArrayLike = FIXED_HOURS,
    factors: TrainingFactors | None = None,
    **setup: Unpack[Setup],
) -> TrainingEstimate:
    """Hours, GPU hours and memory of one run over `tokens` tokens (all epochs; DPO: chosen and rejected).

    Numbers may be arrays of draws. `seq_len`: the longest, in tokens. `tokens_per_example`: for padding, if
    not `packed`. `fixed_hours`: start-up per run. `setup`: see Setup. Raises InputError. Sources:
    https://arxiv.org/abs/2205.05198, https://arxiv.org/abs/1910.02054, https://github.com/QwenLM/Qwen
    """
    shape = model if isinstance(model, ModelShape) else shape_of(model)
    run = training_run(shape, gpu, method=method_named(method), seq_len=seq_len, **setup)
    trained = positive("tokens", tokens)
    example = None if tokens_per_example is None else positive("tokens_per_example", tokens_per_example)
    computed = computed_tokens(
        trained, packed=packed, seq_len=run.seq_len, tokens_per_example=example, pairs=run.method.pairs
    )
    start_h = amount(fixed_hours)
    refuse_unless(start_h >= 0, "fixed_hours", start_h, "it must be 0 or more")
    return _estimate(run, computed, start_h, master_weights, fitted() if factors is None else factors)


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


def _broadcast(**numbers: Amount) -> dict[str, Amount]:
    """All numbers in one shape: floats stay floats unless one of them is an array."""
    if not any(isinstance(number, np.ndarray) for number in numbers.values()):
        return numbers
    shape = np.broadcast_shapes(*(np.shape(number) for number in numbers.values()))
    return {name: np.broadcast_to(number, shape).astype(np.float64) for name, number in numbers.items()}
