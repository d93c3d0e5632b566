"""A refresh closes old rows and opens new ones: what changed, vanished or is announced, and what stays."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from genai_prices import UpdatePrices
from given_refresh import TODAY, genai, price_rows, rates
from given_sources import (
    CARDS,
    HERE,
    ON,
    book,
    hosted,
    item,
    recorded,
    rented,
    rows_of,
    run,
    says,
    served,
    token_prices,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from costmodel.catalog.check import check_book
from costmodel.catalog.prices import PRICING_COLUMNS
from costmodel.catalog.rates import token_rates
from costmodel.commands.price_book_file import SHIPPED_BOOK, shipped_cards
from costmodel.errors import InputError
from costmodel.refresh import offline_sources, online_sources, refresh
from costmodel.refresh.genai import providers_by
from costmodel.refresh.quotes import Quote, Reading, Segment

PINNED_DATA_OF = date(2026, 11, 26)
"""The day up to which the pinned genai-prices is not behind the shipped book."""


def test_what_a_source_repeats_only_moves_its_date() -> None:
    before = book(hosted("steady"), hosted("unasked"))
    found = run(before, genai({"steady": token_prices("1", "4")}))
    assert found.after == book(hosted("steady", as_of=TODAY), hosted("unasked"))
    assert found.confirmed_rows == 1
    assert not found.taken
    assert found.unread == {"acme/unasked": "not asked"}


def test_a_changed_price_closes_the_old_row_and_opens_a_new_one() -> None:
    before = book(hosted("one", note="odd"), hosted("two"))
    after = run(before, genai({"one": token_prices("1.2", "4")})).after
    old, new, other = rows_of(after)
    assert old == rows_of(before)[0] | {"valid_to": TODAY}
    assert new == rows_of(before)[0] | {
        "valid_from": TODAY,
        "input_usd_per_mtok": "1.2",
        "as_of": TODAY,
        "note": "1/4 before",
    }
    assert other == rows_of(before)[1]
    for day in (date(2020, 1, 1), ON - timedelta(days=1)):
        assert rates(after, "one", day) == rates(before, "one", day)
    assert rates(after, "one", ON)[0].input_usd_per_mtok == 1.2


def test_lines_that_no_change_touches_keep_their_bytes() -> None:
    odd = b'hosted,acme,"odd",Odd,,,0,all,,,,,1.00,,,,4.0,,,,,,,,,,,,,https://acme.example,2026-11-23,vendor,"two ""words"""\r\n'
    before = (
        b"\xef\xbb\xbf" + book(hosted("one"), line_break="\r\n") + odd + book(hosted("two"))[len(book()) :]
    )
    after = run(before, genai({"one": token_prices("1.2", "4")})).after
    assert odd in after
    assert after.startswith(b"\xef\xbb\xbf" + book(line_break="\r\n"))
    assert after.endswith(book(hosted("two"))[len(book()) :])


def test_a_last_line_without_a_line_break_stays_a_line() -> None:
    before = book(hosted("one")).rstrip(b"\n")
    assert len(rows_of(run(before, genai({"one": token_prices("1.2", "4")})).after)) == 2


def test_refreshing_again_changes_nothing_and_the_same_day_needs_no_third_row() -> None:
    once = run(book(hosted("one")), genai({"one": token_prices("1.2", "4")})).after
    again = run(once, genai({"one": token_prices("1.2", "4")}))
    assert not again.differs
    corrected = run(once, genai({"one": token_prices("1.3", "4")})).after
    assert [row["input_usd_per_mtok"] for row in rows_of(corrected)] == ["1", "1.3"]


def test_rows_without_a_source_and_rows_of_the_user_stay() -> None:
    manual, own = hosted("manual", source_key=""), hosted("own", confidence="user")
    before = book(manual, own)
    assert run(before, genai({"manual": token_prices("2", "5"), "own": None})).after == before


def test_a_manual_row_of_the_future_stays_and_bounds_what_changes() -> None:
    ahead = hosted("one", source_key="", valid_from="2027-01-01", input_usd_per_mtok="3", note="by hand")
    before = book(hosted("one", valid_to="2027-01-01"), ahead)
    old, new, kept = rows_of(run(before, genai({"one": token_prices("1.2", "4")})).after)
    assert (old["valid_to"], new["valid_from"], new["valid_to"]) == (TODAY, TODAY, "2027-01-01")
    assert kept == rows_of(before)[1]


