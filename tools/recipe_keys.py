"""Write the key sets that exported recipes are checked against, from the installed trainers.

    pip install -r requirements-recipes.txt
    pip install --no-deps -r requirements-axolotl.txt    # its schema alone, not its trainer
    python tools/recipe_keys.py

A trainer that is not installed keeps its file. File names carry the version; costmodel/export/recipe/known_keys.py
names the one in force.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

KEYS_FOLDER = Path(__file__).parents[1] / "costmodel" / "export" / "recipe" / "keys"

CLASSES = {
    "trl": {
        "SFTConfig": "trl",
        "DPOConfig": "trl",
        "ModelConfig": "trl",
        "ScriptArguments": "trl",
        "DatasetMixtureConfig": "trl",
    },
    "axolotl": {
        "AxolotlInputConfig": "axolotl.utils.schemas.config",
        "SFTDataset": "axolotl.utils.schemas.datasets",
        "DPODataset": "axolotl.utils.schemas.datasets",
        "UserDefinedPrompterType": "axolotl.utils.schemas.datasets",
        "LigerArgs": "axolotl.integrations.liger.args",
    },
}
BESIDE = {"trl": ("transformers",), "axolotl": ()}


def keys_of(class_: type) -> list[str]:
    """Names of the fields that a dataclass or a pydantic model takes, in alphabetical order."""
    if dataclasses.is_dataclass(class_):
        return sorted(field.name for field in dataclasses.fields(class_) if field.init)
    return sorted(class_.model_fields)  # type: ignore[attr-defined]


def key_file(trainer: str) -> tuple[str, str]:
    """The name and the text of a trainer's key file."""
    classes = {
        name: getattr(importlib.import_module(module), name) for name, module in CLASSES[trainer].items()
    }
    versions = {package: version(package) for package in (trainer, *BESIDE[trainer])}
    content = {"versions": versions, "keys": {name: keys_of(class_) for name, class_ in classes.items()}}
    return f"{trainer}-{versions[trainer]}.json", json.dumps(content, indent=1) + "\n"


def main() -> None:
    """Write the file of every trainer that is installed."""
    for trainer in CLASSES:
        try:
            version(trainer)
        except PackageNotFoundError:
            print(f"{trainer}: not installed, its file stays")
            continue
        name, text = key_file(trainer)
        (KEYS_FOLDER / name).write_text(text, encoding="utf-8")
        print(f"{trainer}: wrote {name}")


if __name__ == "__main__":
    main()
