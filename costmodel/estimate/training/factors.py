"""How much of a card's data sheet training reaches: fitted values, and the values a fit starts from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from costmodel.catalog.cards import Gpu
from costmodel.estimate.families import card_family

FACTORS_FILE = Path(__file__).with_name("factors.json")

GEFORCE = "RTX-"
PROFESSIONAL_RTX = ("RTX-6000", "RTX-PRO")
TUNED_SHARE = 0.5
"""Fused or compiled kernels start half as many kernels and move half as many bytes between them."""


@dataclass(frozen=True)
class TrainingFactors:
    """Shares of peaks and overheads of the step-time model.

    `efficiency`: share of the dense bf16 peak by stack, on an A100. `card`: further share by class of card.
    `gain`: speed over bf16 by compute format, expert stacks only. `layer_s`: host seconds to start the
    kernels of one layer, forward and backward, once per micro-step; `relaunch` of it for each further
    forward pass. `elementwise_bytes`: memory traffic beside matrix products per token, layer and unit of
    width. `dequantise_s`: seconds per billion 4-bit (GPTQ) weights on an A100, `nf4` its share for NF4.
    `link_gb_s` and `link_share`: bandwidth of sharding traffic, at most that share of the data sheet's.
    """

    efficiency: Mapping[str, float]
    card: Mapping[str, float]
    gain: Mapping[str, float]
    layer_s: float
    relaunch: float
    elementwise_bytes: float
    dequantise_s: float
    nf4: float
    link_gb_s: float
    link_share: float


STARTING = TrainingFactors(
    efficiency=MappingProxyType({"plain": 0.534, "tuned": 0.538, "expert": 0.707}),
    card=MappingProxyType(
        {
            "ampere": 1.0,
            "hopper": 0.727,
            "blackwell": 0.727,
            "cdna": 0.727,
            "older": 0.727,
            "professional": 0.75,
            "geforce": 0.75,
        }
    ),
    gain=MappingProxyType({"bf16": 1.0, "fp8": 1.34, "fp4": 1.34}),
    layer_s=4.60e-3,
    relaunch=0.0,
    elementwise_bytes=0.0,
    dequantise_s=32.1e-3,
    nf4=1.0,
    link_gb_s=151.0,
    link_share=0.25,
)
"""The simpler model that the fitted one is held against: no elementwise traffic, no relaunching."""


@cache
def fitted() -> TrainingFactors:
    """The factors shipped with the package; the file also says on which rows they were fitted."""
    content = json.loads(FACTORS_FILE.read_text(encoding="utf-8"))["factors"]
    tables = {name: MappingProxyType(content[name]) for name in ("efficiency", "card", "gain")}
    return TrainingFactors(**(content | tables))


def card_class(gpu: Gpu) -> str:
    """The class of card whose share of peak holds for `gpu`.

    GeForce cards have half the tensor rate of the same chip sold to professionals and so reach more of it.
    """
    name = gpu.gpu.upper()
    if name.startswith(GEFORCE) and not name.startswith(PROFESSIONAL_RTX):
        return "geforce"
    family = card_family(gpu)
    if family in ("ada", "rtxbw"):
        return "professional"
    if family in ("ampere", "hopper", "blackwell"):
        return family
    return "cdna" if family.startswith("cdna") else "older"


def measured(gpu: Gpu) -> bool:
    """Whether training runs on cards like this one were among the rows fitted: A100, H100, H200, GB200."""
    return card_class(gpu) in ("ampere", "hopper", "blackwell") and not gpu.interconnect.startswith("PCIe")
