"""Flips of single inputs as plain objects for JSON; names and meaning are public and stable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from costmodel.decide.thresholds import Thresholds
from costmodel.export.answers import JsonObject


def thresholds_answer(thresholds: Sequence[Thresholds]) -> JsonObject:
    """The nearest flips of every field that was asked for; nothing if none was."""
    return {"thresholds": [_of_one_field(each) for each in thresholds]} if thresholds else {}


def _of_one_field(found: Thresholds) -> JsonObject:
    return {
        "field": found.path,
        "value": found.value,
        "below": None if found.below is None else asdict(found.below),
        "above": None if found.above is None else asdict(found.above),
        "searched": list(found.searched),
        "why": found.why,
    }
