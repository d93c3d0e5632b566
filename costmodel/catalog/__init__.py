"""What the market says: prices, GPUs and open checkpoints, each with source and date."""

from costmodel.catalog.book import Catalog
from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.catalog.load import load_catalog
from costmodel.catalog.own_prices import with_own_prices
from costmodel.catalog.prices import FineTunePrice, GpuPrice, HostedPrice, TokenPrice
from costmodel.catalog.rates import (
    TierRates,
    in_force,
    price_steps,
    rows_on,
    tier_for,
    token_rates,
    token_rates_at,
)

__all__ = [
    "Catalog",
    "Checkpoint",
    "FineTunePrice",
    "Gpu",
    "GpuPrice",
    "HostedPrice",
    "TierRates",
    "TokenPrice",
    "in_force",
    "load_catalog",
    "price_steps",
    "rows_on",
    "tier_for",
    "token_rates",
    "token_rates_at",
    "with_own_prices",
]
