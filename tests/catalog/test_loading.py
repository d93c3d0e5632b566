"""Malformed files are refused at once, with every fault and its line."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from costmodel.catalog import load_catalog
from costmodel.catalog.load import DATA_FOLDER
from costmodel.catalog.prices import PRICING_COLUMNS
from costmodel.errors import InputError

SOURCED = {
    "source_url": "https://acme.example/prices",
    "as_of": "2026-11-23",
    "confidence": "vendor",
}
HOSTED = {
    "kind": "hosted",
    "provider": "acme",
    "sku": "one",
    "display_name": "One",
    "tier_from_tokens": "0",
    "time_window": "all",
    "input_usd_per_mtok": "1",
    "output_usd_per_mtok": "4",
    **SOURCED,
}
GPU = {
    "kind": "gpu",
    "provider": "acme",
    "sku": "H100-80GB",
    "display_name": "Acme H100",
    "commitment": "on_demand",
    "gpu_memory_gb": "80",
    "gpu_count_min": "1",
    "usd_per_gpu_hour": "2.5",
    **SOURCED,
}
TUNED = {
    "kind": "finetune",
    "provider": "acme",
    "sku": "tuned",
    "display_name": "Tuned",
    "input_usd_per_mtok": "1",
    "output_usd_per_mtok": "4",
    "serving_mode": "per_token",
    **SOURCED,
}


def write_book(folder: Path, *rows: dict[str, str]) -> Path:
    for name in ("gpus.csv", "checkpoints.csv"):
        if not (folder / name).exists():
            shutil.copy(DATA_FOLDER / name, folder / name)
    with (folder / "pricing.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, PRICING_COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return folder


def faults(folder: Path) -> dict[str, str]:
    """Field to what is allowed, of every problem that the folder's files have."""
    with pytest.raises(InputError) as refusal:
        load_catalog(folder)
    return {problem.field: problem.allowed for problem in refusal.value.problems}


def test_a_sound_book_loads(tmp_path: Path) -> None:
    catalog = load_catalog(write_book(tmp_path, HOSTED, GPU, TUNED))
    assert (len(catalog.hosted), len(catalog.gpu_prices), len(catalog.fine_tunes)) == (1, 1, 1)
    assert catalog.hosted[0].cached_input_usd_per_mtok is None


def test_a_folder_is_read_once() -> None:
    assert load_catalog() is load_catalog()
    assert load_catalog(DATA_FOLDER) is load_catalog()


@pytest.mark.parametrize(
    ("row", "field", "allowed"),
    [
        (HOSTED | {"input_usd_per_mtok": "free"}, "input_usd_per_mtok", "decimal"),
        (HOSTED | {"input_usd_per_mtok": "0"}, "input_usd_per_mtok", "greater than 0"),
        (HOSTED | {"input_usd_per_mtok": "-1"}, "input_usd_per_mtok", "greater than 0"),
        (HOSTED | {"input_usd_per_mtok": "NaN"}, "input_usd_per_mtok", "finite"),
        (HOSTED | {"input_usd_per_mtok": "Infinity"}, "input_usd_per_mtok", "finite"),
        (HOSTED | {"output_usd_per_mtok": ""}, "output_usd_per_mtok", "needed"),
        (
            HOSTED | {"cached_input_usd_per_mtok": "2"},
            "cached_input_usd_per_mtok",
            "at most input_usd_per_mtok, 1, is allowed, or a note",
        ),
        (
            HOSTED | {"input_usd_per_mtok": "5"},
            "input_usd_per_mtok",
            "at most output_usd_per_mtok, 4, is allowed, or a note",
        ),
        (HOSTED | {"batch_multiplier": "3.1"}, "batch_multiplier", "less than or equal to 3"),
        (HOSTED | {"tier_from_tokens": "-1"}, "tier_from_tokens", "greater than or equal to 0"),
        (HOSTED | {"time_window": "night"}, "time_window", "'peak'"),
        (HOSTED | {"usd_per_gpu_hour": "2"}, "usd_per_gpu_hour", "must be blank"),
        (HOSTED | {"train_usd_per_mtok": "2"}, "train_usd_per_mtok", "must be blank"),
        (HOSTED | {"as_of": "2026-11"}, "as_of", "full date"),
        (HOSTED | {"as_of": "20261123"}, "as_of", "full date"),
        (HOSTED | {"as_of": "2026-02-30"}, "as_of", "date"),
        (HOSTED | {"as_of": ""}, "as_of", "needed"),
        (HOSTED | {"source_url": "http://acme.example"}, "source_url", "https"),
        (HOSTED | {"source_url": ""}, "source_url", "https"),
        (HOSTED | {"confidence": "high"}, "confidence", "'vendor'"),
        (HOSTED | {"valid_from": "2026-12-01", "valid_to": "2026-12-01"}, "valid_to", "after valid_from"),
        (HOSTED | {"successor_sku": "two"}, "successor_sku", "hosted sku of acme"),
        (HOSTED | {"kind": "spaceship"}, "kind", "hosted, gpu or finetune"),
        (HOSTED | {"kind": ""}, "kind", "hosted, gpu or finetune"),
        (HOSTED | {"tier_from_tokens": "100"}, "tier_from_tokens", "base tier"),
        (HOSTED | {"time_window": "peak"}, "time_window", "both peak and offpeak"),
        (GPU | {"sku": "H1000"}, "sku", "card in gpus.csv"),
        (GPU | {"usd_per_gpu_hour": "0.01"}, "usd_per_gpu_hour", "0.02"),
        (GPU | {"usd_per_gpu_hour": "61"}, "usd_per_gpu_hour", "60"),
        (GPU | {"gpu_count_min": "0"}, "gpu_count_min", "greater than or equal to 1"),
        (GPU | {"commitment": "forever"}, "commitment", "'spot'"),
        (GPU | {"tier_from_tokens": "0"}, "tier_from_tokens", "must be blank"),
        (TUNED | {"output_usd_per_mtok": ""}, "output_usd_per_mtok", "needed with serving_mode per_token"),
        (TUNED | {"hosting_usd_per_hour": "1"}, "hosting_usd_per_hour", "blank with serving_mode per_token"),
        (
            TUNED | {"serving_mode": "per_token_plus_hourly"},
            "hosting_usd_per_hour",
            "needed with serving_mode per_token_plus_hourly",
        ),
        (
            TUNED | {"serving_mode": "per_gpu_hour", "hosting_usd_per_hour": "7"},
            "input_usd_per_mtok",
            "must be blank",
        ),
        (
            TUNED | {"serving_mode": "", "input_usd_per_mtok": "", "output_usd_per_mtok": ""},
            "train_usd_per_mtok",
            "needs a training rate",
        ),
    ],
)
def test_a_bad_cell_is_named(tmp_path: Path, row: dict[str, str], field: str, allowed: str) -> None:
    found = faults(write_book(tmp_path, row))
    assert allowed in found[f"pricing.csv line 2: {field}"], found


