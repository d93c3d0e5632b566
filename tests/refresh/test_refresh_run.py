"""A refresh closes old rows and opens new ones: what changed, vanished or is announced, and what stays."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from genai_prices import UpdatePrices
from given_sources import (
    CARDS,
    HERE,
    ON,
    READ,
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
from costmodel.catalog.prices import HostedPrice
from costmodel.catalog.rates import TierRates, token_rates
from costmodel.commands.price_book_file import SHIPPED_BOOK, shipped_cards
from costmodel.errors import InputError
from costmodel.refresh import offline_sources, online_sources, refresh
from costmodel.refresh.genai import providers_by
from costmodel.refresh.quotes import Quote, Reading, Segment, SourceUnavailableError

TODAY = str(ON)
PINNED_DATA_OF = date(2026, 11, 26)
"""The day up to which the pinned genai-prices is not behind the shipped book."""


def rates(content: bytes, sku: str, on: date) -> tuple[TierRates, ...]:
    check = check_book(content, date(2030, 1, 1), CARDS)
    assert check.sound, check.faults
    rows = [row for _, row in check.accepted if isinstance(row, HostedPrice) and row.sku == sku]
    return token_rates(rows, on)


def genai(prices: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {"genai-prices": says(prices, **options)}


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
    odd = b'hosted,acme,"odd",Odd,,,0,all,,,,,1.00,,,,4.0,,,,,,,,,,,,,https://acme.example,2026-11-23,vendor,"two\nlines"\r\n'
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


def test_a_vanished_sku_retires_and_is_not_deleted() -> None:
    rows = [hosted(f"m{n}") for n in range(20)]
    prices: dict[str, Any] = {f"m{n}": token_prices("1", "4") for n in range(19)}
    found = run(book(*rows), genai(prices | {"m19": None}))
    after = rows_of(found.after)
    assert len(after) == 20
    assert after[19] == rows_of(book(rows[19]))[0] | {"retires_on": TODAY}
    assert rates(found.after, "m19", ON) == rates(book(*rows), "m19", ON)
    assert not run(found.after, genai(prices | {"m19": None})).differs


def test_more_than_a_twentieth_vanished_is_held_back_unless_accepted() -> None:
    before = book(*(hosted(f"m{n}") for n in range(20)))
    prices: dict[str, Any] = {f"m{n}": token_prices("1", "4") for n in range(18)} | {"m18": None, "m19": None}
    found = run(before, genai(prices), on=date(2026, 11, 23))
    assert found.after == before
    assert [review.plan.product.name for review in found.held] == ["acme/m18", "acme/m19"]
    assert "more than 5 %" in found.held[0].held[0]
    accepted = run(before, genai(prices), accept=["ACME/m18"], on=date(2026, 11, 23))
    assert [row["sku"] for row in rows_of(accepted.after) if row["retires_on"]] == ["m18"]


def test_a_vanished_sku_that_the_witness_still_lists_is_held_back() -> None:
    before = book(*(hosted(f"m{n}") for n in range(20)))
    prices: dict[str, Any] = {f"m{n}": token_prices("1", "4") for n in range(19)} | {"m19": None}
    witness = {"genai-prices": says({"m19": token_prices("1", "4")}, name="litellm")}
    found = run(before, genai(prices), witness)
    assert found.held[0].held == ("litellm still lists it",)


@pytest.mark.parametrize(("price", "held"), [("1.5", False), ("1.51", True), ("0.5", False), ("0.49", True)])
def test_a_change_above_half_is_held_back_unless_accepted(price: str, held: bool) -> None:
    before = book(hosted("one"))
    source = genai({"one": token_prices(price, "4")})
    found = run(before, source)
    assert bool(found.held) is held
    assert found.differs
    if held:
        assert found.after == before
        assert "more than 50 %" in found.held[0].held[0]
    assert len(rows_of(run(before, source, accept=["one"]).after)) == 2


def test_a_witness_conflict_holds_a_change_back_but_an_unchanged_price_only_names_it() -> None:
    before = book(hosted("one"), hosted("two"))
    source = genai({"one": token_prices("1.2", "4"), "two": token_prices("1", "4")})
    witness = {
        "genai-prices": says(
            {"one": token_prices("1", "4"), "two": token_prices("1.02", "4")}, name="litellm"
        )
    }
    found = run(before, source, witness)
    assert found.after == book(hosted("one"), hosted("two", as_of=TODAY))
    assert [review.plan.product.name for review in found.held] == ["acme/one"]
    assert [(conflict.sku, conflict.field) for conflict in found.conflicts] == [
        ("acme/one", "input_usd_per_mtok"),
        ("acme/two", "input_usd_per_mtok"),
    ]
    near = {"genai-prices": says({"one": token_prices("1.21", "4")}, name="litellm")}
    assert not run(before, source, near).held
    assert len(rows_of(run(before, source, witness, accept=["acme/one"]).after)) == 3


def test_an_unknown_name_to_accept_is_refused() -> None:
    with pytest.raises(InputError, match=r"--accept: 'acme/on'.*acme/one"):
        run(book(hosted("one")), genai({}), accept=["acme/on"])


def test_a_candidate_that_breaks_a_rule_of_the_book_is_left_out_and_named() -> None:
    before = book(hosted("one"), hosted("two"))
    source = genai({"one": token_prices("2000000", "4"), "two": token_prices("1.1", "4")})
    found = run(before, source, accept=["one"])
    assert [row["sku"] for row in rows_of(found.after)] == ["one", "two", "two"]
    assert "would break a rule" in found.held[0].held[0]


def test_a_book_that_is_not_sound_is_refused() -> None:
    with pytest.raises(InputError, match="the price book line 3: valid_from"):
        run(book(hosted("one"), hosted("one")), genai({}))


def test_a_source_that_cannot_be_had_leaves_its_rows_and_says_so() -> None:
    def silent(products: Any, on: date) -> Reading:
        raise SourceUnavailableError("acme's list cannot be reached")

    before = book(hosted("one"))
    found = run(before, {"genai-prices": silent})
    assert found.after == before
    assert found.remarks == ("acme's list cannot be reached",)
    assert "genai-prices" in found.unread["acme/one"]


def test_offline_dates_stay_and_nothing_retires() -> None:
    before = book(hosted("steady"), hosted("one"), hosted("gone"))
    prices = {"steady": token_prices("1", "4"), "one": token_prices("1.2", "4"), "gone": None}
    found = run(before, genai(prices, confirmed=False))
    assert {row["as_of"] for row in rows_of(found.after)} == {READ}
    assert [row["sku"] for row in rows_of(found.after)] == ["steady", "one", "one", "gone"]
    assert not any(row["retires_on"] for row in rows_of(found.after))
    assert "offline nothing follows" in found.unread["acme/gone"]


def test_rows_that_have_retired_are_not_asked_for() -> None:
    before = book(hosted("old", retires_on="2026-11-01"))
    assert run(before, genai({"old": None})).unread == {}


def test_progress_is_told_while_it_works() -> None:
    said: list[str] = []
    run(book(hosted("one"), rented()), genai({}), say=said.append)
    assert said == ["reading 1 products of genai-prices ..."]


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
    for offset in range(-70, 90):
        day = ON + timedelta(days=offset)
        if day < ON:
            assert rates(after, "one", day) == rates(before, "one", day)
        else:
            wanted = quote.at(day).cells
            found = rates(after, "one", day)
            assert [(tier.tier_from_tokens, tier.input_usd_per_mtok) for tier in found] == [
                (cell[0], float(price["input_usd_per_mtok"])) for cell, price in sorted(wanted.items())
            ]
    assert run(after, {"genai-prices": read}, accept=["one"]).after == after


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
