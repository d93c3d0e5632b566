"""What the market says: prices, GPUs and open checkpoints, each with source and date."""

from costmodel.catalog.book import Catalog
from costmodel.catalog.call_arrays import price_calls
from costmodel.catalog.call_price import CallPrice, price_call
from costmodel.catalog.call_usage import CallUsage
from costmodel.catalog.cards import Gpu
from costmodel.catalog.checkpoints import Checkpoint
from costmodel.catalog.load import load_catalog
from costmodel.catalog.own_prices import with_own_prices
from costmodel.catalog.price_lists import in_force, rows_on
from costmodel.catalog.prices import FineTunePrice, GpuPrice, HostedPrice, TokenPrice
from costmodel.catalog.rates import TierRates, price_steps, tier_for, token_rates, token_rates_at

__all__ = [
    "CallPrice",
    "CallUsage",
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
    "price_call",
    "price_calls",
    "price_steps",
    "rows_on",
    "tier_for",
    "token_rates",
    "token_rates_at",
    "with_own_prices",
]
