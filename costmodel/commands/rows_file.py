"""`--rows FILE.csv`: an estimate for every row of a table, so that a team can hold it against its own runs."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Sequence
from typing import Any

from costmodel.commands.answer_compare import read_text
from costmodel.errors import InputError, Problem
from costmodel.estimate.row_fields import Row

Answer = dict[str, Any]

MOST_BYTES = 50_000_000
"""A table of 100,000 measurements with links and notes."""


def read_rows(name: str, columns: Sequence[str], needed: Sequence[str]) -> list[Row]:
    """The rows of the file `name`; an InputError where it is no CSV or lacks a needed column."""
    text = read_text(name, "--rows", MOST_BYTES)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        header = list(reader.fieldnames or [])
        missing = [column for column in needed if column not in header]
        if missing:
            allowed = f"the columns are {', '.join(columns)}; missing: {', '.join(missing)}"
            raise InputError([Problem("--rows", name, allowed)])
        return list(reader)
    except csv.Error as error:
        raise InputError([Problem("--rows", name, f"the file is no sound CSV: {error}")]) from None


def answer_rows(
    rows: Sequence[Row], answer: Callable[[Row], Answer], line: Callable[[Answer], str], *, as_json: bool
) -> str:
    """One answer for each row in order, as JSON or as lines; a row without one says why."""
    answers = [_answer_or_error(row, answer) for row in rows]
    if as_json:
        return json.dumps({"rows": answers}, allow_nan=False)
    return "\n".join(
        f"row {place}: {found['error'] if 'error' in found else line(found)}"
        for place, found in enumerate(answers, start=1)
    )


def _answer_or_error(row: Row, answer: Callable[[Row], Answer]) -> Answer:
    try:
        found = answer(row)
    except InputError as error:
        return {"error": "; ".join(" ".join(str(problem).split()) for problem in error.problems)}
    if not all(math.isfinite(value) for value in found.values() if isinstance(value, float)):
        return {"error": "the numbers of this row are too large or too small to calculate with"}
    return found
