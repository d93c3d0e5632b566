"""The recipe as a configuration of TRL 1.16: `trl sft --config`, `trl dpo --config`."""

from __future__ import annotations

from costmodel.export.recipe.target import Target
from costmodel.export.recipe.yaml_text import Config, Value

WARM_UP_SHARE = 0.03
"""https://huggingface.co/docs/trl/main/en/lora_without_regret; a fraction of `warmup_steps` is a ratio."""


def trl_config(target: Target) -> Config:
    """Keys of SFTConfig or DPOConfig, ModelConfig and ScriptArguments.

    https://huggingface.co/docs/trl/main/en/clis
    """
    return {
        **_model(target),
        **_adapter(target),
        **_data(target),
        **(_preferences(target) if target.recipe.stage == "dpo" else _examples(target)),
        **_training(target),
        **_bookkeeping(target),
    }


def _model(target: Target) -> dict[str, Value]:
    # Without bf16, all-weight training keeps fp32 weights: fp16 gradients cannot be unscaled.
    without_bf16 = "float16" if target.recipe.adapter else "float32"
    fused = {"model_init_kwargs": {"use_kernels": True}} if target.recipe.stack != "plain" else {}
    return {
        "model_name_or_path": target.model,
        "dtype": "bfloat16" if target.has_bf16 else without_bf16,
        "attn_implementation": target.attention,
        **fused,
    }


def _adapter(target: Target) -> dict[str, Value]:
    recipe = target.recipe
    if recipe.adapter is None:
        return {"use_peft": False}
    adapter: dict[str, Value] = {
        "use_peft": True,
        "lora_r": recipe.lora_r,
        "lora_alpha": recipe.lora_alpha,
        "lora_dropout": recipe.lora_dropout,
        "lora_target_modules": ["all-linear"],
    }
    if recipe.adapter == "qlora":
        adapter |= {"load_in_4bit": True, "bnb_4bit_quant_type": "nf4", "use_bnb_nested_quant": True}
        if recipe.sharded:
            # Shards are cut from tensors of one type: the packed 4-bit weights have to be stored as it.
            adapter["bnb_4bit_quant_storage"] = "bfloat16" if target.has_bf16 else "float16"
    return adapter


def _data(target: Target) -> dict[str, Value]:
    splits = {"dataset_test_split": "validation"} if target.recipe.validation else {}
    return {"dataset_name": target.recipe.dataset_folder, "dataset_train_split": "train", **splits}


def _examples(target: Target) -> dict[str, Value]:
    recipe = target.recipe
    packed = {"packing_strategy": "bfd"} if recipe.packing else {}
    answers = "assistant_only_loss" if recipe.data_format == "messages" else "completion_only_loss"
    return {
        "max_length": recipe.sequence_length_tokens,
        "packing": recipe.packing,
        **packed,
        answers: True,
    }


def _preferences(target: Target) -> dict[str, Value]:
    recipe = target.recipe
    return {
        "max_length": recipe.sequence_length_tokens,
        "beta": recipe.dpo_beta,
        "loss_type": ["sigmoid"],
    }


def _training(target: Target) -> dict[str, Value]:
    recipe = target.recipe
    return {
        "num_train_epochs": recipe.epochs,
        "per_device_train_batch_size": recipe.micro_batch_sequences,
        "per_device_eval_batch_size": recipe.micro_batch_sequences,
        "gradient_accumulation_steps": recipe.accumulation_steps,
        "activation_checkpointing": recipe.gradient_checkpointing,
        "learning_rate": recipe.learning_rate,
        "lr_scheduler_type": "cosine",
        "warmup_steps": WARM_UP_SHARE,
        "bf16": target.has_bf16,
        "fp16": not target.has_bf16,
        "seed": recipe.seed,
    }


def _bookkeeping(target: Target) -> dict[str, Value]:
    return {
        "output_dir": target.recipe.output_folder,
        "logging_steps": 5,
        "eval_strategy": "epoch" if target.recipe.validation else "no",
        "save_strategy": "epoch",
        "save_total_limit": 2,
        "report_to": "none",
    }
