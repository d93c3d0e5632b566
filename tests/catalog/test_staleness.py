"""How old a price is: its limits by kind, and prices or products that have ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from costmodel.catalog.prices import FineTunePrice, GpuPrice, HostedPrice, price_row_reader
from costmodel.catalog.staleness import Age, age_of, ages

READ_ON = date(2026, 11, 23)
SOURCED: dict[str, Any] = {
    "provider": "acme",
    "sku": "one",
    "display_name": "One",
    "source_url": "https://acme.example",
    "as_of": str(READ_ON),
    "confidence": "vendor",
}
HOSTED = SOURCED | {"kind": "hosted", "input_usd_per_mtok": "1", "output_usd_per_mtok": "4"}
GPU = SOURCED | {"kind": "gpu", "gpu_memory_gb": "80", "gpu_count_min": "1", "usd_per_gpu_hour": "2"}
TUNED = SOURCED | {"kind": "finetune", "train_usd_per_mtok": "3"}


def row(cells: dict[str, Any]) -> HostedPrice | GpuPrice | FineTunePrice:
    return price_row_reader().validate_python(cells)


@pytest.mark.parametrize(
    ("cells", "amber", "red"),
    [
        (HOSTED, 45, 120),
        (GPU | {"commitment": "on_demand"}, 30, 90),
        (GPU | {"commitment": "serverless_per_s"}, 30, 90),
        (GPU | {"commitment": "spot"}, 7, 30),
        (GPU | {"commitment": "reserved_1y"}, 90, 180),
        (GPU | {"commitment": "reserved_3y"}, 90, 180),
        (TUNED, 90, 180),
    ],
)
def test_a_price_turns_amber_and_red_by_its_kind(cells: dict[str, Any], amber: int, red: int) -> None:
    for days, mark in (
        (0, "fresh"),
        (amber - 1, "fresh"),
        (amber, "amber"),
        (red - 1, "amber"),
        (red, "red"),
    ):
        aged = age_of(row(cells), READ_ON + timedelta(days=days))
        assert (aged.days, aged.mark) == (days, mark)


def test_a_price_that_has_ended_is_red_at_once_unless_another_follows() -> None:
    first, second = row(HOSTED | {"valid_to": "2026-12-01"}), row(HOSTED | {"valid_from": "2026-12-01"})
    assert age_of(first, date(2026, 11, 30)).mark == "fresh"
    assert age_of(first, date(2026, 12, 1)) == Age(8, "red")
    assert [age.mark for age in ages([first, second], date(2026, 12, 1))] == ["past", "fresh"]
    elsewhere = row(HOSTED | {"valid_from": "2026-12-01", "sku": "two"})
    assert [age.mark for age in ages([first, elsewhere], date(2026, 12, 1))] == ["red", "fresh"]


def test_a_product_that_has_stopped_is_red_at_once_unless_its_successor_is_named() -> None:
    stops = HOSTED | {"retires_on": "2026-12-01"}
    assert age_of(row(stops), date(2026, 11, 30)).mark == "fresh"
    assert age_of(row(stops), date(2026, 12, 1)).mark == "red"
    assert age_of(row(stops | {"successor_sku": "two"}), date(2026, 12, 1)).mark == "past"
