"""A recipe as files: configurations of both trainers, the commands, a README, and all of them zipped."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from costmodel.catalog.book import Catalog
from costmodel.export.recipe.axolotl import axolotl_config
from costmodel.export.recipe.known_keys import VERSIONS, Trainer, check_keys
from costmodel.export.recipe.readme import readme
from costmodel.export.recipe.run_script import MERGE_SCRIPT, MERGE_SCRIPT_TEXT, config_name, run_script
from costmodel.export.recipe.target import Target, target
from costmodel.export.recipe.trl import trl_config
from costmodel.export.recipe.yaml_text import Config, yaml_text
from costmodel.scenario.recipe import Recipe
from costmodel.version import VERSION

TRAINERS: tuple[Trainer, ...] = ("trl", "axolotl")

EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The same recipe gives the same bytes; a zip cannot hold an earlier time."""

PLAIN_FILE, RUNNABLE_FILE = 0o100644 << 16, 0o100755 << 16


def recipe_config(recipe: Recipe, catalog: Catalog, trainer: Trainer) -> Config:
    """The configuration as an object, every key known to the trainer's named release.

    Raises InputError for a checkpoint or card that is unknown or cannot run the recipe.
    """
    return _config(target(recipe, catalog), trainer)


def recipe_yaml(recipe: Recipe, catalog: Catalog, trainer: Trainer) -> str:
    """The same as the text of a YAML file."""
    return _yaml(target(recipe, catalog), trainer)


def recipe_files(recipes: Sequence[Recipe], catalog: Catalog) -> dict[str, str]:
    """File name -> text for one recipe per stage, in the order in which the stages run.

    Raises InputError as `recipe_config` does, ValueError without a recipe or for two of one stage.
    """
    if not recipes or len({recipe.stage for recipe in recipes}) != len(recipes):
        raise ValueError("one recipe is needed, and at most one for each stage")
    targets = [target(recipe, catalog) for recipe in recipes]
    files = {"README.md": readme(targets)}
    for trainer in TRAINERS:
        files |= {config_name(trainer, one.recipe.stage): _yaml(one, trainer) for one in targets}
        files[f"run-{trainer}.sh"] = run_script(targets, trainer)
    if any(recipe.adapter for recipe in recipes):
        files[MERGE_SCRIPT] = MERGE_SCRIPT_TEXT
    return files


def recipe_zip(recipes: Sequence[Recipe], catalog: Catalog) -> bytes:
    """The files of `recipe_files` as a zip; the same recipes give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in recipe_files(recipes, catalog).items():
            entry = zipfile.ZipInfo(name, EARLIEST_ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = RUNNABLE_FILE if name.endswith(".sh") else PLAIN_FILE
            archive.writestr(entry, text.encode())
    return out.getvalue()


def _config(one: Target, trainer: Trainer) -> Config:
    config = trl_config(one) if trainer == "trl" else axolotl_config(one)
    check_keys(config, trainer, one.recipe.stage)
    return config


def _yaml(one: Target, trainer: Trainer) -> str:
    recipe = one.recipe
    about = (
        f"{recipe.method} of {one.hub_id} on {recipe.gpus} x {one.card}, by Crossover {VERSION}",
        f"for {trainer} {VERSIONS[trainer]}; every key is one that this release knows",
    )
    return yaml_text(_config(one, trainer), about=about)
