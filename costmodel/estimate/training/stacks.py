"""How well a training set-up is tuned: plain, tuned or expert."""

from __future__ import annotations

from typing import Literal, get_args

from costmodel.errors import InputError, Problem

Stack = Literal["plain", "tuned", "expert"]
"""plain: Trainer defaults (Transformers, TRL, DeepSpeed). tuned: packed, with fused or compiled kernels
(Unsloth, Axolotl, llm-foundry). expert: Megatron, NeMo, MLPerf submissions; never what to plan with."""

STACKS: tuple[Stack, ...] = get_args(Stack)

EXPERT_FRAMEWORKS = ("megatron", "nemo framework", "nemo/", "mlperf", "mxnet", "transformer engine")
PLAIN_FRAMEWORKS = ("deepspeed",)
TUNED_FRAMEWORKS = ("unsloth", "axolotl", "llm-foundry", "liger", "xtuner", "torchtitan", "composer")


def stack_named(name: str) -> Stack:
    """The stack called `name`, in any letter case; an unknown name is an InputError."""
    for stack in STACKS:
        if stack == name.strip().lower():
            return stack
    raise InputError([Problem("stack", name, f"allowed are {', '.join(STACKS)}")])


def stack_of(framework: str, computes_in: str = "bf16") -> Stack:
    """The stack that a framework's own description implies; plain where it says nothing.

    Training in fp8 or fp4 needs kernels that only expert stacks have.
    """
    text = framework.strip().lower()
    if any(word in text for word in PLAIN_FRAMEWORKS):
        return "plain"
    if text == "nemo" or any(word in text for word in EXPERT_FRAMEWORKS):
        return "expert"
    if any(word in text for word in TUNED_FRAMEWORKS):
        return "tuned"
    return "plain" if computes_in == "bf16" else "expert"
