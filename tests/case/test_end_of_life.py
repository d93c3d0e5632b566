"""When a provider ends the model that was tuned, and what is said of it."""

from __future__ import annotations

from datetime import date

import pytest
from given_scenarios import Json, api, case_of, own, scenario

from costmodel.case.model import OptionCase
from costmodel.cost.ledgers import ledgers

GPT_4_1 = "openai/ft:gpt-4.1-2025-04-14"


def option_of(as_of: str, horizon: int, sku: str = GPT_4_1, **programme: object) -> OptionCase:
    return case_of(given(as_of, horizon, sku, **programme)).options[1]


def given(as_of: str, horizon: int, sku: str, **programme: object) -> Json:
    tuned = {"kind": "managed_fine_tune", "name": "Tuned", "sku": sku, "programme": programme}
    return scenario(api(), tuned, as_of=as_of, horizon_months=horizon)


def said(option: OptionCase) -> list[str]:
    return [note for note in option.notes if "ends the tuned model" in note]


@pytest.mark.parametrize(
    ("as_of", "horizon", "month"),
    [
        # GPT-4.1 tuned at OpenAI ends on 2027-01-14.
        ("2026-11-23", 12, 2),
        ("2026-11-14", 12, 2),
        ("2026-11-13", 12, 3),
        ("2026-11-23", 3, 2),
        ("2026-11-23", 2, None),
        ("2027-01-14", 12, 0),
        ("2027-01-13", 12, 1),
    ],
)
def test_the_end_falls_in_the_first_month_that_begins_after_it(
    as_of: str, horizon: int, month: int | None
) -> None:
    option = option_of(as_of, horizon)
    assert option.upkeep.end_of_life_month == month
    assert len(said(option)) == (0 if month is None else 1)


def test_a_model_that_has_ended_already_ends_in_month_0() -> None:
    """o4-mini tuned at OpenAI ended on 2026-10-23."""
    option = option_of("2026-11-23", 12, "openai/ft:o4-mini-2025-04-16")
    assert option.upkeep.end_of_life_month == 0
    assert str(date(2026, 10, 23)) in said(option)[0]


def test_the_move_is_priced_once_the_model_is_built() -> None:
    option = option_of("2026-11-23", 12, build_months=5, base_refresh_usd=700)
    assert option.upkeep.end_of_life_month == 5
    (note,) = said(option)
    assert "2027-01-14, before it is built" in note
    assert "falls in month 5" in note


def test_a_move_after_the_building_falls_in_its_own_month() -> None:
    option = option_of("2026-11-23", 12, build_months=2, base_refresh_usd=700)
    (note,) = said(option)
    assert "before it is built" not in note
    assert "falls in month 2" in note
    spent = ledgers(case_of(given("2026-11-23", 12, GPT_4_1, build_months=2, base_refresh_usd=700)))[1]
    assert spent.running_usd["retraining"].tolist() == [0, 0, 700] + [0] * 9


def test_a_move_without_a_price_says_so() -> None:
    option = option_of("2026-11-23", 12, base_refresh_usd=0, base_refresh_share=0)
    assert "that move is not priced" in said(option)[0]


@pytest.mark.parametrize("option", [own(), api(), {**api(), "kind": "managed_fine_tune"}])
def test_what_no_provider_ends_has_no_end(option: Json) -> None:
    found = case_of(scenario(api("Other"), {**option, "name": "It"})).options[1]
    assert found.upkeep.end_of_life_month is None
    assert said(found) == []


def test_a_model_without_a_date_has_no_end() -> None:
    option = option_of("2026-11-23", 12, "azure/gpt-oss-20b")
    assert option.upkeep.end_of_life_month is None
    assert said(option) == []
