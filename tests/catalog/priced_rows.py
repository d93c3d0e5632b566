"""Rows of a made-up model for tests of prices."""

from __future__ import annotations

from decimal import Decimal

from costmodel.catalog import HostedPrice


def hosted(**columns: object) -> HostedPrice:
    """A row at 2 in, 0.2 cached, 2.5 written, 4 written for an hour and 10 out, unless it says otherwise."""
    return HostedPrice.model_validate(
        {
            "provider": "acme",
            "sku": "one",
            "display_name": "One",
            "source_url": "https://acme.example/prices",
            "as_of": "2026-11-23",
            "confidence": "vendor",
            "input_usd_per_mtok": Decimal(2),
            "cached_input_usd_per_mtok": Decimal("0.2"),
            "cache_write_usd_per_mtok": Decimal("2.5"),
            "cache_write_1h_usd_per_mtok": Decimal(4),
            "output_usd_per_mtok": Decimal(10),
            "batch_multiplier": Decimal("0.5"),
            **columns,
        }
    )


def two_tiers() -> tuple[HostedPrice, ...]:
    """Twice the input and 1.5 times the output above 272,000 tokens, where batch is not sold."""
    above = hosted(
        tier_from_tokens=272_000,
        input_usd_per_mtok=Decimal(4),
        cached_input_usd_per_mtok=Decimal("0.4"),
        cache_write_usd_per_mtok=Decimal(5),
        cache_write_1h_usd_per_mtok=None,
        output_usd_per_mtok=Decimal(15),
        batch_multiplier=None,
    )
    return hosted(), above


def by_the_hour() -> tuple[HostedPrice, ...]:
    """Off-peak at half the peak price."""
    peak = hosted(time_window="peak", cached_input_usd_per_mtok=None)
    offpeak = hosted(
        time_window="offpeak",
        input_usd_per_mtok=Decimal(1),
        cached_input_usd_per_mtok=None,
        output_usd_per_mtok=Decimal(5),
    )
    return peak, offpeak
