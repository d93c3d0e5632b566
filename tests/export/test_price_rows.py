"""The price book as a CSV that can be read back and runs nothing."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from costmodel.catalog.load import load_catalog
from costmodel.catalog.prices import PRICING_COLUMNS, price_row_reader
from costmodel.catalog.staleness import Row, ages
from costmodel.export.csv_text import csv_text
from costmodel.export.price_rows import price_rows

CATALOG = load_catalog()
ROWS: tuple[Row, ...] = (*CATALOG.hosted, *CATALOG.gpu_prices, *CATALOG.fine_tunes)
DAY = CATALOG.newest_date


def test_every_row_reads_back_as_it_was() -> None:
    text = csv_text(price_rows(ROWS, ages(ROWS, DAY), DAY))
    for row, cells in zip(ROWS, csv.DictReader(io.StringIO(text)), strict=True):
        assert tuple(cells)[: len(PRICING_COLUMNS)] == PRICING_COLUMNS
        own = {column: cells[column] for column in PRICING_COLUMNS if column in type(row).model_fields}
        assert price_row_reader().validate_python(own) == row
        assert int(cells["age_days"]) == (DAY - row.as_of).days


def test_a_note_that_starts_as_a_formula_is_neutralised() -> None:
    row = CATALOG.hosted[0].model_copy(update={"note": "=1+1", "input_usd_per_mtok": Decimal("0.1")})
    text = csv_text(price_rows([row], ages([row], DAY), DAY))
    assert ",=1+1" not in text
    assert "'=1+1" in text
    assert ",0.1," in text
