"""The recipe as a configuration of Axolotl 0.19: `axolotl train`."""

from __future__ import annotations

from costmodel.export.recipe.target import Target
from costmodel.export.recipe.trl import WARM_UP_SHARE
from costmodel.export.recipe.yaml_text import Config, Value

LIGER_PLUGIN = "axolotl.integrations.liger.LigerPlugin"
ZERO3_CONFIG = "deepspeed_configs/zero3_bf16.json"
ZERO3_CONFIG_WITHOUT_BF16 = "deepspeed_configs/zero3.json"


def axolotl_config(target: Target) -> Config:
    """Keys of Axolotl's schema, https://docs.axolotl.ai/docs/config-reference.html"""
    return {
        "base_model": target.model,
        "attn_implementation": target.attention,
        **_adapter(target),
        **(_preferences(target) if target.recipe.stage == "dpo" else _examples(target)),
        **_training(target),
        **_fused_kernels(target),
        **_bookkeeping(target),
    }


def _adapter(target: Target) -> dict[str, Value]:
    recipe = target.recipe
    if recipe.adapter is None:
        return {}
    return {
        "adapter": recipe.adapter,
        "load_in_4bit": recipe.adapter == "qlora",
        "lora_r": recipe.lora_r,
        "lora_alpha": recipe.lora_alpha,
        "lora_dropout": recipe.lora_dropout,
        "lora_target_linear": True,
    }


def _examples(target: Target) -> dict[str, Value]:
    recipe = target.recipe
    rows: dict[str, Value] = {"ds_type": "json", "split": "train"}
    if recipe.data_format == "messages":
        rows |= {"type": "chat_template", "field_messages": "messages", "roles_to_train": ["assistant"]}
    else:
        rows["type"] = {
            "field_instruction": "prompt",
            "field_output": "completion",
            "format": "{instruction}",
            "no_input_format": "{instruction}",
        }
    # A validation set is often too small to fill whole packs on every card.
    packed = {"eval_sample_packing": False, "pad_to_sequence_len": True} if recipe.packing else {}
    return {
        **_files(target, rows),
        "sequence_len": recipe.sequence_length_tokens,
        "sample_packing": recipe.packing,
        **packed,
        "train_on_inputs": False,
    }


def _preferences(target: Target) -> dict[str, Value]:
    recipe = target.recipe
    rows: dict[str, Value] = {
        "split": "train",
        "type": "chat_template.default",
        "field_messages": "prompt",
        "field_chosen": "chosen",
        "field_rejected": "rejected",
    }
    return {
        **_files(target, rows),
        "sequence_len": recipe.sequence_length_tokens,
        "sample_packing": False,
        "rl": "dpo",
        "rl_beta": recipe.dpo_beta,
        "dpo_loss_type": ["sigmoid"],
    }


def _files(target: Target, rows: dict[str, Value]) -> dict[str, Value]:
    folder = target.recipe.dataset_folder.rstrip("/")
    training = {"datasets": [{"path": f"{folder}/train.jsonl", **rows}]}
    if not target.recipe.validation:
        return {**training, "val_set_size": 0}
    return {**training, "test_datasets": [{"path": f"{folder}/validation.jsonl", **rows}]}


def _training(target: Target) -> dict[str, Value]:
    recipe = target.recipe
    zero3 = ZERO3_CONFIG if target.has_bf16 else ZERO3_CONFIG_WITHOUT_BF16
    return {
        "num_epochs": recipe.epochs,
        "micro_batch_size": recipe.micro_batch_sequences,
        "gradient_accumulation_steps": recipe.accumulation_steps,
        "gradient_checkpointing": recipe.gradient_checkpointing,
        "optimizer": "adamw_torch_fused",
        "learning_rate": recipe.learning_rate,
        "lr_scheduler": "cosine",
        "warmup_ratio": WARM_UP_SHARE,
        "bf16": "auto" if target.has_bf16 else False,
        **({} if target.has_bf16 else {"fp16": True}),
        "seed": recipe.seed,
        **({"deepspeed": zero3} if recipe.sharded else {}),
    }


def _fused_kernels(target: Target) -> dict[str, Value]:
    """Liger's kernels, https://docs.axolotl.ai/docs/custom_integrations.html, and Axolotl's for adapters."""
    recipe = target.recipe
    adapters = _adapter_kernels(target)
    if recipe.stack == "plain":
        return adapters
    kernels: dict[str, Value] = {"plugins": [LIGER_PLUGIN], "liger_rope": True, "liger_rms_norm": True}
    if recipe.stage == "dpo":
        return {**kernels, "dpo_use_liger_kernel": True}
    kernels["liger_fused_linear_cross_entropy"] = True
    return {**kernels, **(adapters or {"liger_glu_activation": True})}


def _adapter_kernels(target: Target) -> dict[str, Value]:
    """Said either way, since Axolotl turns them on by itself; https://docs.axolotl.ai/docs/lora_optims.html"""
    recipe = target.recipe
    if recipe.adapter is None or recipe.stage == "dpo":
        return {}
    fused = recipe.stack != "plain" and recipe.lora_dropout == 0
    return {"lora_mlp_kernel": fused, "lora_qkv_kernel": fused, "lora_o_kernel": fused}


def _bookkeeping(target: Target) -> dict[str, Value]:
    recipe = target.recipe
    return {
        "output_dir": recipe.output_folder,
        "dataset_prepared_path": f"prepared/{recipe.stage}",
        "logging_steps": 5,
        **({"evals_per_epoch": 1} if recipe.validation else {}),
        "saves_per_epoch": 1,
        "save_total_limit": 2,
    }
