"""The rates that one call is charged: the price list of its prompt length, times what scales it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Context, Decimal, localcontext
from typing import Literal, get_args

from costmodel.catalog.price_lists import PriceList, price_lists
from costmodel.catalog.prices import TokenPrice
from costmodel.errors import InputError, Problem

Tier = Literal["standard", "batch", "flex", "priority"]
TIERS: tuple[Tier, ...] = get_args(Tier)

LEAST_UPLIFT, MOST_UPLIFT = 1, 3
EXACT_DIGITS = 200
"""More than tokens, prices, multipliers and an uplift fill, so that no product is rounded."""


@dataclass(frozen=True, slots=True)
class CallRates:
    """USD per million tokens as charged, `multiplier` (that of the tier times the uplift) already in them.

    `cache_write_1h_usd_per_mtok` is None where it is not sold.
    """

    tier_from_tokens: int
    time_window: str
    multiplier: Decimal
    input_usd_per_mtok: Decimal
    cached_input_usd_per_mtok: Decimal
    cache_write_usd_per_mtok: Decimal
    cache_write_1h_usd_per_mtok: Decimal | None
    output_usd_per_mtok: Decimal


def lists_at(rows: Sequence[TokenPrice], at: date | datetime) -> tuple[PriceList, ...]:
    """The price lists of one model at a time, at least one. Raises InputError where there can be none."""
    if not isinstance(at, date):
        raise InputError([Problem("at", at, "a day or a moment is needed")])
    if len({row.full_name for row in rows}) != 1:
        names = sorted({row.full_name for row in rows})
        raise InputError([Problem("rows", ", ".join(names), "all rows of one model are needed")])
    return price_lists(rows, at)


def list_for(lists: Sequence[PriceList], prompt_tokens: int) -> PriceList:
    """The list of a call by its whole prompt; at the threshold itself the lower one still applies."""
    return [
        prices for prices in lists if prices.tier_from_tokens == 0 or prompt_tokens > prices.tier_from_tokens
    ][-1]


def charged_rates(prices: PriceList, tier: Tier, regional_uplift: Decimal) -> CallRates:
    """The rates of one list at one tier, multiplied out; USD per million tokens.

    Raises InputError for a tier that the list does not offer, and an uplift that is not from 1 to 3.
    """
    with localcontext(Context(prec=EXACT_DIGITS)):
        multiplier = _tier_multiplier(prices, tier) * _checked_uplift(regional_uplift)
        one_hour = prices.cache_write_1h_usd_per_mtok
        return CallRates(
            tier_from_tokens=prices.tier_from_tokens,
            time_window=prices.time_window,
            multiplier=multiplier,
            input_usd_per_mtok=multiplier * prices.input_usd_per_mtok,
            cached_input_usd_per_mtok=multiplier * prices.cached_input_usd_per_mtok,
            cache_write_usd_per_mtok=multiplier * prices.cache_write_usd_per_mtok,
            cache_write_1h_usd_per_mtok=None if one_hour is None else multiplier * one_hour,
            output_usd_per_mtok=multiplier * prices.output_usd_per_mtok,
        )


def no_one_hour_write(prices: PriceList, tokens: int) -> InputError:
    """What is said where tokens are cached for an hour and the book has no price of that."""
    allowed = f"the book has no price of 1-hour cache writes of {prices.row.full_name}"
    return InputError([Problem("cache_write_1h_tokens", tokens, allowed)])


def _tier_multiplier(prices: PriceList, tier: Tier) -> Decimal:
    if tier not in TIERS:
        raise InputError([Problem("tier", tier, "the tiers are " + ", ".join(TIERS))])
    offered = {name: _multiplier(prices, name) for name in TIERS}
    multiplier = offered[tier]
    if multiplier is None:
        length = f" for prompts above {prices.tier_from_tokens:,} tokens" if prices.tier_from_tokens else ""
        sold = ", ".join(name for name in TIERS if offered[name] is not None)
        raise InputError([Problem("tier", tier, f"{prices.row.full_name} is sold{length} as {sold}")])
    return multiplier


def _multiplier(prices: PriceList, tier: Tier) -> Decimal | None:
    match tier:
        case "standard":
            return Decimal(1)
        case "batch":
            return prices.batch_multiplier
        case "flex":
            return prices.flex_multiplier
        case "priority":
            return prices.priority_multiplier


def _checked_uplift(uplift: Decimal) -> Decimal:
    if not (isinstance(uplift, Decimal) and uplift.is_finite() and LEAST_UPLIFT <= uplift <= MOST_UPLIFT):
        allowed = f"a decimal number from {LEAST_UPLIFT} to {MOST_UPLIFT} is needed"
        raise InputError([Problem("regional_uplift", uplift, allowed)])
    return uplift
