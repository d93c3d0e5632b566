"""A price book of a few rows, written out, beside the cards and checkpoints that the project ships."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from costmodel.catalog import Catalog, HostedPrice, load_catalog
from costmodel.catalog.prices import price_row_reader

Row = dict[str, Any]


def row(sku: str, usd_in: float, usd_out: float, **columns: Any) -> Row:
    """One hosted model of provider acme."""
    return {
        "kind": "hosted",
        "provider": "acme",
        "sku": sku,
        "display_name": sku.title(),
        "input_usd_per_mtok": usd_in,
        "output_usd_per_mtok": usd_out,
        "source_url": "https://acme.example/prices",
        "as_of": "2026-11-23",
        "confidence": "vendor",
        **columns,
    }


def book(*rows: Row) -> Catalog:
    """The catalog with these hosted models and no others."""
    read = [price_row_reader().validate_python(each) for each in rows]
    return replace(load_catalog(), hosted=tuple(each for each in read if isinstance(each, HostedPrice)))
