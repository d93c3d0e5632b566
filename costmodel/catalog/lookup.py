"""Looking a name up that somebody typed: what the catalog has, or one problem that names the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from costmodel.errors import InputError, Problem, UnknownNameError

Entry = TypeVar("Entry")


def found(look_up: Callable[[str], Entry], field: str, name: str | None) -> Entry:
    """What the catalog has under a name; an InputError names the field and the nearest names."""
    try:
        return look_up(name or "")
    except UnknownNameError as error:
        raise InputError([Problem(field, error.name, error.allowed)]) from None
