"""The recipe of one training run: what drives its estimate and its exported configuration alike."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from costmodel.scenario.numbers import COUNT, NUMBER, Gpus
from costmodel.scenario.recipe_sources import RECIPE_SOURCES

Method = Literal["lora", "qlora", "full", "dpo_lora", "dpo_qlora", "dpo_full"]
Stage = Literal["sft", "dpo"]
Stack = Literal["plain", "tuned", "expert"]
DataFormat = Literal["messages", "prompt_completion"]

LEARNING_RATES: dict[Method, float] = {
    "lora": 2e-4,
    "qlora": 2e-4,
    "full": 2e-5,
    "dpo_lora": 5e-6,
    "dpo_qlora": 5e-6,
    "dpo_full": 5e-7,
}
"""https://thinkingmachines.ai/blog/lora, https://github.com/huggingface/trl/blob/main/trl/scripts/dpo.py"""

USUAL_BATCH_SEQUENCES = 16

OWN_TO_A_STAGE = (
    *("learning_rate", "epochs", "examples", "tokens_per_example", "sequence_length_tokens"),
    *("packing", "effective_batch_sequences", "dataset_folder", "start_from"),
)
"""What was said for one stage and cannot hold for the other."""

Told = dict[str, Any]
"""The fields before the one whose default is sought."""


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _stage(told: Told) -> Stage:
    return "dpo" if told["method"].startswith("dpo_") else "sft"


def _usual_batch(told: Told) -> int:
    at_once = told["gpus"] * told["micro_batch_sequences"]
    return int(at_once * math.ceil(USUAL_BATCH_SEQUENCES / at_once))


def _about(field: str, meaning: str) -> str:
    """What a field means and what its default rests on."""
    source = RECIPE_SOURCES[field]
    return f"{meaning}. Default: {source.why}, {source.url}"


ModelName = Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9._-]+)?$")]
"""A name of the catalog or a Hugging Face id, owner/name."""

RunPath = Annotated[str, Field(max_length=400, pattern=r"^[^-\x00-\x20\x7f][^\x00-\x1f\x7f]*$")]
"""A path where the run takes place; it cannot be taken for a flag."""


