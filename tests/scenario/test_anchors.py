"""Every default of a programme's parts rests on something, and says on what."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from pydantic import BaseModel

from costmodel.scenario.anchors import PART_ANCHORS
from costmodel.scenario.parts import AbTestPart, DataPart, EngineeringPart, EvaluationPart, TrainingPart
from costmodel.scenario.programme import Programme
from costmodel.scenario.recipe_sources import RECIPE_SOURCES
from costmodel.scenario.source_of import source_of_default

PARTS: dict[str, type[BaseModel]] = {
    "data": DataPart,
    "training": TrainingPart,
    "evaluation": EvaluationPart,
    "ab_test": AbTestPart,
    "engineering": EngineeringPart,
}
ANCHORS = sorted(PART_ANCHORS.items())
NEWEST = date(2026, 11, 23)


def defaults() -> dict[str, float]:
    """Every number that a part holds when nothing is said, and the shares of the programme itself."""
    of_parts = {
        f"{part}.{name}": field.default
        for part, model in PARTS.items()
        for name, field in model.model_fields.items()
        if isinstance(field.default, int | float)
    }
    shares = {
        name: field.default for name, field in Programme.model_fields.items() if name.endswith("_share")
    }
    return of_parts | shares


def test_the_anchored_parts_are_those_of_a_programme() -> None:
    parts = {name for name, field in Programme.model_fields.items() if "Part" in str(field.annotation)}
    assert parts == set(PARTS)


def test_every_default_has_its_anchor_and_every_anchor_its_default() -> None:
    assert {field: anchor.default for field, anchor in ANCHORS} == defaults()


@pytest.mark.parametrize(("field", "anchor"), ANCHORS)
def test_an_anchor_is_ordered_sourced_and_dated(field: str, anchor: object) -> None:
    found = PART_ANCHORS[field]
    assert found is anchor
    assert found.low <= found.default <= found.high
    assert found.low < found.high
    assert found.confidence in ("high", "medium", "low", "judgement")
    assert found.url.startswith("https://") or (found.url == "" and found.confidence == "judgement")
    assert found.as_of <= NEWEST
    assert found.unit
    assert found.why


@pytest.mark.parametrize("field", sorted(PART_ANCHORS))
def test_both_ends_of_a_range_are_allowed(field: str) -> None:
    part, _, name = field.rpartition(".")
    model = PARTS[part] if part else Programme
    for end in (PART_ANCHORS[field].low, PART_ANCHORS[field].high):
        assert getattr(model.model_validate({name: end}), name) == end


def test_anchors_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        PART_ANCHORS["data.examples"] = PART_ANCHORS["data.examples"]  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        PART_ANCHORS["data.examples"].low = 1  # type: ignore[misc]


def test_a_default_is_told_with_its_range() -> None:
    source = source_of_default("options.1.programme.data.examples", 1_000)
    assert source is not None
    assert source.why.endswith("range 50 to 5,000")
    assert (source.url, source.confidence) == (PART_ANCHORS["data.examples"].url, "medium")
    share = source_of_default("options.1.programme.base_refresh_share", 0.3)
    assert share is not None
    assert share.confidence == "judgement"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("options.1.programme.data.examples", 999),
        ("options.1.programme.data.made_by", "people"),
        ("options.1.programme.progress.examples", 1_000),
        ("options.1.programme.one_off_usd", 0),
        ("options.1.programme.training.recipe.checkpoint", "Qwen3-8B"),
        ("options.1.programme.training.recipe.lora_r", 8),
        ("options.1.batch_share", 0),
        ("examples", 1_000),
    ],
)
def test_no_source_for_what_is_no_default(field: str, value: object) -> None:
    assert source_of_default(field, value) is None


RECIPE = "options.1.programme.training.recipe"


def test_a_recipes_default_follows_from_the_fields_beside_it() -> None:
    field = f"{RECIPE}.learning_rate"
    full = {f"{RECIPE}.method": "full", "options.0.programme.training.recipe.method": "lora"}
    assert source_of_default(field, 2e-4) is RECIPE_SOURCES["learning_rate"]
    assert source_of_default(field, 2e-5) is None
    assert source_of_default(field, 2e-5, {**full, field: 2e-5}) is RECIPE_SOURCES["learning_rate"]
    assert source_of_default(field, 2e-4, {**full, field: 2e-4}) is None


def test_a_recipe_that_does_not_hold_without_a_field_has_it_from_elsewhere() -> None:
    """On one card the weights cannot be spread, so that two cards are no default."""
    beside = {f"{RECIPE}.method": "full", f"{RECIPE}.sharded": True, f"{RECIPE}.gpus": 2}
    assert source_of_default(f"{RECIPE}.gpus", 2, beside) is None
