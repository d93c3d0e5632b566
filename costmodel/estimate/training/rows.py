"""A training run described by the columns of a table, as measurements are published."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from costmodel.catalog.book import Catalog
from costmodel.catalog.cards import Gpu
from costmodel.errors import InputError, Problem, UnknownNameError
from costmodel.estimate.training.estimate import TrainingEstimate, estimate_training
from costmodel.estimate.training.factors import TrainingFactors
from costmodel.estimate.training.formats import training_format
from costmodel.estimate.training.methods import method_named
from costmodel.estimate.training.setup import Setup, training_run
from costmodel.estimate.training.shape import ModelShape, nearest_shape, shape_of
from costmodel.estimate.training.stacks import stack_named, stack_of
from costmodel.estimate.training.step_time import TrainingRun

TOKENS_IF_NOT_GIVEN = 1_000_000
USUAL_SEQ_LEN = 2048

SHARDED = (
    "zero3",
    "zero-3",
    "zero 3",
    "fsdp",
    "fsdp2",
    "full_shard",
    "hsdp",
    "tp",
    "pp",
    "tp+pp",
    "megatron",
)
NOT_SHARDED = ("none", "no", "ddp", "zero1", "zero-1", "zero2", "zero-2", "single")
YES, NO = ("1", "1.0", "true", "yes", "on", "full"), ("0", "0.0", "false", "no", "off", "none")

ALLOWED: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "params_b": (1e-3, 1e5),
        "active_params_b": (1e-3, 1e5),
        "layers": (1, 1e4),
        "hidden": (1, 1e6),
        "n_gpus": (1, 1e5),
        "seq_len": (1, 1e7),
        "micro_batch": (1, 1e5),
        "tokens": (1, 1e18),
        "total_tokens": (1, 1e18),
    }
)

Row = Mapping[str, str | None]


@dataclass(frozen=True)
class RowRun:
    """What one row describes; what `setup` lacks is decided as `estimate_training` does."""

    shape: ModelShape
    gpu: Gpu
    method: str
    seq_len: float
    tokens: float
    setup: Setup

    def run(self) -> TrainingRun:
        """The configuration that the step-time model takes."""
        method = method_named(self.method)
        return training_run(self.shape, self.gpu, method=method, seq_len=self.seq_len, **self.setup)

    def estimate(self, factors: TrainingFactors | None = None) -> TrainingEstimate:
        """Hours, GPU hours and memory of the row."""
        return estimate_training(
            self.shape,
            self.gpu,
            method=self.method,
            tokens=self.tokens,
            seq_len=self.seq_len,
            factors=factors,
            **self.setup,
        )


def read_training_row(row: Row, catalog: Catalog) -> RowRun:
    """The run of one row; an InputError says what is missing or unknown.

    Columns: method, model, params_b, gpu, n_gpus [1], precision [bf16, or nf4 under qlora], seq_len
    [2048], micro_batch [1], grad_ckpt, sharding, framework, stack [what the framework implies]. Also
    taken, where present: active_params_b, layers, hidden, tokens or total_tokens [1,000,000].
    """
    gpu = _gpu(_text(row, "gpu"), catalog)
    # Publishers write LoRA on 4-bit weights as lora.
    method, precision = _text(row, "method"), _text(row, "precision")
    if method_named(method).name in ("lora", "dpo_lora") and precision.lower() in ("nf4", "gptq", "int4"):
        method = method.lower().replace("lora", "qlora")
    stack, framework = _text(row, "stack"), _text(row, "framework")
    computes_in = training_format(precision, method_named(method), gpu).computes_in
    setup: Setup = {
        "n_gpus": _whole(row, "n_gpus", 1),
        "micro_batch": _number(row, "micro_batch", 1),
        "precision": precision,
        "grad_ckpt": _yes_or_no(row, "grad_ckpt"),
        "sharded": _sharding(_text(row, "sharding")),
        "stack": stack_named(stack) if stack else stack_of(framework, computes_in),
    }
    tokens = _number(row, "tokens", _number(row, "total_tokens", TOKENS_IF_NOT_GIVEN))
    return RowRun(_shape(row, catalog), gpu, method, _number(row, "seq_len", USUAL_SEQ_LEN), tokens, setup)


def _shape(row: Row, catalog: Catalog) -> ModelShape:
    name = _text(row, "model")
    try:
        return shape_of(catalog.checkpoint(name))
    except UnknownNameError as error:
        if not _text(row, "params_b"):
            allowed = f"{error.allowed}; or give params_b"
            raise InputError([Problem("model", name, allowed)]) from None
    active = _number(row, "active_params_b", math.nan)
    layers, hidden = _whole(row, "layers", 0), _whole(row, "hidden", 0)
    return nearest_shape(
        name,
        _number(row, "params_b", math.nan),
        catalog.checkpoints,
        active_params_b=None if math.isnan(active) else active,
        layers=layers or None,
        hidden=hidden or None,
    )


def _gpu(name: str, catalog: Catalog) -> Gpu:
    try:
        return catalog.gpu(name)
    except UnknownNameError as error:
        raise InputError([Problem("gpu", name, error.allowed)]) from None


def _text(row: Row, column: str) -> str:
    return (row.get(column) or "").strip()


def _number(row: Row, column: str, otherwise: float) -> float:
    text = _text(row, column)
    if not text:
        return otherwise
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    low, high = ALLOWED[column]
    if not low <= value <= high:
        raise InputError([Problem(column, text, f"a number from {low:g} to {high:g} is, or a blank")])
    return value


def _whole(row: Row, column: str, otherwise: int) -> int:
    value = _number(row, column, otherwise)
    if value != int(value):
        raise InputError([Problem(column, _text(row, column), "a whole number is, or a blank")])
    return int(value)


def _yes_or_no(row: Row, column: str) -> bool | None:
    text = _text(row, column).lower()
    if not text:
        return None
    if text not in YES + NO:
        raise InputError([Problem(column, text, "1, 0 or a blank is")])
    return text in YES


def _sharding(text: str) -> bool | None:
    """Whether weights are split over the GPUs; None where the row does not say so."""
    if not text:
        return None
    lowered = text.lower()
    if lowered in NOT_SHARDED:
        return False
    if lowered in SHARDED or lowered.startswith(("tp", "pp", "fsdp", "zero3")):
        return True
    raise InputError(
        [Problem("sharding", text, f"allowed are {', '.join(SHARDED + NOT_SHARDED)}, or a blank")]
    )
