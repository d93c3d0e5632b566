"""`throughput`: what one replica sustains."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace

from costmodel.catalog.load import load_catalog
from costmodel.errors import InputError, Problem, UnknownNameError
from costmodel.estimate.throughput import DoesNotFit, MissesPromise, estimate_throughput
from costmodel.export.answers import throughput_answer

FLAGS = {
    "engine": "--engine",
    "input_tokens": "--isl",
    "output_tokens": "--osl",
    "gpus_per_replica": "--gpus",
}

PRECISIONS = ("bf16", "fp16", "fp8", "fp4", "nvfp4", "mxfp4", "int4")


def run(options: argparse.Namespace) -> str:
    """The answer as text or JSON."""
    catalog = load_catalog()
    try:
        gpu, checkpoint = catalog.gpu(options.gpu), catalog.checkpoint(options.checkpoint)
    except UnknownNameError as error:
        field = "--gpu" if error.name == options.gpu else "--checkpoint"
        raise InputError([Problem(field, error.name, error.allowed)]) from None
    try:
        estimate = estimate_throughput(
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
            deployment=options.deployment,
        )
    except InputError as error:
        raise InputError([replace(p, field=FLAGS.get(p.field, p.field)) for p in error.problems]) from None
    if options.json:
        return json.dumps(throughput_answer(estimate), allow_nan=False)
    if isinstance(estimate, DoesNotFit | MissesPromise):
        return estimate.why
    return (
        f"{estimate.requests_per_second:.2f} calls a second on {estimate.gpus} GPU(s),"
        f" {estimate.output_tok_s_per_gpu:.0f} output tokens a second and GPU"
        f" ({estimate.low:.0f} to {estimate.high:.0f} in 8 of 10 cases)\n"
        f"{estimate.tpot_ms:.1f} ms per output token, first token after {estimate.ttft_ms:.0f} ms unloaded\n"
        f"{estimate.why}"
    )
