"""From JSON, or what JSON holds, to a scenario, with every mistake reported at once."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from costmodel.errors import NOT_GIVEN, InputError, InWords, Problem
from costmodel.scenario.model import Scenario
from costmodel.scenario.ranges import RANGE_KEYS

MAX_JSON_CHARACTERS = 1_000_000

PYDANTIC_STARTS = ("Input ", "Value ", "String ", "Tuple ", "List ")

KINDS_ALLOWED = "it must be hosted, managed_fine_tune, self_hosted or from_scratch"

ALLOWED_BY_ERROR_TYPE = {
    "extra_forbidden": "no such field exists; remove it or correct its name",
    "finite_number": "it must be a finite number",
    "float_type": "it must be a finite number",
    "int_type": "it must be a whole number",
    "int_from_float": "it must be a whole number",
    "model_type": "it must be one JSON object",
    "tuple_type": "it must be a list",
}

FOLLOW_UPS = frozenset({"default_factory_not_called"})
"""Said of every default that would have followed from a field that is wrong; the field itself is reported."""

LENGTH_ALLOWED = {
    "too_long": "it may have at most {max_length:,} entries",
    "too_short": "its number of entries must be at least {min_length:,}",
    "string_too_long": "it may have at most {max_length:,} characters",
    "string_too_short": "its number of characters must be at least {min_length:,}",
}

ALLOWED_BY_LIMIT = {
    "ge": "it must be at least",
    "gt": "it must be above",
    "le": "it must be at most",
    "lt": "it must be below",
}


def parse_scenario(text: str) -> Scenario:
    """Read a scenario from JSON text.

    Raises InputError with one problem per mistake; text that is no JSON is one problem.
    """
    return scenario_from_dict(json_of(text, "scenario"))


def json_of(text: str, what: str) -> Any:
    """What JSON text holds; raises InputError that calls it `what`."""
    if len(text) > MAX_JSON_CHARACTERS:
        raise InputError(
            [Problem(what, f"{len(text):,} characters", f"at most {MAX_JSON_CHARACTERS:,} are allowed")]
        )
    try:
        return json.loads(text, parse_constant=float, object_pairs_hook=_object)
    except RecursionError:
        raise InputError([Problem(what, text[:20], "it is nested too deeply")]) from None
    except ValueError as error:
        raise InputError([Problem(what, text[:20], f"it must be JSON: {error}")]) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key that stands twice would otherwise lose its first value in silence."""
    keys = [key for key, _ in pairs]
    twice = next((key for place, key in enumerate(keys) if key in keys[:place]), None)
    if twice is not None:
        raise InputError([Problem(twice, "given twice", "each key may stand once in an object")])
    return dict(pairs)


def scenario_from_dict(data: Any) -> Scenario:
    """Validate what a JSON object holds.

    Raises InputError with one problem per mistake, each naming the field, the value and what is allowed.
    """
    if not isinstance(data, dict):
        raise InputError([Problem("scenario", data, "it must be one JSON object")])
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise InputError(problems_of(error.errors())) from None


def problems_of(details: list[ErrorDetails], whole: str = "scenario") -> list[Problem]:
    """Word every mistake; that a list is too short is no news when what stands in it is wrong."""
    inside = {error["loc"][:length] for error in details for length in range(len(error["loc"]))}
    told = [
        error
        for error in details
        if error["type"] not in FOLLOW_UPS and not (error["type"] == "too_short" and error["loc"] in inside)
    ]
    return [problem for error in told for problem in _of_one(error, whole)]


def _of_one(error: ErrorDetails, whole: str) -> list[Problem]:
    context = error.get("ctx", {})
    path = [*map(str, _without_kind(error["loc"]))]
    if error["type"] == "disagreements":
        return list(context["problems"])
    if error["type"] == "at_field":
        field, value = ".".join((*path, context["field"])), context["value"]
        return [Problem(field, NOT_GIVEN if value is None else value, context["allowed"])]
    if error["type"] in ("union_tag_not_found", "union_tag_invalid"):
        return [Problem(".".join((*path, "kind")), context.get("tag", NOT_GIVEN), KINDS_ALLOWED)]
    field = ".".join(path) or whole
    if error["type"] == "missing":
        return [Problem(field, NOT_GIVEN, "it is required")]
    value = error["input"] if error["type"] == "range" else _short(error["input"])
    return [Problem(field, value, _allowed(error))]


def _without_kind(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Pydantic names the kind of an option after its place; the scenario's JSON does not."""
    if location[:1] == ("options",) and len(location) > 2:
        return (*location[:2], *location[3:])
    return location


def _allowed(error: ErrorDetails) -> str:
    limits = error.get("ctx", {})
    if error["type"] in LENGTH_ALLOWED:
        return LENGTH_ALLOWED[error["type"]].format(**limits)
    for limit, words in ALLOWED_BY_LIMIT.items():
        if limit in limits:
            return f"{words} {limits[limit]:,}"
    return ALLOWED_BY_ERROR_TYPE.get(error["type"], _lower_first(error["msg"]))


def _lower_first(message: str) -> str:
    """Pydantic begins a sentence; here it goes on from the field's name."""
    return message[:1].lower() + message[1:] if message.startswith(PYDANTIC_STARTS) else message


def _short(value: Any) -> Any:
    """Whole objects are not worth repeating in a message, but ranges and numbers are."""
    if isinstance(value, dict) and value and value.keys() <= RANGE_KEYS:
        return value
    if isinstance(value, list | tuple) and all(isinstance(each, int | float) for each in value):
        return list(value)
    if isinstance(value, dict):
        return InWords(f"an object of {len(value)} fields")
    return InWords(f"a list of {len(value)}") if isinstance(value, list | tuple) else value
