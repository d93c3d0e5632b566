"""Ways to train a model, and what each costs in arithmetic and memory for one weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from costmodel.errors import InputError, Problem


@dataclass(frozen=True)
class Method:
    """One way to train.

    `base_flops`: FLOPs per weight and token without recomputation (6: all weights learn, 4: they are frozen).
    `reference_flops`: those of a frozen reference model's forward pass. `adapter`: only low-rank adapters
    learn. `four_bit`: the frozen weights are stored in 4 bits. `pairs`: an example is a chosen and a
    rejected answer. https://arxiv.org/abs/2106.09685, https://arxiv.org/abs/2305.14314,
    https://arxiv.org/abs/2305.18290
    """

    name: str
    base_flops: float
    reference_flops: float = 0.0
    adapter: bool = False
    four_bit: bool = False
    pairs: bool = False


_ALL = (
    Method("lora", 4, adapter=True),
    Method("qlora", 4, adapter=True, four_bit=True),
    Method("full", 6),
    Method("dpo_lora", 4, 2, adapter=True, pairs=True),
    Method("dpo_qlora", 4, 2, adapter=True, four_bit=True, pairs=True),
    Method("dpo_full", 6, 2, pairs=True),
    Method("continued", 6),
    Method("from_scratch", 6),
)
METHODS: Mapping[str, Method] = MappingProxyType({method.name: method for method in _ALL})

SAME_METHOD: Mapping[str, str] = MappingProxyType(
    {"sft": "full", "full_ft": "full", "pretrain": "continued", "pretraining": "continued", "dpo": "dpo_full"}
)
"""Names that publishers of measurements use; a pretraining step is full-weight training on raw text."""


def method_named(name: str) -> Method:
    """The method called `name`, in any letter case, with - or _; an unknown name is an InputError."""
    plain = name.strip().lower().replace("-", "_")
    plain = SAME_METHOD.get(plain, plain)
    if plain not in METHODS:
        raise InputError([Problem("method", name, f"allowed are {', '.join(METHODS)}")])
    return METHODS[plain]
