"""The price of one call: worked cases, boundaries, windows, what adds up, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from priced_rows import by_the_hour, hosted, two_tiers

from costmodel.catalog import CallPrice, CallUsage, load_catalog, price_call
from costmodel.errors import InputError

DAY = date(2026, 11, 23)
CASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "hosted_cost_cases.json"


def usd(*arguments: Any, **named: Any) -> str:
    return f"{price_call(*arguments, **named).usd.normalize():f}"


def problem(call: Callable[[], object]) -> tuple[str, object, str]:
    with pytest.raises(InputError) as refusal:
        call()
    (found,) = refusal.value.problems
    return found.field, found.value, found.allowed


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


AGENT_STEP = CallUsage(input_tokens=12_000, cached_input_tokens=10_000, output_tokens=3_000)
FIRST_STEP = CallUsage(input_tokens=12_000, cache_write_tokens=10_000, output_tokens=3_000)


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


def test_a_tier_that_is_not_sold_is_never_the_standard_price() -> None:
    assert problem(lambda: price_call((hosted(),), AGENT_STEP, DAY, "flex")) == (
        "tier",
        "flex",
        "acme/one is sold as standard, batch",
    )
    long = CallUsage(input_tokens=272_001, output_tokens=1)
    field, value, allowed = problem(lambda: price_call(two_tiers(), long, DAY, "batch"))
    assert (field, value) == ("tier", "batch")
    assert allowed == "acme/one is sold for prompts above 272,000 tokens as standard"
    short = CallUsage(input_tokens=272_000, output_tokens=1)
    assert price_call(two_tiers(), short, DAY, "batch").usd * 2 == price_call(two_tiers(), short, DAY).usd
    assert problem(lambda: price_call((hosted(),), AGENT_STEP, DAY, "cheap"))[0] == "tier"  # type: ignore[arg-type]


def test_prices_that_the_book_does_not_hold_are_refused_where_they_are_needed() -> None:
    row = hosted(cache_write_1h_usd_per_mtok=None)
    hour = CallUsage(input_tokens=10, output_tokens=1, cache_write_1h_tokens=5)
    assert problem(lambda: price_call((row,), hour, DAY))[:2] == ("cache_write_1h_tokens", 5)
    searching = CallUsage(input_tokens=10, output_tokens=1, web_searches=2)
    assert problem(lambda: price_call((row,), searching, DAY))[:2] == ("web_searches", 2)
    by_gpu = load_catalog().fine_tune("together/lora-to-16b")
    assert problem(lambda: price_call(by_gpu, AGENT_STEP, DAY))[0] == "sku"


@pytest.mark.parametrize("count", [-1, 1.5, 1e308, float("nan"), True, "5", None, 10**9 + 1])
@pytest.mark.parametrize("name", list(CallUsage.__dataclass_fields__))
def test_counts_are_whole_and_bounded(name: str, count: Any) -> None:
    counts = {"input_tokens": 0, "output_tokens": 0, name: count}
    field, value, allowed = problem(lambda: CallUsage(**counts))
    assert field == name
    assert value is count
    assert "0 to 1,000,000,000" in allowed


def test_all_wrong_counts_are_named_at_once() -> None:
    with pytest.raises(InputError) as refusal:
        CallUsage(input_tokens=-1, output_tokens=0.5)  # type: ignore[arg-type]
    assert [found.field for found in refusal.value.problems] == ["input_tokens", "output_tokens"]


def test_more_in_caches_than_in_the_prompt_is_refused() -> None:
    caches = {"cached_input_tokens": 4, "cache_write_tokens": 4, "cache_write_1h_tokens": 3}
    assert CallUsage(input_tokens=11, output_tokens=0, **caches).fresh_input_tokens == 0
    field, value, allowed = problem(lambda: CallUsage(input_tokens=10, output_tokens=0, **caches))
    assert (field, value) == ("cached_input_tokens", 11)
    assert allowed.endswith("is 10")


@pytest.mark.parametrize("uplift", [Decimal(0), Decimal(-1), Decimal("3.01"), Decimal("NaN"), 1.1, "1"])
def test_an_odd_uplift_is_refused(uplift: Any) -> None:
    assert (
        problem(lambda: price_call((hosted(),), AGENT_STEP, DAY, regional_uplift=uplift))[0]
        == "regional_uplift"
    )


def test_a_moment_that_utc_cannot_hold_is_refused() -> None:
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8)))
    assert problem(lambda: price_call((hosted(),), AGENT_STEP, first))[0] == "at"


@pytest.mark.parametrize("at", ["2026-11-23", None, 20_261_123])
def test_a_time_that_is_none_is_refused(at: Any) -> None:
    assert problem(lambda: price_call((hosted(),), AGENT_STEP, at))[:2] == ("at", at)


def test_rows_of_one_model_are_needed() -> None:
    for rows in ((), (hosted(), hosted(sku="two"))):
        assert problem(lambda rows=rows: price_call(rows, AGENT_STEP, DAY))[0] == "rows"  # type: ignore[misc]


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    usage = CallUsage(np.int64(12_000), np.int32(3_000), cached_input_tokens=np.uint16(10_000))  # type: ignore[arg-type]
    assert price_call((hosted(),), usage, DAY).usd == price_call((hosted(),), AGENT_STEP, DAY).usd


def test_the_callers_decimal_context_changes_nothing() -> None:
    with localcontext() as context:
        context.prec = 2
        assert price_call(two_tiers(), FIRST_STEP, DAY).usd == Decimal("0.059")
        assert price_call(by_the_hour(), CallUsage(0, 100_000), DAY).usd == Decimal(
            "0.6458333333333333333333333333"
        )


@st.composite
def usages(draw: st.DrawFn, most: int = 400_000) -> CallUsage:
    fresh, cached, written = (draw(st.integers(0, most)) for _ in range(3))
    return CallUsage(
        input_tokens=fresh + cached + written,
        cached_input_tokens=cached,
        cache_write_tokens=written,
        output_tokens=draw(st.integers(0, most)),
    )


def added(price: CallPrice) -> Decimal:
    return price.parts.input + price.parts.cached_input + price.parts.cache_write + price.parts.output


@given(usage=usages())
def test_parts_add_up_and_are_tokens_times_rate(usage: CallUsage) -> None:
    price = price_call(two_tiers(), usage, DAY)
    assert added(price) == price.usd
    assert price.parts.input * 10**6 == usage.fresh_input_tokens * price.rates.input_usd_per_mtok
    assert (
        price.parts.cached_input * 10**6 == usage.cached_input_tokens * price.rates.cached_input_usd_per_mtok
    )
    assert price.parts.output * 10**6 == usage.output_tokens * price.rates.output_usd_per_mtok


@given(usage=usages(90_000), multiplier=st.decimals(Decimal("0.01"), 3, places=4))
def test_a_tier_is_its_multiplier_times_standard(usage: CallUsage, multiplier: Decimal) -> None:
    row = hosted(batch_multiplier=multiplier, flex_multiplier=multiplier / 10, priority_multiplier=multiplier)
    standard = price_call((row,), usage, DAY)
    for tier, times in (("batch", multiplier), ("flex", multiplier / 10), ("priority", multiplier)):
        dearer = price_call((row,), usage, DAY, tier)  # type: ignore[arg-type]
        assert dearer.usd == standard.usd * times
        assert dearer.parts.cached_input == standard.parts.cached_input * times


@given(usage=usages(80_000), more=st.integers(1, 30_000), kind=st.sampled_from(["prompt", "output"]))
def test_more_tokens_within_a_tier_cost_more(usage: CallUsage, more: int, kind: str) -> None:
    counts = {name: getattr(usage, name) for name in CallUsage.__dataclass_fields__}
    counts["input_tokens" if kind == "prompt" else "output_tokens"] += more
    assert price_call(two_tiers(), CallUsage(**counts), DAY).usd > price_call(two_tiers(), usage, DAY).usd


@given(usage=usages())
def test_a_blended_day_is_the_mean_of_its_hours(usage: CallUsage) -> None:
    rows = by_the_hour()
    flat = price_call(rows, usage, DAY).usd
    moments = [price_call(rows, usage, datetime(2026, 11, 23, hour, tzinfo=UTC)).usd for hour in range(24)]
    assert min(moments) <= flat <= max(moments)
    assert flat == pytest.approx(sum(moments) / 24)
