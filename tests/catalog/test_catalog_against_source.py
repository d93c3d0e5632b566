"""No price, card or checkpoint was mistyped: the shipped files against the collected ones, where these are at hand."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from costmodel.catalog import Catalog, load_catalog
from costmodel.catalog.load import DATA_FOLDER

SOURCE = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not SOURCE.is_dir(), reason="the collected data are not at hand")

TOKEN_PRICES = ("input", "cached_input", "cache_write", "output")


def _source(name: str) -> list[dict[str, str]]:
    with (SOURCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _decimal(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def test_hosted_models(catalog: Catalog) -> None:
    collected = [row for row in _source("hosted_prices.csv") if not row["model_id"].startswith("ft:")]
    assert {name for name, _ in catalog.hosted_names()} == {
        f"{row['provider']}/{row['model_id']}" for row in collected
    }
    for wanted in collected:
        row = catalog.hosted_model(f"{wanted['provider']}/{wanted['model_id']}")[0]
        assert row.tier_from_tokens == 0
        for price in TOKEN_PRICES:
            column = f"{price}_usd_per_mtok"
            assert getattr(row, column) == _decimal(wanted[column]), (row.full_name, column)
        discount = _decimal(wanted["batch_discount"])
        assert row.batch_multiplier == (None if discount is None else 1 - discount), row.full_name
        assert (row.context_window or "") == (wanted["context_window"] and int(wanted["context_window"]))
        assert row.source_url == wanted["source_url"]
        hour_write = re.search(r"1h cache write ([\d.]+)", wanted["tier_notes"])
        assert row.cache_write_1h_usd_per_mtok == (Decimal(hour_write[1]) if hour_write else None)


def test_context_tiers(catalog: Catalog) -> None:
    for wanted in _source("hosted_prices.csv"):
        steps = dict(re.findall(r"(input|output) ([\d.]+ above \d+)", wanted["tier_notes"]))
        if not steps:
            continue
        _, tier = catalog.hosted_model(f"{wanted['provider']}/{wanted['model_id']}")
        for side, step in steps.items():
            price, _, start = step.partition(" above ")
            assert tier.tier_from_tokens == int(start)
            assert getattr(tier, f"{side}_usd_per_mtok") == Decimal(price)


def test_gpu_prices(catalog: Catalog) -> None:
    collected = {
        (
            row["provider"],
            row["gpu"],
            row["commitment"],
            row["region"] or None,
            int(row["count"]),
            Decimal(row["usd_per_gpu_hour"]),
            row["as_of"],
        )
        for row in _source("gpu_prices.csv")
    }
    for row in catalog.gpu_prices:
        place = (row.provider, row.sku, row.commitment, row.region, row.gpu_count_min, row.usd_per_gpu_hour)
        dates = {date for *same, date in collected if tuple(same) == place}
        assert any(str(row.as_of).startswith(day) for day in dates), row


def test_fine_tuning(catalog: Catalog) -> None:
    columns = {
        "train_usd_per_mtok": "training_usd_per_mtok",
        "train_usd_per_hour": "training_usd_per_hour",
        "hosting_usd_per_hour": "hosting_usd_per_hour",
        **{f"{price}_usd_per_mtok": f"{price}_usd_per_mtok" for price in ("input", "cached_input", "output")},
    }
    collected = [
        (row["provider"], {ours: _decimal(row[theirs]) for ours, theirs in columns.items()})
        for row in _source("finetune_prices.csv")
    ]
    for row in catalog.fine_tunes:
        known = {column: getattr(row, column) for column in columns if getattr(row, column) is not None}
        if row.provider == "aws-bedrock":
            # A tuned Nova is served at the price of its base model.
            base = catalog.hosted_model(f"aws/amazon.{row.sku}-v1:0")[0]
            assert all(getattr(base, column) == value for column, value in known.items()), row
            continue
        assert known, row
        assert any(
            provider == row.provider and all(prices[column] == value for column, value in known.items())
            for provider, prices in collected
        ), row


@pytest.mark.parametrize("name", ["gpus.csv", "checkpoints.csv"])
def test_facts_are_carried_over_unchanged(name: str) -> None:
    with (DATA_FOLDER / name).open(encoding="utf-8", newline="") as file:
        shipped = list(csv.DictReader(file))
    for ours, theirs in zip(shipped, _source(name), strict=True):
        assert {**ours, "note": ""} == {**theirs, "note": ""}
