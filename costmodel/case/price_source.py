"""Where a price of the case was read: the price book, or the user's own quote."""

from __future__ import annotations

from costmodel.case.model import Source
from costmodel.catalog.prices import PriceRow

OWN = "user"
"""The confidence of a row that a user quotes."""


def price_source(field: str, row: PriceRow, value: str, unit: str) -> Source:
    """The source of one price, with the note of a quote."""
    note = row.note if row.confidence == OWN else ""
    url = str(row.source_url or "")
    return Source(field, row.display_name, value, unit, url, row.as_of, row.confidence, note)
