"""The trainers themselves take the exports: parsed by their own classes, and trained on a CPU without a network.

Axolotl trains on GPUs only and its install is 4.3 GB, so its schema is asked where it imports; where it does not,
the stored key set stands for it (test_recipe_files.py). A trainer that is missing skips its tests with a reason; with
TRAINERS=required, as `make test-recipes` and CI have it, it fails them.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import runpy
import shlex
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest
import yaml
from trained_recipes import ALL_KINDS, label, recipe

from costmodel.catalog import Catalog
from costmodel.export.recipe.bundle import recipe_files, recipe_yaml
from costmodel.export.recipe.run_script import MERGE_SCRIPT
from costmodel.scenario.recipe import Recipe

needs_trl = pytest.mark.usefixtures("trl")
pytestmark = [pytest.mark.recipes, pytest.mark.slow]

ON_A_CPU = (
    *("--use_cpu", "true", "--bf16", "false", "--fp16", "false", "--dtype", "float32"),
    *("--attn_implementation", "sdpa", "--max_steps", "20"),
)
"""What a machine without a GPU cannot do as exported, and the steps that the test has time for."""

CHAT_TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|> {% if message.role == 'assistant' %}{% generation %}"
    "{{ message.content }}<|end|>{% endgeneration %}{% else %}{{ message.content }}<|end|>{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|> {% endif %}"
)


def cannot_try(reason: str) -> NoReturn:
    """A skip, but a failure where every trainer must be tried."""
    if os.environ.get("TRAINERS") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def trl() -> None:
    if find_spec("trl") is None:
        cannot_try("trl is not installed: make test-recipes, or pip install -r requirements-recipes.txt")


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.chdir(tmp_path)


def parsed_by_trl(one: Recipe, catalog: Catalog, *overrides: str) -> tuple[Any, ...]:
    """What TRL's own parser makes of the exported file; unknown keys raise ValueError."""
    path = Path(f"{one.stage}.yaml")
    path.write_text(recipe_yaml(one, catalog, "trl"), encoding="utf-8")
    parser = importlib.import_module(f"trl.scripts.{one.stage}").make_parser()
    found = parser.parse_args_and_config(["--config", str(path), *overrides])
    assert isinstance(found, tuple)
    return found


@needs_trl
@pytest.mark.parametrize("one", ALL_KINDS, ids=label)
def test_trl_takes_every_export(one: Recipe, catalog: Catalog) -> None:
    on_cpu = ("--bf16", "false", "--fp16", "false", "--use_cpu", "true")
    script, training, model, _ = parsed_by_trl(one, catalog, *on_cpu)
    assert training.learning_rate == one.learning_rate
    assert training.num_train_epochs == one.epochs
    assert training.max_length == one.sequence_length_tokens
    assert training.gradient_accumulation_steps == one.accumulation_steps
    assert training.activation_checkpointing is one.gradient_checkpointing
    assert training.eval_strategy == ("epoch" if one.validation else "no")
    assert script.dataset_name == one.dataset_folder
    assert model.use_peft is (one.adapter is not None)
    assert model.load_in_4bit is (one.adapter == "qlora")
    if one.stage == "dpo":
        assert (training.beta, training.loss_type) == (one.dpo_beta, ["sigmoid"])
    else:
        assert training.packing is one.packing
    if one.start_from:
        assert model.model_name_or_path == one.start_from


@needs_trl
@pytest.mark.parametrize("one", ALL_KINDS, ids=label)
def test_trls_command_line_and_its_launcher_take_the_command(one: Recipe, catalog: Catalog) -> None:
    """As `trl sft` does it: what its parser leaves over goes to accelerate's."""
    files = recipe_files([one], catalog)
    Path(f"trl-{one.stage}.yaml").write_text(files[f"trl-{one.stage}.yaml"], encoding="utf-8")
    (line,) = (line for line in files["run-trl.sh"].splitlines() if line.startswith("trl "))
    _, stage, *words = shlex.split(line)
    parser = importlib.import_module(f"trl.scripts.{stage}").make_parser()
    *_, of_config, of_line = parser.parse_args_and_config(
        [*words, *ON_A_CPU], return_remaining_strings=True, separate_remaining_strings=True
    )
    assert of_config == []
    resolve = importlib.import_module("trl.cli.accelerate_config").resolve_accelerate_config_argument
    launcher = importlib.import_module("accelerate.commands.launch").launch_command_parser()
    launch = launcher.parse_args([*resolve(of_line), f"{stage}.py"])
    assert launch.num_processes == one.gpus
    layout = "zero3" if one.sharded else "multi_gpu" if one.gpus > 1 else "single_gpu"
    assert Path(launch.config_file).stem == layout