def test_a_note_excuses_an_odd_price(tmp_path: Path) -> None:
    odd = HOSTED | {"input_usd_per_mtok": "5", "note": "output is subsidised"}
    assert load_catalog(write_book(tmp_path, odd)).hosted[0].note == "output is subsidised"


def test_all_faults_are_reported_at_once_with_their_lines(tmp_path: Path) -> None:
    write_book(
        tmp_path,
        HOSTED | {"input_usd_per_mtok": "free", "output_usd_per_mtok": ""},
        GPU,
        GPU | {"sku": "H1000"},
        TUNED | {"serving_mode": "per_token_plus_hourly", "input_usd_per_mtok": "", "as_of": "2026-11-23"},
    )
    with (tmp_path / "checkpoints.csv").open("a", encoding="utf-8") as file:
        file.write("too,few,cells\n")
    assert set(faults(tmp_path)) == {
        "pricing.csv line 2: input_usd_per_mtok",
        "pricing.csv line 2: output_usd_per_mtok",
        "pricing.csv line 4: sku",
        "pricing.csv line 5: input_usd_per_mtok",
        "pricing.csv line 5: hosting_usd_per_hour",
        "checkpoints.csv line 88",
    }


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"", "pricing.csv line 1"),
        (b"kind,provider\nhosted,acme\n", "pricing.csv line 1"),
        (",".join(PRICING_COLUMNS).encode() + b"\n\xff\xfe\n", "pricing.csv line 2"),
        (",".join(PRICING_COLUMNS).encode() + b'\n"hosted\n', "pricing.csv line 2"),
        (",".join(PRICING_COLUMNS).encode() + b"\nhosted,acme\n", "pricing.csv line 2"),
        ((",".join(PRICING_COLUMNS) + ",kind").encode() + b"\n", "pricing.csv line 1"),
    ],
)
def test_a_file_that_is_no_price_book(tmp_path: Path, content: bytes, field: str) -> None:
    write_book(tmp_path)
    (tmp_path / "pricing.csv").write_bytes(content)
    assert set(faults(tmp_path)) == {field}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert set(faults(tmp_path)) == {"pricing.csv", "gpus.csv", "checkpoints.csv"}


def test_a_spreadsheets_byte_order_mark_and_column_order_do_no_harm(tmp_path: Path) -> None:
    columns = sorted(PRICING_COLUMNS)
    write_book(tmp_path)
    with (tmp_path / "pricing.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerow(HOSTED)
    assert load_catalog(tmp_path).hosted[0].full_name == "acme/one"


def test_two_cards_of_one_name(tmp_path: Path) -> None:
    write_book(tmp_path, HOSTED)
    lines = (tmp_path / "gpus.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "gpus.csv").write_text("".join([*lines, lines[1]]), encoding="utf-8")
    with pytest.raises(InputError, match=r"gpus.csv line 37: 't4-16gb'.*line 2 has the same name"):
        load_catalog(tmp_path)


def test_a_users_own_row_needs_no_address(tmp_path: Path) -> None:
    own = HOSTED | {"source_url": "", "confidence": "user"}
    assert load_catalog(write_book(tmp_path, own)).hosted[0].source_url is None
