"""What a refresh holds back, refuses or leaves alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from given_refresh import TODAY, genai, rates
from given_sources import (
    ON,
    READ,
    book,
    hosted,
    rented,
    rows_of,
    run,
    says,
    token_prices,
)

from costmodel.errors import InputError
from costmodel.refresh.quotes import EmbeddedList, Reading, SourceUnavailableError


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


def test_a_price_that_the_witness_says_has_ended_is_held_back_and_an_unchanged_one_is_named() -> None:
    before = book(hosted("one"), hosted("two"))
    prices = {"one": token_prices("1.2", "4"), "two": token_prices("1", "4")}
    day = date(2026, 10, 22)
    witness = {"genai-prices": says(prices, name="litellm", ended={"one": day, "two": day})}
    found = run(before, genai(prices), witness)
    assert [(review.plan.product.name, review.held) for review in found.held] == [
        ("acme/one", ("litellm says it ended on 2026-10-22",))
    ]
    assert found.after == book(hosted("one"), hosted("two", as_of=TODAY))
    assert found.remarks == ("acme/two: litellm says it ended on 2026-10-22, but genai-prices has its price",)
    assert len(rows_of(run(before, genai(prices), witness, accept=["one"]).after)) == 3


def test_a_vanished_sku_that_the_witness_says_has_ended_retires() -> None:
    before = book(*(hosted(f"m{n}") for n in range(20)))
    prices: dict[str, Any] = {f"m{n}": token_prices("1", "4") for n in range(19)} | {"m19": None}
    listed = {"m19": token_prices("1", "4")}
    witness = {"genai-prices": says(listed, name="litellm", ended={"m19": ON})}
    found = run(before, genai(prices), witness)
    assert not found.held
    assert rows_of(found.after)[19]["retires_on"] == TODAY


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


@pytest.mark.parametrize(("days_older", "held"), [(0, False), (1, True)])
def test_an_embedded_list_older_than_the_row_changes_nothing_unless_accepted(
    days_older: int, held: bool
) -> None:
    day = date.fromisoformat(READ) - timedelta(days=days_older)
    before = book(hosted("one"), hosted("two"))
    prices = {"one": token_prices("1.2", "4"), "two": token_prices("1", "4")}
    source = genai(prices, confirmed=False, embedded=EmbeddedList("genai-prices 9.9", day))
    found = run(before, source)
    assert [review.plan.product.name for review in found.held] == ["acme/one"] * held
    assert len(rows_of(found.after)) == 3 - held
    if held:
        assert found.held[0].held == (
            f"the embedded list of genai-prices 9.9 is from {day}, older than the day this row was read, {READ}",
        )
    assert len(rows_of(run(before, source, accept=["one"]).after)) == 3


def test_only_the_rows_that_the_list_may_change_tell_how_old_it_may_be() -> None:
    ahead = hosted("one", source_key="", valid_from="2027-01-01", as_of="2026-11-29")
    before = book(hosted("one", valid_to="2027-01-01"), ahead)
    source = {"one": token_prices("1.2", "4")}
    listed = EmbeddedList("genai-prices 9.9", date.fromisoformat(READ))
    assert not run(before, genai(source, confirmed=False, embedded=listed)).held


def test_an_embedded_list_of_an_unknown_day_changes_nothing() -> None:
    source = genai(
        {"one": token_prices("1.2", "4")}, confirmed=False, embedded=EmbeddedList("genai-prices 9.9", None)
    )
    found = run(book(hosted("one")), source)
    assert found.held[0].held == ("the day of the embedded list of genai-prices 9.9 is not known",)


def test_rows_that_have_retired_are_not_asked_for() -> None:
    before = book(hosted("old", retires_on="2026-11-01"))
    assert run(before, genai({"old": None})).unread == {}


def test_progress_is_told_while_it_works() -> None:
    said: list[str] = []
    run(book(hosted("one"), rented()), genai({}), say=said.append)
    assert said == ["reading 1 products of genai-prices ..."]
