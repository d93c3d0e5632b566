"""One model of genai-prices as a quote: its dated, time-of-day, tiered and discounted prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from costmodel.catalog.price_lists import PEAK_HOURS_UTC
from costmodel.refresh.quotes import Cell, Prices, Quote, Segment

COLUMN_OF_PRICE = {
    "input_mtok": "input_usd_per_mtok",
    "cache_read_mtok": "cached_input_usd_per_mtok",
    "cache_write_mtok": "cache_write_usd_per_mtok",
    "cache_write_1h_mtok": "cache_write_1h_usd_per_mtok",
    "output_mtok": "output_usd_per_mtok",
}
CONTEXTS_OF_MULTIPLIER: Mapping[str, tuple[dict[str, str], ...]] = {
    "batch_multiplier": ({"processing": "batch"},),
    "flex_multiplier": ({"service_tier": "flex"},),
    "priority_multiplier": ({"service_tier": "priority"}, {"speed": "fast"}),
}
ROUNDED = Decimal("0.0001")
SAME_RATIO = Decimal("0.005")


class QuoteError(Exception):
    """A model whose prices have no place in the price book; the message says why."""


def quote_of(model: Any, on: date) -> Quote:
    """The prices in force on a day and every announced step after it. Raises QuoteError."""
    starts = _start_days(model)
    past = [day for day in starts if day <= on]
    began = next(
        (day for day in reversed(past) if _cells(model, day) != _cells(model, day - timedelta(days=1))),
        None,
    )
    segments = [Segment(began, _cells(model, on))]
    for day in starts:
        if day > on and (cells := _cells(model, day)) != segments[-1].cells:
            segments.append(Segment(day, cells))
    return Quote(tuple(segments))


def _start_days(model: Any) -> list[date]:
    dated = [*(model.prices if isinstance(model.prices, list) else ()), *(model.price_variants or ())]
    found = {getattr(entry.constraint, "start_date", None) for entry in dated}
    return sorted(day for day in found if day is not None)


def _cells(model: Any, day: date) -> dict[Cell, Prices]:
    by_hour = [
        _tiers_at(model, datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)) for hour in range(24)
    ]
    different = [tiers for hour, tiers in enumerate(by_hour) if tiers not in by_hour[:hour]]
    if len(different) == 1:
        return {(tier, "all"): prices for tier, prices in different[0].items()}
    dearer = max(different, key=lambda tiers: tiers[0]["output_usd_per_mtok"])
    peak = {hour for hour, tiers in enumerate(by_hour) if tiers == dearer}
    if len(different) > 2 or peak != PEAK_HOURS_UTC:
        raise QuoteError("its hours of the day are not the peak and off-peak hours of the price book")
    cheaper = next(tiers for tiers in different if tiers != dearer)
    return {
        (tier, window): prices
        for window, tiers in (("offpeak", cheaper), ("peak", dearer))
        for tier, prices in tiers.items()
    }


def _tiers_at(model: Any, moment: datetime) -> dict[int, Prices]:
    standard = model.get_prices(moment)
    found: dict[int, Prices] = {}
    for tier in _thresholds(standard):
        prices = dict(_token_prices(standard, tier))
        for column in ("input_usd_per_mtok", "output_usd_per_mtok"):
            if column not in prices:
                raise QuoteError(f"it has no price for {column.partition('_')[0]}")
        found[tier] = prices | dict(_multipliers(model, moment, tier, prices))
    return found


def _thresholds(standard: Any) -> list[int]:
    prices = [getattr(standard, name) for name in COLUMN_OF_PRICE]
    return sorted({0, *(tier.start for price in prices for tier in getattr(price, "tiers", ()))})


def _token_prices(standard: Any, tier: int) -> Iterator[tuple[str, Decimal]]:
    for name, column in COLUMN_OF_PRICE.items():
        price = getattr(standard, name)
        if hasattr(price, "tiers"):
            price = ([price.base] + [step.price for step in price.tiers if step.start <= tier])[-1]
        # A price of 0 is a free or unknown one: the book has neither.
        if price is not None and price > 0:
            yield column, price


def _multipliers(model: Any, moment: datetime, tier: int, standard: Prices) -> Iterator[tuple[str, Decimal]]:
    """Discounts the model has by name: a context it lacks would be answered with the standard price."""
    for column, contexts in CONTEXTS_OF_MULTIPLIER.items():
        for context in contexts:
            if not _has_variant(model, context, moment):
                continue
            prices = dict(_token_prices(model.get_prices(moment, context), tier))
            ratios = [
                prices[name] / standard[name]
                for name in ("output_usd_per_mtok", "input_usd_per_mtok")
                if name in prices
            ]
            if len(ratios) == 2 and abs(ratios[0] - ratios[1]) <= SAME_RATIO:
                yield column, ratios[0].quantize(ROUNDED).normalize()
            break


def _has_variant(model: Any, context: dict[str, str], moment: datetime) -> bool:
    return any(
        variant.when == context and (variant.constraint is None or variant.constraint.active(moment))
        for variant in model.price_variants or ()
    )
