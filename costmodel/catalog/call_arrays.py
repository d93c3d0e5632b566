"""What each of many calls costs, in floats, all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from costmodel.catalog.call_rates import CallRates, Tier, charged_rates, lists_at, no_one_hour_write
from costmodel.catalog.call_usage import COUNT_ALLOWED, MOST_TOKENS, cache_exceeds_prompt
from costmodel.catalog.price_lists import PriceList
from costmodel.catalog.prices import TokenPrice
from costmodel.errors import InputError, Problem
from costmodel.units import TOKENS_PER_MTOK

FRESH = "fresh"

Values = NDArray[np.float64]
Tokens = Mapping[str, NDArray[Any]]
"""Counts by the name of the field; all of one shape, or without any where one count holds for all calls."""


def price_calls(
    rows: Sequence[TokenPrice],
    *,
    input_tokens: ArrayLike,
    output_tokens: ArrayLike,
    cached_input_tokens: ArrayLike = 0,
    cache_write_tokens: ArrayLike = 0,
    cache_write_1h_tokens: ArrayLike = 0,
    at: date | datetime,
    tier: Tier = "standard",
    regional_uplift: Decimal = Decimal(1),
) -> Values:
    """USD of each of many calls of one model, by the rules of `price_call`, in floats.

    The counts are arrays of one shape, or single numbers that hold for all calls. Raises InputError as
    `price_call` does, and names the first count of an array that is no whole number from 0 to 10**9.
    """
    tokens = _checked(
        {
            "input_tokens": input_tokens,
            "output_tokens": output_tokens,
            "cached_input_tokens": cached_input_tokens,
            "cache_write_tokens": cache_write_tokens,
            "cache_write_1h_tokens": cache_write_1h_tokens,
        }
    )
    lists = lists_at(rows, at)
    starts = (-1, *(prices.tier_from_tokens for prices in lists[1:]), MOST_TOKENS)
    usd = np.zeros(np.broadcast_shapes(*(counts.shape for counts in tokens.values())))
    prompts = np.broadcast_to(tokens["input_tokens"], usd.shape)
    for prices, (above, up_to) in zip(lists, pairwise(starts), strict=True):
        here = (prompts > above) & (prompts <= up_to)
        # A list that no call needs is not charged: some sell a tier for short prompts alone.
        if here.any():
            rates = charged_rates(prices, tier, regional_uplift)
            np.copyto(usd, _usd(prices, tokens, here, rates), where=here)
    return usd


def _usd(prices: PriceList, tokens: Tokens, here: NDArray[np.bool_], rates: CallRates) -> Values:
    """USD of every call at these rates, to be used where the list applies."""
    one_hour = tokens["cache_write_1h_tokens"]
    if rates.cache_write_1h_usd_per_mtok is None and (one_hour.any() and (one_hour * here).any()):
        raise no_one_hour_write(prices, int((one_hour * here).max()))
    priced = (
        (tokens[FRESH], rates.input_usd_per_mtok),
        (tokens["cached_input_tokens"], rates.cached_input_usd_per_mtok),
        (tokens["cache_write_tokens"], rates.cache_write_usd_per_mtok),
        (one_hour, rates.cache_write_1h_usd_per_mtok or Decimal(0)),
        (tokens["output_tokens"], rates.output_usd_per_mtok),
    )
    usd = np.zeros(here.shape)
    for counts, usd_per_mtok in priced:
        if counts.any():
            usd += counts * (float(usd_per_mtok) / TOKENS_PER_MTOK)
    return usd


def _checked(given: Mapping[str, ArrayLike]) -> Tokens:
    tokens = {name: _counts(name, values) for name, values in given.items()}
    shapes = {counts.shape for counts in tokens.values() if counts.ndim}
    if len(shapes) > 1:
        shown = ", ".join(f"{name} {counts.shape}" for name, counts in tokens.items())
        raise InputError(
            [Problem("input_tokens", shown, "arrays of one shape, or single numbers, are needed")]
        )
    in_caches = tokens["cached_input_tokens"] + tokens["cache_write_tokens"] + tokens["cache_write_1h_tokens"]
    fresh = np.asarray(tokens["input_tokens"] - in_caches)
    if (fresh < 0).any():
        place = int(np.argmax(fresh < 0))
        prompt = int(np.broadcast_to(tokens["input_tokens"], fresh.shape).flat[place])
        raise InputError([cache_exceeds_prompt(prompt - int(fresh.flat[place]), prompt)])
    return {**tokens, FRESH: fresh}


def _counts(name: str, values: ArrayLike) -> NDArray[Any]:
    try:
        counts = np.asarray(values)
    except ValueError:
        counts = np.asarray(None)
    if counts.dtype.kind not in "iuf":
        raise InputError([Problem(name, values, COUNT_ALLOWED)])
    if not _all_counts(counts):
        wrong = ~((counts >= 0) & (counts <= MOST_TOKENS) & (np.rint(counts) == counts))
        raise InputError([Problem(name, counts.flat[int(np.argmax(wrong))].item(), COUNT_ALLOWED)])
    return counts if counts.dtype == np.int64 else counts.astype(np.float64, copy=False)


def _all_counts(counts: NDArray[Any]) -> bool:
    if not counts.size:
        return True
    # A value that is no number makes both comparisons false.
    within = bool(counts.min() >= 0 and counts.max() <= MOST_TOKENS)
    return within and (counts.dtype.kind != "f" or bool((np.rint(counts) == counts).all()))
