"""CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence

Cell = str | float | int | bool | tuple[float, ...] | None
Row = Mapping[str, Cell]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
"""A text cell that starts so is run as a formula, https://owasp.org/www-community/attacks/CSV_Injection"""


def csv_text(rows: Sequence[Row]) -> str:
    """Write rows of the same columns; numbers plain and in full, text neutralised, None empty.

    Several numbers in one cell are parted by semicolons.
    """
    out = io.StringIO(newline="")
    if rows:
        columns = list(rows[0])
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return out.getvalue()


def number_text(value: float) -> str:
    """A number plain and in full, whole ones without a point."""
    return str(_plain(value))


def _plain(value: float) -> float | int:
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _cell(value: Cell) -> str | float | int | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return None if math.isnan(value) else _plain(value)
    if isinstance(value, tuple):
        return ";".join(number_text(number) for number in value)
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
