"""A file's bytes as UTF-8 text: what is not certainly text is refused rather than guessed at."""

from __future__ import annotations

import codecs
import io
from itertools import islice
from pathlib import Path

from costmodel.errors import NOT_GIVEN, InputError, Problem
from costmodel.results.model import NamedFile

ENCODINGS = "UTF-8, or UTF-16 with a byte order mark, is read; save the file as UTF-8"


def text_of(file: NamedFile) -> bytes:
    """The whole file as UTF-8 without a byte order mark.

    Raises InputError if it cannot be read, is empty, holds zero bytes or is neither UTF-8 nor marked UTF-16.
    """
    raw = _bytes_of(file)
    try:
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            data = raw.decode("utf-16").encode("utf-8")
        else:
            data = raw.removeprefix(codecs.BOM_UTF8)
            data.decode("utf-8")
    except UnicodeDecodeError as error:
        where = _line_of(file, raw, error.start)
        shown = error.object[error.start : error.start + 1]
        raise InputError([Problem(where, shown, f"this is no {error.encoding} text; {ENCODINGS}")]) from None
    zero = data.find(b"\0")
    if zero >= 0:
        where = _line_of(file, data, zero)
        raise InputError([Problem(where, b"\0", f"a text holds no zero bytes; {ENCODINGS}")])
    if not any(line.strip() for line in lines_of(data)):
        raise InputError([Problem(file.name, NOT_GIVEN, "the file is empty; it must hold results")])
    return data


def lines_of(data: bytes) -> io.TextIOWrapper:
    """The text line by line, with the line ends as they are."""
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")


def line_at(data: bytes, number: int) -> str:
    """One line, counted from 1, to show in an error."""
    return next(islice(lines_of(data), number - 1, None), "").rstrip("\r\n")


def _line_of(file: NamedFile, data: bytes, place: int) -> str:
    line = data.count(b"\n", 0, place) + 1
    return f"{file.name} line {line}"


def _bytes_of(file: NamedFile) -> bytes:
    try:
        if isinstance(file.place, Path):
            return file.place.read_bytes()
        file.place.seek(0)
        return file.place.read()
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        shown = str(file.place) if isinstance(file.place, Path) else file.name
        raise InputError([Problem(file.name, shown, f"the file cannot be read: {said}")]) from None
