"""Number formats: what a weight and a KV element weigh, and at which peak a card computes with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.errors import InputError, Problem
from costmodel.estimate.families import card_family


@dataclass(frozen=True)
class WeightFormat:
    """One number format; `bytes_per_weight` includes scales and the parts left unquantised."""

    name: str
    bytes_per_weight: float
    precision_class: str
    computes_in: str


FORMATS: Mapping[str, WeightFormat] = MappingProxyType(
    {
        "bf16": WeightFormat("bf16", 2.0, "wide", "bf16"),
        "int4": WeightFormat("int4", 0.55, "wide", "bf16"),
        "fp8": WeightFormat("fp8", 1.02, "fp8", "fp8"),
        "fp4": WeightFormat("fp4", 0.58, "fp4", "fp4"),
        "mxfp4": WeightFormat("mxfp4", 0.545, "fp4", "fp8"),
    }
)
SAME_FORMAT: Mapping[str, str] = MappingProxyType({"fp16": "bf16", "nvfp4": "fp4"})

MXFP4_IN_FP8_FAMILIES = frozenset({"blackwell", "rtxbw", "cdna4"})
"""Elsewhere kernels unpack mxfp4 to bf16 before they multiply."""

CONSERVATIVE_KV_BYTES = 2.0


def weight_format(precision: str) -> WeightFormat:
    """The format called `precision`, in any letter case; an unknown name is an InputError."""
    name = precision.lower()
    name = SAME_FORMAT.get(name, name)
    if name not in FORMATS:
        allowed = ", ".join([*FORMATS, *SAME_FORMAT])
        raise InputError([Problem("precision", precision, f"allowed are {allowed}")])
    return FORMATS[name]


def peak_flops(weights: WeightFormat, gpu: Gpu) -> float:
    """Dense peak FLOP/s of one card for this format; what the card lacks runs at the next wider format.

    Source: the formats' hardware support in https://github.com/NVIDIA/TensorRT-LLM.
    """
    computes_in = weights.computes_in
    if weights.name == "mxfp4" and card_family(gpu) not in MXFP4_IN_FP8_FAMILIES:
        computes_in = "bf16"
    widening: Mapping[str, tuple[float | None, ...]] = {
        "bf16": (gpu.bf16_tflops,),
        "fp8": (gpu.fp8_tflops, gpu.bf16_tflops),
        "fp4": (gpu.fp4_tflops, gpu.fp8_tflops, gpu.bf16_tflops),
    }
    return 1e12 * next(tflops for tflops in widening[computes_in] if tflops is not None)


def lacks(weights: WeightFormat, gpu: Gpu) -> bool:
    """Whether the card has no arithmetic in the format that it could gain from: fp8, fp4 or mxfp4."""
    if weights.computes_in == "bf16":
        return False
    if weights.name == "mxfp4":
        return card_family(gpu) not in MXFP4_IN_FP8_FAMILIES
    return (gpu.fp8_tflops if weights.computes_in == "fp8" else gpu.fp4_tflops) is None


def default_kv_element_bytes(weights: WeightFormat, engine: str, checkpoint: Checkpoint, gpu: Gpu) -> float:
    """Bytes of one KV cache element under the engine's defaults.

    TensorRT-LLM keeps 1 byte beside fp8 and fp4 weights (not for gpt-oss on Hopper); vLLM and SGLang
    keep 2 unless told otherwise: https://github.com/NVIDIA/TensorRT-LLM, https://docs.vllm.ai
    """
    narrow = engine.startswith("tensorrt-llm") and weights.precision_class != "wide"
    if narrow and not (checkpoint.family.lower() == "gpt-oss" and card_family(gpu) == "hopper"):
        return 1.0
    return CONSERVATIVE_KV_BYTES