@needs_trl
def test_trl_refuses_a_key_it_does_not_know(catalog: Catalog) -> None:
    path = Path("wrong.yaml")
    path.write_text(recipe_yaml(recipe(), catalog, "trl") + "max_seq_length: 5\n", encoding="utf-8")
    parser = importlib.import_module("trl.scripts.sft").make_parser()
    with pytest.raises(ValueError, match="max_seq_length"):
        parser.parse_args_and_config(["--config", str(path), *ON_A_CPU])


def chat(rng: random.Random) -> tuple[str, str, str]:
    """A question whose right answer follows from it, and a wrong one."""
    first, second = rng.randrange(10), rng.randrange(10)
    return f"add {first} {second}", f"sum {first + second}", "no idea"


def rows(stage: str, count: int) -> Iterator[dict[str, Any]]:
    rng = random.Random(7)
    for _ in range(count):
        question, right, wrong = chat(rng)
        asked = {"role": "user", "content": question}
        answer, other = ({"role": "assistant", "content": text} for text in (right, wrong))
        if stage == "sft":
            yield {"messages": [asked, answer]}
        else:
            yield {"prompt": [asked], "chosen": [answer], "rejected": [other]}


def write_data(one: Recipe) -> None:
    folder = Path(one.dataset_folder)
    folder.mkdir(parents=True)
    for name, count in (("train", 160), ("validation", 8)):
        lines = [json.dumps(row) for row in rows(one.stage, count)]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_tiny_llama(folder: Path) -> None:
    """A Llama of two layers with random weights and a tokenizer of whole words."""
    from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: PLC0415
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, set_seed  # noqa: PLC0415

    marks = ["<|pad|>", "<|end|>", "<|user|>", "<|assistant|>"]
    words = [*marks, "<|unknown|>", "add", "sum", "no", "idea", *map(str, range(20))]
    vocabulary = {word: place for place, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<|unknown|>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<|pad|>",
        eos_token="<|end|>",
        unk_token="<|unknown|>",
        additional_special_tokens=marks[2:],
    )
    fast.chat_template = CHAT_TEMPLATE
    fast.save_pretrained(folder)
    set_seed(3)
    config = LlamaConfig(
        vocab_size=len(words),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=128,
        initializer_range=0.3,  # with the usual 0.02 the frozen head says too little to learn anything from
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=None,
    )
    LlamaForCausalLM(config).save_pretrained(folder)


def trained(one: Recipe, catalog: Catalog) -> list[dict[str, Any]]:
    """Run TRL's own script on the exported file; what it logged, in order."""
    write_data(one)
    arguments = parsed_by_trl(one, catalog, *ON_A_CPU)
    importlib.import_module(f"trl.scripts.{one.stage}").main(*arguments)
    states = sorted(Path(one.output_folder).glob("checkpoint-*/trainer_state.json"))
    state = json.loads(states[-1].read_text(encoding="utf-8"))
    assert state["global_step"] == 20
    assert (Path(one.output_folder) / "adapter_model.safetensors").is_file()
    history: list[dict[str, Any]] = state["log_history"]
    return history


