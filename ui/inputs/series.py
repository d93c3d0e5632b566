"""Monthly volumes as one line of text, as they are pasted from a spreadsheet and as a link carries them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from costmodel.errors import InputError, Problem
from costmodel.export.csv_text import number_text

MOST_CHARACTERS = 2000
FIELD = "workload.volume_series"

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
"""Digits in groups of three: one large number where the numbers themselves stand apart by spaces or lines."""
LEADING_ZERO = re.compile(r"[+-]?0[0-9]")

Json = dict[str, Any]


def series_of(text: str) -> tuple[float, ...] | None:
    """The numbers of a text, parted by spaces, commas, tabs or lines; None if it is empty.

    Raises InputError naming the first piece that is no number, or that may be the rest of one like 12,000.
    """
    words = text.split()
    if len(words) > 1 and (grouped := next(filter(GROUPED.fullmatch, words), None)):
        allowed = "it must be numbers without commas inside them: 12000, not 12,000"
        raise InputError([Problem(FIELD, grouped, allowed)])
    pieces = [piece for word in words for piece in word.split(",") if piece]
    for piece in pieces:
        if not NUMBER.fullmatch(piece) or LEADING_ZERO.match(piece):
            allowed = "it must be numbers such as 12000 or 0.5, without separators in them, parted by spaces, commas, tabs or lines"
            raise InputError([Problem(FIELD, piece, allowed)])
    if words and not pieces:
        raise InputError([Problem(FIELD, text, "it must be numbers, or nothing at all")])
    return tuple(float(piece) for piece in pieces) or None


def text_of_series(series: Sequence[float] | None) -> str:
    """The text that stands for a series; empty for none."""
    return " ".join(number_text(volume) for volume in series or ())


def put_series(workload: Json, text: str) -> None:
    """Write the series of a text into a workload as JSON holds it, in place of the growth it knows already."""
    series = series_of(text)
    if series is None:
        workload.pop("volume_series", None)
        return
    for growth in ("monthly_growth", "growth_shape"):
        workload.pop(growth, None)
    workload["volume_series"] = series
