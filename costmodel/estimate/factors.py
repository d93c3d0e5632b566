"""How much of a card's data sheet a serving engine reaches: fitted values, and the priors behind them.

The values were fitted on 2,698 published measurements (TensorRT-LLM tables, InferenceX and NVIDIA runs:
https://github.com/NVIDIA/TensorRT-LLM, https://inferencex.semianalysis.com,
https://github.com/ai-dynamo/aiconfigurator). Some trade off against others: only MFU over `overlap` is
well determined, and values above 1 are bookkeeping between terms, not physics.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PRIOR_MFU = 0.5
PRIOR_MBU = 0.7


@dataclass(frozen=True)
class Factors:
    """Efficiencies (shares of a peak) and overheads (seconds) of the serving model.

    `mfu` and `mbu`: share of peak arithmetic and of memory bandwidth, by card family; a family that is
    missing gets the prior. `*_fp8`, `*_fp4`, `moe_*`: further factors for a number format or for expert
    layers. `size_exponent` bends MFU with the model's width; `overlap` is the share of a prefill that
    is not hidden behind decoding; `engine` holds one factor per serving engine.
    """

    mfu: Mapping[str, float]
    mbu: Mapping[str, float]
    mfu_fp8: float
    mfu_fp4: float
    mbu_fp4: float
    moe_mfu: float
    moe_mbu: float
    decode_mfu: float
    kv_efficiency: float
    size_exponent: float
    overlap: float
    layer_s: float
    step_s: float
    call_s: float
    all_reduce_latency_s: float
    all_reduce_bandwidth_share: float
    engine: Mapping[str, float]


FITTED = Factors(
    mfu=MappingProxyType(
        {"ampere": 0.5783, "hopper": 0.4987, "blackwell": 0.3006, "ada": 0.5036, "rtxbw": 0.4392}
    ),
    mbu=MappingProxyType(
        {"ampere": 0.7958, "hopper": 0.8513, "blackwell": 1.0, "ada": 0.8784, "rtxbw": 0.6490}
    ),
    mfu_fp8=0.8310,
    mfu_fp4=0.8616,
    mbu_fp4=0.8700,
    moe_mfu=0.4363,
    moe_mbu=0.8142,
    decode_mfu=1.2315,
    kv_efficiency=1.0324,
    size_exponent=0.7686,
    overlap=0.6638,
    layer_s=41.5675e-6,
    step_s=0.3589e-3,
    call_s=5.4106e-6,
    all_reduce_latency_s=6.4744e-6,
    all_reduce_bandwidth_share=0.4689,
    engine=MappingProxyType({"vllm": 0.9774, "sglang": 0.8121, "tensorrt-llm": 1.0, "other": 0.7}),
)

PRIORS = Factors(
    mfu=MappingProxyType({}),
    mbu=MappingProxyType({}),
    mfu_fp8=0.8,
    mfu_fp4=0.5,
    mbu_fp4=0.8,
    moe_mfu=0.6,
    moe_mbu=0.7,
    decode_mfu=0.7,
    kv_efficiency=0.8,
    size_exponent=1.0,
    overlap=1.0,
    layer_s=20e-6,
    step_s=1.5e-3,
    call_s=10e-6,
    all_reduce_latency_s=12e-6,
    all_reduce_bandwidth_share=0.5,
    engine=MappingProxyType({"vllm": 0.9, "sglang": 0.9, "tensorrt-llm": 1.0, "other": 0.7}),
)
"""What one would assume before any measurement; a fit is pulled towards these."""

DEPLOYMENT_SHARE: Mapping[str, float] = MappingProxyType({"tuned": 1.0, "typical": 0.8, "untuned": 0.6})
"""Share of tuned throughput by how well a set-up is tuned.

Engine defaults and bursts reach a median of 0.66 of the tuned estimate over 370 runs of
https://github.com/gpustack/gpustack/tree/main/docs/performance-lab and
https://github.com/dstackai/benchmarks.
"""

LORA_SHARE: Mapping[str, float] = MappingProxyType({"merged": 1.0, "unmerged": 0.8})
"""Share of throughput kept when adapters stay apart from the base model (published: 0.55 to 0.92).

https://github.com/vllm-project/vllm/pull/11267, https://github.com/vllm-project/vllm/pull/15655,
https://arxiv.org/abs/2311.03285
"""

BAND_LOW = 0.75
BAND_HIGH = 1.54
"""Measured over predicted, 10 % and 90 % points, each group of sources predicted without itself."""
