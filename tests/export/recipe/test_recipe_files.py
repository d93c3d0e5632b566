"""Exported recipes: every key known to its trainer, both trainers told the same, and the same bytes each time."""

from __future__ import annotations

import io
import json
import shlex
import shutil
import stat
import subprocess
import zipfile
from typing import Any

import pytest
import yaml
from trained_recipes import ALL_KINDS, label, recipe

from costmodel.catalog import Catalog
from costmodel.errors import InputError
from costmodel.export.recipe.bundle import TRAINERS, recipe_config, recipe_files, recipe_yaml, recipe_zip
from costmodel.export.recipe.known_keys import Trainer, check_keys, stored_keys, unknown_keys
from costmodel.scenario.recipe import Recipe

BASH = shutil.which("bash")

SAME = {
    "model_name_or_path": "base_model",
    "attn_implementation": "attn_implementation",
    "lora_r": "lora_r",
    "lora_alpha": "lora_alpha",
    "lora_dropout": "lora_dropout",
    "max_length": "sequence_len",
    "beta": "rl_beta",
    "num_train_epochs": "num_epochs",
    "per_device_train_batch_size": "micro_batch_size",
    "gradient_accumulation_steps": "gradient_accumulation_steps",
    "activation_checkpointing": "gradient_checkpointing",
    "learning_rate": "learning_rate",
    "lr_scheduler_type": "lr_scheduler",
    "warmup_steps": "warmup_ratio",
    "seed": "seed",
    "output_dir": "output_dir",
}
"""TRL's word for it, and Axolotl's."""


def read(one: Recipe, catalog: Catalog, trainer: Trainer) -> dict[str, Any]:
    found = yaml.safe_load(recipe_yaml(one, catalog, trainer))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("one", ALL_KINDS, ids=label)
def test_the_file_reads_back_as_the_configuration_and_holds_known_keys_only(
    one: Recipe, catalog: Catalog
) -> None:
    for trainer in TRAINERS:
        assert read(one, catalog, trainer) == recipe_config(one, catalog, trainer)
        assert unknown_keys(read(one, catalog, trainer), trainer, one.stage) == []


@pytest.mark.parametrize("one", ALL_KINDS, ids=label)
def test_both_trainers_are_told_the_same(one: Recipe, catalog: Catalog) -> None:
    trl, axolotl = (read(one, catalog, trainer) for trainer in TRAINERS)
    for ours, theirs in SAME.items():
        assert trl.get(ours) == axolotl.get(theirs), ours
    assert trl.get("packing", False) == axolotl["sample_packing"]
    assert trl.get("load_in_4bit", False) == axolotl.get("load_in_4bit", False)
    assert axolotl["datasets"][0]["path"] == f"{trl['dataset_name']}/train.jsonl"
    assert ("test_datasets" in axolotl) is (trl["eval_strategy"] == "epoch") is one.validation
    batch = trl["per_device_train_batch_size"] * trl["gradient_accumulation_steps"] * one.gpus
    assert batch == one.effective_batch_sequences


def test_a_catalog_name_and_its_hub_id_are_one_checkpoint(catalog: Catalog) -> None:
    by_name, by_id = recipe(checkpoint="llama-3.1-8b"), recipe(checkpoint="meta-llama/Llama-3.1-8B-Instruct")
    for trainer in TRAINERS:
        assert recipe_config(by_name, catalog, trainer) == recipe_config(by_id, catalog, trainer)
    assert read(recipe(checkpoint="me/mine"), catalog, "trl")["model_name_or_path"] == "me/mine"


def test_examples_are_packed_behind_flash_attention_only(catalog: Catalog) -> None:
    """With another attention the examples of a pack would see each other."""
    for one in ALL_KINDS:
        for trainer in TRAINERS:
            if one.packing:
                found = recipe_config(one, catalog, trainer)
                assert found["attn_implementation"] == "flash_attention_2"


def test_kernels_are_fused_where_the_stack_is_tuned(catalog: Catalog) -> None:
    """Axolotl fuses adapter kernels by itself unless it is told not to; the estimate would not know."""
    plain, tuned = (read(recipe(stack=stack), catalog, "axolotl") for stack in ("plain", "tuned"))
    assert plain["lora_mlp_kernel"] is plain["lora_qkv_kernel"] is plain["lora_o_kernel"] is False
    assert tuned["lora_mlp_kernel"] is tuned["lora_qkv_kernel"] is tuned["lora_o_kernel"] is True
    assert "plugins" in tuned
    assert read(recipe(stack="tuned"), catalog, "trl")["model_init_kwargs"] == {"use_kernels": True}
    assert "model_init_kwargs" not in read(recipe(), catalog, "trl")