class Recipe(BaseModel):
    """One run of supervised fine-tuning (SFT) or of direct preference optimisation (DPO).

    Counts are sequences and tokens; in a DPO run an example is a pair, and its tokens are those of the
    chosen and the rejected answer together, each with its prompt. A default that depends on the method
    follows it for as long as the field is not given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    method: Annotated[
        Method,
        BeforeValidator(_lower),
        Field(description=_about("method", "adapters, adapters on 4-bit weights, or all weights")),
    ] = "lora"
    checkpoint: Annotated[ModelName, Field(description="the open model to tune: catalog name or hub id")]
    start_from: Annotated[
        RunPath | None,
        Field(description="a folder with the checkpoint's weights as an earlier stage left them"),
    ] = None
    gpu: Annotated[str, Field(min_length=1, max_length=120, description=_about("gpu", "card"))] = "H100"
    gpus: Annotated[Gpus, Field(description=_about("gpus", "cards used together"))] = 1
    stack: Annotated[
        Stack,
        BeforeValidator(_lower),
        Field(description=_about("stack", "how well the set-up is tuned; tuned turns fused kernels on")),
    ] = "plain"

    dataset_folder: RunPath = Field(
        default_factory=lambda told: f"data/{_stage(told)}",
        description="holds train.jsonl and, if `validation`, validation.jsonl; never the held-out set",
    )
    validation: Annotated[bool, Field(strict=True, description="follow the loss on validation.jsonl")] = True
    data_format: Annotated[
        DataFormat,
        BeforeValidator(_lower),
        Field(description="SFT rows: chat `messages`, or plain `prompt` and `completion`"),
    ] = "messages"
    examples: Annotated[
        int, Field(ge=1, le=1_000_000_000, description=_about("examples", "rows of train.jsonl")), COUNT
    ] = 1000
    tokens_per_example: Annotated[float, Field(ge=1, le=2e7, allow_inf_nan=False), NUMBER] = Field(
        default_factory=lambda told: 900 if _stage(told) == "dpo" else 800,
        description=_about("tokens_per_example", "mean tokens of a row"),
    )
    epochs: Annotated[float, Field(ge=0.01, le=100, allow_inf_nan=False), NUMBER] = Field(
        default_factory=lambda told: 1 if _stage(told) == "dpo" else 3,
        description=_about("epochs", "passes over the rows"),
    )
    sequence_length_tokens: Annotated[int, Field(ge=16, le=10_485_760), COUNT] = Field(
        default_factory=lambda told: 1024 if _stage(told) == "dpo" else 4096,
        description=_about("sequence_length_tokens", "longest sequence; what is longer is cut off"),
    )
    packing: Annotated[bool, Field(strict=True)] = Field(
        default_factory=lambda told: _stage(told) == "sft",
        description=_about("packing", "several short examples in one sequence"),
    )

    lora_r: Annotated[int, Field(ge=1, le=1024, description=_about("lora_r", "adapter rank")), COUNT] = 16
    lora_alpha: Annotated[
        int, Field(ge=1, le=4096, description=_about("lora_alpha", "adapters are scaled by alpha / r")), COUNT
    ] = 32
    lora_dropout: Annotated[
        float,
        Field(ge=0, le=0.9, allow_inf_nan=False, description=_about("lora_dropout", "share dropped")),
        NUMBER,
    ] = 0
    learning_rate: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False), NUMBER] = Field(
        default_factory=lambda told: LEARNING_RATES[told["method"]],
        description=_about("learning_rate", "highest rate, after warm-up"),
    )
    micro_batch_sequences: Annotated[
        int,
        Field(ge=1, le=1024, description=_about("micro_batch_sequences", "sequences per card and pass")),
        COUNT,
    ] = 1
    effective_batch_sequences: Annotated[int, Field(ge=1, le=1_048_576), COUNT] = Field(
        default_factory=_usual_batch,
        description=_about(
            "effective_batch_sequences",
            "sequences per update over all cards: 16, or the next multiple of cards times micro-batch",
        ),
    )
    gradient_checkpointing: Annotated[
        bool,
        Field(
            strict=True, description=_about("gradient_checkpointing", "recompute activations, save memory")
        ),
    ] = True
    sharded: Annotated[bool, Field(strict=True)] = Field(
        default_factory=lambda told: told["gpus"] > 1 and told["method"].endswith("full"),
        description=_about("sharded", "spread weights and optimiser state over the cards (ZeRO-3)"),
    )
    dpo_beta: Annotated[
        float,
        Field(
            gt=0,
            le=100,
            allow_inf_nan=False,
            description=_about("dpo_beta", "how strongly DPO holds to the reference model"),
        ),
        NUMBER,
    ] = 0.1
    seed: Annotated[
        int, Field(ge=0, le=2**32 - 1, description=_about("seed", "of shuffling and initialisation")), COUNT
    ] = 42

    @model_validator(mode="after")
    def _holds_together(self) -> Recipe:
        at_once = self.gpus * self.micro_batch_sequences
        if self.effective_batch_sequences % at_once:
            allowed = f"it must be a multiple of gpus times micro_batch_sequences, here {at_once:,}"
            raise _wrong("effective_batch_sequences", self.effective_batch_sequences, allowed)
        if self.stage == "dpo" and self.packing:
            raise _wrong("packing", True, "only false is allowed for pairs; neither trainer packs them")
        if self.sharded and self.gpus == 1:
            raise _wrong("sharded", True, "only false is allowed on one card")
        longest = self.sequence_length_tokens * (2 if self.stage == "dpo" else 1)
        if self.tokens_per_example > longest:
            allowed = f"at most {longest:,} are allowed; what is longer than the sequence is cut off"
            raise _wrong("tokens_per_example", self.tokens_per_example, allowed)
        return self

    @property
    def stage(self) -> Stage:
        """Which kind of run it is."""
        return _stage({"method": self.method})

    @property
    def adapter(self) -> Literal["lora", "qlora"] | None:
        """The kind of adapter that is trained, None where all weights are."""
        if self.method.endswith("full"):
            return None
        return "qlora" if self.method.endswith("qlora") else "lora"

    @property
    def accumulation_steps(self) -> int:
        """Passes of every card before one update."""
        return self.effective_batch_sequences // (self.gpus * self.micro_batch_sequences)

    @property
    def trained_tokens(self) -> float:
        """Tokens of all epochs, without padding."""
        return self.epochs * self.examples * self.tokens_per_example

    @property
    def updates(self) -> int:
        """Optimiser steps of the whole run; packed sequences are taken as full."""
        rows = self.examples * self.tokens_per_example / self.sequence_length_tokens
        sequences = math.ceil(rows) if self.packing else self.examples
        return max(1, math.ceil(self.epochs * math.ceil(sequences / self.effective_batch_sequences)))

    def at_stage(self, stage: Stage) -> Recipe:
        """The recipe of the other stage on the same model and cards, or this one if it is of that stage.

        What was said for one stage only (learning rate, epochs, rows, batch) starts from the other's
        defaults; DPO goes on from the weights that the SFT run leaves.
        """
        if stage == self.stage:
            return self
        kept = {name: getattr(self, name) for name in self.model_fields_set - {*OWN_TO_A_STAGE}}
        method = f"dpo_{self.method}" if stage == "dpo" else self.method.removeprefix("dpo_")
        start = {"start_from": self.tuned_folder} if stage == "dpo" else {}
        return Recipe.model_validate({**kept, **start, "method": method})

    @property
    def output_folder(self) -> str:
        """Where the run leaves its weights or adapter."""
        return f"runs/{self.stage}"

    @property
    def tuned_folder(self) -> str:
        """Where whole weights lie after the run, the adapter merged into them."""
        return f"{self.output_folder}/merged" if self.adapter else self.output_folder


def _wrong(field: str, value: object, allowed: str) -> PydanticCustomError:
    """An error of one field that only the whole recipe shows."""
    return PydanticCustomError("at_field", "{allowed}", {"field": field, "value": value, "allowed": allowed})
