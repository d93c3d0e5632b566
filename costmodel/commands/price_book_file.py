"""A price book as a file, and the cards that its GPU rows may name."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from costmodel.catalog.faults import Fault
from costmodel.catalog.load import DATA_FOLDER, PRICING_FILE
from costmodel.errors import InputError, Problem

SHIPPED_BOOK = DATA_FOLDER / PRICING_FILE
MOST_ERROR_LINES = 10


def read_book(name: str) -> bytes:
    """The bytes of a file, or of standard input for "-". Raises InputError for what cannot be read."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError([Problem("file", name, f"it cannot be read: {why}")]) from error


def shipped_cards() -> frozenset[str]:
    """The names of the cards in the project's `gpus.csv`."""
    with (DATA_FOLDER / "gpus.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["gpu"] for row in csv.DictReader(file))


def error_lines(faults: tuple[Fault, ...], name: str) -> tuple[str, ...]:
    """One line per fault, ten at most; if there are more, the tenth says how many."""
    lines = [str(fault.in_file(name)) for fault in faults]
    if len(lines) <= MOST_ERROR_LINES:
        return tuple(lines)
    shown = lines[: MOST_ERROR_LINES - 1]
    return (*shown, f"{name}: {len(lines) - len(shown)} more problems; --json lists all")
