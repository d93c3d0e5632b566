"""Number formats of a training run: in what the frozen weights are stored, and in what the card computes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from costmodel.catalog.cards import Gpu
from costmodel.errors import InputError, Problem
from costmodel.estimate.training.methods import Method

Computes = Literal["bf16", "fp8", "fp4"]
FourBit = Literal["nf4", "gptq"]

ALLOWED = "allowed are bf16, fp16, fp8, nvfp4, and nf4 or gptq for the frozen weights of qlora"


@dataclass(frozen=True)
class TrainingFormat:
    """`computes_in` sets the peak; `four_bit` says how frozen 4-bit weights are packed, None without any."""

    computes_in: Computes = "bf16"
    four_bit: FourBit | None = None


def training_format(precision: str, method: Method, gpu: Gpu) -> TrainingFormat:
    """The format of a run on `gpu`; blank means bf16, and NF4 weights under qlora.

    Descriptions such as "int4 GPTQ base" or "mxfp8" are understood. Raises InputError for a format that
    is unknown, that the card cannot compute in, or 4-bit weights under another method.
    """
    text = precision.strip().lower()
    if "gptq" in text or text in ("int4", "4bit", "4-bit", "nf4", "fp4 base", "awq"):
        if not method.four_bit:
            raise InputError([Problem("precision", precision, f"{method.name} keeps 16-bit weights")])
        return TrainingFormat(four_bit="gptq" if "gptq" in text or text == "awq" else "nf4")
    four_bit: FourBit | None = "nf4" if method.four_bit else None
    return TrainingFormat(_computes_in(text, precision, gpu), four_bit)


def dense_peak_flops(gpu: Gpu, computes_in: Computes) -> float:
    """Dense peak of one card in FLOP/s for a format it has; the next wider one for a format it lacks."""
    wider = {"bf16": (), "fp8": (gpu.fp8_tflops,), "fp4": (gpu.fp4_tflops, gpu.fp8_tflops)}[computes_in]
    return 1e12 * next((tflops for tflops in wider if tflops is not None), gpu.bf16_tflops)


def _computes_in(text: str, precision: str, gpu: Gpu) -> Computes:
    if text.startswith("not logged"):
        return "fp8" if gpu.fp8_tflops is not None else "bf16"
    if text in ("", "bf16", "bfloat16", "fp16", "float16", "bf16-mixed", "16-bit", "16bit", "mixed", "amp"):
        return "bf16"
    if text in ("fp8", "mxfp8", "float8", "fp8-mixed"):
        if gpu.fp8_tflops is None:
            raise InputError([Problem("precision", precision, f"{gpu.gpu} does not compute in fp8")])
        return "fp8"
    if text in ("fp4", "nvfp4", "mxfp4"):
        if gpu.fp4_tflops is None:
            raise InputError([Problem("precision", precision, f"{gpu.gpu} does not compute in fp4")])
        return "fp4"
    raise InputError([Problem("precision", precision, ALLOWED)])
