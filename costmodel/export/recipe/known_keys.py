"""Whether a trainer knows every key that it is handed: Axolotl takes unknown ones without a word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

from costmodel.export.recipe.yaml_text import Config
from costmodel.scenario.recipe import Stage

Trainer = Literal["trl", "axolotl"]

VERSIONS: Mapping[Trainer, str] = {"trl": "1.16.0", "axolotl": "0.19.0"}
"""The releases whose key sets lie in keys/; tools/recipe_keys.py writes them."""

PARTS: Mapping[tuple[Trainer, Stage], tuple[str, ...]] = {
    ("trl", "sft"): ("SFTConfig", "ModelConfig", "ScriptArguments", "DatasetMixtureConfig"),
    ("trl", "dpo"): ("DPOConfig", "ModelConfig", "ScriptArguments", "DatasetMixtureConfig"),
    ("axolotl", "sft"): ("AxolotlInputConfig", "LigerArgs"),
    ("axolotl", "dpo"): ("AxolotlInputConfig", "LigerArgs"),
}

ROWS_PART: Mapping[tuple[Trainer, Stage], str] = {
    ("axolotl", "sft"): "SFTDataset",
    ("axolotl", "dpo"): "DPODataset",
}

PROMPT_PART = "UserDefinedPrompterType"


@cache
def stored_keys(trainer: Trainer) -> Mapping[str, frozenset[str]]:
    """The keys that each class of the trainer's named release takes."""
    name = f"{trainer}-{VERSIONS[trainer]}.json"
    text = resources.files("costmodel.export.recipe").joinpath("keys", name).read_text(encoding="utf-8")
    return {part: frozenset(keys) for part, keys in json.loads(text)["keys"].items()}


def unknown_keys(config: Config, trainer: Trainer, stage: Stage) -> list[str]:
    """Keys of a configuration that the trainer's named release does not know, as dotted paths."""
    stored = stored_keys(trainer)
    known = frozenset().union(*(stored[part] for part in PARTS[trainer, stage]))
    found = [key for key in config if key not in known]
    for field in ("datasets", "test_datasets"):
        rows = config.get(field, ())
        for place, row in enumerate(rows if isinstance(rows, list) else ()):
            of_row = stored[ROWS_PART[trainer, stage]]
            found += [f"{field}.{place}.{key}" for key in row if key not in of_row]
            if isinstance(row.get("type"), Mapping):
                wrong = [key for key in row["type"] if key not in stored[PROMPT_PART]]
                found += [f"{field}.{place}.type.{key}" for key in wrong]
    return found


def check_keys(config: Config, trainer: Trainer, stage: Stage) -> None:
    """Raise RuntimeError if a configuration holds a key that the trainer's named release does not know."""
    if wrong := unknown_keys(config, trainer, stage):
        raise RuntimeError(f"{trainer} {VERSIONS[trainer]} knows no {', '.join(wrong)}")
