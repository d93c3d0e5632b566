"""Names that hide something, names that collide, and words that say what is wrong: the book and own quotes alike."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from costmodel.catalog import load_catalog, with_own_prices
from costmodel.catalog.check import BookCheck, check_book
from costmodel.catalog.load import read_prices
from costmodel.catalog.prices import PRICING_COLUMNS
from costmodel.errors import InputError

TODAY = date(2026, 11, 26)
ROW = {
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
HIDDEN = (
    "\x00",
    "\x07",
    "\x1b",
    "\n",
    "\t",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u2028",
    "\u3164",
)


def file_of(*rows: dict[str, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, PRICING_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def checked(*rows: dict[str, str]) -> BookCheck:
    return check_book(file_of(*rows), TODAY, frozenset({"H100-80GB"}))


def lines(found: BookCheck) -> list[str]:
    return [str(fault.in_file("book.csv")) for fault in found.faults]


def quoted(*quotes: dict[str, object]) -> list[str]:
    own = {
        "kind": "hosted",
        "provider": "acme",
        "sku": "one",
        "input_usd_per_mtok": 1,
        "output_usd_per_mtok": 4,
    }
    with pytest.raises(InputError) as refused:
        with_own_prices(load_catalog(), [own | quote for quote in quotes], TODAY)
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize("column", ["provider", "sku", "display_name", "region", "note", "source_key"])
@pytest.mark.parametrize("character", HIDDEN)
def test_a_hidden_character_is_named(column: str, character: str) -> None:
    if character == "\x00":
        pytest.skip("a CSV file with a zero byte is no row")
    (line,) = lines(checked(ROW | {column: f"a{character}b"}))
    assert f": {column}: 'a" in line
    assert "only characters that can be seen are allowed, in one line; it has U+" in line
    assert line.isprintable()
    assert line.endswith(f"U+{ord(character):04X} at character 2")


def test_the_source_is_read_with_the_same_eyes() -> None:
    (line,) = lines(checked(ROW | {"source_url": "https://acme.example/\u202egpj"}))
    assert line.startswith("book.csv line 2: source_url: ")
    assert "U+202E" in line


@pytest.mark.parametrize("column", ["provider", "sku", "display_name"])
def test_a_name_is_not_blank_and_has_no_spaces_around_it(column: str) -> None:
    for blank in (" ", "\u00a0", "\u3000 "):
        (line,) = lines(checked(ROW | {column: blank}))
        assert line.endswith(" is not accepted; it must not be blank")
    (line,) = lines(checked(ROW | {column: "one "}))
    assert line == f"book.csv line 2: {column}: 'one ' is not accepted; it must not begin or end with a space"
    (line,) = lines(checked(ROW | {column: ""}))
    assert line == f"book.csv line 2: {column}: not given; it is needed: a name"


@pytest.mark.parametrize("name", ["Modèle 7B", "模型-一", "a b/c", "model\U0001f680", "'quoted'"])
def test_names_of_any_script_are_names(name: str) -> None:
    assert checked(ROW | {"sku": name, "display_name": name}).sound


@pytest.mark.parametrize("column", ["provider", "sku", "display_name", "note"])
def test_a_quote_is_read_alike(column: str) -> None:
    (line,) = quoted({column: "a\u202eb"})
    assert line == (
        f"own_prices.0.{column}: 'a\\u202eb' is not accepted; only characters that can be seen are allowed,"
        " in one line; it has U+202E at character 2"
    )


@pytest.mark.parametrize("names", [("a", "b/c", "a/b", "c"), ("A/B", "c", "a", "B/C")])
def test_two_names_that_read_the_same_are_refused(names: tuple[str, ...]) -> None:
    first, first_sku, second, second_sku = names
    rows = (
        ROW | {"provider": first, "sku": first_sku, "valid_to": "2026-12-01"},
        ROW | {"provider": second, "sku": second_sku, "valid_from": "2026-12-01"},
    )
    (line,) = lines(checked(*rows))
    assert line.startswith(
        f"book.csv line 3: provider: {second!r} is not accepted; provider {first!r} with sku {first_sku!r} reads"
    )


def test_the_same_provider_in_other_letters_is_the_same() -> None:
    rows = (ROW | {"valid_to": "2026-12-01"}, ROW | {"provider": "ACME", "valid_from": "2026-12-01"})
    assert checked(*rows).sound


def test_a_quote_cannot_take_the_place_of_a_row_whose_name_only_reads_the_same() -> None:
    sold = next(row for row in load_catalog().hosted if "/" in row.sku)
    first, rest = sold.sku.split("/", 1)
    (line,) = quoted({"provider": f"{sold.provider}/{first}", "sku": rest})
    assert line.startswith("own_prices.0.provider: ")
    assert f"provider {sold.provider!r} with sku {sold.sku!r} reads the same" in line


def test_two_quotes_that_read_the_same_are_refused() -> None:
    found = quoted({"provider": "a", "sku": "b/c"}, {"provider": "a/b", "sku": "c"})
    assert any(line.startswith("own_prices.1.provider: 'a/b' is not accepted; ") for line in found)


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (
            {"output_usd_per_mtok": ""},
            "output_usd_per_mtok: not given; it is needed: a number above 0, in US dollars",
        ),
        ({"as_of": ""}, "as_of: not given; it is needed: the day on which the price was read, YYYY-MM-DD"),
        ({"kind": ""}, "kind: not given; kind must be hosted, gpu or finetune"),
        ({"input_usd_per_mtok": "x"}, "input_usd_per_mtok: 'x' is not accepted; it must be a valid decimal"),
        (
            {"cached_input_usd_per_mtok": "1.10"},
            "cached_input_usd_per_mtok: '1.10' is not accepted; at most input_usd_per_mtok, 1, is allowed, or a"
            " note that says why it is dearer",
        ),
        (
            {"input_usd_per_mtok": "5"},
            "input_usd_per_mtok: '5' is not accepted; at most output_usd_per_mtok, 4, is allowed, or a note that"
            " says why it is dearer",
        ),
        (
            {"as_of": "2099-01-01"},
            "as_of: '2099-01-01' is not accepted; it must not lie after today, 2026-11-26",
        ),
    ],
)
def test_the_words_say_what_is_allowed(columns: dict[str, str], line: str) -> None:
    assert lines(checked(ROW | columns)) == [f"book.csv line 2: {line}"]


def test_what_a_user_typed_may_be_odd_without_a_note() -> None:
    typed = ROW | {
        "confidence": "user",
        "source_url": "",
        "cached_input_usd_per_mtok": "3",
        "input_usd_per_mtok": "5",
    }
    found = checked(typed | {"cached_input_usd_per_mtok": "6"})
    assert found.sound
    assert [(odd.line, odd.field) for odd in found.warnings] == [
        (2, "cached_input_usd_per_mtok"),
        (2, "output_usd_per_mtok"),
    ]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("kind\ncafé\n".encode("latin-1"), "book.csv line 2: byte 4 of the line, 0xe9, is not accepted"),
        ("kind\n".encode("utf-16"), "book.csv line 1: byte 1 of the line, 0xff, is not accepted"),
        (b"kind\r\nab\xc3", "book.csv line 2: byte 3 of the line, 0xc3, is not accepted"),
    ],
)
def test_a_file_that_is_no_utf8_is_named_with_line_and_byte(
    tmp_path: Path, content: bytes, line: str
) -> None:
    said = f"{line}; the file must be UTF-8 text; save it as UTF-8"
    assert lines(check_book(content, TODAY, frozenset())) == [said]
    (tmp_path / "book.csv").write_bytes(content)
    rows, problems = read_prices(tmp_path / "book.csv")
    assert (rows, [str(problem) for problem in problems]) == ([], [said])
