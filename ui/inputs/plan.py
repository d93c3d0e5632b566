"""A programme in short: what of it differs from the preset's, as one line of text that fits into a link.

`data.examples=2000;training.runs=12`: dotted fields of the programme with their values. A part's name alone
(`data`) itemises it with its defaults, an empty value (`data=`) takes it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from costmodel.errors import InputError, Problem
from costmodel.scenario.programme import Programme

PARTS = ("data", "training", "evaluation", "ab_test", "engineering")
WITH_INPUTS_OF_THEIR_OWN = frozenset({"build_months", "people_usd_per_month"})
TEXTS = frozenset(
    {"teacher_sku", "checkpoint", "start_from", "gpu", "dataset_folder", "method", "stack", "data_format"}
)
"""Fields whose value stays text, even where it reads as a number."""
LISTS = frozenset({"progress.done"})
MOST_CHARACTERS = 3000
SAFE_IN_A_VALUE = "/:,._- +"

Json = dict[str, Any]
Plan = Mapping[str, Any]
"""Dotted field -> value; a part that is itemised with its defaults has an empty object."""


def plan_of(text: str, prefix: str = "programme.") -> dict[str, Any]:
    """The fields that a text names; raises InputError naming the piece that cannot be read."""
    plan: dict[str, Any] = {}
    for piece in filter(None, (piece.strip() for piece in text.split(";"))):
        path, equals, value = piece.partition("=")
        if not equals and path in PARTS:
            plan[path] = {}
        elif (
            not equals
            or path in WITH_INPUTS_OF_THEIR_OWN
            or not path.replace(".", "").replace("_", "").isalnum()
        ):
            allowed = "write FIELD=VALUE, with a field of a programme that has no input of its own"
            raise InputError([Problem(f"{prefix}{path[:80]}", piece[:80], allowed)])
        else:
            plan[path] = _value(path, unquote(value))
    return plan


def text_of(plan: Plan) -> str:
    """The text that names these fields."""
    return ";".join(path if value == {} else f"{path}={_text(value)}" for path, value in plan.items())


def difference(base: Programme, programme: Programme) -> dict[str, Any]:
    """The plan that makes one programme of another."""
    plan: dict[str, Any] = {}
    before, after = (each.model_dump(mode="json") for each in (base, programme))
    for part in PARTS:
        if before[part] is None and after[part] is not None:
            plan[part] = {}
            before[part] = type(getattr(programme, part))().model_dump(mode="json")
        elif after[part] is None and before[part] is not None:
            plan[part] = None
            before[part] = None
    if programme.progress is None and base.progress is not None:
        plan["progress"] = before["progress"] = None
    # Defaults of a recipe follow its other fields: only what was said counts.
    said = [
        each.training.recipe.model_dump(mode="json", exclude_unset=True)
        if each.training and each.training.recipe
        else {}
        for each in (base, programme)
    ]
    for dump, recipe in zip((before, after), said, strict=True):
        if dump["training"] is not None:
            dump["training"]["recipe"] = recipe
    if "training" not in plan and said[0] and not said[1]:
        plan["training.recipe"] = before["training"]["recipe"] = None
    old, new = dict(_leaves(before)), dict(_leaves(after))
    changed = {path: new.get(path) for path in {**old, **new} if old.get(path) != new.get(path)}
    return plan | {
        path: value
        for path, value in changed.items()
        if path.split(".")[0] not in plan or value is not None
        if path not in WITH_INPUTS_OF_THEIR_OWN
    }


def put_plan(programme: Json, plan: Plan) -> None:
    """Write the fields of a plan into a programme as JSON holds it."""
    for path, value in plan.items():
        *parents, last = path.split(".")
        place = programme
        for parent in parents:
            if not isinstance(place.get(parent), dict):
                place[parent] = {}
            place = place[parent]
        if value == {}:
            place.setdefault(last, {})
            if place[last] is None:
                place[last] = {}
        elif value is None:
            place.pop(last, None)
        else:
            place[last] = value


def _leaves(value: Any, path: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [
            leaf for key, inner in value.items() for leaf in _leaves(inner, f"{path}.{key}" if path else key)
        ]
    return [(path, value)] if value not in (None, []) else []


def _value(path: str, text: str) -> Any:
    if path in LISTS:
        return [each for each in text.split(",") if each]
    if text == "":
        return None
    if path.rpartition(".")[2] in TEXTS:
        return text
    if text in ("true", "false"):
        return text == "true"
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ",".join(value)
    short = f"{value:.12g}" if isinstance(value, float) else ""
    return quote(short if short and float(short) == value else str(value), safe=SAFE_IN_A_VALUE)
