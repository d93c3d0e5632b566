"""`recipe`: a training configuration."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from costmodel.case.priced_recipe import priced_recipe
from costmodel.catalog.load import load_catalog
from costmodel.commands.answer_compare import read_text
from costmodel.errors import InputError, Problem
from costmodel.export.recipe.bundle import recipe_config, recipe_yaml, recipe_zip
from costmodel.export.recipe.known_keys import VERSIONS
from costmodel.export.recipe.readme import notes
from costmodel.export.recipe.run_script import commands, config_name
from costmodel.export.recipe.target import target
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import parse_scenario
from costmodel.scenario.recipe import Recipe
from costmodel.scenario.recipe_of import given_recipe


def run(options: argparse.Namespace) -> str:
    """The configuration as YAML, or as JSON with the commands that run it; `--zip` writes the bundle."""
    scenario = parse_scenario(read_text(options.scenario, "scenario"))
    catalog = load_catalog()
    given = priced_recipe(scenario, catalog, options.option)
    recipe = given.at_stage(options.stage or given.stage)
    text = recipe_yaml(recipe, catalog, options.trainer)
    if options.zip:
        _write_bytes(options.zip, recipe_zip(_stages_up_to(given, recipe), catalog))
    remarks = _remarks(scenario, given, recipe)
    if not options.json:
        return "\n".join([*(f"# {remark}" for remark in remarks), text.rstrip("\n")])
    looked_up = target(recipe, catalog)
    answer = {
        "trainer": options.trainer,
        "version": VERSIONS[options.trainer],
        "stage": recipe.stage,
        "file": config_name(options.trainer, recipe.stage),
        "recipe": recipe.model_dump(mode="json"),
        "config": recipe_config(recipe, catalog, options.trainer),
        "yaml": text,
        "commands": commands([looked_up], options.trainer),
        "notes": [*remarks, *notes([looked_up])],
    }
    return json.dumps(answer, allow_nan=False)


def _remarks(scenario: Scenario, given: Recipe, asked: Recipe) -> list[str]:
    """Where the recipe is not what the scenario says, word for word."""
    found = []
    if not any(map(given_recipe, scenario.options)):
        found.append(
            f"the scenario carries no recipe; this is the one that is priced, the usual one for {given.checkpoint}"
        )
    if asked.stage != given.stage:
        found.append(
            f"the recipe is one of {given.stage}; rows, epochs, rates and batch are {asked.stage}'s defaults"
        )
    return found


def _stages_up_to(given: Recipe, asked: Recipe) -> list[Recipe]:
    """Asked for the DPO stage of an SFT recipe, a run needs both: one goes on from the other's weights."""
    return [given, asked] if (given.stage, asked.stage) == ("sft", "dpo") else [asked]


def _write_bytes(name: str, content: bytes) -> None:
    try:
        Path(name).write_bytes(content)
    except OSError as error:
        raise InputError([Problem("--zip", name, f"the file cannot be written: {error.strerror}")]) from None
