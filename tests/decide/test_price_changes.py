"""Dated changes of prices inside the horizon: which, when, in what words, and how many marks they make."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from given_scenarios import Json, api, case_of, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.case.dates import month_start, months_until
from costmodel.decide.price_events import (
    MOST_MARKS,
    PriceChange,
    changes_in_words,
    price_changes,
    price_marks,
)

START = date(2026, 11, 23)
ARGON = "google/gemini-4-argon"


def hosted(sku: str, name: str = "Hosted", **fields: Any) -> Json:
    return {"kind": "hosted", "name": name, "sku": sku, **fields}


def quote(sku: str, usd_in: float, usd_out: float, **columns: Any) -> Json:
    return {
        "kind": "hosted",
        "provider": "acme",
        "sku": sku,
        "display_name": sku.title(),
        "input_usd_per_mtok": usd_in,
        "output_usd_per_mtok": usd_out,
        **columns,
    }


def changes(
    *options: Json, quotes: tuple[Json, ...] = (), months: int = 6, **fields: Any
) -> tuple[PriceChange, ...]:
    given_scenario = scenario(
        *options, own_prices=list(quotes), as_of=str(START), horizon_months=months, **fields
    )
    return price_changes(case_of(given_scenario))


def step(
    before: tuple[float, float], after: tuple[float, float], on: str = "2026-12-10"
) -> tuple[Json, Json]:
    return quote("one", *before, valid_to=on), quote("one", *after, valid_from=on)


def test_a_model_of_the_book_doubles_on_its_day() -> None:
    """1 December lies 8 of 30 days into month 0."""
    (found,) = changes(hosted(ARGON))
    assert found == PriceChange(
        8 / 30, date(2026, 12, 1), ("Hosted",), "Gemini 4 Argon doubles", (2, 10), (4, 20)
    )
    assert found.sentence == "Gemini 4 Argon doubles on 2026-12-01"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ((1, 5), (0.5, 2.5), "One halves"),
        ((1, 5), (3, 15), "One triples"),
        ((1, 5), (1.25, 6.25), "One rises by 25%"),
        ((1, 5), (0.2, 1), "One falls by 80%"),
        ((1, 5), (2, 5), "One changes: input doubles, output stays"),
        ((2, 5), (1, 6), "One changes: input halves, output rises by 20%"),
    ],
)
def test_steps_in_words(before: tuple[float, float], after: tuple[float, float], words: str) -> None:
    (found,) = changes(hosted("acme/one"), quotes=step(before, after))
    assert (found.words, found.old_usd, found.new_usd) == (words, before, after)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ((2, 10), "One retires, Two follows at the same price"),
        ((1, 5), "One retires, Two follows and the price halves"),
        ((1, 20), "One retires, Two follows: input halves, output doubles"),
    ],
)
def test_a_successor_takes_over(after: tuple[float, float], words: str) -> None:
    quotes = (quote("one", 2, 10, retires_on="2027-01-14", successor_sku="two"), quote("two", *after))
    (found,) = changes(hosted("acme/one"), quotes=quotes)
    assert (found.words, found.day, found.new_usd) == (words, date(2027, 1, 14), after)


def test_an_end_without_a_successor_is_told_too() -> None:
    (found,) = changes(hosted("acme/one"), quotes=(quote("one", 2, 10, retires_on="2027-01-14"),))
    assert found.words == "One retires, its last price stays"
    assert found.old_usd == found.new_usd


def test_a_tuned_model_retires_without_a_successor() -> None:
    tuned = {"kind": "managed_fine_tune", "name": "Tuned", "sku": "openai/ft:gpt-4.1-2025-04-14"}
    (found,) = changes(api(), tuned)
    assert found.words.endswith("retires, its last price stays")
    assert found.day == date(2027, 1, 14)


def test_what_no_month_is_priced_by_is_no_change() -> None:
    """What came before, what comes after the last month began, and another context tier."""
    assert changes(hosted("acme/one"), quotes=step((1, 5), (2, 10), "2026-11-23")) == ()
    assert changes(hosted("acme/one"), quotes=step((1, 5), (2, 10), "2027-04-24")) == ()
    assert len(changes(hosted("acme/one"), quotes=step((1, 5), (2, 10), "2027-04-23"))) == 1
    tiers = (
        quote("one", 1, 5),
        quote("one", 2, 8, tier_from_tokens=50_000, valid_to="2026-12-10"),
        quote("one", 3, 9, tier_from_tokens=50_000, valid_from="2026-12-10"),
    )
    assert changes(hosted("acme/one"), quotes=tiers) == ()
    long = {"input_tokens": 60_000}
    assert len(changes(hosted("acme/one"), quotes=tiers, workload=long)) == 1


def test_typed_prices_have_no_events() -> None:
    assert changes(api()) == ()


def test_one_change_of_several_options_stands_once_and_names_them() -> None:
    (found,) = changes(hosted(ARGON, "A"), hosted(ARGON, "B", discount=0.1), hosted("openai/gpt-6-luna", "C"))
    assert found.options == ("A", "B")


def change(day: date, words: str = "One doubles") -> PriceChange:
    return PriceChange(months_until(START, day), day, ("A",), words, (1, 5), (2, 10))


DAYS = st.lists(st.dates(START, date(2030, 1, 1)), max_size=20, unique=True).map(sorted)


@given(DAYS)
def test_marks_are_few_apart_and_leave_nothing_out(days: list[date]) -> None:
    given_changes = [change(day) for day in days]
    marks = price_marks(given_changes)
    assert len(marks) <= MOST_MARKS
    assert [sentence for mark in marks for sentence in mark.sentences] == [c.sentence for c in given_changes]
    months = [int(mark.month) for mark in marks]
    assert len(set(months)) == len(months)


@given(DAYS)
def test_the_line_tells_the_first_and_counts_the_others(days: list[date]) -> None:
    line = changes_in_words([change(day) for day in days])
    assert line.count("doubles") == min(len(days), MOST_MARKS)
    assert line.endswith(f"; and {len(days) - MOST_MARKS} more") is (len(days) > MOST_MARKS)
    assert (line == "") is (not days)


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(0, 2_000))
def test_months_until_a_day_agree_with_the_calendar(as_of: date, days: int) -> None:
    day = as_of + timedelta(days=days)
    months = months_until(as_of, day)
    assert month_start(as_of, int(months)) <= day < month_start(as_of, int(months) + 1)
    assert months_until(as_of, month_start(as_of, int(months))) == int(months)
