"""Token rates on a day: tiers, time windows, dated steps, and days that the book does not cover."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.catalog import (
    FineTunePrice,
    HostedPrice,
    in_force,
    load_catalog,
    price_steps,
    rows_on,
    tier_for,
    token_rates,
    token_rates_at,
)
from costmodel.errors import InputError

DAY = date(2026, 11, 23)


def hosted(**columns: object) -> HostedPrice:
    return HostedPrice.model_validate(
        {
            "provider": "acme",
            "sku": "one",
            "display_name": "One",
            "source_url": "https://acme.example/prices",
            "as_of": "2026-11-23",
            "confidence": "vendor",
            "input_usd_per_mtok": "1",
            "output_usd_per_mtok": "4",
            **columns,
        }
    )


def test_caches_that_are_not_sold_cost_as_much_as_input() -> None:
    (rates,) = token_rates([hosted()], DAY)
    assert (rates.cached_input_usd_per_mtok, rates.cache_write_usd_per_mtok) == (1, 1)
    assert rates.batch_multiplier is None
    (rates,) = token_rates([hosted(cached_input_usd_per_mtok="0.1", cache_write_usd_per_mtok="1.25")], DAY)
    assert (rates.cached_input_usd_per_mtok, rates.cache_write_usd_per_mtok) == (0.1, 1.25)


@pytest.mark.parametrize(
    ("name", "longest_at_base"),
    [("openai/gpt-6-sol", 272_000), ("anthropic/claude-haiku-5-5", 100_000), ("x-ai/grok-4.7", 199_999)],
)
def test_a_tier_begins_one_token_above_its_threshold(name: str, longest_at_base: int) -> None:
    tiers = token_rates(load_catalog().hosted_model(name), DAY)
    assert [tier.tier_from_tokens for tier in tiers] == [0, longest_at_base]
    assert tier_for(tiers, longest_at_base) is tiers[0]
    assert tier_for(tiers, longest_at_base + 1) is tiers[1]
    assert tier_for(tiers, 0) is tiers[0]


def test_tiers_ascend_however_the_rows_are_ordered() -> None:
    rows = [hosted(tier_from_tokens=tier, note="made up") for tier in (200, 0, 100)]
    assert [tier.tier_from_tokens for tier in token_rates(rows, DAY)] == [0, 100, 200]


def test_flat_traffic_pays_peak_for_seven_hours_of_twenty_four() -> None:
    (rates,) = token_rates(load_catalog().hosted_model("deepseek/deepseek-flash"), DAY)
    assert rates.input_usd_per_mtok == pytest.approx((7 * 0.30 + 17 * 0.15) / 24)
    assert rates.cached_input_usd_per_mtok == pytest.approx((7 * 0.006 + 17 * 0.003) / 24)
    assert rates.output_usd_per_mtok == pytest.approx((7 * 1.2 + 17 * 0.6) / 24)


@pytest.mark.parametrize(
    ("hour", "usd_per_mtok"),
    [(0, 0.15), (1, 0.3), (3, 0.3), (4, 0.15), (5, 0.15), (6, 0.3), (9, 0.3), (10, 0.15), (23, 0.15)],
)
def test_a_moment_pays_its_own_window(hour: int, usd_per_mtok: float) -> None:
    rows = load_catalog().hosted_model("deepseek/deepseek-flash")
    (rates,) = token_rates_at(rows, datetime(2026, 11, 23, hour, 59, tzinfo=UTC))
    assert rates.input_usd_per_mtok == usd_per_mtok


def test_a_moment_in_another_zone_is_converted() -> None:
    rows = load_catalog().hosted_model("google/gemini-4-argon")
    still_november_in_utc = datetime(2026, 12, 1, 7, tzinfo=timezone(timedelta(hours=8)))
    assert token_rates_at(rows, still_november_in_utc)[0].input_usd_per_mtok == 2
    assert token_rates_at(rows, datetime(2026, 12, 1))[0].input_usd_per_mtok == 4  # noqa: DTZ001


def test_a_dated_step_takes_hold_on_its_day() -> None:
    rows = load_catalog().hosted_model("google/gemini-4-argon")
    assert price_steps(rows) == (date(2026, 12, 1),)
    assert token_rates(rows, date(2026, 11, 30))[0].input_usd_per_mtok == 2
    assert token_rates(rows, date(2026, 12, 1))[0].input_usd_per_mtok == 4
    assert in_force(rows, date(2026, 11, 30))
    assert in_force(rows, date(2040, 1, 1))


def test_days_outside_the_book_take_the_nearest_price() -> None:
    rows = [
        hosted(valid_from="2026-06-01", valid_to="2026-07-01", input_usd_per_mtok="1"),
        hosted(valid_from="2026-08-01", valid_to="2026-09-01", input_usd_per_mtok="2"),
    ]
    expected = {
        date(2020, 1, 1): (1, False),
        date(2026, 6, 30): (1, True),
        date(2026, 7, 1): (1, False),
        date(2026, 7, 31): (1, False),
        date(2026, 8, 1): (2, True),
        date(2026, 9, 1): (2, False),
        date(2036, 1, 1): (2, False),
    }
    found = {day: (token_rates(rows, day)[0].input_usd_per_mtok, in_force(rows, day)) for day in expected}
    assert found == expected
    assert price_steps(rows) == (date(2026, 8, 1),)


def test_a_discount_that_differs_over_the_day_is_no_single_discount() -> None:
    rows = [
        hosted(time_window="peak", batch_multiplier="0.5", flex_multiplier="0.5"),
        hosted(time_window="offpeak", batch_multiplier="0.8", flex_multiplier="0.5"),
    ]
    (rates,) = token_rates(rows, DAY)
    assert rates.batch_multiplier is None
    assert rates.flex_multiplier == 0.5


def test_a_dedicated_endpoint_has_no_token_rates() -> None:
    rows = load_catalog().fine_tune("together/lora-to-16b")
    assert isinstance(rows[0], FineTunePrice)
    with pytest.raises(InputError, match=r"together/lora-to-16b.*not sold by the token"):
        token_rates(rows, DAY)


@given(day=st.dates(date(2020, 1, 2), date(2040, 1, 1)))
def test_every_model_has_a_base_price_on_every_day(day: date) -> None:
    catalog = load_catalog()
    for name, _ in catalog.hosted_names():
        rows = catalog.hosted_model(name)
        tiers = token_rates(rows, day)
        assert tiers[0].tier_from_tokens == 0
        assert tiers == tuple(sorted(tiers, key=lambda tier: tier.tier_from_tokens))
        if day not in price_steps(rows):
            assert rows_on(rows, day) == rows_on(rows, day - timedelta(days=1))


@given(
    peak=st.decimals(Decimal("0.01"), 100, places=2),
    offpeak=st.decimals(Decimal("0.01"), 100, places=2),
)
def test_a_blend_lies_between_its_parts(peak: Decimal, offpeak: Decimal) -> None:
    rows = [
        hosted(time_window="peak", input_usd_per_mtok=peak, note="made up"),
        hosted(time_window="offpeak", input_usd_per_mtok=offpeak, note="made up"),
    ]
    (rates,) = token_rates(rows, DAY)
    low, high = sorted((float(peak), float(offpeak)))
    assert low - 1e-9 <= rates.input_usd_per_mtok <= high + 1e-9