def test_a_dated_change_since_the_last_reading_begins_on_its_day() -> None:
    def read(products: Any, on: date) -> Reading:
        cells = {(0, "all"): {"input_usd_per_mtok": Decimal("1.1"), "output_usd_per_mtok": Decimal(4)}}
        return Reading("genai-prices", True, {p.key: Quote((Segment(start, cells),)) for p in products})

    start = date(2026, 11, 25)
    _, new = rows_of(run(book(hosted("one")), {"genai-prices": read}).after)
    assert new["valid_from"] == "2026-11-25"
    start = date(2026, 11, 20)
    _, new = rows_of(run(book(hosted("one")), {"genai-prices": read}).after)
    assert new["valid_from"] == TODAY


class Recorded:
    """The whole way, online, over recorded answers."""

    def __init__(self) -> None:
        with served((HERE / "genai_recorded.json").read_bytes()) as url:
            providers = providers_by(UpdatePrices(url=url))
        self.sources = online_sources(
            recorded,
            lambda: providers,
            lambda: lambda _: [item(price=86.0), item(price=80.0, location="asia-1")],
        )

    def run(self, *rows: dict[str, str], accept: tuple[str, ...] = ()) -> Any:
        return refresh(book(*rows), self.sources, ON, accept=accept, cards=CARDS, say=lambda _: None)


@pytest.fixture(scope="module")
def online() -> Recorded:
    return Recorded()


def test_announced_dated_tiered_and_hourly_prices_become_rows(online: Recorded) -> None:
    skus = ("announced", "dated", "tiered", "by-the-clock")
    found = online.run(*(hosted(sku) for sku in skus))
    columns = ("sku", "tier_from_tokens", "time_window", "valid_from", "valid_to", "input_usd_per_mtok")
    assert [tuple(row[column] for column in columns) for row in rows_of(found.after)] == [
        ("announced", "0", "all", "", "2027-01-01", "1"),
        ("announced", "0", "all", "2027-01-01", "", "1.25"),
        ("dated", "0", "all", "", "2026-11-25", "1"),
        ("dated", "0", "all", "2026-11-25", "", "1.1"),
        ("tiered", "0", "all", "", "", "1"),
        ("tiered", "200000", "all", TODAY, "", "1.25"),
        ("by-the-clock", "0", "all", "", TODAY, "1"),
        ("by-the-clock", "0", "offpeak", TODAY, "", "1"),
        ("by-the-clock", "0", "peak", TODAY, "", "1.4"),
    ]
    assert not found.held
    assert not found.conflicts, "one price of the witness for the whole day is the peak one"


def test_rent_and_lists_are_read_in_one_go(online: Recorded) -> None:
    found = online.run(
        rented(),
        hosted("cheaper", input_usd_per_mtok="1"),
        hosted("open-model", source_key="litellm:host/open-model"),
        hosted("doubled"),
        accept=("open-model",),
    )
    by_sku = {row["sku"]: row for row in rows_of(found.after)}
    assert by_sku["H100-80GB"]["usd_per_gpu_hour"] == "10.75"
    assert by_sku["cheaper"]["batch_multiplier"] == "0.5"
    assert by_sku["open-model"]["input_usd_per_mtok"] == "0.11"
    assert [review.plan.product.name for review in found.held] == ["acme/doubled"]


