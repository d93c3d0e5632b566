"""`--rows FILE.csv`: an estimate for every row of a table, so that a team can hold it against its own runs."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from costmodel.commands.answer_compare import read_text
from costmodel.errors import InputError, Problem
from costmodel.estimate.row_fields import Row

Answer = dict[str, Any]

NEAR = 0.75
"""How alike two names are, from 0 to 1, where one is taken for a slip of the other."""

MOST_BYTES = 50_000_000
"""A table of 100,000 measurements with links and notes."""


def read_rows(name: str, columns: Sequence[str], needed: Sequence[str]) -> list[Row]:
    """The rows of the file `name`; an InputError where it is no CSV or lacks a needed column."""
    text = read_text(name, "--rows", MOST_BYTES)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        header = list(reader.fieldnames or [])
        twins = sorted({column for column in columns if header.count(column) > 1})
        if twins:
            raise InputError(
                [Problem("--rows", name, f"each column may stand once; twice: {', '.join(twins)}")]
            )
        missing = [column for column in needed if column not in header]
        if missing:
            allowed = f"the columns are {', '.join(columns)}; missing: {', '.join(missing)}"
            raise InputError([Problem("--rows", name, allowed)])
        for note in misspelt(header, columns):
            print(note, file=sys.stderr)
        return list(reader)
    except csv.Error as error:
        raise InputError([Problem("--rows", name, f"the file is no sound CSV: {error}")]) from None


def misspelt(header: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    """A line for each column that is not read but named almost like one that is and is missing."""
    absent = [column for column in columns if column not in header]
    for name in header:
        near = [] if name in columns else get_close_matches(name, absent, n=1, cutoff=NEAR)
        if near:
            yield f"note: --rows: column '{name}' is not read; did you mean '{near[0]}'?"


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
