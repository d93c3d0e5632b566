"""Answers for tests, and their tables read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from costmodel.export.csv_text import Row, csv_text

PROVENANCE_COLUMNS = ("scenario", "scenario_hash", "price_date", "version", "terms")


def read(rows: Sequence[Row]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text(rows), newline="")))


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return cell.lstrip("-").replace(".", "").replace("e", "").replace("-", "").replace("+", "").isdigit()
