"""Serving engines: their names, and how many calls they take at once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from costmodel.catalog.cards import Gpu
from costmodel.errors import InputError, Problem

ENGINES = ("vllm", "sglang", "tensorrt-llm", "other")
ALIASES: Mapping[str, str] = MappingProxyType(
    {"trtllm": "tensorrt-llm", "trt-llm": "tensorrt-llm", "tensorrtllm": "tensorrt-llm"}
)

VLLM_CALLS = 1024
VLLM_CALLS_ON_SMALL_CARDS = 256
VLLM_SMALL_CARD_BELOW_GB = 70
OTHER_CALLS_PER_GPU = 2048


def engine_named(name: str) -> str:
    """The engine called `name`, in any letter case or by an alias; an unknown name is an InputError."""
    engine = ALIASES.get(name.lower(), name.lower())
    if engine not in ENGINES:
        raise InputError([Problem("engine", name, f"allowed are {', '.join(ENGINES)}")])
    return engine


def batch_cap(engine: str, gpu: Gpu, gpus: int) -> float:
    """The most calls an engine runs at once on one replica, by its defaults.

    vLLM takes 1,024, but 256 on cards below 70 GiB and on the A100:
    https://github.com/vllm-project/vllm/blob/main/vllm/engine/arg_utils.py (get_batch_defaults).
    """
    if engine != "vllm":
        return float(OTHER_CALLS_PER_GPU * gpus)
    if gpu.memory_gb < VLLM_SMALL_CARD_BELOW_GB or gpu.gpu.upper().startswith("A100"):
        return float(VLLM_CALLS_ON_SMALL_CARDS)
    return float(VLLM_CALLS)
