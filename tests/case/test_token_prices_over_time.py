"""Prices of the book over the months of a case: announced steps, context tiers, batch, fees."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from given_scenarios import case_of, compared, scenario

from costmodel.case.dates import month_of, month_start
from costmodel.cost.ledgers import ledgers

ARGON = "google/gemini-4-argon"


def hosted(sku: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "hosted", "name": "Hosted", "sku": sku, **fields}


def api_usd(given_scenario: dict[str, Any]) -> list[float]:
    (ledger,) = ledgers(case_of(given_scenario))
    return ledger.running_usd["api"].tolist()


def test_an_announced_step_takes_effect_in_the_first_month_that_begins_after_it() -> None:
    """Gemini 4 Argon doubles on 2026-12-01: $2 and $10 before, $4 and $20 after."""
    before = 100_000 * (1_000 * 2 + 100 * 10) / 1e6
    given = scenario(hosted(ARGON), as_of="2026-11-23", horizon_months=3)
    assert api_usd(given) == pytest.approx([before, 2 * before, 2 * before])
    (note,) = case_of(given).notes
    assert "2026-12-01" in note
    assert "1" in note
    on_the_day = scenario(hosted(ARGON), as_of="2026-12-01", horizon_months=2)
    assert api_usd(on_the_day) == pytest.approx([2 * before] * 2)
    assert case_of(on_the_day).notes == ()


def test_a_step_and_a_yearly_change_multiply() -> None:
    given = scenario(hosted(ARGON, price_change_per_year=-0.5), as_of="2026-11-23", horizon_months=13)
    assert api_usd(given)[12] == pytest.approx(api_usd(given)[0] * 2 / 2)


def test_a_step_beyond_the_horizon_is_no_news() -> None:
    given = scenario(hosted(ARGON), as_of="2026-11-23", horizon_months=1)
    assert case_of(given).notes == ()


@pytest.mark.parametrize(("prompt", "usd_per_mtok"), [(272_000, (10, 50)), (272_001, (20, 75))])
def test_the_prompt_of_one_call_picks_the_context_tier_for_the_whole_call(
    prompt: int, usd_per_mtok: tuple[float, float]
) -> None:
    """A cliff: one token more doubles the price of every token, the answer's too."""
    workload = {"tasks_per_month": 10, "input_tokens": prompt, "output_tokens": 1_000}
    given = scenario(hosted("openai/gpt-6-astra"), workload=workload, horizon_months=1)
    assert api_usd(given) == pytest.approx([10 * (prompt * usd_per_mtok[0] + 1_000 * usd_per_mtok[1]) / 1e6])


def test_many_short_calls_never_reach_a_tier_together() -> None:
    workload = {"tasks_per_month": 1_000, "calls_per_task": 500, "input_tokens": 1_500, "output_tokens": 0}
    given = scenario(hosted("openai/gpt-6-astra"), workload=workload, horizon_months=1)
    assert api_usd(given) == pytest.approx([1_000 * 500 * 1_500 * 10 / 1e6])


def test_batch_cache_and_long_context_together() -> None:
    """300,000 tokens: 100,000 cached at $2, 50,000 written at $25, 150,000 fresh at $20, half at half price."""
    workload = {
        "tasks_per_month": 1,
        "input_tokens": 300_000,
        "output_tokens": 2_000,
        "cached_input_tokens": 100_000,
        "cache_write_tokens": 50_000,
        "batch_share": 0.5,
    }
    given = scenario(hosted("openai/gpt-6-astra"), workload=workload, horizon_months=1)
    whole = (150_000 * 20 + 100_000 * 2 + 50_000 * 25 + 2_000 * 75) / 1e6
    assert api_usd(given) == pytest.approx([whole * 0.75])


def test_the_order_of_the_cached_share_does_not_matter_for_the_tier() -> None:
    """The whole prompt counts, its cached part included."""
    workload = {
        "tasks_per_month": 1,
        "input_tokens": 300_000,
        "cached_input_tokens": 299_000,
        "output_tokens": 0,
    }
    given = scenario(hosted("openai/gpt-6-astra"), workload=workload, horizon_months=1)
    assert api_usd(given) == pytest.approx([(1_000 * 20 + 299_000 * 2) / 1e6])


def test_a_batch_share_that_is_not_sold_pays_the_standard_price_with_a_note() -> None:
    tuned = {"kind": "managed_fine_tune", "name": "Tuned", "sku": "azure/Llama-3.3-70B"}
    waiting, now = (scenario(tuned, workload={"batch_share": share}, horizon_months=1) for share in (1, 0))
    assert any("batch" in note for note in case_of(waiting).notes)
    assert not any("batch" in note for note in case_of(now).notes)
    assert api_usd(waiting) == api_usd(now)


def test_the_hosting_fee_of_the_book_unless_another_is_given() -> None:
    tuned = {"kind": "managed_fine_tune", "name": "Tuned", "sku": "azure/Llama-3.3-70B"}
    from_book = case_of(scenario(tuned)).options[0].bill
    given = case_of(scenario({**tuned, "hosting_usd_per_hour": 0})).options[0].bill
    assert from_book.hosting_usd_per_hour > 0  # type: ignore[union-attr]
    assert given.hosting_usd_per_hour == 0  # type: ignore[union-attr]
    comparison = compared(scenario(tuned))
    assert comparison.results[0].ledger.running_usd["hosting"][0] == pytest.approx(
        from_book.hosting_usd_per_hour * 730  # type: ignore[union-attr]
    )


def test_as_of_is_the_newest_day_of_the_book_unless_given(catalog: Any) -> None:
    assert case_of(scenario(hosted(ARGON))).as_of == catalog.newest_date
    assert case_of(scenario(hosted(ARGON), as_of="2026-01-31")).as_of == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("as_of", "month", "start"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 1, date(2026, 12, 23)),
        (date(2026, 11, 23), 2, date(2027, 1, 23)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 1, 31), 120, date(2036, 1, 31)),
    ],
)
def test_months_begin_on_the_same_day_or_the_last_there_is(as_of: date, month: int, start: date) -> None:
    assert month_start(as_of, month) == start


def test_the_month_of_a_day() -> None:
    assert month_of(date(2026, 11, 23), date(2026, 12, 1), 24) == 1
    assert month_of(date(2026, 11, 23), date(2026, 11, 23), 24) == 0
    assert month_of(date(2026, 11, 23), date(2026, 12, 24), 2) is None
