"""What the price book already knows to change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from costmodel.catalog import load_catalog
from costmodel.catalog.changes import PriceStep, upcoming, upcoming_of
from costmodel.catalog.prices import price_row_reader

ON, UNTIL = date(2026, 11, 23), date(2027, 11, 23)


def test_the_shipped_book_knows_of_doublings_and_of_models_that_stop() -> None:
    changes = {
        (change.day, change.sku, change.what): change for change in upcoming(load_catalog(), ON, UNTIL)
    }
    doubled = changes[date(2026, 12, 1), "google/gemini-4-argon", "price"]
    assert PriceStep("input_usd_per_mtok", Decimal(2), Decimal(4)) in doubled.steps
    stops = changes[date(2027, 1, 14), "openai/gpt-4o", "retirement"]
    assert stops.successor == "openai/gpt-6-luna"
    assert stops.steps == ()


def test_a_change_belongs_to_the_days_after_the_first_up_to_the_last() -> None:
    days = [change.day for change in upcoming(load_catalog(), ON, UNTIL)]
    assert days == sorted(days)
    assert days
    first = days[0]
    assert upcoming(load_catalog(), first, first) == ()
    assert {change.day for change in upcoming(load_catalog(), ON, first)} == {first}


def test_what_ends_has_no_new_price_and_what_begins_no_old_one() -> None:
    cells = {
        "kind": "hosted",
        "provider": "acme",
        "sku": "one",
        "display_name": "One",
        "input_usd_per_mtok": "1",
        "output_usd_per_mtok": "4",
        "source_url": "https://acme.example",
        "as_of": "2026-11-23",
        "confidence": "vendor",
    }
    ends = price_row_reader().validate_python(cells | {"valid_to": "2026-12-01"})
    begins = price_row_reader().validate_python(cells | {"valid_from": "2026-12-05", "time_window": "peak"})
    first, second = upcoming_of([ends, begins], ON, UNTIL)
    assert first.steps[0] == PriceStep("input_usd_per_mtok", Decimal(1), None)
    assert second.steps[0] == PriceStep("input_usd_per_mtok", None, Decimal(1))
    assert second.time_window == "peak"
