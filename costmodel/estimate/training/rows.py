"""A training run described by the columns of a table, as measurements are published."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from costmodel.catalog.book import Catalog
from costmodel.catalog.cards import Gpu
from costmodel.errors import InputError, Problem, UnknownNameError
from costmodel.estimate.row_fields import Row, RowFields
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
    fields = RowFields(row, ALLOWED)
    gpu = fields.gpu(catalog)
    # Publishers write LoRA on 4-bit weights as lora.
    method, precision = fields.text("method"), fields.text("precision")
    if method_named(method).name in ("lora", "dpo_lora") and precision.lower() in ("nf4", "gptq", "int4"):
        method = method.lower().replace("lora", "qlora")
    stack, framework = fields.text("stack"), fields.text("framework")
    computes_in = training_format(precision, method_named(method), gpu).computes_in
    setup: Setup = {
        "n_gpus": fields.whole("n_gpus", 1),
        "micro_batch": fields.number("micro_batch", 1),
        "precision": precision,
        "grad_ckpt": _yes_or_no(fields, "grad_ckpt"),
        "sharded": _sharding(fields.text("sharding")),
        "stack": stack_named(stack) if stack else stack_of(framework, computes_in),
    }
    tokens = fields.number("tokens", fields.number("total_tokens", TOKENS_IF_NOT_GIVEN))
    seq_len = fields.number("seq_len", USUAL_SEQ_LEN)
    return RowRun(_shape(fields, catalog), gpu, method, seq_len, tokens, setup)


def _shape(fields: RowFields, catalog: Catalog) -> ModelShape:
    name = fields.text("model")
    try:
        return shape_of(catalog.checkpoint(name))
    except UnknownNameError as error:
        if not fields.text("params_b"):
            allowed = f"{error.allowed}; or give params_b"
            raise InputError([Problem("model", name, allowed)]) from None
    layers, hidden = fields.whole("layers", 0), fields.whole("hidden", 0)
    return nearest_shape(
        name,
        fields.number("params_b", math.nan),
        catalog.checkpoints,
        active_params_b=fields.given("active_params_b"),
        layers=layers or None,
        hidden=hidden or None,
    )


def _yes_or_no(fields: RowFields, column: str) -> bool | None:
    text = fields.text(column).lower()
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
