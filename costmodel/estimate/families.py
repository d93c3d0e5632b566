"""Which cards behave alike, and what has been measured on them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from costmodel.catalog.cards import Gpu
from costmodel.estimate.factors import Band, band, new_cards_band

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "ampere": "ampere",
        "hopper": "hopper",
        "ada lovelace": "ada",
        "blackwell": "blackwell",
        "blackwell ultra": "blackwell",
        "cdna 3": "cdna3",
        "cdna 4": "cdna4",
    }
)

MEASURED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "ampere": frozenset({"bf16", "int4", "fp8", "mxfp4"}),
        "hopper": frozenset({"bf16", "int4", "fp8", "mxfp4"}),
        "blackwell": frozenset({"bf16", "int4", "fp8", "fp4", "mxfp4"}),
        "ada": frozenset({"fp8"}),
        "rtxbw": frozenset({"fp4"}),
    }
)
"""Formats with published runs by card family. AMD families are absent: their factors were never fitted."""

SMALLEST_MEASURED_CARD_GB = 48
"""The L40S; no published run comes from a smaller card (L4, A10, RTX 4090 and the like)."""

MEASURED_ACTIVE_PARAMS_B = (3.0, 40.0)

LONGEST_MEASURED_PROMPT_PER_ANSWER = 40.0
"""Prompt over answer length; long prompts with answers of 100 tokens are rare in the fitted runs."""


def card_family(gpu: Gpu) -> str:
    """The family whose efficiencies hold for `gpu`; `other` where none is known.

    Workstation Blackwell (RTX) has GDDR memory and PCIe, so it is a family of its own.
    """
    family = FAMILIES.get(gpu.architecture.lower(), "other")
    if family == "blackwell" and gpu.gpu.upper().startswith("RTX"):
        return "rtxbw"
    return family


def family_name(gpu: Gpu) -> str:
    """What people call the family: the architecture, workstation Blackwell apart."""
    return "RTX Blackwell" if card_family(gpu) == "rtxbw" else gpu.architecture


def is_new_card(gpu: Gpu) -> bool:
    """Whether no run has been published of its family, or of any card as small."""
    return card_family(gpu) not in MEASURED or gpu.memory_gb < SMALLEST_MEASURED_CARD_GB


def band_on(gpu: Gpu) -> Band:
    """The 80 % band of tuned deployments on a card.

    Formats that only the publisher left out had run are met as well as others; cards are not, so a new card
    gets the band of predictions for card families that the fit had not seen.
    """
    return new_cards_band() if is_new_card(gpu) else band()


def extrapolations(gpu: Gpu, precision: str, active_params_b: float) -> tuple[str, ...]:
    """Why no published run is close to this card, format and model size; empty where one is."""
    reasons = []
    family = card_family(gpu)
    if family not in MEASURED:
        reasons.append(f"the efficiencies of {gpu.architecture} cards are assumed, not fitted")
    elif precision not in MEASURED[family]:
        reasons.append(f"no published run is in {precision} on a card like {gpu.gpu}")
    if gpu.memory_gb < SMALLEST_MEASURED_CARD_GB:
        reasons.append(f"no published run is from a card with less than {SMALLEST_MEASURED_CARD_GB} GB")
    low, high = MEASURED_ACTIVE_PARAMS_B
    if not low <= active_params_b <= high:
        reasons.append(f"{active_params_b:g}B active parameters lie outside {low:g}B to {high:g}B")
    return tuple(reasons)
