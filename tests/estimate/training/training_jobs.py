"""Models, cards and runs whose predicted figures are known, spelled out so that no data file can move them."""

from __future__ import annotations

from typing import Any

from costmodel.catalog.cards import Gpu
from costmodel.estimate.training import ModelShape, TrainingEstimate, estimate_training
from costmodel.estimate.training.methods import method_named
from costmodel.estimate.training.setup import training_run
from costmodel.estimate.training.step_time import TrainingRun

VOCABULARY = 128_256


def card(name: str, architecture: str, memory_gb: float, tb_s: float, tflops: float, **more: Any) -> Gpu:
    fields: dict[str, Any] = {
        "vendor": "NVIDIA",
        "interconnect": "NVLink",
        "interconnect_gb_s": 900,
        "tdp_w": 700,
        "source_url": "https://example.org/source",
        "as_of": "2026-11-23",
    }
    return Gpu(
        gpu=name,
        architecture=architecture,
        memory_gb=memory_gb,
        memory_bandwidth_tb_s=tb_s,
        bf16_tflops=tflops,
        **(fields | more),
    )


A100 = card("A100-80GB", "Ampere", 80, 2.039, 312, interconnect_gb_s=600)
H100 = card("H100-80GB", "Hopper", 80, 3.35, 989, fp8_tflops=1979)
B200 = card("B200", "Blackwell", 180, 8.0, 2250, fp8_tflops=4500, fp4_tflops=9000, interconnect_gb_s=1800)
T4 = card("T4-16GB", "Turing", 16, 0.32, 65, interconnect="PCIe 3.0 x16", interconnect_gb_s=32)
RTX_4090 = card(
    "RTX-4090-24GB", "Ada Lovelace", 24, 1.008, 165.2, interconnect="PCIe 4.0 x16", interconnect_gb_s=64
)

LLAMA_8B = ModelShape("8B", 8.03, 8.03, 32, 4096, VOCABULARY)
QWEN_32B = ModelShape("32B", 32.8, 32.8, 64, 5120, VOCABULARY)
LLAMA_70B = ModelShape("70B", 70.6, 70.6, 80, 8192, VOCABULARY)
MIXTURE = ModelShape("30B-A3B", 30.5, 3.3, 48, 2048, 151_936)


def run(shape: ModelShape = LLAMA_8B, gpu: Gpu = H100, method: str = "lora", **more: Any) -> TrainingRun:
    return training_run(shape, gpu, method=method_named(method), **({"seq_len": 4096} | more))


def estimate(
    shape: ModelShape = LLAMA_8B, gpu: Gpu = H100, method: str = "lora", **more: Any
) -> TrainingEstimate:
    job: dict[str, Any] = {"tokens": 2_400_000, "seq_len": 4096}
    return estimate_training(shape, gpu, method=method, **(job | more))
