"""A CSV file as records that keep the text they were read from."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace

from costmodel.catalog.faults import Fault
from costmodel.errors import InWords
from costmodel.plain_text import UTF8_NEEDED, first_bad_byte

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Record:
    """One row: the line it ends on, its cells and its text with the line break, as in the file."""

    line: int
    cells: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Records:
    """The header and the rows of a file; a record without cells is a blank line.

    `fault` says why nothing could be read.
    """

    header: Record
    rows: tuple[Record, ...]
    fault: Fault | None = None


def read_records(content: bytes) -> Records:
    """The records of a CSV file in UTF-8, with or without a byte order mark."""
    nothing = Record(1, (), "")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line, place, byte = first_bad_byte(error)
        shown = InWords(f"byte {place} of the line, {byte},")
        return Records(nothing, (), Fault(line, None, shown, UTF8_NEEDED))
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    lines = list(io.StringIO(text.removeprefix(mark), newline=""))
    reader, records, read = csv.reader(lines, strict=True), [], 0
    try:
        for cells in reader:
            records.append(Record(reader.line_num, tuple(cells), "".join(lines[read : reader.line_num])))
            read = reader.line_num
    except csv.Error as error:
        return Records(nothing, (), Fault(reader.line_num, None, str(error), "the file must be sound CSV"))
    if not records:
        return Records(nothing, ())
    first = replace(records[0], text=mark + records[0].text)
    return Records(first, tuple(records[1:]))
