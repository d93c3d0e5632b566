"""How much of a card's data sheet a serving engine reaches: fitted values, and the priors behind them.

`factors.json` holds the fitted values, their bands and the rows they were fitted on; `tools/fit_serving.py`
writes it. Some values trade off against others: only MFU over `overlap` is well determined, and values
above 1 are bookkeeping between terms, not physics.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FACTORS_FILE = Path(__file__).with_name("factors.json")

PRIOR_MFU = 0.5
PRIOR_MBU = 0.7


@dataclass(frozen=True)
class Factors:
    """Efficiencies (shares of a peak) and overheads (seconds) of the serving model.

    `mfu` and `mbu`: share of peak arithmetic and of memory bandwidth, by card family; a family that is
    missing gets the prior. `*_fp8`, `*_fp4`, `*_int4`, `moe_*`: further factors for a number format or for
    expert layers. `kv_efficiency`, and `kv_fp4` beside 4-bit weights: share of the MBU that reading the KV
    cache reaches. `size_exponent` bends MFU with the model's width; `overlap` is the share of a prefill
    that is not hidden behind decoding. Each step costs `step_s`, each layer `layer_s` and more where it
    has experts, a latent cache (MLA) or a fixed state; `layer_share` is what a card family needs of that.
    `engine` holds one factor per serving engine.
    """

    mfu: Mapping[str, float]
    mbu: Mapping[str, float]
    mfu_fp8: float
    mfu_fp4: float
    mbu_fp4: float
    mbu_int4: float
    moe_mfu: float
    moe_mbu: float
    decode_mfu: float
    kv_efficiency: float
    kv_fp4: float
    size_exponent: float
    overlap: float
    layer_s: float
    expert_layer_s: float
    latent_layer_s: float
    state_layer_s: float
    layer_share: Mapping[str, float]
    step_s: float
    call_s: float
    all_reduce_latency_s: float
    all_reduce_bandwidth_share: float
    engine: Mapping[str, float]


@dataclass(frozen=True)
class Band:
    """Measured over predicted, 10 % and 90 % points, each group of sources predicted without itself."""

    low: float
    high: float


@cache
def _shipped() -> Mapping[str, Any]:
    content: dict[str, Any] = json.loads(FACTORS_FILE.read_text(encoding="utf-8"))
    return MappingProxyType(content)


@cache
def fitted() -> Factors:
    """The factors shipped with the package."""
    content: dict[str, Any] = {
        name: MappingProxyType(value) if isinstance(value, dict) else value
        for name, value in _shipped()["factors"].items()
    }
    return Factors(**content)


@cache
def band() -> Band:
    """The 80 % band of tuned deployments that belongs to the shipped factors."""
    return Band(**_shipped()["band"])


@cache
def new_cards_band() -> Band:
    """The 80 % band on families of cards that the fit has not seen."""
    return Band(**_shipped()["new_cards_band"])


STARTING = Factors(
    mfu=MappingProxyType(
        {"ampere": 0.5783, "hopper": 0.4987, "blackwell": 0.3006, "ada": 0.5036, "rtxbw": 0.4392}
    ),
    mbu=MappingProxyType(
        {"ampere": 0.7958, "hopper": 0.8513, "blackwell": 1.0, "ada": 0.8784, "rtxbw": 0.6490}
    ),
    mfu_fp8=0.8310,
    mfu_fp4=0.8616,
    mbu_fp4=0.8700,
    mbu_int4=1.0,
    moe_mfu=0.4363,
    moe_mbu=0.8142,
    decode_mfu=1.2315,
    kv_efficiency=1.0324,
    kv_fp4=0.8700,
    size_exponent=0.7686,
    overlap=0.6638,
    layer_s=41.5675e-6,
    expert_layer_s=0.0,
    latent_layer_s=0.0,
    state_layer_s=0.0,
    layer_share=MappingProxyType({}),
    step_s=0.3589e-3,
    call_s=5.4106e-6,
    all_reduce_latency_s=6.4744e-6,
    all_reduce_bandwidth_share=0.4689,
    engine=MappingProxyType(
        {"vllm": 0.9774, "sglang": 0.8121, "tensorrt-llm": 1.0, "tensorrt-llm-2024": 0.9205, "other": 0.7}
    ),
)
"""The simpler model that the fitted one is held against: one overhead for every kind of layer and card."""

PRIORS = Factors(
    mfu=MappingProxyType({}),
    mbu=MappingProxyType({}),
    mfu_fp8=0.8,
    mfu_fp4=0.5,
    mbu_fp4=0.8,
    mbu_int4=0.7,
    moe_mfu=0.6,
    moe_mbu=0.7,
    decode_mfu=0.7,
    kv_efficiency=0.8,
    kv_fp4=1.0,
    size_exponent=1.0,
    overlap=1.0,
    layer_s=20e-6,
    expert_layer_s=10e-6,
    latent_layer_s=10e-6,
    state_layer_s=10e-6,
    layer_share=MappingProxyType({}),
    step_s=1.5e-3,
    call_s=10e-6,
    all_reduce_latency_s=12e-6,
    all_reduce_bandwidth_share=0.5,
    engine=MappingProxyType(
        {"vllm": 0.9, "sglang": 0.9, "tensorrt-llm": 1.0, "tensorrt-llm-2024": 0.8, "other": 0.7}
    ),
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
