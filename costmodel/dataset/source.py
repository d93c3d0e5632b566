"""A file of lines, read in blocks that never hold more than a bounded number of bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from costmodel.errors import InputError, Problem

BLOCK_BYTES = 4_000_000
MOST_LINE_BYTES = 10_000_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Place = Path | BinaryIO
"""A file on disk, or an open one that can be read from any position."""


@dataclass(frozen=True)
class Source:
    """A file to check, by the name that errors give it."""

    name: str
    place: Place
    size: int


@dataclass(frozen=True)
class Block:
    """Bytes of a file that begin and end with a line; the last line may be cut where it is too long."""

    start: int
    size: int


@contextmanager
def opened(place: Place) -> Iterator[BinaryIO]:
    """The open file; one that came open stays open."""
    if isinstance(place, Path):
        with place.open("rb") as file:
            yield file
    else:
        yield place


def source_of(place: Place, name: str) -> Source:
    """The file and its size; raises InputError if it cannot be read or holds nothing."""
    try:
        with opened(place) as file:
            size = file.seek(0, io.SEEK_END)
            file.seek(0)
            file.read(1)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError([Problem(name, _name(place), f"the file cannot be read: {said}")]) from None
    if not size:
        raise InputError([Problem(name, _name(place), "the file is empty; it must hold one example a line")])
    return Source(name, place, size)


def blocks(source: Source) -> Iterator[Block]:
    """Blocks of whole lines that cover the file."""
    start = 0
    with opened(source.place) as file:
        while start < source.size:
            file.seek(start + BLOCK_BYTES)
            end = min(source.size, start + BLOCK_BYTES + len(file.readline(MOST_LINE_BYTES + 1)))
            yield Block(start, end - start)
            start = end


def lines_of(place: Place, block: Block) -> list[bytes]:
    """The lines of a block without their ends; a byte order mark at the start of the file stays."""
    with opened(place) as file:
        file.seek(block.start)
        raw = file.read(block.size)
    lines = raw.split(b"\n")
    return lines if lines[-1] else lines[:-1]


def ends_with_newline(source: Source) -> bool:
    """Whether the last line was written to its end."""
    with opened(source.place) as file:
        file.seek(source.size - 1)
        return file.read(1) == b"\n"


def line_at(file: BinaryIO, start: int) -> bytes:
    """The line that begins at a position."""
    file.seek(start)
    return file.readline(MOST_LINE_BYTES + 1)


def _name(place: Place) -> str:
    return str(place) if isinstance(place, Path) else str(getattr(place, "name", "the given file"))
