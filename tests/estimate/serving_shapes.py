"""Cards and checkpoints whose predicted figures are known, spelled out so that no data file can move them."""

from __future__ import annotations

from typing import Any

from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.estimate.throughput import Throughput, estimate_throughput

SOURCE = {"source_url": "https://example.org/source", "as_of": "2026-11-23"}


def checkpoint(**changes: Any) -> Checkpoint:
    fields: dict[str, Any] = {
        "checkpoint": "Llama-3.1-8B",
        "hf_id": "owner/name",
        "family": "Llama",
        "params_b": 8.03,
        "active_params_b": 8.03,
        "layers": 32,
        "hidden": 4096,
        "heads": 32,
        "kv_heads": 8,
        "head_dim": 128,
        "vocab": 128256,
        "max_context": 131072,
        "attention": "full",
        "licence": "open",
        "released": "2024-07-23",
        **SOURCE,
    }
    return Checkpoint(**(fields | changes))


def gpu(**changes: Any) -> Gpu:
    fields: dict[str, Any] = {
        "gpu": "H100-80GB",
        "vendor": "NVIDIA",
        "architecture": "Hopper",
        "memory_gb": 80,
        "memory_bandwidth_tb_s": 3.35,
        "bf16_tflops": 989,
        "fp8_tflops": 1979,
        "interconnect": "NVLink",
        "interconnect_gb_s": 900,
        "tdp_w": 700,
        **SOURCE,
    }
    return Gpu(**(fields | changes))


LLAMA_8B = checkpoint()
QWEN_32B = checkpoint(
    checkpoint="Qwen3-32B", params_b=32.76, active_params_b=32.76, layers=64, hidden=5120, heads=64
)
QWEN_8B = checkpoint(checkpoint="Qwen3-8B", params_b=8.19, active_params_b=8.19, layers=36)
LLAMA_405B = checkpoint(
    checkpoint="Llama-3.1-405B",
    params_b=405.85,
    active_params_b=405.85,
    layers=126,
    hidden=16384,
    heads=128,
)
GPT_OSS_120B = checkpoint(
    checkpoint="gpt-oss-120b",
    family="gpt-oss",
    params_b=116.8,
    active_params_b=5.1,
    layers=36,
    hidden=2880,
    heads=64,
    head_dim=64,
    attention="swa:128:18",
    experts=128,
    experts_per_token=4,
)
DEEPSEEK = checkpoint(
    checkpoint="DeepSeek-R1",
    params_b=671,
    active_params_b=37,
    layers=61,
    hidden=7168,
    heads=128,
    kv_heads=1,
    head_dim=576,
    attention="mla:512+64",
    experts=256,
    experts_per_token=8,
)
QWEN_HYBRID = checkpoint(
    checkpoint="Qwen3.5-9B",
    params_b=9.65,
    active_params_b=9.65,
    heads=16,
    kv_heads=4,
    head_dim=256,
    attention="hybrid:8",
)

H100 = gpu()
H200 = gpu(gpu="H200-141GB", memory_gb=141, memory_bandwidth_tb_s=4.8)
A100 = gpu(
    gpu="A100-80GB",
    architecture="Ampere",
    memory_bandwidth_tb_s=2.039,
    bf16_tflops=312,
    fp8_tflops=None,
    interconnect_gb_s=600,
)
L40S = gpu(
    gpu="L40S-48GB",
    architecture="Ada Lovelace",
    memory_gb=48,
    memory_bandwidth_tb_s=0.864,
    bf16_tflops=362,
    fp8_tflops=733,
    interconnect_gb_s=64,
)
B200 = gpu(
    gpu="B200",
    architecture="Blackwell",
    memory_gb=180,
    memory_bandwidth_tb_s=8.0,
    bf16_tflops=2250,
    fp8_tflops=4500,
    fp4_tflops=9000,
    interconnect_gb_s=1800,
)
RTX_5090 = gpu(
    gpu="RTX-5090-32GB",
    architecture="Blackwell",
    memory_gb=32,
    memory_bandwidth_tb_s=1.792,
    bf16_tflops=209.5,
    fp8_tflops=419,
    fp4_tflops=1676,
    interconnect_gb_s=128,
)
T4 = gpu(
    gpu="T4-16GB",
    architecture="Turing",
    memory_gb=16,
    memory_bandwidth_tb_s=0.32,
    bf16_tflops=65,
    fp8_tflops=None,
    interconnect_gb_s=32,
)


def served(model: Checkpoint = LLAMA_8B, card: Gpu = H100, **arguments: Any) -> Throughput:
    """The estimate where there must be one."""
    call: dict[str, Any] = {"input_tokens": 1000, "output_tokens": 200, **arguments}
    answer = estimate_throughput(model, card, **call)
    assert isinstance(answer, Throughput), answer
    return answer
