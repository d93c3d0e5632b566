"""What the price of a call refuses, and what holds for any call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from given_calls import AGENT_STEP, DAY, FIRST_STEP
from hypothesis import given
from hypothesis import strategies as st
from priced_rows import by_the_hour, hosted, two_tiers

from costmodel.catalog import CallPrice, CallUsage, load_catalog, price_call
from costmodel.errors import InputError


def problem(call: Callable[[], object]) -> tuple[str, object, str]:
    with pytest.raises(InputError) as refusal:
        call()
    (found,) = refusal.value.problems
    return found.field, found.value, found.allowed


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
    assert "at most its input_tokens, 10, are allowed" in allowed


@pytest.mark.parametrize(
    "uplift", [Decimal(0), Decimal(-1), Decimal("0.99"), Decimal("3.01"), Decimal("NaN"), 1.1, "1"]
)
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
