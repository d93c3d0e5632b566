"""The recipe: defaults that follow the method, bounds, and parts that have to agree."""

from __future__ import annotations

import math
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from costmodel.scenario.recipe import LEARNING_RATES, OWN_TO_A_STAGE, Method, Recipe
from costmodel.scenario.recipe_sources import RECIPE_SOURCES

METHODS: tuple[Method, ...] = get_args(Method)


def recipe(**fields: Any) -> Recipe:
    return Recipe.model_validate({"checkpoint": "Llama-3.1-8B", **fields})


def wrong_fields(fields: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        Recipe.model_validate({"checkpoint": "Llama-3.1-8B", **fields})
    found = []
    for error in caught.value.errors():
        if error["type"] == "at_field":
            found.append(error["ctx"]["field"])
        elif error["type"] != "default_factory_not_called":
            found.append(error["loc"][0])
    return found


@pytest.mark.parametrize("method", METHODS)
def test_defaults_follow_the_method(method: Method) -> None:
    one = recipe(method=method)
    pairs = method.startswith("dpo")
    assert one.learning_rate == LEARNING_RATES[method]
    assert (one.stage, one.packing, one.epochs) == (("dpo", False, 1) if pairs else ("sft", True, 3))
    assert one.dataset_folder == f"data/{one.stage}"
    assert one.adapter == {"lora": "lora", "qlora": "qlora", "full": None}[method.removeprefix("dpo_")]
    assert (one.lora_r, one.lora_alpha, one.lora_dropout, one.dpo_beta) == (16, 32, 0, 0.1)


def test_lora_learns_ten_times_as_fast_as_all_weights() -> None:
    assert recipe().learning_rate == pytest.approx(10 * recipe(method="full").learning_rate)
    pairs = recipe(method="dpo_lora").learning_rate
    assert pairs == pytest.approx(10 * recipe(method="dpo_full").learning_rate)


def test_the_reference_job() -> None:
    """1,000 examples of 800 tokens in 3 epochs: 2.4 M tokens; 196 packed sequences, 13 updates an epoch."""
    one = recipe()
    assert one.trained_tokens == 2_400_000
    assert one.updates == 39
    assert recipe(packing=False).updates == 3 * math.ceil(1000 / 16)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        *(({"method": value}, "method") for value in ("lroa", "", None, 5)),
        *(({"checkpoint": value}, "checkpoint") for value in ("", "a b", "a/b/c", "-x", "a\nb", "../x", 5)),
        *(({"gpus": value}, "gpus") for value in (0, 1025, 1.5, True, "1")),
        *(({"learning_rate": value}, "learning_rate") for value in (0, -1, 2, math.nan, math.inf, "2e-4")),
        *(({"lora_r": value}, "lora_r") for value in (0, 4096, 16.5)),
        *(({"lora_dropout": value}, "lora_dropout") for value in (-0.1, 1)),
        *(({"epochs": value}, "epochs") for value in (0, 101, None)),
        *(({"sequence_length_tokens": value}, "sequence_length_tokens") for value in (0, 15, 1e9)),
        *(({"packing": value}, "packing") for value in ("yes", 1, None)),
        *(({"seed": value}, "seed") for value in (-1, 2**32)),
        *(({"dataset_folder": value}, "dataset_folder") for value in ("", "-rf", "a\nb", " x", "\0")),
        ({"start_from": "x\u2028\ny"}, "start_from"),
        ({"effective_batch_sequences": 3, "gpus": 2}, "effective_batch_sequences"),
        ({"method": "dpo_lora", "packing": True}, "packing"),
        ({"sharded": True}, "sharded"),
        ({"tokens_per_example": 5000}, "tokens_per_example"),
        ({"method": "dpo_lora", "tokens_per_example": 2049}, "tokens_per_example"),
        ({"max_seq_length": 5}, "max_seq_length"),
    ],
)
def test_what_is_refused_names_its_field_and_nothing_else(fields: dict[str, Any], wrong: str) -> None:
    assert wrong_fields(fields) == [wrong]


@given(st.integers(1, 1024), st.integers(1, 64))
def test_the_usual_batch_is_the_next_multiple_from_16_on(gpus: int, micro: int) -> None:
    one = recipe(gpus=gpus, micro_batch_sequences=micro)
    assert one.effective_batch_sequences == gpus * micro * one.accumulation_steps
    assert 16 <= one.effective_batch_sequences < 16 + gpus * micro


@pytest.mark.parametrize("method", METHODS)
def test_only_what_was_said_is_written_and_the_rest_follows_again(method: Method) -> None:
    one = recipe(method=method, gpus=2)
    said = one.model_dump(exclude_unset=True)
    assert said == {"checkpoint": "Llama-3.1-8B", "method": method, "gpus": 2}
    assert Recipe.model_validate(said) == one
    assert Recipe.model_validate(one.model_dump()) == one


def test_the_other_stage_goes_on_from_the_weights_and_starts_from_its_own_defaults() -> None:
    sft = recipe(method="qlora", learning_rate=1e-4, epochs=2, gpus=2, lora_r=32, seed=7, examples=300)
    dpo = sft.at_stage("dpo")
    assert (dpo.method, dpo.gpus, dpo.lora_r, dpo.seed) == ("dpo_qlora", 2, 32, 7)
    assert (dpo.learning_rate, dpo.epochs, dpo.examples) == (5e-6, 1, 1000)
    assert dpo.start_from == "runs/sft/merged"
    assert recipe(method="full").at_stage("dpo").start_from == "runs/sft"
    assert sft.at_stage("sft") is sft
    back = dpo.at_stage("sft")
    assert back.method == "qlora"
    assert back.start_from is None


def test_every_field_says_what_it_means_and_every_default_where_it_comes_from() -> None:
    fields = Recipe.model_fields
    assert all(field.description for field in fields.values())
    without_figure = {"checkpoint", "start_from", "dataset_folder", "validation", "data_format"}
    assert set(RECIPE_SOURCES) == set(fields) - without_figure
    assert all(source.url.startswith("https://") for source in RECIPE_SOURCES.values())
    assert set(OWN_TO_A_STAGE) <= set(fields)
