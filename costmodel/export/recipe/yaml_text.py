"""Configurations as YAML that every reader of YAML 1.1 and 1.2 takes for the same values."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence

Scalar = str | float | int | bool
Value = Scalar | Sequence["Value"] | Mapping[str, "Value"]
Config = Mapping[str, Value]

PLAIN_TEXT = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*")

READ_AS_SOMETHING_ELSE = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
"""Words that YAML 1.1 turns into truth values or nothing, https://yaml.org/type/bool.html"""


def yaml_text(config: Config, *, about: Sequence[str] = ()) -> str:
    """Write a mapping of texts, numbers, truth values, lists and mappings, with `about` as comments on top.

    Raises ValueError for numbers that are not finite and for empty lists and mappings.
    """
    comments = [f"# {' '.join(line.split())}".rstrip() for line in about]
    return "\n".join([*comments, *_mapping(config, 0)]) + "\n"


def _mapping(config: Config, depth: int) -> Iterator[str]:
    if not config:
        raise ValueError("an empty mapping says nothing in a configuration")
    for key, value in config.items():
        start = f"{'  ' * depth}{_text(key)}:"
        if isinstance(value, Mapping):
            yield start
            yield from _mapping(value, depth + 1)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield start
            yield from _items(value, depth + 1)
        else:
            yield f"{start} {_scalar(value)}"


def _items(values: Sequence[Value], depth: int) -> Iterator[str]:
    if not values:
        raise ValueError("an empty list says nothing in a configuration")
    for value in values:
        if isinstance(value, Mapping):
            first, *others = _mapping(value, depth + 1)
            yield f"{'  ' * depth}- {first.lstrip(' ')}"
            yield from others
        elif isinstance(value, Sequence) and not isinstance(value, str):
            raise ValueError("no configuration holds a list right inside a list")
        else:
            yield f"{'  ' * depth}- {_scalar(value)}"


def _scalar(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    if not math.isfinite(value):
        raise ValueError(f"{value!r} is no number of a configuration")
    shown = repr(value)
    # YAML 1.1 takes 5e-06 for text: its floats need a point.
    return shown.replace("e", ".0e") if "e" in shown and "." not in shown else shown


def _text(text: str) -> str:
    if PLAIN_TEXT.fullmatch(text) and text.lower() not in READ_AS_SOMETHING_ELSE:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else _escaped(char) for char in quoted)


def _escaped(char: str) -> str:
    return f"\\U{ord(char):08x}"
