"""What one call costs, exact to the last decimal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Context, Decimal, localcontext

from costmodel.catalog.call_rates import (
    EXACT_DIGITS,
    CallRates,
    Tier,
    charged_rates,
    list_for,
    lists_at,
    no_one_hour_write,
)
from costmodel.catalog.call_usage import CallUsage
from costmodel.catalog.price_lists import PriceList, in_force, in_utc
from costmodel.catalog.prices import FineTunePrice, TokenPrice, full_digits
from costmodel.errors import InputError, Problem
from costmodel.units import TOKENS_PER_MTOK


@dataclass(frozen=True, slots=True)
class CallParts:
    """USD of each part of one call; `input` is the fresh part of the prompt, `cache_write` both times to live."""

    input: Decimal
    cached_input: Decimal
    cache_write: Decimal
    output: Decimal


@dataclass(frozen=True, slots=True)
class CallPrice:
    """USD of one call, the sum of its parts, with the rates it rests on and where and when they were read."""

    usd: Decimal
    parts: CallParts
    rates: CallRates
    sku: str
    tier: Tier
    source_url: str | None
    as_of: date
    notes: tuple[str, ...]


def price_call(
    rows: Sequence[TokenPrice],
    usage: CallUsage,
    at: date | datetime,
    tier: Tier = "standard",
    *,
    regional_uplift: Decimal = Decimal(1),
) -> CallPrice:
    """The exact price of one call of one model, whose `rows` hold all its tiers, windows and periods.

    USD before tax. A moment `at` (UTC if it names no zone) pays its own time window; a plain day blends peak and
    off-peak, in 28 significant digits, and a note says so. The whole prompt picks the context tier, strictly
    above its threshold, for the whole call, https://developers.openai.com/api/docs/pricing. Multipliers and the
    uplift scale every token price. Raises InputError for a tier that is not sold at this prompt length, for
    1-hour cache writes or web searches that the book has no price of, and for a model not sold by the token.
    """
    prices = list_for(lists_at(rows, at), usage.input_tokens)
    rates = charged_rates(prices, tier, regional_uplift)
    if usage.web_searches:
        allowed = f"the book has no fee for web searches of {prices.row.full_name}"
        raise InputError([Problem("web_searches", usage.web_searches, allowed)])
    with localcontext(Context(prec=EXACT_DIGITS)):
        parts = _parts(usage, rates, prices)
        usd = parts.input + parts.cached_input + parts.cache_write + parts.output
    return CallPrice(
        usd=usd,
        parts=parts,
        rates=rates,
        sku=prices.row.full_name,
        tier=tier,
        source_url=prices.row.source_url,
        as_of=prices.row.as_of,
        notes=tuple(_notes(rows, prices, usage, at)),
    )


def _parts(usage: CallUsage, rates: CallRates, prices: PriceList) -> CallParts:
    written = _usd(usage.cache_write_tokens, rates.cache_write_usd_per_mtok)
    if usage.cache_write_1h_tokens:
        if rates.cache_write_1h_usd_per_mtok is None:
            raise no_one_hour_write(prices, usage.cache_write_1h_tokens)
        written += _usd(usage.cache_write_1h_tokens, rates.cache_write_1h_usd_per_mtok)
    return CallParts(
        input=_usd(usage.fresh_input_tokens, rates.input_usd_per_mtok),
        cached_input=_usd(usage.cached_input_tokens, rates.cached_input_usd_per_mtok),
        cache_write=written,
        output=_usd(usage.output_tokens, rates.output_usd_per_mtok),
    )


def _usd(tokens: int, usd_per_mtok: Decimal) -> Decimal:
    return int(tokens) * usd_per_mtok / TOKENS_PER_MTOK


def _notes(
    rows: Sequence[TokenPrice], prices: PriceList, usage: CallUsage, at: date | datetime
) -> Iterator[str]:
    row = prices.row
    day = in_utc(at).date() if isinstance(at, datetime) else at
    if not in_force(rows, day):
        yield f"The price book has no price of {row.display_name} for {day}; the nearest in time is used."
    if row.retires_on is not None and row.retires_on <= day:
        named = f"{row.successor_sku} as its" if row.successor_sku else "no"
        yield (
            f"{row.display_name} retired on {row.retires_on}; this is its last price;"
            f" the book names {named} successor."
        )
    if row.time_window != prices.time_window:
        yield f"{row.display_name} has peak and off-peak prices; use is taken as even over the day."
    if usage.cached_input_tokens and "cached_input" in prices.not_sold:
        yield f"The book has no price of cached input of {row.display_name}; it costs as much as input."
    if usage.cache_write_tokens and "cache_write" in prices.not_sold:
        yield f"The book has no price of cache writes of {row.display_name}; they cost as much as input."
    if row.context_window is not None and usage.input_tokens + usage.output_tokens > row.context_window:
        yield f"The call is longer than the {row.context_window:,} tokens that {row.display_name} takes."
    if isinstance(row, FineTunePrice) and row.hosting_usd_per_hour is not None and row.input_usd_per_mtok:
        fee = f"${full_digits(row.hosting_usd_per_hour)}"
        yield f"Each deployment of {row.display_name} costs {fee} an hour besides."
    if row.note:
        yield f"The price book notes: {row.note}."
