"""Where the prices of a scenario are looked up: its own quotes first, then the price book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from costmodel.case.amount import Amount
from costmodel.catalog.book import Catalog
from costmodel.catalog.own_prices import with_own_prices
from costmodel.catalog.staleness import FAR_AHEAD
from costmodel.scenario.model import Scenario
from costmodel.scenario.own_price import OwnPrice


@dataclass(frozen=True)
class Market:
    """The catalog, the day of month 0, the months that count, and the tasks a month there are to test on."""

    catalog: Catalog
    on: date
    tasks_per_month: Amount
    horizon_months: int


def market_of(scenario: Scenario, catalog: Catalog) -> Market:
    """The one way from a scenario to its prices, own quotes included.

    Raises InputError with every fault of a quote.
    """
    on = scenario.as_of or catalog.newest_date
    seen = _with_quotes(catalog, scenario.own_prices, on) if scenario.own_prices else catalog
    return Market(seen, on, scenario.workload.tasks_per_month, scenario.horizon_months)


def market_notes(market: Market) -> tuple[str, ...]:
    """What the reader should know about the day and the quotes, before anything is priced."""
    newest = market.catalog.newest_date
    if market.on - newest <= FAR_AHEAD:
        return market.catalog.quote_notes
    ahead = (
        f"as_of {market.on} lies more than a year after the newest price of the book, {newest}; what holds then"
        " is not known, and the last prices that the book names are used. Check the year."
    )
    return ahead, *market.catalog.quote_notes


@lru_cache(maxsize=16)
def _with_quotes(catalog: Catalog, quotes: tuple[OwnPrice, ...], on: date) -> Catalog:
    """Kept, so that the same quotes are the same catalog and what was estimated on it stays known."""
    return with_own_prices(catalog, [quote.model_dump() for quote in quotes], on)
