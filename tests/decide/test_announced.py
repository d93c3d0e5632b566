"""Announced changes within the horizon: the scenario's own first, in words that hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from costmodel.case.resolve import resolve
from costmodel.catalog.changes import Change, PriceStep, upcoming
from costmodel.catalog.load import load_catalog
from costmodel.decide.announced import Announced, announced, next_that_matters, what_in_words
from costmodel.scenario.model import Scenario
from costmodel.scenario.presets import preset

CATALOG = load_catalog()
PRICE = "price"


def on(day: date, sku: str, months: int = 24) -> Scenario:
    scenario = preset("email-extraction")
    options = tuple(
        option.model_copy(update={"sku": sku}) if place == scenario.baseline_index else option
        for place, option in enumerate(scenario.options)
    )
    return scenario.model_copy(update={"as_of": day, "horizon_months": months, "options": options})


def found(scenario: Scenario) -> tuple[Announced, ...]:
    return announced(scenario, resolve(scenario, CATALOG), CATALOG)


def test_changes_of_the_options_come_first_then_all_others_by_day() -> None:
    scenario = on(date(2026, 11, 23), "openai/gpt-4.1")
    changes = found(scenario)
    assert {each.change for each in changes} == set(upcoming(CATALOG, date(2026, 11, 23), date(2028, 11, 23)))
    first, *others = changes
    assert first.options == (scenario.options[scenario.baseline_index].name,)
    assert (first.change.what, first.change.successor) == ("retirement", "openai/gpt-6-luna")
    days = [each.change.day for each in others if not each.options]
    assert days == sorted(days)
    assert next_that_matters(changes) is first


def test_a_teacher_that_changes_touches_the_option_it_labels_for() -> None:
    scenario = preset("email-extraction")
    place, option = next(
        (place, option) for place, option in enumerate(scenario.options) if option.programme.data is not None
    )
    data = option.programme.data
    assert data is not None
    taught = data.model_copy(update={"made_by": "teacher", "teacher_sku": "google/gemini-4-argon"})
    programme = option.programme.model_copy(update={"data": taught})
    options = list(scenario.options)
    options[place] = option.model_copy(update={"programme": programme})
    changes = found(scenario.model_copy(update={"options": tuple(options), "as_of": date(2026, 11, 23)}))
    assert changes[0].options == (option.name,)
    assert (changes[0].change.day, what_in_words(changes[0].change)) == (date(2026, 12, 1), "doubles")


def test_only_what_falls_within_the_horizon_counts() -> None:
    assert {each.change.day for each in found(on(date(2026, 11, 23), "openai/gpt-6-luna", 1))} == {
        date(2026, 11, 30),
        date(2026, 12, 1),
        date(2026, 12, 11),
    }


def test_without_a_change_of_its_own_the_next_price_step_matters_before_a_retirement() -> None:
    changes = found(on(date(2026, 11, 23), "openai/gpt-6-luna"))
    assert changes[0].change.what == "retirement"
    chosen = next_that_matters(changes)
    assert chosen is not None
    assert (chosen.change.sku, chosen.change.what) == ("google/gemini-4-argon", PRICE)
    assert next_that_matters([each for each in changes if each.change.what != PRICE]) is changes[0]
    assert next_that_matters([]) is None


def step(old: str | None, new: str | None) -> PriceStep:
    return PriceStep("any", None if old is None else Decimal(old), None if new is None else Decimal(new))


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([step("2", "4"), step("0.1", "0.2")], "doubles"),
        ([step("2", "1")], "halves"),
        ([step("1", "3")], "triples"),
        ([step("1", "0.2"), step("5", "1")], "falls by 80%"),
        ([step("1", "1.6")], "rises by 60%"),
        ([step("1", "2"), step("1", "1.5")], "rises by up to 100%"),
        ([step("1", "0.4"), step("1", "0.5")], "falls by up to 60%"),
        ([step("1", "2"), step("1", "0.5")], "changes, partly up and partly down"),
        ([step(None, "2")], "is sold at new terms"),
        ([step("2", None)], "stops at this price"),
        ([step("2", "4"), step("0.5", None)], "doubles"),
    ],
)
def test_a_step_in_words(steps: list[PriceStep], words: str) -> None:
    change = Change(date(2027, 1, 1), "hosted", "a/b", "B", "price", tuple(steps))
    assert what_in_words(change) == words
    assert what_in_words(replace(change, what="retirement", steps=())) == "retires"
