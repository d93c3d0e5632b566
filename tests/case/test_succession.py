"""A hosted model that retires goes on at the price of the successor that the book names."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from given_books import Row, book, row
from given_scenarios import Json, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.case.draws import resolve_draws
from costmodel.case.model import Case
from costmodel.case.resolve import resolve
from costmodel.catalog import Catalog
from costmodel.catalog.successors import reign_on, succession
from costmodel.cost.ledgers import ledgers
from costmodel.decide.break_even import break_even
from costmodel.scenario.parse import scenario_from_dict

START = "2026-11-23"


def asked(sku: str = "acme/one", months: int = 5, workload: Json | None = None, **fields: Any) -> Json:
    option = {"kind": "hosted", "name": "Hosted", "sku": sku, **fields}
    return scenario(option, as_of=START, horizon_months=months, workload=workload)


def case_in(catalog: Catalog, given_scenario: Json) -> Case:
    return resolve(scenario_from_dict(given_scenario), catalog)


def usd(catalog: Catalog, given_scenario: Json) -> list[float]:
    (ledger,) = ledgers(case_in(catalog, given_scenario))
    return ledger.running_usd["api"].tolist()


def retiring(sku: str, on: str, successor: str | None, usd_in: float = 2, usd_out: float = 10) -> Row:
    return row(sku, usd_in, usd_out, retires_on=on, successor_sku=successor)


def test_the_successor_is_paid_from_the_first_month_that_begins_after_the_end() -> None:
    """100k calls of 1,000 in and 100 out: $300 at $2 and $10; $150 at half of that from 23 January on."""
    catalog = book(retiring("one", "2027-01-14", "two"), row("two", 1, 5))
    assert usd(catalog, asked()) == pytest.approx([300, 300, 150, 150, 150])
    (note,) = case_in(catalog, asked()).notes
    assert (
        note
        == "One retires on 2027-01-14; months from 2 on are priced as its successor Two, quality and prompts taken as the same."
    )


@pytest.mark.parametrize(
    ("retires_on", "months_of_one"),
    [("2026-12-23", 1), ("2026-12-24", 2), ("2026-11-23", 0), ("2026-11-24", 1), ("2020-01-01", 0)],
)
def test_a_month_that_begins_on_the_day_itself_is_the_successors(retires_on: str, months_of_one: int) -> None:
    catalog = book(retiring("one", retires_on, "two"), row("two", 1, 5))
    assert usd(catalog, asked()) == pytest.approx([300] * months_of_one + [150] * (5 - months_of_one))
    assert "priced as its successor Two" in " ".join(case_in(catalog, asked()).notes)


def test_without_a_successor_the_last_price_stays_and_the_note_says_so() -> None:
    catalog = book(retiring("one", "2027-01-14", None))
    assert usd(catalog, asked()) == pytest.approx([300] * 5)
    (note,) = case_in(catalog, asked()).notes
    assert "its last price is used after that day; the book names no successor" in note


def test_an_end_in_the_last_month_or_after_it_changes_nothing() -> None:
    catalog = book(retiring("one", "2027-01-14", "two"), row("two", 1, 5))
    assert usd(catalog, asked(months=2)) == pytest.approx([300, 300])
    (note,) = case_in(catalog, asked(months=2)).notes
    assert "in the last month" in note
    assert case_in(catalog, asked(months=1)).notes == ()


def test_chains_are_followed_and_whoever_has_retired_by_then_is_passed_over() -> None:
    last = row("four", 4, 20)
    catalog = book(
        retiring("one", "2026-12-01", "two"),
        retiring("two", "2027-01-14", "three", 1, 5),
        retiring("three", "2027-01-01", "four", 3, 15),
        last,
    )
    assert usd(catalog, asked()) == pytest.approx([300, 150, 600, 600, 600])
    notes = case_in(catalog, asked()).notes
    assert [note.split(";")[0] for note in notes] == [
        "One retires on 2026-12-01",
        "Two retires on 2027-01-14",
    ]
    assert "Four" in notes[1]


def test_a_circle_of_successors_ends_where_it_began() -> None:
    """The book refuses it; a catalog put together by hand must not hang."""
    catalog = book(retiring("one", "2026-12-01", "two"), retiring("two", "2027-01-01", "one", 1, 5))
    assert usd(catalog, asked()) == pytest.approx([300, 150, 150, 150, 150])


def test_the_successor_comes_with_its_own_steps_tiers_cache_and_batch() -> None:
    """Above 800 tokens Two charges $3 and $10, cached $0.5, batch at half; all doubled from February on."""
    dear: Json = {"valid_from": "2027-02-01"}
    cheap: Json = {"valid_to": "2027-02-01"}
    above: Json = {"tier_from_tokens": 800, "cached_input_usd_per_mtok": 0.5, "batch_multiplier": 0.5}
    base: Json = {"cached_input_usd_per_mtok": 0.1, "batch_multiplier": 0.5}
    catalog = book(
        retiring("one", "2027-01-14", "two"),
        row("two", 1, 5, **base, **cheap),
        row("two", 3, 10, **above, **cheap),
        row("two", 2, 10, **base, **dear),
        row("two", 6, 20, **{**above, "cached_input_usd_per_mtok": 1}, **dear),
    )
    work = {"cached_input_tokens": 400, "batch_share": 0.5}
    two = (600 * 3 + 400 * 0.5 + 100 * 10) * 0.1 * 0.75
    one = (1_000 * 2 + 100 * 10) * 0.1
    assert usd(catalog, asked(workload=work)) == pytest.approx([one, one, two, 2 * two, 2 * two])
    notes = case_in(catalog, asked(workload=work)).notes
    assert any("One is not sold at a batch price" in note for note in notes)
    assert any("The price of Two changes on 2027-02-01; months from 3 on" in note for note in notes)


def test_a_step_before_the_successor_takes_over_is_no_news() -> None:
    catalog = book(
        retiring("one", "2027-01-14", "two"),
        row("two", 1, 5, valid_to="2026-12-10"),
        row("two", 2, 10, valid_from="2026-12-10"),
    )
    assert usd(catalog, asked()) == pytest.approx([300] * 5)
    assert [note for note in case_in(catalog, asked()).notes if "changes on" in note] == []


def test_the_yearly_change_goes_on_over_the_successor() -> None:
    catalog = book(retiring("one", "2027-01-14", "two"), row("two", 1, 5))
    paid = usd(catalog, asked(months=13, price_change_per_year=-0.5, discount=0.1))
    assert paid[12] == pytest.approx(150 * 0.5 * 0.9)


def test_both_prices_are_among_the_sources() -> None:
    catalog = book(retiring("one", "2027-01-14", "two"), row("two", 1, 5))
    (option,) = case_in(catalog, asked()).options
    assert [(source.field, source.what) for source in option.sources] == [
        ("sku", "One"),
        ("successor_sku", "Two"),
    ]


def test_a_shipped_model_goes_over_to_the_successor_of_the_book(catalog: Catalog) -> None:
    """GPT-4.1 at $2 and $8 until 2027-01-14, then GPT-6 Luna."""
    luna = usd(catalog, asked("openai/gpt-6-luna"))
    assert usd(catalog, asked("openai/gpt-4.1")) == pytest.approx([280, 280, *luna[2:]])


def test_draws_and_break_even_searches_see_the_successor() -> None:
    catalog = book(retiring("one", "2027-01-14", "two"), row("two", 1, 5))
    given_scenario = asked(months=4)
    given_scenario["options"].append(
        {"kind": "hosted", "name": "Known", "usd_per_task": 0.001, "programme": {"one_off_usd": 500}}
    )
    read = scenario_from_dict(given_scenario)
    tokens = np.array([1_000.0, 2_000.0])
    drawn = ledgers(resolve_draws(read, catalog, {"workload.input_tokens": tokens}))[0]
    assert drawn.running_usd["api"] == pytest.approx(np.array([[300, 300, 150, 150], [500, 500, 250, 250]]))
    # A task costs 9 tenths of a cent over the four months instead of 4: 500 / 0.005 tasks pay it back.
    found = break_even(resolve(read, catalog), 1, 0)
    assert found.tasks_per_month == pytest.approx([500 / 0.005])


PRICES = st.integers(1, 50)
DAYS = st.dates(date(2026, 9, 1), date(2027, 6, 1))


@given(PRICES, PRICES, DAYS, st.integers(1, 12))
def test_a_successor_at_the_same_price_changes_nothing(
    usd_in: int, more: int, day: date, months: int
) -> None:
    prices = (usd_in, usd_in + more)
    catalog = book(row("one", *prices, retires_on=str(day), successor_sku="two"), row("two", *prices))
    kept = book(row("one", *prices))
    assert usd(catalog, asked(months=months)) == pytest.approx(usd(kept, asked(months=months)))


@given(st.lists(DAYS, min_size=1, max_size=5), DAYS)
def test_whoever_prices_a_day_has_not_retired_unless_it_is_the_last(ends: list[date], day: date) -> None:
    names = [f"m{place}" for place in range(len(ends) + 1)]
    chain = [
        retiring(name, str(end), following)
        for name, end, following in zip(names, ends, names[1:], strict=False)
    ]
    catalog = book(*chain, row(names[-1], 1, 5))
    reigns = succession(catalog.hosted_model("acme/m0"), catalog)
    found = reign_on(reigns, day)
    assert found is reigns[-1] or (found.ends_on is not None and found.ends_on > day)


def test_a_successor_that_a_catalog_lacks_leaves_the_last_price() -> None:
    catalog = book(retiring("one", "2027-01-14", "gone"))
    assert usd(catalog, asked()) == pytest.approx([300] * 5)