@needs_trl
def test_sft_lora_then_dpo_lora_on_a_tiny_llama(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pipeline as exported: tune on examples, merge, go on with pairs from the merged weights."""
    write_tiny_llama(Path("tiny"))
    sft = recipe(
        checkpoint="tiny/llama",
        start_from="tiny",
        examples=160,
        tokens_per_example=10,
        sequence_length_tokens=64,
        effective_batch_sequences=2,
        learning_rate=0.02,
        epochs=3,
    )
    losses = [entry["loss"] for entry in trained(sft, catalog) if "loss" in entry]
    assert losses[-1] < 0.8 * losses[0]

    Path(MERGE_SCRIPT).write_text(recipe_files([sft], catalog)[MERGE_SCRIPT], encoding="utf-8")
    monkeypatch.setattr(sys, "argv", [MERGE_SCRIPT, sft.output_folder, sft.tuned_folder])
    runpy.run_path(MERGE_SCRIPT, run_name="__main__")
    assert (Path(sft.tuned_folder) / "model.safetensors").is_file()

    dpo = Recipe.model_validate(
        {
            **sft.at_stage("dpo").model_dump(exclude_unset=True),
            "sequence_length_tokens": 64,
            "tokens_per_example": 20,
            "learning_rate": 0.005,
            "effective_batch_sequences": 2,
        }
    )
    assert dpo.start_from == sft.tuned_folder
    history = [entry for entry in trained(dpo, catalog) if "rewards/margins" in entry]
    assert history[-1]["rewards/margins"] > max(0.0, history[0]["rewards/margins"])


def of_axolotl(module: str, name: str) -> Any:
    """A part of Axolotl, or a reason that says what is missing."""
    if find_spec("axolotl") is None:
        cannot_try(
            "axolotl is not installed, its stored key set is checked instead; see requirements-axolotl.txt"
        )
    try:
        return getattr(importlib.import_module(f"axolotl.{module}"), name)
    except ImportError as error:
        cannot_try(f"axolotl does not import, its stored key set is checked instead: {error}")


def on_a_machine_with(one: Recipe) -> dict[str, Any]:
    """What Axolotl would read off the cards that the recipe names."""
    has_bf16 = one.gpu != "T4"
    card = {
        "bf16": has_bf16,
        "fp8": False,
        "tf32": has_bf16,
        "compute_capability": "sm_90" if has_bf16 else "sm_75",
    }
    return {
        "capabilities": {**card, "n_gpu": one.gpus, "n_node": 1},
        "env_capabilities": {"torch_version": "2.9.0"},
    }


@pytest.mark.parametrize("one", ALL_KINDS, ids=label)
def test_axolotl_takes_every_export(one: Recipe, catalog: Catalog) -> None:
    """Its own validation, less the plugin's part: that is asked of the plugin's schema, without its kernels."""
    validate = of_axolotl("utils.config", "validate_config")
    given = yaml.safe_load(recipe_yaml(one, catalog, "axolotl"))
    liger = {key: given.pop(key) for key in list(given) if key.startswith("liger_")}
    assert bool(liger) is (given.pop("plugins", None) is not None) is (one.stack != "plain")
    assert set(liger) <= set(of_axolotl("integrations.liger.args", "LigerArgs").model_fields)

    taken = validate(of_axolotl("utils.dict", "DictDefault")(given), **on_a_machine_with(one))
    assert set(given) <= set(taken)
    assert (taken.learning_rate, taken.num_epochs) == (one.learning_rate, one.epochs)
    assert (taken.sequence_len, taken.sample_packing) == (one.sequence_length_tokens, one.packing)
    assert (taken.adapter, taken.rl) == (one.adapter, "dpo" if one.stage == "dpo" else None)
    assert bool(taken.lora_mlp_kernel) is bool(given.get("lora_mlp_kernel"))
    for row, exported in zip(taken.datasets, given["datasets"], strict=True):
        assert {key: row[key] for key in exported if key != "type"} == {
            key: value for key, value in exported.items() if key != "type"
        }


@pytest.mark.parametrize("trainer", ["trl", "axolotl"])
def test_the_stored_key_sets_are_those_of_the_installed_releases(trainer: str) -> None:
    if find_spec(trainer) is None:
        cannot_try(f"{trainer} is not installed")
    tool = runpy.run_path(str(Path(__file__).parents[3] / "tools" / "recipe_keys.py"))
    name, text = tool["key_file"](trainer)
    assert (tool["KEYS_FOLDER"] / name).read_text(encoding="utf-8") == text
