"""Prices that may be meant and may be a slip: told, never refused; the same for the book and for own quotes."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from costmodel.catalog.prices import USUAL_RENT, FineTunePrice, GpuPrice, HostedPrice, TokenPrice, full_digits

Price = HostedPrice | GpuPrice | FineTunePrice
Key = tuple[str, str, str]
"""Kind, model or card ("" for all of the kind), column."""

TIMES_ODD = 10
"""From so many times the price of the same model, or the dearest of all, on, a unit may be mistaken."""
TIMES_ODD_RENT = 2
FEWEST_OTHERS = 3
"""Prices that make a range."""

COLUMNS = {"input_usd_per_mtok": "input", "output_usd_per_mtok": "output"}
RENT = "usd_per_gpu_hour"


class Oddity(NamedTuple):
    """The column that holds an odd value, and what is odd about it."""

    field: str
    words: str


class Peers(NamedTuple):
    """What rows cost beside each other: prices in ascending order."""

    prices: Mapping[Key, Sequence[Decimal]]

    def beside(self, key: Key, price: Decimal) -> list[Decimal]:
        """The others of a row that has this price; an equal price counts as the row's own."""
        of_key = self.prices.get(key, ())
        place = bisect_left(of_key, price)
        is_there = place < len(of_key) and of_key[place] == price
        return [*of_key[:place], *of_key[place + is_there :]]


def peers_of(rows: Iterable[Price]) -> Peers:
    """What to judge rows by: those that a source stands for, since what a user typed may be the slip itself."""
    found: dict[Key, list[Decimal]] = defaultdict(list)
    for row in rows:
        if row.confidence == "user":
            continue
        for column, price in _prices(row).items():
            found[row.kind, _model(row), column].append(price)
            found[row.kind, "", column].append(price)
    return Peers({key: sorted(prices) for key, prices in found.items()})


def oddities(row: Price, peers: Peers) -> Iterator[Oddity]:
    """What is odd about a row, whether it is one of `peers` or not."""
    if isinstance(row, GpuPrice):
        yield from _odd_rent(row, peers)
        return
    yield from _odd_order(row)
    for column, price in _prices(row).items():
        same_model = peers.beside((row.kind, _model(row), column), price)
        if same_model:
            yield from _far_from_the_same_model(column, price, same_model[len(same_model) // 2])
        else:
            yield from _far_from_all(column, price, peers.beside((row.kind, "", column), price))


def _prices(row: Price) -> dict[str, Decimal]:
    if isinstance(row, GpuPrice):
        return {RENT: row.usd_per_gpu_hour}
    return {column: price for column in COLUMNS if (price := getattr(row, column)) is not None}


def _model(row: Price) -> str:
    """What the same model is called at every provider, as far as names tell."""
    return row.sku.rsplit("/", 1)[-1].casefold()


def _odd_order(row: TokenPrice) -> Iterator[Oddity]:
    fresh, cached, output = row.input_usd_per_mtok, row.cached_input_usd_per_mtok, row.output_usd_per_mtok
    if fresh is not None and cached is not None and cached > fresh:
        yield Oddity(
            "cached_input_usd_per_mtok",
            f"cached input at {_usd(cached)} is dearer than fresh at {_usd(fresh)}",
        )
    if fresh is not None and output is not None and fresh > output:
        yield Oddity("output_usd_per_mtok", f"input at {_usd(fresh)} is dearer than output at {_usd(output)}")


def _far_from_the_same_model(column: str, price: Decimal, usual: Decimal) -> Iterator[Oddity]:
    if not usual / TIMES_ODD < price < usual * TIMES_ODD:
        times = f"{TIMES_ODD} times or more {'above' if price > usual else 'below'}"
        yield Oddity(
            column, f"{COLUMNS[column]} at {_usd(price)} lies {times} the {_usd(usual)} of the same model"
        )


def _far_from_all(column: str, price: Decimal, others: Sequence[Decimal]) -> Iterator[Oddity]:
    if len(others) < FEWEST_OTHERS or others[0] / TIMES_ODD < price < others[-1] * TIMES_ODD:
        return
    yield Oddity(
        column,
        f"{COLUMNS[column]} at {_usd(price)} lies far outside the {_usd(others[0])} to {_usd(others[-1])} of"
        " all other models, check the unit",
    )


def _odd_rent(row: GpuPrice, peers: Peers) -> Iterator[Oddity]:
    rent, (low, high) = row.usd_per_gpu_hour, USUAL_RENT
    if not low <= rent <= high:
        yield Oddity(RENT, f"{_usd(rent)} a GPU-hour lies outside ${low} to ${high}, check the unit")
        return
    others = peers.beside((row.kind, _model(row), RENT), rent)
    if len(others) < FEWEST_OTHERS or others[0] / TIMES_ODD_RENT <= rent <= others[-1] * TIMES_ODD_RENT:
        return
    yield Oddity(
        RENT,
        f"{_usd(rent)} a GPU-hour lies far outside the {_usd(others[0])} to {_usd(others[-1])} of other {row.sku}",
    )


def _usd(price: Decimal) -> str:
    return f"${full_digits(price)}"
