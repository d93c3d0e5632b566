"""`training`: hours, GPU hours and memory of one run, or of every row of a file."""

from __future__ import annotations

import argparse
import json

from costmodel.catalog.book import Catalog
from costmodel.catalog.load import load_catalog
from costmodel.catalog.lookup import found
from costmodel.commands.rows_file import Answer, answer_rows, read_rows
from costmodel.errors import NOT_GIVEN, InputError, Problem
from costmodel.estimate.training import TrainingEstimate, estimate_training, stack_of
from costmodel.estimate.training.rows import read_training_row
from costmodel.export.answers import training_answer

ROW_COLUMNS = (
    *("method", "model", "params_b", "gpu", "n_gpus", "precision", "seq_len", "micro_batch", "grad_ckpt"),
    *("sharding", "framework", "stack"),
)
NEEDED_COLUMNS = ("method", "model", "gpu")
NEEDED_FLAGS = ("checkpoint", "method", "gpu", "tokens")


def run(options: argparse.Namespace) -> str:
    """The answer as text or JSON."""
    catalog = load_catalog()
    if options.rows is not None:
        return _rows(options, catalog)
    missing = [f"--{name}" for name in NEEDED_FLAGS if getattr(options, name) is None]
    if missing:
        allowed = "it is needed, or --rows"
        raise InputError([Problem(flag, NOT_GIVEN, allowed) for flag in missing])
    estimate = _single(options, catalog)
    return json.dumps(training_answer(estimate), allow_nan=False) if options.json else _as_text(estimate)


def _single(options: argparse.Namespace, catalog: Catalog) -> TrainingEstimate:
    gpu = found(catalog.gpu, "--gpu", options.gpu)
    checkpoint = found(catalog.checkpoint, "--checkpoint", options.checkpoint)
    lora_params_b = None if options.adapter_params is None else options.adapter_params / 1e9
    return estimate_training(
        checkpoint,
        gpu,
        method=options.method,
        tokens=options.tokens * options.epochs,
        seq_len=options.seq_len,
        n_gpus=options.gpus,
        micro_batch=options.micro_batch,
        precision=options.precision,
        grad_ckpt=None if options.grad_ckpt is None else options.grad_ckpt == "on",
        sharded=None if options.sharding is None else options.sharding == "on",
        stack=options.stack or stack_of(options.framework),
        packed=options.tokens_per_example is None,
        tokens_per_example=options.tokens_per_example,
        adapter_params_b=lora_params_b,
        master_weights=options.master_weights,
    )


def _rows(options: argparse.Namespace, catalog: Catalog) -> str:
    return answer_rows(
        read_rows(options.rows, ROW_COLUMNS, NEEDED_COLUMNS),
        lambda row: training_answer(read_training_row(row, catalog).estimate()),
        _as_line,
        as_json=options.json,
    )


def _as_line(answer: Answer) -> str:
    return (
        f"{answer['tokens_per_s_per_gpu']:,.0f} tokens a second and GPU, "
        f"{answer['memory_gb_per_gpu']:.1f} GB, {'fits' if answer['fits'] else 'does not fit'}"
    )


def _as_text(estimate: TrainingEstimate) -> str:
    return (
        f"{estimate.hours:.3g} hours, {estimate.gpu_hours:.3g} GPU hours"
        f" ({estimate.low_gpu_hours:.3g} to {estimate.high_gpu_hours:.3g}),"
        f" {estimate.tokens_per_s_per_gpu:,.0f} tokens a second and GPU\n"
        f"{estimate.why}"
    )
