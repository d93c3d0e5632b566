"""Odd prices are told, and never refused: the same words for rows of the book and for own quotes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from costmodel.catalog import load_catalog, with_own_prices
from costmodel.catalog.check import check_book
from costmodel.catalog.load import DATA_FOLDER
from costmodel.catalog.oddities import Price, oddities, peers_of
from costmodel.catalog.prices import price_row_reader

TODAY = date(2026, 11, 26)
Columns = dict[str, Any]


def hosted(**columns: Any) -> Columns:
    return {
        "kind": "hosted",
        "provider": "acme",
        "sku": "one",
        "input_usd_per_mtok": 2,
        "output_usd_per_mtok": 8,
        **columns,
    }


def gpu(usd: float, sku: str = "H100-80GB") -> Columns:
    return {
        "kind": "gpu",
        "provider": "acme",
        "sku": sku,
        "commitment": "on_demand",
        "usd_per_gpu_hour": usd,
    }


ODD = [
    (
        hosted(sku="gpt-4.1", input_usd_per_mtok=20, output_usd_per_mtok=79),
        "10 times or more above the $2 of",
    ),
    (hosted(sku="x/GPT-4.1", input_usd_per_mtok=0.2), "input at $0.2 lies 10 times or more below the $2 of"),
    (hosted(sku="gpt-4.1", output_usd_per_mtok=80), "output at $80 lies 10 times or more above the $8 of"),
    (
        hosted(output_usd_per_mtok=2500),
        "output at $2500 lies far outside the $0.05 to $75 of all other models",
    ),
    (hosted(input_usd_per_mtok=0.000002), "input at $0.000002 lies far outside the $0.03 to $20"),
    (
        hosted(cached_input_usd_per_mtok=2.123456789),
        "cached input at $2.123456789 is dearer than fresh at $2",
    ),
    (hosted(output_usd_per_mtok=1.5), "input at $2 is dearer than output at $1.5"),
    (gpu(40), "$40 a GPU-hour lies far outside the $2.35 to $14.0676 of other H100-80GB"),
    (gpu(0.9), "$0.9 a GPU-hour lies far outside the $2.35 to $14.0676 of other H100-80GB"),
    (gpu(70), "$70 a GPU-hour lies outside $0.02 to $60, check the unit"),
]
USUAL = [
    hosted(),
    hosted(sku="gpt-4.1", input_usd_per_mtok=19.9, output_usd_per_mtok=79),
    hosted(sku="gpt-4.1", input_usd_per_mtok=0.21, output_usd_per_mtok=0.81),
    gpu(1.2),
    gpu(28),
    gpu(5, "V100-16GB"),
]
"""A card with one rent in the book has no range."""


def in_book(columns: Columns) -> Price:
    filled = {"display_name": "Mine", "as_of": "2026-11-20", "confidence": "user"}
    if columns["kind"] == "gpu":
        filled |= {"gpu_memory_gb": "80", "gpu_count_min": "1"}
    return price_row_reader().validate_python(
        filled
        | {
            name: f"{Decimal(str(value)):f}" if isinstance(value, float) else str(value)
            for name, value in columns.items()
        }
    )


@pytest.mark.parametrize(("columns", "words"), ODD)
def test_an_own_quote_gets_a_note(columns: Columns, words: str) -> None:
    notes = with_own_prices(load_catalog(), [columns], TODAY).quote_notes
    assert any(note.startswith("Own quote for ") and words in note for note in notes), notes


@pytest.mark.parametrize(("columns", "words"), ODD)
def test_a_row_that_a_user_typed_into_the_book_gets_the_same_words(columns: Columns, words: str) -> None:
    catalog = load_catalog()
    row = in_book(columns)
    peers = peers_of((*catalog.hosted, *catalog.gpu_prices, *catalog.fine_tunes, row))
    assert any(words in odd.words for odd in oddities(row, peers))


@pytest.mark.parametrize("columns", USUAL)
def test_what_is_usual_gets_none(columns: Columns) -> None:
    notes = with_own_prices(load_catalog(), [columns], TODAY).quote_notes
    assert not [note for note in notes if note.startswith("Own quote for ")]


def test_a_slip_does_not_make_what_a_source_says_odd() -> None:
    catalog = load_catalog()
    slip = in_book(hosted(sku="gpt-4.1", input_usd_per_mtok=0.0002))
    peers = peers_of((*catalog.hosted, *catalog.gpu_prices, *catalog.fine_tunes, slip))
    assert [row.full_name for row in catalog.hosted if list(oddities(row, peers))] == []


def test_the_book_that_is_shipped_has_nothing_odd() -> None:
    cards = {card.gpu for card in load_catalog().gpus}
    assert check_book((DATA_FOLDER / "pricing.csv").read_bytes(), TODAY, cards).warnings == ()


def test_a_book_of_one_row_has_nothing_to_hold_it_against() -> None:
    row = in_book(hosted(input_usd_per_mtok=0.000001, output_usd_per_mtok=999_999))
    assert list(oddities(row, peers_of([row]))) == []
