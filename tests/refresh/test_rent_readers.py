"""Rent of GPUs: per GPU, in the right place, of the right card; and LiteLLM's list."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from given_sources import ON, hosted, item, no_network, product_of, recorded, rented

from costmodel.refresh.gpu_offers import is_us_or_eu
from costmodel.refresh.gpuhunt import newest_catalog, read_gpuhunt
from costmodel.refresh.litellm import LiteLlm
from costmodel.refresh.quotes import PackageMissingError, SourceUnavailableError
from costmodel.refresh.skypilot import SkyPilot
from costmodel.refresh.sources import online_sources

ANYWHERE = rented(note="")


def rate(row: dict[str, str], *items: Any) -> Decimal | None:
    found = read_gpuhunt([product_of(row)], ON, ask=lambda _: items)
    quotes = list(found.quotes.values())
    return quotes[0].segments[0].cells[0, "all"]["usd_per_gpu_hour"] if quotes else None


def test_the_price_of_a_machine_is_divided_by_its_gpus() -> None:
    assert rate(ANYWHERE, item(price=80.0)) == 10


def test_a_row_without_a_region_takes_the_median_over_the_us_and_the_eu() -> None:
    places = [("us-east1", 80.0), ("europe-west4", 96.0), ("us-west1", 88.0), ("asia-east1", 8.0)]
    assert rate(ANYWHERE, *(item(location=place, price=price) for place, price in places)) == 11
    assert rate(ANYWHERE, item(location="asia-east1", price=8.0)) == 1


def test_a_region_counts_once_with_its_cheapest_machine() -> None:
    assert rate(ANYWHERE, item(price=96.0, instance_name="large"), item(price=80.0)) == 10


def test_a_row_with_a_region_takes_that_region_and_its_zones() -> None:
    row = rented(region="us-east1")
    assert rate(row, item(location="us-east1-b", price=64.0), item(location="us-east10", price=8.0)) == 8


@pytest.mark.parametrize(
    "other",
    [
        {"gpu_count": 4},
        {"gpu_name": "A100"},
        {"gpu_memory": 94.0},
        {"spot": True},
        {"instance_name": "h100_pcie"},
        {"price": 0.0},
    ],
)
def test_another_offer_does_not_count(other: dict[str, Any]) -> None:
    assert rate(ANYWHERE, item(**other)) is None


def test_a_machine_that_the_note_names_is_preferred() -> None:
    assert rate(rented(), item(price=96.0), item(price=8.0, instance_name="other")) == 12


def test_what_nobody_offers_has_vanished_but_a_silent_provider_was_not_read() -> None:
    product = product_of(ANYWHERE)
    assert read_gpuhunt([product], ON, ask=lambda _: [item(gpu_name="T4")]).vanished == {product.key}
    silent = read_gpuhunt([product], ON, ask=lambda _: [])
    assert not silent.vanished
    assert silent.unread == {product.key: "gpuhunt has nothing of gcp"}


@pytest.mark.parametrize(
    "place",
    ["us-east-1", "us-central1-a", "eastus", "westus3", "europe-west4", "eu-north1", "uksouth", "US-TX-3"],
)
def test_regions_in_the_us_and_the_eu(place: str) -> None:
    assert is_us_or_eu(place)


@pytest.mark.parametrize(
    "place", ["asia-east1", "australiaeast", "us-gov-west-1", "usgovvirginia", "brazilsouth", "me-west1", ""]
)
def test_regions_elsewhere(place: str) -> None:
    assert not is_us_or_eu(place)


def test_gpuhunt_itself_reads_what_it_publishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = "instance_name,location,price,cpu,memory,gpu_count,gpu_name,gpu_memory,spot,disk_size"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("gcp.csv", f"{columns}\na3-highgpu-8g,us-central1,72.0,208,1872,8,H100,80.0,False,\n")
    (tmp_path / "gcp" / "1").mkdir(parents=True)
    (tmp_path / "gcp" / "version").write_text("1")
    (tmp_path / "gcp" / "1" / "catalog.zip").write_bytes(packed.getvalue())
    monkeypatch.setenv("GPUHUNT_CATALOG_URL", tmp_path.as_uri())
    product = product_of(ANYWHERE)
    (quote,) = read_gpuhunt([product], ON, ask=newest_catalog()).quotes.values()
    assert quote.segments[0].cells[0, "all"] == {"usd_per_gpu_hour": 9}
    assert list(newest_catalog()("nobody")) == []
    assert list(newest_catalog()("aws")) == []


def test_gpuhunt_without_a_network_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPUHUNT_CATALOG_URL", tmp_path.as_uri())
    with pytest.raises(SourceUnavailableError, match="cannot be reached"):
        newest_catalog()


def test_skypilot_adds_the_gpus_of_google_to_their_host() -> None:
    product = product_of(rented())
    (quote,) = SkyPilot(recorded).read([product], ON).quotes.values()
    assert quote.segments[0].cells[0, "all"]["usd_per_gpu_hour"] == Decimal("10.75")
    (there,) = SkyPilot(recorded).read([product_of(rented(region="us-central1"))], ON).quotes.values()
    assert there.segments[0].cells[0, "all"]["usd_per_gpu_hour"] == 10
    (spot,) = SkyPilot(recorded).read([product_of(rented(commitment="spot"))], ON).quotes.values()
    assert spot.segments[0].cells[0, "all"]["usd_per_gpu_hour"] == 5


def test_skypilot_tells_the_two_sizes_of_one_card_apart() -> None:
    large = product_of(rented("A100-80GB", region="us-central1"))
    small = product_of(rented("A100-40GB", region="us-central1", gpu_memory_gb="40"))
    found = SkyPilot(recorded).read([large, small], ON).quotes
    rates = [found[key].segments[0].cells[0, "all"]["usd_per_gpu_hour"] for key in (large.key, small.key)]
    assert rates == [5, 4]


@pytest.mark.parametrize("content", [b"", b"<html>", b"a,b\n1,2\n", b"\xff\xfe"])
def test_a_cloud_whose_file_is_no_catalog_is_not_read(content: bytes) -> None:
    product = product_of(rented())
    found = SkyPilot(lambda _: content).read([product], ON)
    assert set(found.unread) == {product.key}
    assert not found.vanished


@pytest.mark.parametrize("error", [SourceUnavailableError, PackageMissingError])
def test_where_gpuhunt_is_silent_skypilot_stands_in_and_nothing_vanishes(error: type[Exception]) -> None:
    def silent() -> Any:
        raise error("gpuhunt cannot be had")

    found = online_sources(recorded, list, silent).first["gpuhunt"](
        [product_of(rented()), product_of(rented("H100-PCIe-80GB"))], ON
    )
    assert len(found.quotes) == 1
    assert not found.vanished
    assert "stands in" in found.remarks[0]


def test_litellm_prices_per_token_become_prices_per_million() -> None:
    row = hosted("open-model", source_key="litellm:host/open-model")
    (quote,) = LiteLlm(recorded).read([product_of(row)], ON).quotes.values()
    assert quote.segments[0].cells[0, "all"] == {
        "input_usd_per_mtok": Decimal("0.11"),
        "output_usd_per_mtok": Decimal("0.42"),
    }


def test_litellm_knows_tiers() -> None:
    (quote,) = LiteLlm(recorded).read([product_of(hosted("tiered"))], ON).quotes.values()
    assert quote.segments[0].cells[200_000, "all"]["input_usd_per_mtok"] == Decimal("1.25")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"not json", b"[" * 100_000])
def test_a_list_that_is_none_is_unavailable(content: bytes) -> None:
    with pytest.raises(SourceUnavailableError):
        LiteLlm(lambda _: content).read([product_of(hosted("steady"))], ON)


@pytest.mark.parametrize(
    "entry",
    [
        b"{}",
        b'{"input_cost_per_token": "free"}',
        b'{"input_cost_per_token": -1, "output_cost_per_token": 1e99}',
    ],
)
def test_an_entry_without_prices_is_unread(entry: bytes) -> None:
    found = LiteLlm(lambda _: b'{"steady": ' + entry + b"}").read([product_of(hosted("steady"))], ON)
    assert len(found.unread) == 1


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        ('"2026-11-30"', {date(2026, 11, 30)}),
        ('"2026-12-01"', set()),
        ('"soon"', set()),
        ("20261130", set()),
        ("null", set()),
    ],
)
def test_a_model_of_litellms_list_has_ended_from_its_last_day_on(day: str, ends: set[date]) -> None:
    entry = f'"input_cost_per_token": 1e-6, "output_cost_per_token": 4e-6, "deprecation_date": {day}'
    found = LiteLlm(lambda _: f'{{"steady": {{{entry}}}}}'.encode()).read([product_of(hosted("steady"))], ON)
    assert len(found.quotes) == 1
    assert set(found.ended.values()) == ends


def test_no_network_at_all_is_unavailable() -> None:
    with pytest.raises(SourceUnavailableError, match="no network"):
        LiteLlm(no_network).read([product_of(hosted("steady"))], ON)