def test_a_card_without_bf16_computes_in_fp16(catalog: Catalog) -> None:
    trl, axolotl = (read(recipe(gpu="V100", packing=False), catalog, trainer) for trainer in TRAINERS)
    assert (trl["dtype"], trl["bf16"], trl["fp16"]) == ("float16", False, True)
    assert (axolotl["bf16"], axolotl["fp16"]) == (False, True)
    assert read(recipe(gpu="V100", packing=False, method="full"), catalog, "trl")["dtype"] == "float32"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"checkpoint": "Lama-3.1-8B"}, ["checkpoint"]),
        ({"gpu": "H101"}, ["gpu"]),
        ({"checkpoint": "Lama", "gpu": "nothing"}, ["checkpoint", "gpu"]),
        ({"gpu": "T4"}, ["packing"]),
        ({"checkpoint": "Llama-2-7B", "sequence_length_tokens": 8192}, ["sequence_length_tokens"]),
    ],
)
def test_what_cannot_be_run_is_refused(fields: dict[str, Any], wrong: list[str], catalog: Catalog) -> None:
    for trainer in TRAINERS:
        with pytest.raises(InputError) as caught:
            recipe_yaml(recipe(**fields), catalog, trainer)
        assert [problem.field for problem in caught.value.problems] == wrong


@pytest.mark.parametrize(
    ("trainer", "stage", "key", "value"),
    [
        ("trl", "sft", "max_seq_length", 5),
        ("trl", "sft", "beta", 0.1),
        ("trl", "dpo", "max_prompt_length", 5),
        ("trl", "dpo", "packing", True),
        ("axolotl", "sft", "lora_rank", 16),
        ("axolotl", "sft", "datasets", [{"path": "x", "message_field": "y"}]),
        ("axolotl", "dpo", "datasets", [{"path": "x", "roles_to_train": ["assistant"]}]),
        ("axolotl", "sft", "test_datasets", [{"type": {"field_question": "x"}}]),
    ],
)
def test_a_key_that_the_release_does_not_know_is_found(
    trainer: Trainer, stage: Any, key: str, value: Any
) -> None:
    with pytest.raises(RuntimeError, match=f"{trainer} .* knows no {key}"):
        check_keys({key: value}, trainer, stage)


def test_the_stored_key_sets_are_whole() -> None:
    trl, axolotl = stored_keys("trl"), stored_keys("axolotl")
    assert {"max_length", "packing", "assistant_only_loss", "learning_rate"} <= trl["SFTConfig"]
    assert {"beta", "loss_type", "precompute_ref_log_probs"} <= trl["DPOConfig"]
    assert {"lora_r", "use_peft", "load_in_4bit"} <= trl["ModelConfig"]
    assert "warmup_ratio" not in trl["SFTConfig"]
    assert len(axolotl["AxolotlInputConfig"]) == 390


def test_a_zip_of_both_stages_is_the_same_each_time(catalog: Catalog) -> None:
    sft = recipe(method="qlora")
    stages = [sft, sft.at_stage("dpo")]
    packed = recipe_zip(stages, catalog)
    assert packed == recipe_zip(stages, catalog)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name).decode() for name in archive.namelist()}
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            runnable = bool(entry.external_attr >> 16 & stat.S_IXUSR)
            assert runnable is entry.filename.endswith(".sh")
    assert files == recipe_files(stages, catalog)
    assert set(files) == {
        *("README.md", "merge_adapter.py", "run-trl.sh", "run-axolotl.sh"),
        *("trl-sft.yaml", "trl-dpo.yaml", "axolotl-sft.yaml", "axolotl-dpo.yaml"),
    }
    assert all(name in files["README.md"] for name in files if name.endswith(".yaml"))
    compile(files["merge_adapter.py"], "merge_adapter.py", "exec")


@pytest.mark.parametrize("recipes", [[], [recipe(), recipe(method="full")]])
def test_one_recipe_for_each_stage(recipes: list[Recipe], catalog: Catalog) -> None:
    with pytest.raises(ValueError, match="at most one for each stage"):
        recipe_files(recipes, catalog)


@pytest.mark.parametrize("one", ALL_KINDS, ids=label)
def test_the_scripts_are_sound_and_name_the_files_that_are_there(one: Recipe, catalog: Catalog) -> None:
    files = recipe_files([one], catalog)
    for trainer in TRAINERS:
        script = files[f"run-{trainer}.sh"]
        if BASH:
            subprocess.run([BASH, "-n"], input=script.encode(), check=True)
        words = [word for line in script.splitlines() for word in shlex.split(line, comments=True)]
        assert f"{trainer}-{one.stage}.yaml" in words
        assert words[words.index("--num_processes") + 1] == str(one.gpus)
        assert {word for word in words if word.endswith((".yaml", ".py"))} <= set(files)
    trl = files["run-trl.sh"]
    assert ("bitsandbytes" in trl) is (one.adapter == "qlora")
    assert ("zero3" in trl) is one.sharded
    assert ("merge" in trl) is ("merge-lora" in files["run-axolotl.sh"]) is (one.adapter is not None)


def test_the_readme_says_what_the_files_cannot(catalog: Catalog) -> None:
    found = recipe_files([recipe(method="full", gpus=16, stack="expert")], catalog)["README.md"]
    for words in ("Megatron", "more than one machine", "2,400,000", "16 x H100-80GB, sharded"):
        assert words in found
    plain = recipe_files([recipe()], catalog)["README.md"]
    assert "Megatron" not in plain
    assert "merge_adapter.py runs/sft runs/sft/merged" in plain


def test_configurations_are_plain_json_too(catalog: Catalog) -> None:
    for one in ALL_KINDS:
        for trainer in TRAINERS:
            config = recipe_config(one, catalog, trainer)
            assert json.loads(json.dumps(config, allow_nan=False)) == config
