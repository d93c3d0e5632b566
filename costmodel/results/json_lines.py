"""JSON Lines with one object per item and variant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter
from typing import Any

from costmodel.errors import InputError, Problem
from costmodel.results.fields import COLUMNS, Found, find_columns
from costmodel.results.findings import in_words
from costmodel.results.tally import Batch, Origin, Tally
from costmodel.results.text import lines_of

LINES_AT_ONCE = 1_000
"""Few enough to stay in a processor's cache, which reads a third faster than ten times as many."""
MOST_SHAPES_KEPT = 1_000
MOST_UNKNOWN_KEPT = 100
FORMAT = "JSON Lines"
"""Source: https://jsonlines.org"""

Row = dict[str, Any]

Shape = dict[str, str]
"""The key under which an object holds each of our fields that it has."""


def read_json_lines(name: str, data: bytes, tally: Tally) -> str:
    """Add the rows to the tally and return the format in words."""
    tally.begin(Origin(name))
    shapes = _Shapes(name, tally)
    for lines, rows in _batches(name, data, tally):
        tally.take(shapes.batch(lines, rows))
    if shapes.unknown:
        tally.notes.add(f"{name}: keys left out: {in_words(tuple(shapes.unknown))}")
    return FORMAT


def objects_in(name: str, data: bytes, tally: Tally) -> Iterator[tuple[int, Row]]:
    """Each line's number and object, without blank lines; problems for lines that hold no object."""
    for lines, rows in _batches(name, data, tally):
        yield from zip(lines, rows, strict=True)


def parse(text: str | bytes) -> Any:
    """A JSON value; raises ValueError saying in short why it is none."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        message = f"{error.msg} at {line}character {error.colno}"
        raise ValueError(message) from None
    except RecursionError:
        message = "it is nested too deep"
        raise ValueError(message) from None


def only_object(name: str, data: bytes) -> Row:
    """The one object of a JSON file; raises InputError if it holds anything else or breaks off."""
    try:
        found = parse(data)
    except ValueError as error:
        raise InputError([Problem(name, shown_start(data), f"the file is no JSON: {error}")]) from None
    if not isinstance(found, dict):
        raise InputError([Problem(name, shown_start(data), "the file must hold one JSON object")])
    return found


def shown_start(data: bytes) -> str:
    """How a file begins, to show in an error."""
    return data[:200].decode("utf-8", "replace").strip()


def _batches(name: str, data: bytes, tally: Tally) -> Iterator[tuple[list[int], list[Row]]]:
    numbered = enumerate(lines_of(data), start=1)
    while batch := list(islice(numbered, LINES_AT_ONCE)):
        filled = [(line, text) for line, text in batch if not text.isspace()]
        rows = _all_at_once([text for _, text in filled])
        if rows is not None:
            lines = [line for line, _ in filled]
        else:
            lines, rows = _one_by_one(name, filled, tally)
        if rows:
            yield lines, rows


def _all_at_once(texts: list[str]) -> list[Row] | None:
    """The objects of lines that hold one flat object each; None if that is not certain.

    Where each line has one opening brace, at its start, and all lines together are as many values, all of them
    objects, no object can begin in one line and end in another.
    """
    joined = ",".join(texts)
    if joined.count("{") != len(texts) or not all(text[0] == "{" for text in texts):
        return None
    try:
        rows: list[Row] = json.loads(f"[{joined}]")
    except (ValueError, RecursionError):
        return None
    return rows if len(rows) == len(texts) and set(map(type, rows)) == {dict} else None


def _one_by_one(name: str, numbered: list[tuple[int, str]], tally: Tally) -> tuple[list[int], list[Row]]:
    """The lines that hold an object, and the objects; problems for the others."""
    read = json.JSONDecoder().raw_decode
    lines, rows = [], []
    for line, text in numbered:
        try:
            row, end = read(text)
        except (ValueError, RecursionError):
            row, end = None, 0
        if type(row) is not dict or text[end:].strip():
            row = _object(name, line, text.strip(), tally)
        if row is not None:
            lines.append(line)
            rows.append(row)
    return lines, rows


def _object(name: str, line: int, text: str, tally: Tally) -> Row | None:
    try:
        found = parse(text)
    except ValueError as error:
        tally.problems.add(f"{name} line {line}", text, f"the line is no JSON: {error}")
        return None
    if not isinstance(found, dict):
        tally.problems.add(f"{name} line {line}", text, "each line must hold one JSON object")
        return None
    return found


class _Shapes:
    """Which keys of an object are ours, found once per set of keys."""

    def __init__(self, name: str, tally: Tally) -> None:
        self._name, self._tally = name, tally
        self._known: dict[tuple[str, ...], Shape] = {}
        self.unknown: dict[str, None] = {}

    def batch(self, lines: list[int], rows: list[Row]) -> Batch:
        """The rows' columns, without the rows that lack a required key, which are problems."""
        shape = self._known.get(tuple(rows[0]))
        if shape and len(set(map(tuple, rows))) == 1:
            return Batch(lines, **{field: [*map(itemgetter(key), rows)] for field, key in shape.items()})
        shapes = [self._of(row, line) for line, row in zip(lines, rows, strict=True)]
        kept = [(row, shape) for row, shape in zip(rows, shapes, strict=True) if shape]
        return Batch(
            [line for line, shape in zip(lines, shapes, strict=True) if shape],
            **{
                field: [row[shape[field]] if field in shape else None for row, shape in kept]
                for field in COLUMNS
            },
        )

    def _of(self, row: Row, line: int) -> Shape | None:
        keys = tuple(row)
        shape = self._known.get(keys)
        if shape:
            return shape
        columns = find_columns(keys)
        if not self._usable(columns, keys, line):
            return None
        shape = {field: keys[place] for field, place in columns.known.items()}
        if len(self._known) < MOST_SHAPES_KEPT:
            self._known[keys] = shape
        if len(self.unknown) < MOST_UNKNOWN_KEPT:
            self.unknown.update(dict.fromkeys(columns.unknown))
        return shape

    def _usable(self, columns: Found, keys: tuple[str, ...], line: int) -> bool:
        where, shown = f"{self._name} line {line}", ", ".join(keys)
        if columns.missing:
            allowed = f"it lacks {in_words(columns.missing)}; an object needs {', '.join(COLUMNS[:3])}"
            self._tally.problems.add(where, shown, allowed)
        if columns.repeated:
            allowed = f"it names {in_words(columns.repeated)} more than once"
            self._tally.problems.add(where, shown, allowed)
        return not (columns.missing or columns.repeated)
