"""Recipes that cover what an export can differ in."""

from __future__ import annotations

from itertools import product
from typing import Any

from costmodel.scenario.recipe import Recipe

METHODS = ("lora", "qlora", "full", "dpo_lora", "dpo_qlora", "dpo_full")


def recipe(**fields: Any) -> Recipe:
    return Recipe.model_validate({"checkpoint": "Llama-3.1-8B", **fields})


ALL_KINDS = [
    *(recipe(method=method, stack=stack) for method, stack in product(METHODS, ("plain", "tuned", "expert"))),
    *(recipe(method=method, gpus=8, sharded=True) for method in METHODS),
    *(recipe(method=method, gpu="T4", packing=False, validation=False) for method in METHODS),
    recipe(data_format="prompt_completion", validation=False),
    recipe(stack="tuned", lora_dropout=0.1, gpus=2),
    recipe(method="full", gpus=16, gradient_checkpointing=False, epochs=0.5, learning_rate=1e-5),
    recipe(method="dpo_lora", start_from="runs/sft 1/größe: #1"),
]


def label(one: Recipe) -> str:
    return f"{one.method}-{one.stack}-{one.gpus}x{one.gpu}-{one.data_format}"
