"""Rows and sources of a refresh for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from given_sources import (
    CARDS,
    ON,
    says,
)

from costmodel.catalog.check import check_book
from costmodel.catalog.prices import HostedPrice
from costmodel.catalog.rates import TierRates, token_rates

TODAY = str(ON)


def price_rows(content: bytes, sku: str) -> list[HostedPrice]:
    check = check_book(content, date(2030, 1, 1), CARDS)
    assert check.sound, check.faults
    return [row for _, row in check.accepted if isinstance(row, HostedPrice) and row.sku == sku]


def rates(content: bytes, sku: str, on: date) -> tuple[TierRates, ...]:
    return token_rates(price_rows(content, sku), on)


def genai(prices: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {"genai-prices": says(prices, **options)}
