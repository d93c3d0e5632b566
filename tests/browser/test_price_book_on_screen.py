"""The page on prices in a browser: filtered by its link, taken away as a file, readable in the dark."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_server import DESKTOP
from screen import CHART, settle, settle_with_charts

from costmodel.catalog.load import load_catalog

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Any]
DARKEST_OF_LIGHT_TEXT = 600
"""Sum of red, green and blue."""


def test_the_file_holds_the_rows_that_the_link_shows(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/prices?book_kind=GPU+rent&book_provider=coreweave&book_commitment=on+demand")
    settle(page)
    expected = [
        row
        for row in load_catalog().gpu_prices
        if (row.provider, row.commitment) == ("coreweave", "on_demand")
    ]
    page.get_by_text(f"{len(expected)} of {len(load_catalog().gpu_prices)} rows").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="prices.csv", exact=True).click()
    download.value.save_as(tmp_path / "prices.csv")
    with (tmp_path / "prices.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["sku"], float(row["usd_per_gpu_hour"])) for row in rows] == [
        (row.sku, float(row.usd_per_gpu_hour)) for row in expected
    ]


def test_all_models_are_drawn_on_demand_and_the_address_says_so(open_page: OpenPage) -> None:
    page = open_page("/prices")
    settle_with_charts(page)
    page.get_by_role("radio", name="All", exact=True).click()
    page.get_by_text("92 of 92 models").wait_for()
    page.wait_for_function("location.search.includes('book_show=All')")


def test_names_beside_the_dots_are_light_in_the_dark(open_page: OpenPage) -> None:
    page = open_page("/prices", DESKTOP, "dark")
    settle_with_charts(page)
    fills = page.locator(f"{CHART} .textpoint text").evaluate_all(
        "texts => texts.map(text => getComputedStyle(text).fill.match(/\\d+/g).map(Number))"
    )
    assert len(fills) >= 15
    assert all(sum(fill[:3]) > DARKEST_OF_LIGHT_TEXT for fill in fills)
