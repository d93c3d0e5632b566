"""CSV with one row per item and variant, delimited by commas, semicolons or tabs."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, islice
from typing import NamedTuple

from costmodel.errors import InputError, Problem
from costmodel.results.fields import COLUMNS, Found, find_columns
from costmodel.results.findings import in_words
from costmodel.results.tally import Batch, Origin, Tally
from costmodel.results.text import line_at, lines_of

DELIMITERS = ",;\t"
ROWS_AT_ONCE = 1_000
"""Few enough to stay in a processor's cache, which reads a third faster than ten times as many."""
FORMAT = "CSV"
"""As in RFC 4180, with any of the three delimiters. Source: https://www.rfc-editor.org/rfc/rfc4180"""


class Header(NamedTuple):
    """The first line: where it stands, how fields are delimited, how many there are and which are ours."""

    line: int
    delimiter: str
    width: int
    found: Found


def read_csv(name: str, data: bytes, tally: Tally) -> str:
    """Add the rows to the tally and return the format in words; raises InputError where the file breaks off."""
    tally.begin(Origin(name))
    header = _header(name, data)
    if header.found.unknown:
        tally.notes.add(f"{name}: columns left out: {in_words(header.found.unknown)}")
    known, rows_read, problems_before = header.found.known, 0, tally.problems.count
    for lines, rows in _batches(name, data, header, tally):
        cells = list(chain.from_iterable(rows))
        ours = {column: cells[place :: header.width] for column, place in known.items()}
        tally.take(Batch(lines, **ours))
        rows_read += len(rows)
    if not rows_read and tally.problems.count == problems_before:
        where = f"{name} line {header.line}"
        shown = line_at(data, header.line)
        raise InputError(
            [Problem(where, shown, "there is only a header; a row per item and variant must follow")]
        )
    return FORMAT


def _header(name: str, data: bytes) -> Header:
    numbered = enumerate(lines_of(data), start=1)
    line, text = next((line, text) for line, text in numbered if text.strip())
    parsed = [(_fields(text, delimiter), delimiter) for delimiter in DELIMITERS]
    fields, delimiter = max(parsed, key=lambda one: len(find_columns(one[0]).known))
    found = find_columns(fields)
    where, shown = f"{name} line {line}, header", text.strip()
    problems = []
    if found.missing:
        needed = f"a header needs {', '.join(COLUMNS[:3])} and may have {', '.join(COLUMNS[3:])}"
        problems.append(Problem(where, shown, f"it lacks {in_words(found.missing)}; {needed}"))
    if found.repeated:
        problems.append(Problem(where, shown, f"it names {in_words(found.repeated)} more than once"))
    if problems:
        raise InputError(problems)
    return Header(line, delimiter, len(fields), found)


def _fields(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return []


def _batches(
    name: str, data: bytes, header: Header, tally: Tally
) -> Iterator[tuple[Sequence[int], list[list[str]]]]:
    """Rows of the header's width and the lines they begin at; problems for the others."""
    reader = csv.reader(lines_of(data), delimiter=header.delimiter, strict=True)
    line = 0
    try:
        while rows := list(islice(reader, ROWS_AT_ONCE)):
            lines: Sequence[int] = range(line + 1, line + 1 + len(rows))
            if reader.line_num - line != len(rows):
                lines = [*accumulate(map(_lines_in, rows[:-1]), initial=line + 1)]
            line = reader.line_num
            if lines[0] <= header.line or set(map(len, rows)) != {header.width}:
                lines, rows = _of_width(name, header, lines, rows, tally)
            if rows:
                yield lines, rows
    except csv.Error as error:
        line = _line_that_breaks_off(data, header.delimiter)
        why = _why(str(error))
        raise InputError([Problem(f"{name} line {line}", line_at(data, line), why)]) from None


def _lines_in(row: list[str]) -> int:
    text = ",".join(row)
    return 1 + text.count("\n") + text.count("\r") - text.count("\r\n")


def _of_width(
    name: str, header: Header, lines: Sequence[int], rows: list[list[str]], tally: Tally
) -> tuple[list[int], list[list[str]]]:
    kept = []
    for line, row in zip(lines, rows, strict=True):
        if line <= header.line:
            continue
        if len(row) == header.width:
            kept.append((line, row))
        elif len(row) > 1 or (row and row[0].strip()):
            expected = f"the header has {header.width} columns, this row {len(row)}"
            tally.problems.add(f"{name} line {line}", header.delimiter.join(row), expected)
    return [line for line, _ in kept], [row for _, row in kept]


def _line_that_breaks_off(data: bytes, delimiter: str) -> int:
    """The line at which the row begins that cannot be read."""
    reader = csv.reader(lines_of(data), delimiter=delimiter, strict=True)
    line = 0
    try:
        for _ in reader:
            line = reader.line_num
    except csv.Error:
        pass
    return line + 1


def _why(error: str) -> str:
    if error.startswith("unexpected end"):
        return "a quote that opens in this row is never closed"
    if error.startswith("field larger"):
        return f"a field may hold up to {csv.field_size_limit():,} characters; is a quote never closed?"
    return f"the row is no CSV: {error}"
