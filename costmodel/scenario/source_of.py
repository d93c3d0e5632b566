"""What the value of an itemised programme rests on, where it is the default."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import ValidationError

from costmodel.scenario.anchors import PART_ANCHORS, Anchor
from costmodel.scenario.defaults import DefaultSource
from costmodel.scenario.recipe import Recipe
from costmodel.scenario.recipe_sources import RECIPE_SOURCES

Inputs = Mapping[str, object]
"""Values by dotted path."""

PROGRAMME, RECIPE = "programme.", "training.recipe."
NOTHING_ELSE: Inputs = MappingProxyType({})


def source_of_default(field: str, value: object, inputs: Inputs = NOTHING_ELSE) -> DefaultSource | None:
    """The source of a field of a programme, by its dotted path; None where the value is not the default.

    The default of a recipe's field may follow from the fields beside it: those in `inputs`.
    """
    path, programme, name = field.rpartition(PROGRAMME)
    if not programme:
        return None
    if name.startswith(RECIPE):
        recipe = f"{path}{programme}{RECIPE}"
        beside = {key.removeprefix(recipe): each for key, each in inputs.items() if key.startswith(recipe)}
        return _of_recipe(name.removeprefix(RECIPE), value, beside)
    anchor = PART_ANCHORS.get(name)
    return None if anchor is None or value != anchor.default else _of_part(anchor)


def _of_part(anchor: Anchor) -> DefaultSource:
    why = f"{anchor.why}; range {anchor.low:,g} to {anchor.high:,g}"
    return DefaultSource(why, anchor.url, anchor.as_of, anchor.confidence)


def _of_recipe(name: str, value: object, beside: Inputs) -> DefaultSource | None:
    """The source if the recipe would hold the same value had the field not been given."""
    told = {"checkpoint": "any", **beside}
    told.pop(name, None)
    try:
        default = getattr(Recipe.model_validate(told), name, None)
    except ValidationError:
        return None
    return RECIPE_SOURCES.get(name) if value == default else None
