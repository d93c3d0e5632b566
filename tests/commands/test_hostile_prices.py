"""What a user types about prices on the command line: odd values are told, wrong ones are one clear line."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from given_scenarios import Json, api, scenario

from costmodel.__main__ import main
from costmodel.catalog.load import DATA_FOLDER, PRICING_FILE
from costmodel.catalog.prices import PRICING_COLUMNS

Captured = pytest.CaptureFixture[str]

QUOTE: Json = {
    "kind": "hosted",
    "provider": "acme",
    "sku": "one",
    "input_usd_per_mtok": 2,
    "output_usd_per_mtok": 8,
}
TYPED = {
    "kind": "hosted",
    "provider": "acme",
    "sku": "gpt-4.1",
    "display_name": "Mine",
    "as_of": "2026-11-20",
    "input_usd_per_mtok": "25",
    "output_usd_per_mtok": "8",
    "confidence": "user",
}


def book_with(folder: Path, *rows: dict[str, str]) -> str:
    path = folder / "mine.csv"
    path.write_bytes((DATA_FOLDER / PRICING_FILE).read_bytes())
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, PRICING_COLUMNS, lineterminator="\n").writerows(rows)
    return str(path)


def compare(capsys: Captured, folder: Path, given: Json) -> tuple[int, str, str]:
    path = folder / "scenario.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    status = main(["compare", str(path)])
    return (status, *capsys.readouterr())


def test_odd_rows_are_warned_of_and_leave_the_book_sound(capsys: Captured, tmp_path: Path) -> None:
    assert main(["prices", "check", book_with(tmp_path, TYPED)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    *_, head, first, second = out.splitlines()
    assert head == "  accepted, but check 2 odd values:"
    assert first.endswith(": output_usd_per_mtok: input at $25 is dearer than output at $8")
    assert second.endswith(": input at $25 lies 10 times or more above the $2 of the same model")


def test_warnings_in_json(capsys: Captured, tmp_path: Path) -> None:
    assert main(["prices", "check", "--json", book_with(tmp_path, TYPED)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["sound"] is True
    assert [(odd["field"], odd["value"]) for odd in found["warnings"]] == [
        ("output_usd_per_mtok", "8"),
        ("input_usd_per_mtok", "25"),
    ]
    assert main(["prices", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["warnings"] == []


def test_of_many_warnings_twenty_are_shown(capsys: Captured, tmp_path: Path) -> None:
    rows = [TYPED | {"provider": f"acme{place}"} for place in range(15)]
    assert main(["prices", "check", book_with(tmp_path, *rows)]) == 0
    *_, last = capsys.readouterr().out.splitlines()
    assert last == "    and 10 more; --json lists all"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"as_of": "2099-01-01"},
            "note: as_of 2099-01-01 lies more than a year after the newest price of the book,",
        ),
        (
            {"own_prices": [QUOTE | {"as_of": "2062-11-01"}]},
            "note: Own quote for one: as_of 2062-11-01 lies more than a year after the newest price of the book",
        ),
    ],
)
def test_a_day_far_ahead_is_told(capsys: Captured, tmp_path: Path, fields: Json, said: str) -> None:
    status, out, _ = compare(capsys, tmp_path, scenario(api(), **fields))
    assert status == 0
    assert said in out


def test_a_day_that_is_not_far_ahead_is_no_news(capsys: Captured, tmp_path: Path) -> None:
    fields = {"as_of": "2027-11-20", "own_prices": [QUOTE]}
    status, out, _ = compare(capsys, tmp_path, scenario(api(), **fields))
    assert status == 0
    assert "more than a year" not in out


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (
            scenario(api(), own_prices=[QUOTE] * 51),
            "own_prices: a list of 51 is not accepted; it may have at most 50 entries",
        ),
        (
            scenario(api(), own_prices={"a": 1}),
            "own_prices: an object of 1 fields is not accepted; it must be a list",
        ),
        (scenario(), "options: [] is not accepted; its number of entries must be at least 1"),
        (
            scenario(api(), own_prices=[QUOTE | {"sku": " "}]),
            "own_prices.0.sku: ' ' is not accepted; it must not be blank",
        ),
        (scenario(api(" ")), "options.0.name: ' ' is not accepted; it must not be blank"),
        (
            scenario(api(), own_prices=[QUOTE | {"note": "x\u200b"}]),
            "own_prices.0.note: 'x\\u200b' is not accepted; only characters that can be seen are allowed, in one"
            " line; it has U+200B at character 2",
        ),
        (
            scenario(api(), own_prices=[QUOTE | {"provider": "p" * 201}]),
            f"own_prices.0.provider: {repr('p' * 201)[:60]}… is not accepted; it may have at most 200 characters",
        ),
        (
            scenario(api(), horizon_months=None),
            "horizon_months: not given; it must be a number, written without quotes",
        ),
    ],
)
def test_wrong_values_are_one_line(capsys: Captured, tmp_path: Path, given: Json, line: str) -> None:
    status, out, err = compare(capsys, tmp_path, given)
    assert (status, out, err.splitlines()) == (2, "", [line])


def test_a_scenario_that_is_no_utf8_names_line_and_byte(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_bytes(b'{"name":\n"caf\xe9"}')
    assert main(["compare", str(path)]) == 2
    assert capsys.readouterr().err.endswith(
        "the file must be UTF-8 text; save it as UTF-8 (byte 5 of line 2 is 0xe9)\n"
    )


@pytest.mark.parametrize("uplift", ["0.9", "0.999999999999", "-1"])
def test_an_uplift_below_one_says_what_is_allowed(capsys: Captured, uplift: str) -> None:
    words = ["price", "--sku", "openai/gpt-6-luna", "--input-tokens", "1", "--output-tokens", "1"]
    assert main([*words, f"--regional-uplift={uplift}"]) == 2
    assert f"--regional-uplift: {uplift!r} is not accepted; a number from 1 to 3" in capsys.readouterr().err


def test_every_digit_of_a_price_is_printed(capsys: Captured) -> None:
    """Above 272,000 tokens Luna costs $0.2 and $0.75; all products are whole numbers of 10**-19 dollars."""
    words = ["price", "--sku", "openai/gpt-6-luna", "--input-tokens", "1234567", "--output-tokens", "7654321"]
    assert main([*words, "--regional-uplift", "1.123456789012"]) == 0
    first, into, _, _, out, *_ = capsys.readouterr().out.splitlines()
    input_units, output_units = (
        1_234_567 * 2 * 1_123_456_789_012,
        7_654_321 * 75 * 1_123_456_789_012,
    )
    assert into == "input: 1,234,567 tokens at $0.2246913578024 = $" + in_full(input_units, 19)
    assert out == "output: 7,654,321 tokens at $0.842592591759 = $" + in_full(output_units, 20)
    assert first.startswith(f"${in_full(10 * input_units + output_units, 20)} for one call")


def in_full(units: int, decimals: int) -> str:
    digits = str(units).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}".rstrip("0")
