"""The check of a price book names every fault, and accounts for every row of any file."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costmodel.catalog.check import BookCheck, check_book
from costmodel.catalog.load import DATA_FOLDER
from costmodel.catalog.prices import PRICING_COLUMNS

TODAY = date(2026, 11, 26)
CARDS = frozenset({"H100-80GB"})
BOOK = DATA_FOLDER / "pricing.csv"
HOSTED = {
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
GPU = {
    "kind": "gpu",
    "provider": "acme",
    "sku": "H100-80GB",
    "display_name": "Acme H100",
    "commitment": "on_demand",
    "gpu_memory_gb": "80",
    "gpu_count_min": "1",
    "usd_per_gpu_hour": "2.5",
    "source_url": "https://acme.example",
    "as_of": "2026-11-23",
    "confidence": "vendor",
}


def book(*rows: dict[str, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, PRICING_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def checked(*rows: dict[str, str]) -> BookCheck:
    return check_book(book(*rows), TODAY, CARDS)


def named(*rows: dict[str, str]) -> set[tuple[int | None, str | None]]:
    return {(fault.line, fault.field) for fault in checked(*rows).faults}


def test_the_shipped_book_is_sound() -> None:
    cards = {row["gpu"] for row in csv.DictReader((DATA_FOLDER / "gpus.csv").open(encoding="utf-8"))}
    found = check_book(BOOK.read_bytes(), TODAY, cards)
    assert found.faults == ()
    assert len(found.accepted) == found.rows_read == len(BOOK.read_text(encoding="utf-8").splitlines()) - 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"as_of": "2026-11"}, "as_of"),
        ({"as_of": "2026-11-27"}, "as_of"),
        ({"cached_input_usd_per_mtok": "2"}, "cached_input_usd_per_mtok"),
        ({"input_usd_per_mtok": "5"}, "input_usd_per_mtok"),
        ({"batch_multiplier": "0"}, "batch_multiplier"),
        ({"priority_multiplier": "3.01"}, "priority_multiplier"),
        ({"usd_per_gpu_hour": "2"}, "usd_per_gpu_hour"),
        ({"source_url": "http://acme.example"}, "source_url"),
        ({"source_url": ""}, "source_url"),
        ({"tier_from_tokens": "5"}, "tier_from_tokens"),
        ({"output_usd_per_mtok": "1e400"}, "output_usd_per_mtok"),
    ],
)
def test_a_bad_cell_is_named_with_its_line(change: dict[str, str], field: str) -> None:
    assert named(GPU, HOSTED | change) == {(3, field)}


@pytest.mark.parametrize("price", ["0.019", "60.01", "free", "-1", "NaN"])
def test_a_gpu_price_lies_within_its_range(price: str) -> None:
    assert named(GPU | {"usd_per_gpu_hour": price}) == {(2, "usd_per_gpu_hour")}


def test_a_card_that_nobody_knows() -> None:
    assert named(GPU | {"sku": "H1000"}) == {(2, "sku")}


def test_a_key_stands_once() -> None:
    (fault,) = checked(HOSTED, GPU, HOSTED).faults
    assert (fault.line, fault.field) == (4, "valid_from")
    assert "line 2" in fault.allowed
    assert "same key" in fault.allowed


def test_days_without_a_price_need_a_note() -> None:
    first, second = HOSTED | {"valid_to": "2026-12-01"}, HOSTED | {"valid_from": "2026-12-05"}
    assert named(first, second) == {(3, "valid_from")}
    assert named(first, second | {"note": "withdrawn for repairs"}) == set()
    assert named(first, second | {"valid_from": "2026-12-01"}) == set()


def test_a_tier_that_is_missing_for_a_while_is_a_gap() -> None:
    tier = HOSTED | {"tier_from_tokens": "1000"}
    rows = [HOSTED, tier | {"valid_to": "2026-12-01"}, tier | {"valid_from": "2027-01-01"}]
    assert named(*rows) == {(4, "valid_from")}


def test_rules_between_rows_hold_beside_refused_rows_but_see_no_false_gaps() -> None:
    base = HOSTED | {"input_usd_per_mtok": "free"}
    tier = HOSTED | {"tier_from_tokens": "1000"}
    other = HOSTED | {"sku": "two"}
    assert named(base, tier, other, other) == {(2, "input_usd_per_mtok"), (5, "valid_from")}


def test_a_successor_whose_row_was_refused_is_no_second_fault() -> None:
    old = HOSTED | {"successor_sku": "two"}
    assert named(old, HOSTED | {"sku": "two", "as_of": "soon"}) == {(3, "as_of")}
    assert named(old) == {(2, "successor_sku")}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"kind\nhosted\n",
        book(),
        book(HOSTED) + b'"open\n',
        book(HOSTED) + b"\xff\xfe\n",
        book(HOSTED) + b"\x00\n",
        b"\xef\xbb\xbf",
    ],
)
def test_a_file_that_is_no_price_book_is_refused_whole(content: bytes) -> None:
    found = check_book(content, TODAY, CARDS)
    assert len(found.faults) >= 1
    assert found.rows_read == len(found.accepted) + len(found.refused_lines)


def test_a_row_over_several_lines_is_named_by_its_last() -> None:
    assert named(HOSTED | {"note": "two\nlines"}, GPU | {"sku": "none"}) == {(3, "note"), (4, "sku")}


CELLS = st.one_of(
    st.sampled_from(
        ["", "0", "1", "-1", "1e999", "NaN", "hosted", "gpu", "2026-12-01", "peak", "spot", "None"]
    ),
    st.text(max_size=8),
)


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(
        st.one_of(
            st.dictionaries(st.sampled_from(PRICING_COLUMNS), CELLS, max_size=6).map(
                lambda change: [(HOSTED | change).get(column, "") for column in PRICING_COLUMNS]
            ),
            st.dictionaries(st.sampled_from(PRICING_COLUMNS), CELLS, max_size=6).map(
                lambda change: [(GPU | change).get(column, "") for column in PRICING_COLUMNS]
            ),
            st.lists(CELLS, min_size=1, max_size=40),
        ),
        max_size=8,
    )
)
def test_every_row_of_a_fuzzed_book_is_accepted_or_named(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(PRICING_COLUMNS), *rows])
    found = check_book(text.getvalue().encode("utf-8", "surrogatepass"), TODAY, CARDS)
    assert found.rows_read == len(found.accepted) + len(found.refused_lines)
    whole = [fault for fault in found.faults if fault.field is None and not found.accepted]
    if not whole:
        assert found.rows_read == len(rows)
    assert set(found.refused_lines) <= {fault.line for fault in found.faults} or whole
    accepted = {line for line, _ in found.accepted}
    assert not accepted & set(found.refused_lines)


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=60), place=st.integers(0, 2000))
def test_any_bytes_anywhere_in_a_book_never_end_in_a_traceback(content: bytes, place: int) -> None:
    sound = book(HOSTED, GPU)
    found = check_book(sound[:place] + content + sound[place:], TODAY, CARDS)
    assert found.rows_read == len(found.accepted) + len(found.refused_lines)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, len(BOOK.read_bytes())))
def test_a_book_cut_off_anywhere(cut: int) -> None:
    found = check_book(BOOK.read_bytes()[:cut], TODAY, CARDS)
    assert found.rows_read == len(found.accepted) + len(found.refused_lines)


def test_the_check_reads_what_the_loader_reads(tmp_path: Path) -> None:
    marked = tmp_path / "pricing.csv"
    marked.write_bytes(b"\xef\xbb\xbf" + book(HOSTED).replace(b"\n", b"\r\n"))
    assert check_book(marked.read_bytes(), TODAY, CARDS).faults == ()
