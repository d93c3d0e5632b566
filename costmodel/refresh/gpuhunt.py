"""Reads GPU rent from gpuhunt, https://github.com/dstackai/gpuhunt."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from costmodel.refresh.gpu_offers import Offer, quote_among
from costmodel.refresh.products import Product, ProductKey
from costmodel.refresh.quotes import PackageMissingError, Quote, Reading, SourceUnavailableError

NAME = "gpuhunt"

Ask = Callable[[str], Iterable[Any]]
"""The catalog items of one provider."""


def read_gpuhunt(products: Sequence[Product], on: date, *, ask: Ask) -> Reading:
    """The quotes of products whose `ref` is "provider/card".

    A provider of whom nothing came back was not read: its products have not vanished.
    """
    quotes: dict[ProductKey, Quote] = {}
    vanished: set[ProductKey] = set()
    unread: dict[ProductKey, str] = {}
    for provider in sorted({_provider(product) for product in products}):
        offers = [_offer(item) for item in ask(provider) if item.gpu_count and item.gpu_name]
        for product in products:
            if _provider(product) != provider:
                continue
            if not offers:
                unread[product.key] = f"gpuhunt has nothing of {provider}"
            elif quote := quote_among(product, offers):
                quotes[product.key] = quote
            else:
                vanished.add(product.key)
    return Reading(NAME, True, quotes, frozenset(vanished), unread)


def newest_catalog() -> Ask:
    """The catalogs that gpuhunt publishes. Raises PackageMissingError, SourceUnavailableError."""
    try:
        import gpuhunt  # noqa: PLC0415
    except ImportError as error:
        what = f"{NAME}: the package is not installed; pip install -r requirements-refresh.txt"
        raise PackageMissingError(what) from error
    # Each provider that fails would be logged with a traceback; here it counts as not read.
    logging.getLogger("gpuhunt").addHandler(logging.NullHandler())
    logging.getLogger("gpuhunt").propagate = False
    catalog = gpuhunt.Catalog(auto_reload=False)
    try:
        catalog.load()
    except gpuhunt.GPUHuntError as error:
        raise SourceUnavailableError(f"gpuhunt's catalogs cannot be reached: {error}") from error
    return lambda provider: catalog.query(provider=provider)


def _provider(product: Product) -> str:
    return product.ref.partition("/")[0]


def _offer(item: Any) -> Offer:
    return Offer(
        instance=item.instance_name,
        region=item.location,
        usd_per_hour=float(item.price),
        gpu=item.gpu_name,
        gpu_count=item.gpu_count,
        memory_gb=item.gpu_memory,
        spot=item.spot,
    )
