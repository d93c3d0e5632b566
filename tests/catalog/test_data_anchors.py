"""What data sets hold and labels cost: each row complete, in order, sourced and dated."""

from __future__ import annotations

import csv
import dataclasses
import re
from datetime import date

import pytest

from costmodel.catalog.data_anchors import DATA_ANCHORS_FILE, DataAnchor, data_anchors

AS_OF = date(2026, 11, 23)
HOW_KNOWN = {"reported", "second hand", "tutorial's estimate", "vendor's claim"}


def test_the_file_has_the_fields_as_columns_and_no_ragged_row() -> None:
    with DATA_ANCHORS_FILE.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, strict=True)
    assert header == [field.name for field in dataclasses.fields(DataAnchor)]
    assert {len(row) for row in rows} == {len(header)}
    assert len(rows) == len(data_anchors())
    assert 10 <= len(rows) <= 14


def test_the_file_is_read_once() -> None:
    assert data_anchors() is data_anchors()


def test_each_item_stands_once() -> None:
    assert len({anchor.item for anchor in data_anchors()}) == len(data_anchors())


@pytest.mark.parametrize("anchor", data_anchors(), ids=lambda anchor: anchor.item)
def test_a_row_is_well_formed(anchor: DataAnchor) -> None:
    assert anchor.item
    assert anchor.unit
    assert anchor.source_url.startswith("https://")
    assert re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", anchor.source_date)
    assert anchor.source_date <= AS_OF.isoformat()
    assert anchor.how_known in HOW_KNOWN
    low, high = anchor.usd_per_unit_low, anchor.usd_per_unit_high
    assert high is not None or (low is None and anchor.quantity is not None), "a price or a size"
    assert all(number is None or number > 0 for number in (anchor.quantity, anchor.usd_total, low, high))
    if low is not None and high is not None:
        assert low <= high


def test_totals_are_quantity_times_price() -> None:
    with_total = [anchor for anchor in data_anchors() if anchor.usd_total is not None]
    assert with_total
    for anchor in with_total:
        assert anchor.quantity is not None
        assert anchor.usd_per_unit_high == pytest.approx(anchor.usd_total / anchor.quantity, rel=0.01)  # type: ignore[operator]


def test_figures_read_by_hand() -> None:
    by_item = {anchor.item.split(",")[0]: anchor for anchor in data_anchors()}
    assert by_item["Stanford Alpaca"].quantity == 52_000
    assert by_item["An expert's annotation"].usd_per_unit_high == 100
    assert by_item["A person's preference label"].usd_per_unit_low == 1
    assert by_item["LIMA"].usd_per_unit_high is None
