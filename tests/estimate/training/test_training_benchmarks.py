"""The shipped factors and the memory rule against the project's own table of published measurements."""

from __future__ import annotations

import csv
import json
import math
import statistics
from pathlib import Path

import pytest

from costmodel.catalog import Catalog
from costmodel.estimate.training.factors import FACTORS_FILE, fitted
from costmodel.estimate.training.memory import HEADROOM
from costmodel.estimate.training.rows import read_training_row
from costmodel.estimate.training.step_time import exceeds_peak, tokens_per_second

TABLE = Path(__file__).parents[3] / "data" / "training_benchmarks.csv"
FINE_TUNING = ("lora", "qlora", "full")
CARD_SIZES_GB = (16, 24, 40, 48, 80)

Row = dict[str, str]


@pytest.fixture(scope="module")
def all_rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def rows(all_rows: list[Row]) -> list[Row]:
    """Without the source that contradicts itself; its scores stand in the results file."""
    return [row for row in all_rows if row["fitted"] != "outlier"]


def ratios(rows: list[Row], catalog: Catalog) -> list[float]:
    """Measured over predicted tokens a second."""
    return [
        float(row["tokens_per_s_per_gpu"])
        / float(tokens_per_second(read_training_row(row, catalog).run(), fitted()))
        for row in rows
    ]


def test_the_table_is_large_dated_and_covers_families_and_cards(rows: list[Row]) -> None:
    assert len(rows) >= 80
    assert len({row["family"] for row in rows}) >= 7
    assert {row["gpu"] for row in rows} >= {
        "A100-40GB",
        "A100-80GB",
        "H100",
        "H200",
        "L40S",
        "GB200",
        "GB300",
    }
    assert all(row["source_url"].startswith("https://") and row["source_date"][:2] == "20" for row in rows)
    configured = [
        tuple(value for name, value in row.items() if not name.startswith("source")) for row in rows
    ]
    assert len(set(configured)) == len(rows)


def test_outliers_are_one_source_that_contradicts_itself(all_rows: list[Row]) -> None:
    """Full training takes a third more arithmetic than LoRA, and yet is faster there on every card."""
    outliers = [row for row in all_rows if row["fitted"] == "outlier"]
    assert {row["family"] for row in outliers} == {"Universal LLM Trainer"}
    rate = {(row["gpu"], row["model"], row["method"]): float(row["tokens_per_s_per_gpu"]) for row in outliers}
    for gpu in {row["gpu"] for row in outliers}:
        assert rate[gpu, "Llama-3.1-8B", "full"] > rate[gpu, "Llama-3.1-8B", "lora"]


def test_no_row_is_above_its_cards_peak(all_rows: list[Row], catalog: Catalog) -> None:
    for row in all_rows:
        run = read_training_row(row, catalog).run()
        assert not exceeds_peak(run, float(row["tokens_per_s_per_gpu"])), row


def test_fine_tuning_times_are_met(rows: list[Row], catalog: Catalog) -> None:
    found = ratios([row for row in rows if row["method"] in FINE_TUNING], catalog)
    assert len(found) > 100
    assert statistics.median(abs(ratio - 1) for ratio in found) <= 0.15
    assert sum(0.5 <= ratio <= 2 for ratio in found) / len(found) >= 0.95


def test_all_times_are_met(rows: list[Row], catalog: Catalog) -> None:
    found = ratios(rows, catalog)
    assert statistics.median(abs(ratio - 1) for ratio in found) <= 0.15
    assert sum(0.5 <= ratio <= 2 for ratio in found) / len(found) >= 0.95
    assert statistics.median(found) == pytest.approx(1, abs=0.1)


def test_rows_that_no_fit_has_seen_lie_within_a_factor_of_two(rows: list[Row], catalog: Catalog) -> None:
    found = ratios([row for row in rows if row["fitted"] == "no"], catalog)
    assert len(found) >= 20
    assert all(abs(math.log(ratio)) < math.log(2) for ratio in found)
    assert statistics.median(abs(ratio - 1) for ratio in found) <= 0.25


def with_memory(rows: list[Row]) -> list[Row]:
    """Rows whose columns say what their memory depends on: trained embeddings are not a column."""
    return [row for row in rows if row["memory_gb_per_gpu"] and "embeddings" not in row["model"]]


def test_fits_or_not_is_right_for_measured_memory(rows: list[Row], catalog: Catalog) -> None:
    """Each measured run held against common card sizes: would it have fitted?"""
    right = total = 0
    for row in with_memory(rows):
        needed = float(read_training_row(row, catalog).estimate().memory_needed_gb)
        for size in CARD_SIZES_GB:
            right += (needed <= size) == (float(row["memory_gb_per_gpu"]) <= size)
            total += 1
    assert total >= 300
    assert right / total >= 0.85


def test_runs_that_ran_are_said_to_fit_and_never_without_headroom(rows: list[Row], catalog: Catalog) -> None:
    ran = 0
    for row in with_memory(rows):
        described = read_training_row(row, catalog)
        answer = described.estimate()
        if answer.fits:
            assert HEADROOM * float(answer.memory_gb_per_gpu) <= described.gpu.memory_gb
            assert float(row["memory_gb_per_gpu"]) <= 1.02 * described.gpu.memory_gb
        ran += bool(answer.fits)
    assert ran / len(with_memory(rows)) >= 0.85


def test_the_factors_say_which_rows_they_were_fitted_on(rows: list[Row]) -> None:
    fitted_on = json.loads(FACTORS_FILE.read_text(encoding="utf-8"))["fitted_on"]
    assert fitted_on["rows"] == sum(row["fitted"] == "yes" for row in rows)
    assert len(fitted_on["sha256"]) == 64
