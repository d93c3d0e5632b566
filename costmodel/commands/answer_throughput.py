"""`throughput`: what one replica sustains, or every replica of a file."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace

from costmodel.catalog.book import Catalog
from costmodel.catalog.load import load_catalog
from costmodel.catalog.lookup import found
from costmodel.commands.rows_file import Answer, answer_rows, read_rows
from costmodel.errors import NOT_GIVEN, InputError, Problem
from costmodel.estimate.serving_rows import read_serving_row
from costmodel.estimate.throughput import DoesNotFit, MissesPromise, Throughput, estimate_throughput
from costmodel.export.answers import throughput_answer

FLAGS = {
    "engine": "--engine",
    "input_tokens": "--isl",
    "output_tokens": "--osl",
    "gpus_per_replica": "--gpus",
    "precision": "--precision",
    "prefix_hit_rate": "--prefix-hit-rate",
    "speculative_speedup": "--speculative-speedup",
}

PRECISIONS = ("bf16", "fp16", "fp8", "fp4", "nvfp4", "mxfp4", "int4")
ROW_COLUMNS = (
    *("engine", "engine_version", "model", "params_b", "active_params_b", "layers", "hidden", "kv_heads"),
    *("head_dim", "precision", "gpu", "n_gpus", "tp", "pp", "isl", "osl", "concurrency", "tpot_ms"),
    "n_requests",
)
NEEDED_COLUMNS = ("model", "gpu", "isl", "osl")
NEEDED_FLAGS = ("checkpoint", "gpu", "isl", "osl")


def run(options: argparse.Namespace) -> str:
    """The answer as text or JSON."""
    catalog = load_catalog()
    if options.rows is not None:
        return answer_rows(
            read_rows(options.rows, ROW_COLUMNS, NEEDED_COLUMNS),
            lambda row: throughput_answer(read_serving_row(row, catalog).estimate()),
            _as_line,
            as_json=options.json,
        )
    missing = [f"--{name}" for name in NEEDED_FLAGS if getattr(options, name) is None]
    if missing:
        raise InputError([Problem(flag, NOT_GIVEN, "it is needed, or --rows") for flag in missing])
    try:
        estimate = _single(options, catalog)
    except InputError as error:
        raise InputError([replace(p, field=FLAGS.get(p.field, p.field)) for p in error.problems]) from None
    return json.dumps(throughput_answer(estimate), allow_nan=False) if options.json else _as_text(estimate)


def _single(options: argparse.Namespace, catalog: Catalog) -> Throughput | DoesNotFit | MissesPromise:
    gpu = found(catalog.gpu, "--gpu", options.gpu)
    checkpoint = found(catalog.checkpoint, "--checkpoint", options.checkpoint)
    return estimate_throughput(
        checkpoint,
        gpu,
        input_tokens=options.isl,
        output_tokens=options.osl,
        gpus_per_replica=options.gpus,
        precision=options.precision,
        engine=options.engine,
        concurrency=options.concurrency,
        max_tpot_ms=options.max_tpot_ms,
        max_ttft_s=options.max_ttft_s,
        prefix_hit_rate=options.prefix_hit_rate,
        deployment=options.deployment,
        lora=options.lora,
        speculative_speedup=options.speculative_speedup,
    )


def _as_line(answer: Answer) -> str:
    if "output_tok_s_per_gpu" not in answer:
        return str(answer["why"])
    return (
        f"{answer['output_tok_s_per_gpu']:,.0f} output tokens a second and GPU, {answer['tpot_ms']:.1f} ms per"
        f" token on {answer['gpus']} GPU(s)"
    )


def _as_text(estimate: Throughput | DoesNotFit | MissesPromise) -> str:
    if isinstance(estimate, DoesNotFit | MissesPromise):
        return estimate.why
    lines = (
        f"{estimate.requests_per_second:.2f} calls a second on {estimate.gpus} GPU(s),"
        f" {estimate.output_tok_s_per_gpu:.0f} output tokens a second and GPU"
        f" ({estimate.low:.0f} to {estimate.high:.0f} in 8 of 10 cases)",
        f"{estimate.tpot_ms:.1f} ms per output token, first token after {estimate.ttft_ms:.0f} ms unloaded",
        estimate.why,
        *estimate.notes,
    )
    return "\n".join(lines)
