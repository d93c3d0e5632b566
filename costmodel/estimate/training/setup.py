"""How a training run is set up: what the user may say, checked, and what is decided where they do not."""

from __future__ import annotations

from typing import TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike

from costmodel.catalog.cards import Gpu
from costmodel.errors import InputError, Problem
from costmodel.estimate.elementwise import Amount, Condition, amount, every
from costmodel.estimate.training.formats import training_format
from costmodel.estimate.training.methods import Method
from costmodel.estimate.training.shape import ModelShape
from costmodel.estimate.training.stacks import stack_named
from costmodel.estimate.training.step_time import TrainingRun

MOST_GPUS = 100_000
LONGEST_SEQUENCE = 10_000_000
LARGEST_MICRO_BATCH = 1_000_000
MOSTLY_FULL = 0.7


class Setup(TypedDict, total=False):
    """What may be left out; defaults in brackets.

    n_gpus [1]; micro_batch [1], sequences (DPO: pairs) per GPU and pass; precision [bf16, NF4 weights under
    qlora]; grad_ckpt [on, except under expert stacks]; sharded [where the model needs it]; stack [plain];
    adapter_params_b [a share of all]; reference_pass [True]: DPO runs the reference model in every step.
    """

    n_gpus: int
    micro_batch: ArrayLike
    precision: str
    grad_ckpt: bool | None
    sharded: bool | None
    stack: str
    adapter_params_b: ArrayLike | None
    reference_pass: bool


def training_run(
    shape: ModelShape, gpu: Gpu, *, method: Method, seq_len: ArrayLike, **setup: Unpack[Setup]
) -> TrainingRun:
    """The configuration, checked, with what is not given decided. Raises InputError."""
    n_gpus = setup.get("n_gpus", 1)
    if not 1 <= n_gpus <= MOST_GPUS or n_gpus != int(n_gpus):
        raise InputError([Problem("n_gpus", n_gpus, f"it must be a whole number from 1 to {MOST_GPUS:,}")])
    length, batch = positive("seq_len", seq_len), positive("micro_batch", setup.get("micro_batch", 1))
    refuse_unless(length <= LONGEST_SEQUENCE, "seq_len", length, f"at most {LONGEST_SEQUENCE:,} tokens")
    refuse_unless(batch <= LARGEST_MICRO_BATCH, "micro_batch", batch, f"at most {LARGEST_MICRO_BATCH:,}")
    stack = stack_named(setup.get("stack", "plain"))
    grad_ckpt, sharded = setup.get("grad_ckpt"), setup.get("sharded")
    adapter = setup.get("adapter_params_b")
    return TrainingRun(
        method,
        shape,
        gpu,
        int(n_gpus),
        training_format(setup.get("precision", ""), method, gpu),
        length,
        batch,
        grad_ckpt=stack != "expert" if grad_ckpt is None else grad_ckpt,
        sharded=_must_shard(shape, method, gpu, n_gpus) if sharded is None else sharded,
        stack=stack,
        adapter_params_b=None if adapter is None else positive("adapter_params_b", adapter),
        reference_pass=setup.get("reference_pass", True),
    )


def _must_shard(shape: ModelShape, method: Method, gpu: Gpu, n_gpus: int) -> bool:
    """Full training shards as a rule; adapters only where the frozen weights would fill most of a card."""
    frozen_gb = shape.params_b * (0.55 if method.four_bit else 2)
    return n_gpus > 1 and (not method.adapter or frozen_gb > MOSTLY_FULL * gpu.memory_gb)


def positive(field: str, value: ArrayLike) -> Amount:
    """The value as amounts, all finite and above 0; else an InputError."""
    number = amount(value)
    return refuse_unless(
        (number > 0) & (number < float("inf")), field, number, "it must be finite and above 0"
    )


def refuse_unless(allowed: Condition, field: str, value: Amount, message: str) -> Amount:
    """`value` where it is allowed in every draw; else an InputError with the first that is not."""
    if not every(allowed):
        values, accepted = np.broadcast_arrays(value, allowed)
        raise InputError([Problem(field, float(values[~accepted].flat[0]), message)])
    return value
