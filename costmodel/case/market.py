"""Where the prices of a programme are looked up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from costmodel.case.amount import Amount
from costmodel.catalog.book import Catalog


@dataclass(frozen=True)
class Market:
    """The catalog, the day of month 0, the months that count, and the tasks a month there are to test on."""

    catalog: Catalog
    on: date
    tasks_per_month: Amount
    horizon_months: int