@settings(max_examples=150, deadline=None)
@given(
    cuts=st.lists(st.integers(-60, 60), max_size=3, unique=True),
    prices=st.lists(st.integers(10, 20), min_size=4, max_size=4),
    steps=st.lists(st.integers(1, 80), max_size=3, unique=True),
    asked=st.lists(st.integers(10, 20), min_size=4, max_size=4),
    tiers=st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_earlier_days_keep_their_answer_and_later_ones_have_the_sources(
    cuts: list[int], prices: list[int], steps: list[int], asked: list[int], tiers: list[bool]
) -> None:
    days = [ON + timedelta(days=cut) for cut in sorted(cuts)]
    rows = [
        hosted(
            "one",
            valid_from=str(start or ""),
            valid_to=str(end or ""),
            input_usd_per_mtok=str(price),
            output_usd_per_mtok="90",
        )
        for start, end, price in zip([None, *days], [*days, None], prices, strict=False)
    ]
    segments = []
    for start, price, tiered in zip([None, *sorted(steps)], asked, tiers, strict=False):
        base = {"input_usd_per_mtok": Decimal(price), "output_usd_per_mtok": Decimal(90)}
        cells = {(0, "all"): base} | (
            {(1000, "all"): base | {"input_usd_per_mtok": Decimal(price) + 1}} if tiered else {}
        )
        segments.append(Segment(start if start is None else ON + timedelta(days=start), cells))
    quote = Quote(tuple(segments))
    before = book(*rows)

    def read(products: Any, on: date) -> Reading:
        return Reading("genai-prices", True, {product.key: quote for product in products})

    after = run(before, {"genai-prices": read}, accept=["one"]).after
    old, new = price_rows(before, "one"), price_rows(after, "one")
    for offset in range(-70, 90):
        day = ON + timedelta(days=offset)
        if day < ON:
            assert token_rates(new, day) == token_rates(old, day)
        else:
            wanted = quote.at(day).cells
            found = token_rates(new, day)
            assert [(tier.tier_from_tokens, tier.input_usd_per_mtok) for tier in found] == [
                (cell[0], float(price["input_usd_per_mtok"])) for cell, price in sorted(wanted.items())
            ]
    assert run(after, {"genai-prices": read}, accept=["one"]).after == after


def test_what_was_known_to_end_is_not_counted_as_vanished() -> None:
    ending = [hosted(f"m{n}", retires_on="2027-01-14") for n in range(9)]
    before = book(*ending, *(hosted(f"n{n}") for n in range(20)))
    prices: dict[str, Any] = {f"m{n}": None for n in range(9)}
    prices |= {f"n{n}": token_prices("1", "4") for n in range(19)} | {"n19": None}
    found = run(before, genai(prices))
    assert not found.held
    assert [review.plan.product.name for review in found.taken] == ["acme/n19"]


def test_a_rented_machine_keeps_its_name_and_only_its_last_price_in_the_note() -> None:
    content = book(rented())
    for day, rent in ((ON, "11"), (ON + timedelta(days=7), "12")):
        source = {"gpuhunt": says({"H100-80GB": {"usd_per_gpu_hour": rent}}, name="gpuhunt")}
        content = run(content, source, on=day).after
    assert [row["note"] for row in rows_of(content)] == [
        "a3-highgpu-8g",
        "a3-highgpu-8g; 10 before",
        "a3-highgpu-8g; 11 before",
    ]


def test_what_begins_later_is_noted_as_announced(online: Recorded) -> None:
    _, ahead = rows_of(online.run(hosted("announced")).after)
    assert ahead["note"] == "announced, per genai-prices"


def test_the_last_digit_of_a_divided_rent_is_no_change() -> None:
    source = {"gpuhunt": says({"H100-80GB": {"usd_per_gpu_hour": "10.0001"}}, name="gpuhunt")}
    assert run(book(rented()), source).after == book(rented(as_of=TODAY))


CELLS = st.sampled_from(
    ["", "1", "4", "0.5", "2026-12-01", "2026-11-30", "2027-01-01", "peak", "1000", "x,\n", "user"]
)


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["one", "two"]),
            st.dictionaries(st.sampled_from(PRICING_COLUMNS[4:]), CELLS, max_size=3),
        ),
        max_size=5,
    ),
    price=st.sampled_from(["1", "1.2", "9", None]),
)
def test_a_fuzzed_book_is_refused_or_refreshed_into_a_sound_one(
    rows: list[tuple[str, dict[str, str]]], price: str | None
) -> None:
    before = book(*(hosted(sku) | cells for sku, cells in rows))
    given_prices = token_prices(price, "4") if price else None
    try:
        after = run(before, genai({"one": given_prices, "two": given_prices}), accept=[]).after
    except InputError:
        return
    check = check_book(after, ON, CARDS)
    assert check.sound
    assert check.rows_read >= len(rows)


def test_the_shipped_book_against_the_data_that_the_package_embeds() -> None:
    """Hosted prices read by the day of the package are what it says, announced steps included."""
    before = SHIPPED_BOOK.read_bytes()
    on = max(date.today(), PINNED_DATA_OF)
    found = refresh(before, offline_sources(), on, accept=(), cards=shipped_cards(), say=lambda _: None)
    assert all("genai" not in reason for reason in found.unread.values())
    for review in (*found.taken, *found.held):
        assert all(entry.row.as_of > PINNED_DATA_OF for entry in review.plan.product.in_force(on)), (
            review.plan
        )
