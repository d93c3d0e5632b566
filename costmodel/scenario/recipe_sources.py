"""Where the defaults of a recipe come from: one short source for each field that has a default."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from costmodel.scenario.defaults import DefaultSource

READ = date(2026, 11, 23)

LORA_EVIDENCE = "https://thinkingmachines.ai/blog/lora"
LORA_IN_TRL = "https://huggingface.co/docs/trl/main/en/lora_without_regret"
TRL_SFT = "https://huggingface.co/docs/trl/main/en/sft_trainer"
TRL_DPO = "https://huggingface.co/docs/trl/main/en/dpo_trainer"
TRL_DPO_SCRIPT = "https://github.com/huggingface/trl/blob/main/trl/scripts/dpo.py"
AXOLOTL_METHODS = "https://github.com/axolotl-ai-cloud/axolotl/blob/main/docs/choosing_method.qmd"
ZEPHYR_DPO = "https://huggingface.co/alignment-handbook/zephyr-7b-dpo-qlora"
SFT_GUIDE = "https://developers.openai.com/api/docs/guides/supervised-fine-tuning"
QWEN_PROFILE = "https://github.com/QwenLM/Qwen#profiling-of-memory-and-speed"

RECIPE_SOURCES: Mapping[str, DefaultSource] = MappingProxyType(
    {
        "method": DefaultSource(
            "LoRA matches full tuning on sets of an application team's size", LORA_EVIDENCE, READ, "high"
        ),
        "gpu": DefaultSource("an 8B LoRA run fits one such card with room", AXOLOTL_METHODS, READ, "high"),
        "gpus": DefaultSource("adapters up to 8B train on one card", AXOLOTL_METHODS, READ, "high"),
        "stack": DefaultSource("the trainer's own defaults, no fused kernels", TRL_SFT, READ, "high"),
        "examples": DefaultSource(
            "gains show from 50 to 100 examples; teams bring 300 to 3,000", SFT_GUIDE, READ, "medium"
        ),
        "tokens_per_example": DefaultSource(
            "800 for a prompt with its answer, 900 for a pair; an example, count your own",
            ZEPHYR_DPO,
            READ,
            "judgement",
        ),
        "epochs": DefaultSource("3 for examples (1 to 3 are usual), 1 for pairs", ZEPHYR_DPO, READ, "medium"),
        "sequence_length_tokens": DefaultSource(
            "4,096 where examples are packed; 1,024 for a pair's longer half, TRL's own default",
            TRL_DPO,
            READ,
            "medium",
        ),
        "packing": DefaultSource(
            "on for examples, so that no padding is computed; pairs are not packed", TRL_SFT, READ, "high"
        ),
        "lora_r": DefaultSource(
            "16 in both trainers' guides; up to 256 only for very large sets", LORA_IN_TRL, READ, "high"
        ),
        "lora_alpha": DefaultSource("32, with which the rates below were tuned", LORA_EVIDENCE, READ, "high"),
        "lora_dropout": DefaultSource(
            "0; no gain shown, and fused adapter kernels need it", LORA_EVIDENCE, READ, "medium"
        ),
        "learning_rate": DefaultSource(
            "LoRA 2e-4, ten times full tuning's 2e-5; pairs 5e-6 and 5e-7", LORA_EVIDENCE, READ, "medium"
        ),
        "effective_batch_sequences": DefaultSource(
            "at most 32: LoRA tolerates large batches worse than full tuning", LORA_EVIDENCE, READ, "medium"
        ),
        "micro_batch_sequences": DefaultSource(
            "1 sequence per card needs the least memory", QWEN_PROFILE, READ, "high"
        ),
        "gradient_checkpointing": DefaultSource(
            "on: far less memory for about a third more arithmetic", TRL_SFT, READ, "high"
        ),
        "sharded": DefaultSource(
            "full weights over several cards; adapters fit without", AXOLOTL_METHODS, READ, "medium"
        ),
        "dpo_beta": DefaultSource("0.1 in TRL", TRL_DPO, READ, "high"),
        "seed": DefaultSource("the trainers' own", TRL_SFT, READ, "high"),
    }
)
