"""Which recipe a scenario asks for."""

from __future__ import annotations

from pydantic import ValidationError

from costmodel.errors import NOT_GIVEN, InputError, Problem
from costmodel.scenario.model import Scenario
from costmodel.scenario.options import FromScratch, Option
from costmodel.scenario.recipe import Recipe


def given_recipe(option: Option) -> Recipe | None:
    """The recipe that an option carries as `programme.training.recipe`, None if it carries none."""
    recipe = getattr(option.programme.training, "recipe", None)
    return recipe if isinstance(recipe, Recipe) else None


def recipe_of(scenario: Scenario, option_name: str | None = None) -> Recipe:
    """The recipe of the option of that name, or of the first option that has one.

    Without any, the default recipe of the first option with a checkpoint. Raises InputError if the name
    is no option's, or if nothing is trained.
    """
    option = trained_option(scenario, option_name)
    place = scenario.options.index(option)
    if recipe := given_recipe(option):
        return recipe
    return _usual_recipe(str(_checkpoint_to_tune(option)), f"options.{place}.checkpoint")


def trained_option(scenario: Scenario, option_name: str | None = None) -> Option:
    """The option of that name, or the first that carries a recipe, or else a checkpoint.

    Raises InputError if the name is no option's, or if nothing is trained.
    """
    places = [
        place
        for place, option in enumerate(scenario.options)
        if option_name is None or option.name == option_name
    ]
    if not places:
        names = ", ".join(option.name for option in scenario.options)
        raise InputError([Problem("--option", option_name, f"the options are {names}")])
    for says in (given_recipe, _checkpoint_to_tune):
        for place in places:
            if says(scenario.options[place]):
                return scenario.options[place]
    allowed = "an option with a recipe, or a checkpoint to fine-tune, is needed; nothing is trained here"
    raise InputError([Problem(f"options.{places[0]}.programme.training.recipe", NOT_GIVEN, allowed)])


def _checkpoint_to_tune(option: Option) -> str | None:
    """What fine-tuning starts from; a model trained from nothing starts from no checkpoint."""
    return None if isinstance(option, FromScratch) else getattr(option, "checkpoint", None)


def _usual_recipe(checkpoint: str, field: str) -> Recipe:
    try:
        return Recipe(checkpoint=checkpoint)
    except ValidationError:
        allowed = "it must be a name of the catalog or a hub id, owner/name"
        raise InputError([Problem(field, checkpoint, allowed)]) from None
