"""The text of a price book under edits: lines that no edit touches keep their bytes."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from costmodel.catalog.records import Record, Records


@dataclass(frozen=True, slots=True)
class Change:
    """Other cells in the record `index`."""

    index: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Insert:
    """A new record after `after`: a copy of `template` with other cells."""

    after: int
    template: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Remove:
    """Takes out a record that lies wholly in the future and is announced no longer."""

    index: int


Edit = Change | Insert | Remove


def edited(records: Records, edits: Iterable[Edit]) -> bytes:
    """The file after the edits, in UTF-8, with the line breaks it had."""
    changes: dict[int, dict[str, str]] = defaultdict(dict)
    inserts: dict[int, list[Insert]] = defaultdict(list)
    removed: set[int] = set()
    for edit in edits:
        match edit:
            case Change(index, cells):
                changes[index].update(cells)
            case Insert(after, _, _):
                inserts[after].append(edit)
            case Remove(index):
                removed.add(index)
    line_break = "\r\n" if records.header.text.endswith("\r\n") else "\n"
    columns = records.header.cells
    parts = [records.header.text]
    for index, record in enumerate(records.rows):
        if index not in removed:
            changed = changes.get(index)
            parts.append(_line(columns, record, changed, line_break) if changed else record.text)
        for insert in inserts.get(index, ()):
            if not parts[-1].endswith(("\n", "\r")):
                parts[-1] += line_break
            parts.append(_line(columns, records.rows[insert.template], insert.cells, line_break))
    return "".join(parts).encode("utf-8")


def _line(columns: tuple[str, ...], record: Record, cells: Mapping[str, str], line_break: str) -> str:
    merged = dict(zip(columns, record.cells, strict=True)) | dict(cells)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_break).writerow([merged[column] for column in columns])
    return text.getvalue()
