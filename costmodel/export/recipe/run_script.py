"""The commands that turn an exported configuration into a tuned model."""

from __future__ import annotations

from collections.abc import Sequence

from costmodel.export.recipe.known_keys import VERSIONS, Trainer
from costmodel.export.recipe.target import Target
from costmodel.scenario.recipe import Stage

BESIDE_TRL = ("transformers==5.23.0", "peft==0.21.2", "accelerate==1.15.0")
"""The releases that the exports are tried with, https://pypi.org/project/trl/1.16.0/"""

MERGE_SCRIPT = "merge_adapter.py"

MERGE_SCRIPT_TEXT = '''"""Merge an adapter into its model: python merge_adapter.py ADAPTER_FOLDER MERGED_FOLDER"""

import sys

from peft import AutoPeftModelForCausalLM
from transformers import AutoTokenizer

adapter, merged = sys.argv[1:]
AutoPeftModelForCausalLM.from_pretrained(adapter, dtype="auto").merge_and_unload().save_pretrained(merged)
AutoTokenizer.from_pretrained(adapter).save_pretrained(merged)
'''


def config_name(trainer: Trainer, stage: Stage) -> str:
    """The file name of a configuration."""
    return f"{trainer}-{stage}.yaml"


def commands(targets: Sequence[Target], trainer: Trainer) -> list[str]:
    """Shell lines that install the trainer and run the stages in order."""
    if trainer == "trl":
        return [*_trl_install(targets), *(line for target in targets for line in _trl_stage(target))]
    return [*_axolotl_install(targets), *(line for target in targets for line in _axolotl_stage(target))]


def run_script(targets: Sequence[Target], trainer: Trainer) -> str:
    """The same as a script that stops at the first failure."""
    return "\n".join(["#!/usr/bin/env bash", "set -euo pipefail", *commands(targets, trainer)]) + "\n"


def _trl_install(targets: Sequence[Target]) -> list[str]:
    fused = any(target.recipe.stack != "plain" for target in targets)
    packages = [f"'trl{'[kernels]' if fused else ''}=={VERSIONS['trl']}'", *BESIDE_TRL]
    packages += ["bitsandbytes"] if any(target.recipe.adapter == "qlora" for target in targets) else []
    packages += ["deepspeed"] if any(target.recipe.sharded for target in targets) else []
    flash = any(target.attention == "flash_attention_2" for target in targets)
    return [
        f"pip install {' '.join(packages)}",
        *(["pip install flash-attn --no-build-isolation"] if flash else []),
    ]


def _trl_stage(target: Target) -> list[str]:
    recipe = target.recipe
    layout = "zero3" if recipe.sharded else "multi_gpu" if recipe.gpus > 1 else "single_gpu"
    precision = "" if target.has_bf16 else " --mixed_precision fp16"
    run = (
        f"trl {recipe.stage} --config {config_name('trl', recipe.stage)}"
        f" --accelerate_config {layout} --num_processes {recipe.gpus}{precision}"
    )
    if recipe.adapter is None:
        return [run]
    return [run, f"python {MERGE_SCRIPT} {recipe.output_folder} {recipe.tuned_folder}"]


def _axolotl_install(targets: Sequence[Target]) -> list[str]:
    extras = ["flash-attn"] if any(target.attention == "flash_attention_2" for target in targets) else []
    extras += ["deepspeed"] if any(target.recipe.sharded for target in targets) else []
    chosen = f"[{','.join(extras)}]" if extras else ""
    install = f"pip install --no-build-isolation 'axolotl{chosen}=={VERSIONS['axolotl']}'"
    sharded = any(target.recipe.sharded for target in targets)
    return [install, *(["axolotl fetch deepspeed_configs"] if sharded else [])]


def _axolotl_stage(target: Target) -> list[str]:
    recipe = target.recipe
    name = config_name("axolotl", recipe.stage)
    run = f"axolotl train {name} --launcher accelerate -- --num_processes {recipe.gpus}"
    return [run] if recipe.adapter is None else [run, f"axolotl merge-lora {name}"]
