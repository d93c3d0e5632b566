"""What was measured, as one line of text that fits into a link: dotted fields of the evidence with their values.

`prompting.items=100;prompting.passes=70,74;retrieval.newly_passing=3`
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from costmodel.errors import InputError, Problem

MOST_CHARACTERS = 6000
LISTS = frozenset({"prompting.passes", "prompting.design_effects"})
NAMES = frozenset({"prompting.names", "retrieval.name"})
MOST_CHARACTERS_OF_NAMES = 600
"""More names than that stay out of the link, and the variants are numbered."""
MOST_EXACT_EFFECTS = 20
ELSEWHERE = frozenset({"bar", "volume"})
"""Said by the shared inputs."""

Fields = Mapping[str, Any]
"""Dotted field of the evidence -> number or name, or a list of them."""


def fields_of(text: str) -> dict[str, Any]:
    """The fields that a text names; raises InputError naming every piece that cannot be read."""
    if len(text) >= MOST_CHARACTERS:
        allowed = f"fewer than {MOST_CHARACTERS:,} characters are; a longer text was cut, and half a number would be another one"
        raise InputError([Problem("evidence", f"{len(text):,} characters", allowed)])
    fields: dict[str, Any] = {}
    problems: list[Problem] = []
    for piece in filter(None, (piece.strip() for piece in text.split(";"))):
        path, equals, value = (part.strip() for part in piece.partition("="))
        if (
            not equals
            or path.partition(".")[0] in ELSEWHERE
            or not path.replace(".", "").replace("_", "").isalpha()
        ):
            problems.append(Problem("evidence", piece[:80], "write FIELD=VALUE with a field of the evidence"))
            continue
        if path in fields or any(
            f"{path}.".startswith(f"{other}.") or other.startswith(f"{path}.") for other in fields
        ):
            problems.append(Problem(path, value[:80], "each field may stand once"))
            continue
        try:
            fields[path] = _read(path, value)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return fields


def numbers_of(path: str, text: str) -> list[float]:
    """Numbers parted by commas, semicolons or white space; raises InputError naming the one that is none."""
    return [_number(path, each) for each in text.replace(",", " ").replace(";", " ").split()]


def text_of(fields: Fields) -> str:
    """The text that names these fields; those that hold nothing are left out."""
    return ";".join(
        f"{path}={_text(value)}" for path, value in fields.items() if value is not None and value != []
    )


def fit_for_a_link(fields: Fields) -> dict[str, Any]:
    """The same without names that would fill the link, and design effects of many variants in four digits."""
    kept = dict(fields)
    effects = kept.get("prompting.design_effects") or []
    if len(effects) > MOST_EXACT_EFFECTS:
        kept["prompting.design_effects"] = [float(f"{effect:.4g}") for effect in effects]
    if sum(len(_text(kept.get(path) or "")) for path in NAMES) > MOST_CHARACTERS_OF_NAMES:
        for path in NAMES:
            kept.pop(path, None)
    return kept


def nested(fields: Fields) -> dict[str, Any]:
    """The same as the object that JSON holds."""
    whole: dict[str, Any] = {}
    for path, value in fields.items():
        *parents, last = path.split(".")
        place = whole
        for parent in parents:
            inner = place.setdefault(parent, {})
            place = inner if isinstance(inner, dict) else {}
        place[last] = value
    return whole


def flat(whole: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The object that JSON holds as dotted fields, without what is said elsewhere."""
    fields: dict[str, Any] = {}
    for key, value in whole.items():
        if prefix or key not in ELSEWHERE:
            fields |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return fields


def _read(path: str, text: str) -> float | str | list[float] | list[str]:
    if path in LISTS:
        return numbers_of(path, text)
    if path not in NAMES:
        return _number(path, text)
    return [unquote(name) for name in text.split(",")] if path.endswith("s") else unquote(text)


def _number(path: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError([Problem(path, text[:80], "a number is")])
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _text(value: float | str | list[float] | list[str]) -> str:
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return quote(value, safe=" ") if isinstance(value, str) else f"{value:.12g}"
