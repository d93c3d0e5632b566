"""Inputs that were pinned, to be held against those of now, as one line of text that fits into a link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from costmodel.errors import InputError, Problem
from ui.inputs.fields import Values

PRESET = "preset"


def text_of_inputs(title: str, values: Values, defaults: Values) -> str:
    """The preset, and every input that differs from it."""
    changed = {key: values[key] for key in defaults if key in values and values[key] != defaults[key]}
    return urlencode({PRESET: title, **{key: _text(value) for key, value in changed.items()}})


def inputs_of_text(text: str, defaults_of: Mapping[str, Values]) -> tuple[str, dict[str, Any]]:
    """The title of the preset and what the inputs showed; `defaults_of`: by title.

    Raises InputError naming what cannot be read.
    """
    pairs = dict(parse_qsl(text, keep_blank_values=True))
    title = pairs.pop(PRESET, "")
    if title not in defaults_of:
        allowed = f"the presets are {', '.join(defaults_of)}"
        raise InputError([Problem(f"pinned.{PRESET}", title[:80], allowed)])
    values = dict(defaults_of[title])
    for key, words in pairs.items():
        if key not in values:
            raise InputError([Problem(f"pinned.{key[:40]}", words[:80], "no such input exists")])
        values[key] = _value(key, words, values[key])
    return title, values


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _value(key: str, words: str, default: Any) -> Any:
    """What an input of the kind of `default` shows for these words."""
    try:
        if isinstance(default, bool):
            return {"true": True, "false": False}[words]
        if isinstance(default, date):
            return date.fromisoformat(words)
        if isinstance(default, str):
            return words
        if words == "" and default is None:
            return None
        return float(words) if isinstance(default, float) or not words.isdigit() else int(words)
    except (KeyError, ValueError):
        raise InputError([Problem(f"pinned.{key}", words[:80], "it must be what this input shows")]) from None
