"""The token rates that hold on a day, in floats, as the ledger takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from costmodel.catalog.price_lists import PriceList, price_lists, rows_on
from costmodel.catalog.prices import TokenPrice


@dataclass(frozen=True, slots=True)
class TierRates:
    """USD per million tokens for calls whose prompt is strictly longer than `tier_from_tokens`.

    A cache price that is not sold equals the input price; a multiplier, or a one-hour cache write, of None
    is not sold.
    """

    tier_from_tokens: int
    input_usd_per_mtok: float
    cached_input_usd_per_mtok: float
    cache_write_usd_per_mtok: float
    output_usd_per_mtok: float
    batch_multiplier: float | None
    flex_multiplier: float | None
    priority_multiplier: float | None
    cache_write_1h_usd_per_mtok: float | None = None


def token_rates(
    rows: Sequence[TokenPrice], on: date, offpeak_share: float | None = None
) -> tuple[TierRates, ...]:
    """Rates of one model on the day `on`, ascending by tier.

    Peak and off-peak are blended by the share of calls that falls off-peak, None for flat traffic.
    Raises InputError for a row that is not sold by the token.
    """
    return tuple(_in_floats(prices) for prices in price_lists(rows, on, offpeak_share))


def token_rates_at(rows: Sequence[TokenPrice], moment: datetime) -> tuple[TierRates, ...]:
    """Rates of one model at a moment (UTC if it names no zone), ascending by tier; nothing is blended.

    Raises InputError for a row that is not sold by the token.
    """
    return tuple(_in_floats(prices) for prices in price_lists(rows, moment))


def tier_for(tiers: Sequence[TierRates], prompt_tokens: float) -> TierRates:
    """The tier of a call by its whole prompt; at the threshold itself the lower tier still applies."""
    return [tier for tier in tiers if tier.tier_from_tokens == 0 or prompt_tokens > tier.tier_from_tokens][-1]


def price_steps(rows: Sequence[TokenPrice]) -> tuple[date, ...]:
    """The days, ascending, on which other rows begin to apply; between two of them the rates stand still."""
    boundaries = {day for row in rows for day in (row.valid_from, row.valid_to) if day is not None}
    return tuple(
        day
        for day in sorted(boundaries)
        if day > date.min and rows_on(rows, day) != rows_on(rows, day - timedelta(days=1))
    )


def _in_floats(prices: PriceList) -> TierRates:
    return TierRates(
        tier_from_tokens=prices.tier_from_tokens,
        input_usd_per_mtok=float(prices.input_usd_per_mtok),
        cached_input_usd_per_mtok=float(prices.cached_input_usd_per_mtok),
        cache_write_usd_per_mtok=float(prices.cache_write_usd_per_mtok),
        output_usd_per_mtok=float(prices.output_usd_per_mtok),
        batch_multiplier=_float(prices.batch_multiplier),
        flex_multiplier=_float(prices.flex_multiplier),
        priority_multiplier=_float(prices.priority_multiplier),
        cache_write_1h_usd_per_mtok=_float(prices.cache_write_1h_usd_per_mtok),
    )


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
