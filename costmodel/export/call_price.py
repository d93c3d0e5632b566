"""The price of one call as a plain object for JSON; names and meaning are public and stable."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from costmodel.catalog.call_price import CallPrice
from costmodel.catalog.price_lists import in_utc
from costmodel.catalog.prices import full_digits


def call_price_answer(price: CallPrice, at: date | datetime) -> dict[str, Any]:
    """USD, its parts and the rates as charged, as numbers; `usd_exact` is the same sum as a decimal string."""
    return {
        "usd": float(price.usd),
        "usd_exact": full_digits(price.usd),
        "parts": {name: float(usd) for name, usd in asdict(price.parts).items()},
        "rates": {name: _number(rate) for name, rate in asdict(price.rates).items()},
        "sku": price.sku,
        "tier": price.tier,
        "at": in_utc(at).isoformat() if isinstance(at, datetime) else at.isoformat(),
        "source_url": price.source_url,
        "as_of": price.as_of.isoformat(),
        "notes": list(price.notes),
    }


def _number(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value
