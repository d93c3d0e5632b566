"""The price of one call: worked cases, boundaries, windows, what adds up, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from given_calls import AGENT_STEP, DAY, FIRST_STEP
from priced_rows import by_the_hour, hosted, two_tiers

from costmodel.catalog import CallUsage, load_catalog, price_call

CASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "hosted_cost_cases.json"


def usd(*arguments: Any, **named: Any) -> str:
    return f"{price_call(*arguments, **named).usd.normalize():f}"


def given_cases() -> list[dict[str, Any]]:
    if not CASES.is_file():
        return []
    return list(json.loads(CASES.read_text(encoding="utf-8"), parse_float=Decimal)["cases"])


@pytest.mark.skipif(not CASES.is_file(), reason="the worked cases are not at hand")
@pytest.mark.parametrize("case", given_cases(), ids=lambda case: f"case {case['id']}")
def test_worked_cases_with_their_own_rates(case: dict[str, Any]) -> None:
    # Rates of batch cases are halved already.
    doubled = 2 if case["batch"] else 1
    rates = {kind: rate * doubled if rate else None for kind, rate in case["rates_usd_per_mtok"].items()}
    row = hosted(
        input_usd_per_mtok=rates["input"],
        cached_input_usd_per_mtok=rates["cache_read"],
        cache_write_usd_per_mtok=rates["cache_write"],
        output_usd_per_mtok=rates["output"],
    )
    used = case["usage"]
    usage = CallUsage(
        input_tokens=sum(
            used[kind]
            for kind in ("uncached_input", "cache_read", "cache_write_5m_or_default", "cache_write_1h")
        ),
        cached_input_tokens=used["cache_read"],
        cache_write_tokens=used["cache_write_5m_or_default"],
        cache_write_1h_tokens=used["cache_write_1h"],
        output_tokens=used["output_incl_reasoning"],
        web_searches=used["web_searches"],
    )
    at = datetime.fromisoformat(case["request_timestamp_utc"])
    price = price_call((row,), usage, at, "batch" if case["batch"] else "standard")
    assert price.usd == Decimal(case["expected_usd"])
    assert price.parts.output == Decimal(case["output_usd"])
    assert price.usd - price.parts.output == Decimal(case["input_usd"])


def test_all_worked_cases_are_read() -> None:
    assert len(given_cases()) in (0, 12)


def test_a_prefix_read_from_cache_and_the_call_that_wrote_it() -> None:
    row = hosted(cached_input_usd_per_mtok=Decimal("0.1"))
    assert usd((row,), AGENT_STEP, DAY) == "0.035"
    assert usd((row,), FIRST_STEP, DAY) == "0.059"
    assert usd((row,), AGENT_STEP, DAY, "batch") == "0.0175"
    hour = CallUsage(input_tokens=12_000, cache_write_1h_tokens=10_000, output_tokens=3_000)
    assert usd((row,), hour, DAY) == "0.074"


def test_a_region_scales_every_part() -> None:
    rows = (hosted(cached_input_usd_per_mtok=Decimal("0.1")),)
    usage = CallUsage(input_tokens=9_500, cached_input_tokens=8_000, output_tokens=1_200)
    price = price_call(rows, usage, DAY, regional_uplift=Decimal("1.1"))
    assert price.usd == Decimal("0.01738")
    assert price.rates.multiplier == Decimal("1.1")
    assert price.rates.output_usd_per_mtok == 11


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [(0, "0.02"), (272_000, "0.564"), (272_001, "1.118004"), (300_000, "1.23")],
)
def test_one_token_above_its_threshold_the_whole_call_moves(prompt: int, expected: str) -> None:
    assert usd(two_tiers(), CallUsage(input_tokens=prompt, output_tokens=2_000), DAY) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 11, 23, 7, tzinfo=UTC), "3"),
        (datetime(2026, 11, 23, 9, 59, 59, tzinfo=UTC), "3"),
        (datetime(2026, 11, 23, 10, tzinfo=UTC), "1.5"),
        (datetime(2026, 11, 23, 4, tzinfo=UTC), "1.5"),
        (datetime(2026, 11, 23, 1), "3"),  # noqa: DTZ001
        (datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=5))), "3"),
        (DAY, "1.9375"),
    ],
)
def test_the_hour_in_utc_picks_the_window_and_a_day_blends(at: date, expected: str) -> None:
    usage = CallUsage(input_tokens=1_000_000, output_tokens=100_000)
    price = price_call(by_the_hour(), usage, at)
    assert abs(price.usd - Decimal(expected)) < Decimal("1e-24")
    notes = [note for note in price.notes if "even over the day" in note]
    assert len(notes) == (0 if isinstance(at, datetime) else 1)


def test_a_dated_step_is_priced_by_its_day() -> None:
    rows = load_catalog().hosted_model("google/gemini-4-argon")
    usage = CallUsage(input_tokens=20_000, output_tokens=1_500)
    assert usd(rows, usage, date(2026, 11, 30)) == "0.055"
    assert usd(rows, usage, datetime(2026, 12, 1, 12, tzinfo=UTC)) == "0.11"


def test_the_answer_names_what_it_rests_on() -> None:
    price = price_call((hosted(),), AGENT_STEP, DAY)
    assert (price.sku, price.tier, price.source_url) == (
        "acme/one",
        "standard",
        "https://acme.example/prices",
    )
    assert price.as_of == DAY
    assert price.notes == ()


def test_notes_say_what_to_know() -> None:
    row = hosted(
        valid_to="2026-12-01",
        retires_on="2026-12-01",
        successor_sku="two",
        cached_input_usd_per_mtok=None,
        cache_write_usd_per_mtok=None,
        context_window=4_000,
    )
    usage = CallUsage(
        input_tokens=4_000, output_tokens=1, cached_input_tokens=1_000, cache_write_tokens=1_000
    )
    notes = price_call((row,), usage, date(2026, 12, 1)).notes
    for said in (
        "no price of One for 2026-12-01; the nearest",
        "retired on 2026-12-01",
        "names two",
        "no price of cached input",
        "no price of cache writes",
        "longer than the 4,000",
    ):
        assert sum(said in note for note in notes) == 1, said
    assert len(notes) == 5
    assert price_call((row,), CallUsage(1, 1), DAY).notes == ()


def test_caches_without_a_price_cost_as_much_as_input() -> None:
    row = hosted(cached_input_usd_per_mtok=None, cache_write_usd_per_mtok=None)
    assert usd((row,), AGENT_STEP, DAY) == usd((row,), FIRST_STEP, DAY) == "0.054"


def test_what_the_book_notes_is_passed_on() -> None:
    rows = load_catalog().hosted_model("groq/openai/gpt-oss-20b")
    (note,) = price_call(rows, CallUsage(1, 1), DAY, "batch").notes
    assert note == "The price book notes: batch leaves cached input at 0.0375."


def test_a_deployment_by_the_hour_is_named() -> None:
    rows = load_catalog().fine_tune("azure/gpt-oss-20b")
    assert any("costs $0.3 an hour" in note for note in price_call(rows, CallUsage(1, 1), DAY).notes)
