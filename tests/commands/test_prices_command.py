"""`prices check` and `prices refresh` on the command line: answers, exit statuses, and what is written."""

from __future__ import annotations

import builtins
import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from costmodel.__main__ import main
from costmodel.catalog.prices import PRICING_COLUMNS
from costmodel.commands import answer_prices_refresh

ROOT = Path(__file__).parents[2]
Captured = pytest.CaptureFixture[str]


NAMES = ("gpt-4o", "gpt-4o-mini", *(f"own-{number}" for number in range(12)))
PRICES = {"gpt-4o": ("2.5", "1.25", "10", "1.7"), "gpt-4o-mini": ("0.15", "0.075", "0.6", "1.6667")}
"""What the pinned genai-prices says of two old models."""

DAY_OF_LIST = "2026-11-10"


def row(sku: str) -> dict[str, str]:
    fresh, cached, output, priority = PRICES.get(sku, ("1", "0.1", "4", "2"))
    return {
        "kind": "hosted",
        "provider": "openai",
        "sku": sku,
        "display_name": sku,
        "tier_from_tokens": "0",
        "time_window": "all",
        "input_usd_per_mtok": fresh,
        "cached_input_usd_per_mtok": cached,
        "output_usd_per_mtok": output,
        "batch_multiplier": "0.5",
        "priority_multiplier": priority,
        "source_key": f"genai-prices:openai/{sku}" if sku in PRICES else "",
        "source_url": "https://developers.openai.com/api/docs/pricing",
        "as_of": DAY_OF_LIST,
        "confidence": "catalogue",
    }


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A sound book of fourteen models, two of which have a source."""
    path = tmp_path / "pricing.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, PRICING_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row(sku) for sku in NAMES)
    return path


def change(book: Path, sku: str, **cells: str) -> None:
    """Other cells in the newest row of a sku, all other lines left as they are."""
    header, *lines = book.read_text(encoding="utf-8").splitlines(keepends=True)
    columns = next(csv.reader([header]))
    for index, line in enumerate(lines):
        found = dict(zip(columns, next(csv.reader([line])), strict=True))
        if found["sku"] == sku and not found["valid_to"]:
            text = io.StringIO(newline="")
            csv.writer(text, lineterminator="\n").writerow((found | cells).values())
            lines[index] = text.getvalue()
    book.write_text(header + "".join(lines), encoding="utf-8")


def answered(capsys: Captured, status: int, *arguments: str) -> dict[str, Any]:
    assert main(["prices", *arguments, "--json"]) == status
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_the_shipped_book_is_sound(capsys: Captured) -> None:
    answer = answered(capsys, 0, "check")
    rows = answer["rows"]
    assert answer["sound"] is True
    assert answer["problems"] == []
    assert rows["read"] == rows["accepted"] == sum(rows["by_kind"].values()) > 300
    assert answer["as_of"]["oldest"] <= answer["as_of"]["newest"] <= str(date.today())
    assert sum(sum(marks.values()) for marks in answer["ages"].values()) == rows["accepted"]
    assert all(change["date"] > answer["on"] for change in answer["changes"])


def test_the_check_in_words(capsys: Captured) -> None:
    assert main(["prices", "check"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("pricing.csv: sound; ")
    assert "hosted: " in out
    assert "in the next 12 months" in out
    assert err == ""


def test_every_problem_is_listed_with_line_field_value_and_what_is_allowed(
    capsys: Captured, book: Path
) -> None:
    change(book, "gpt-4o", batch_multiplier="9", as_of="2026-11")
    change(book, "own-0", input_usd_per_mtok="5")
    answer = answered(capsys, 2, "check", str(book))
    assert answer["sound"] is False
    assert answer["rows"]["refused"] == 2
    assert {(problem["line"], problem["field"]) for problem in answer["problems"]} == {
        (2, "batch_multiplier"),
        (2, "as_of"),
        (4, "input_usd_per_mtok"),
    }
    by_field = {problem["field"]: problem for problem in answer["problems"]}
    assert by_field["batch_multiplier"]["value"] == "9"
    assert "less than or equal to 3" in by_field["batch_multiplier"]["allowed"]


def test_of_many_problems_ten_lines_are_shown_and_the_rest_counted(capsys: Captured, book: Path) -> None:
    book.write_text(book.read_text(encoding="utf-8").replace(",0.5,", ",9,"), encoding="utf-8")
    assert main(["prices", "check", str(book)]) == 2
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("pricing.csv line 2: batch_multiplier: '9' is not accepted")
    count = int(lines[9].split()[1])
    assert f"not sound, {count + 9} problems" in out
    assert len(answered(capsys, 2, "check", str(book))["problems"]) == count + 9


@pytest.mark.parametrize("name", ["/nowhere/pricing.csv", "/", "a\0b"])
def test_a_file_that_cannot_be_read(capsys: Captured, name: str) -> None:
    for arguments in (["check", name], ["refresh", "--offline", "--book", name]):
        assert main(["prices", *arguments]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert len(err.splitlines()) == 1


def test_the_book_may_come_from_standard_input() -> None:
    command = [sys.executable, "-m", "costmodel", "prices", "check", "-"]
    done = subprocess.run(command, cwd=ROOT, input=b"\xff", capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"standard input line 1: ")


def test_prices_without_a_command_says_which_there_are(capsys: Captured) -> None:
    assert main(["prices"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


OFFLINE = ("refresh", "--offline", "--book")


def test_a_book_that_repeats_its_source_has_nothing_to_change(capsys: Captured, book: Path) -> None:
    before = book.read_bytes()
    answer = answered(capsys, 0, *OFFLINE, str(book), "--write")
    assert answer["status"] == "unchanged"
    assert answer["differences"] == answer["held_back"] == []
    assert answer["confirmed_sources"] == []
    assert "dates stay as they are" in answer["remarks"][0]
    assert book.read_bytes() == before


def test_a_diff_ends_with_3_and_is_written_only_when_asked(capsys: Captured, book: Path) -> None:
    change(book, "gpt-4o", input_usd_per_mtok="2", output_usd_per_mtok="9")
    before = book.read_bytes()
    answer = answered(capsys, 3, *OFFLINE, str(book))
    assert answer["status"] == "differs"
    assert book.read_bytes() == before
    first, second = answer["differences"]
    assert (first["field"], first["old"], first["new"]) == ("input_usd_per_mtok", "2", "2.5")
    assert first["share"] == pytest.approx(0.25)
    assert abs(first["share"]) > abs(second["share"])
    assert first["source"] == "genai-prices"
    assert answered(capsys, 0, *OFFLINE, str(book), "--write")["status"] == "written"
    old, new = before.splitlines(), book.read_bytes().splitlines()
    assert len(new) == len(old) + 1
    assert len(set(old) - set(new)) == 1
    assert answered(capsys, 0, "check", str(book))["sound"] is True
    assert answered(capsys, 0, *OFFLINE, str(book))["status"] == "unchanged"


def test_the_diff_in_words(capsys: Captured, book: Path) -> None:
    change(book, "gpt-4o", input_usd_per_mtok="2")
    assert main(["prices", *OFFLINE, str(book)]) == 3
    out, err = capsys.readouterr()
    assert f"openai/gpt-4o: input_usd_per_mtok 2 -> 2.5 (+25.0%) from {date.today()}" in out
    assert "genai-prices, no witness" in out
    assert out.splitlines()[-1] == "not written; --write does"
    assert err.splitlines()[0].startswith("reading ")


def test_a_large_change_is_left_out_unless_accepted(capsys: Captured, book: Path) -> None:
    change(book, "gpt-4o", input_usd_per_mtok="1.5")
    before = book.read_bytes()
    answer = answered(capsys, 3, *OFFLINE, str(book), "--write")
    assert answer["status"] == "held_back"
    assert answer["held_back"][0]["sku"] == "openai/gpt-4o"
    assert book.read_bytes() == before
    assert answered(capsys, 3, *OFFLINE, str(book))["held_back"]
    accept = ("--write", "--accept", "openai/gpt-4o")
    assert answered(capsys, 0, *OFFLINE, str(book), *accept)["status"] == "written"


def test_a_list_older_than_the_row_is_left_out_unless_accepted(capsys: Captured, book: Path) -> None:
    change(book, "gpt-4o", input_usd_per_mtok="2", as_of="2026-11-11")
    answer = answered(capsys, 3, *OFFLINE, str(book), "--write")
    assert answer["status"] == "held_back"
    (why,) = answer["held_back"][0]["why"]
    assert "is from 2026-11-10, older than the day this row was read, 2026-11-11" in why
    accept = ("--write", "--accept", "gpt-4o")
    assert answered(capsys, 0, *OFFLINE, str(book), *accept)["status"] == "written"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--accept", "nobody/nothing"), "--accept"),
        (("--accept",), "expected one argument"),
        (("--sometimes",), "unrecognized"),
    ],
)
def test_wrong_words(capsys: Captured, book: Path, arguments: tuple[str, ...], said: str) -> None:
    assert main(["prices", *OFFLINE, str(book), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_book_that_is_not_sound_is_not_refreshed(capsys: Captured, book: Path) -> None:
    change(book, "gpt-4o", batch_multiplier="9")
    before = book.read_bytes()
    assert main(["prices", *OFFLINE, str(book), "--write"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "line 2: batch_multiplier" in err
    assert book.read_bytes() == before


def test_interrupted_while_writing_the_old_book_stays(
    capsys: Captured, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(book, "gpt-4o", input_usd_per_mtok="2")
    before = book.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert main(["prices", *OFFLINE, str(book), "--write"]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert book.read_bytes() == before
    assert list(book.parent.iterdir()) == [book]


def test_a_missing_package_is_one_line_that_says_what_to_install(
    capsys: Captured, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name.partition(".")[0] == "genai_prices":
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    assert main(["prices", *OFFLINE, str(book)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    said = [line for line in err.splitlines() if not line.startswith("reading ")]
    assert said == ["genai-prices: the package is not installed; pip install -r requirements-refresh.txt"]


def test_without_a_network_the_embedded_data_answer_and_it_is_said(
    capsys: Captured, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from costmodel.refresh import online_sources  # noqa: PLC0415
    from costmodel.refresh.quotes import SourceUnavailableError  # noqa: PLC0415

    def nothing(*_: object) -> Any:
        raise SourceUnavailableError("no network")

    monkeypatch.setattr(
        answer_prices_refresh, "online_sources", partial(online_sources, nothing, nothing, nothing)
    )
    before = book.read_bytes()
    answer = answered(capsys, 0, "refresh", "--book", str(book), "--write")
    assert answer["status"] == "unchanged"
    assert answer["confirmed_rows"] == 0
    assert "genai-prices cannot be reached" in answer["remarks"][0]
    assert book.read_bytes() == before
