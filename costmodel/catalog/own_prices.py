"""A user's own quotes beside the price book: added to it, or in place of its rows, for one question only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from costmodel.catalog.book import Catalog
from costmodel.catalog.consistency import NumberedRow, faults_between, product_key, shared_names
from costmodel.catalog.faults import row_faults
from costmodel.catalog.oddities import oddities, peers_of
from costmodel.catalog.prices import FineTunePrice, GpuPrice, HostedPrice, TokenPrice
from costmodel.catalog.staleness import FAR_AHEAD
from costmodel.errors import InputError, Problem, UnknownNameError

FIELD = "own_prices"
OWN = "own quote"
OF_THE_MODEL = ("display_name", "retires_on", "successor_sku", "context_window")

NAMED_PRICES = {
    "cached_input_usd_per_mtok": "cached price",
    "cache_write_usd_per_mtok": "price of a cache write",
    "batch_multiplier": "batch price",
}

Price = HostedPrice | GpuPrice | FineTunePrice
Columns = Mapping[str, Any]


def with_own_prices(catalog: Catalog, quotes: Sequence[Columns], as_of: date) -> Catalog:
    """The catalog as one scenario sees it; the catalog itself stays as it is.

    A quote has the columns of the book's rows, those it needs; `as_of` stands where it names no day. It takes
    the place of every row of the same kind and SKU; of a GPU, of the same provider, card, region, commitment
    and size of box. What the book says of the model itself (name, end, successor, window) stays where the quote
    does not say otherwise. Raises InputError with every fault, "own_prices.2.output_usd_per_mtok".
    """
    if not quotes:
        return catalog
    numbered = _read(quotes, catalog, as_of)
    own = [row for _, row in numbered]
    taken = {_place_of(row) for row in own}
    book: tuple[Price, ...] = (*catalog.hosted, *catalog.gpu_prices, *catalog.fine_tunes)
    kept = [row for row in book if _place_of(row) not in taken]
    faults = faults_between(numbered, [(0, row) for row in kept], f"{FIELD}.")
    faults += shared_names(numbered, [(0, row) for row in book])
    if faults:
        raise InputError(
            Problem(f"{FIELD}.{fault.line}.{fault.field}", fault.value, fault.allowed) for fault in faults
        )
    merged: list[Price] = [*kept, *own]
    return replace(
        catalog,
        hosted=tuple(row for row in merged if isinstance(row, HostedPrice)),
        gpu_prices=tuple(row for row in merged if isinstance(row, GpuPrice)),
        fine_tunes=tuple(row for row in merged if isinstance(row, FineTunePrice)),
        quote_notes=tuple(_notes(own, book, as_of, catalog.newest_date)),
        book_date=catalog.newest_date,
    )


def _read(quotes: Sequence[Columns], catalog: Catalog, as_of: date) -> list[NumberedRow]:
    numbered: list[NumberedRow] = []
    problems: list[Problem] = []
    for place, quote in enumerate(quotes):
        here = f"{FIELD}.{place}."
        try:
            numbered.append((place, _reader().validate_python(_completed(quote, catalog, as_of))))
        except UnknownNameError as error:
            problems.append(Problem(f"{here}sku", quote.get("sku"), error.allowed))
        except ValidationError as error:
            problems += [
                Problem(f"{here}{fault.field}", fault.value, fault.allowed)
                for fault in row_faults(error, place)
                if fault.field != "display_name" or quote.get("display_name") is not None
            ]
    if problems:
        raise InputError(problems)
    return numbered


@cache
def _reader() -> TypeAdapter[Price]:
    return TypeAdapter(Annotated[HostedPrice | GpuPrice | FineTunePrice, Field(discriminator="kind")])


def _completed(quote: Columns, catalog: Catalog, as_of: date) -> dict[str, Any]:
    """The quote with what follows from it; decimals as they were written."""
    given = {
        column: str(value) if isinstance(value, float) else value
        for column, value in quote.items()
        if value is not None
    }
    kind, sku = quote.get("kind"), str(quote.get("sku") or "")
    usual = {"display_name": sku or OWN, "as_of": as_of, "note": OWN, "confidence": "user"}
    if kind == "gpu":
        card = catalog.gpu(sku)
        usual |= {"gpu_memory_gb": card.memory_gb, "gpu_count_min": 1}
        usual |= {"display_name": f"{quote.get('provider')} {card.gpu}"}
        given |= {"sku": card.gpu}
        return usual | given
    usual |= _known(quote, catalog)
    if kind == "finetune" and (mode := _serving_mode(quote)):
        usual |= {"serving_mode": mode}
    return usual | given


def _known(quote: Columns, catalog: Catalog) -> dict[str, Any]:
    """What the book says of the model itself, whatever it costs: a quote does not keep it from retiring."""
    rows: Sequence[TokenPrice] = catalog.hosted if quote.get("kind") == "hosted" else catalog.fine_tunes
    wanted = f"{quote.get('provider')}/{quote.get('sku')}".casefold()
    row = next((row for row in rows if row.full_name.casefold() == wanted), None)
    if row is None:
        return {}
    found = {column: getattr(row, column) for column in OF_THE_MODEL}
    return {column: value for column, value in found.items() if value is not None}


def _serving_mode(quote: Columns) -> str | None:
    """How the tuned model is billed, as far as the prices that are given say so."""
    by_token = quote.get("input_usd_per_mtok") is not None or quote.get("output_usd_per_mtok") is not None
    by_hour = quote.get("hosting_usd_per_hour") is not None
    if by_token:
        return "per_token_plus_hourly" if by_hour else "per_token"
    return "per_gpu_hour" if by_hour else None


def _place_of(row: Price) -> tuple[object, ...]:
    """What is replaced together: a GPU's one offer, but a model wherever and however it is sold."""
    if isinstance(row, GpuPrice):
        return tuple(part.casefold() if isinstance(part, str) else part for part in product_key(row))
    return row.kind, row.full_name.casefold()


def _left_out(quote: TokenPrice, replaced: Sequence[Price]) -> Iterator[str]:
    """Prices of the book that a quote does not name, and that it therefore takes away."""
    lists = [row for row in replaced if isinstance(row, TokenPrice)]
    for column, words in NAMED_PRICES.items():
        in_book = [getattr(row, column) for row in lists if getattr(row, column) is not None]
        if in_book and getattr(quote, column) is None:
            yield f"The quote for {quote.display_name} names no {words}, which the book has: the usual price takes its place."
    if any(row.tier_from_tokens for row in lists) and quote.tier_from_tokens == 0:
        yield f"The quote for {quote.display_name} holds at every prompt length; the book has another price for long prompts."


def _far_ahead(row: Price, newest: date) -> Iterator[str]:
    if row.as_of - newest > FAR_AHEAD:
        yield (
            f"Own quote for {row.display_name}: as_of {row.as_of} lies more than a year after the newest price"
            f" of the book, {newest}; check the year."
        )


def _notes(own: Sequence[Price], book: Sequence[Price], on: date, newest: date) -> Iterator[str]:
    in_book = {_place_of(row) for row in book}
    taken = {_place_of(row) for row in own}
    replaced = [row for row in book if _place_of(row) in taken]
    first_of_place: dict[tuple[object, ...], Price] = {}
    for row in own:
        first_of_place.setdefault(_place_of(row), row)
    for row in first_of_place.values():
        instead = "in place of the price book's" if _place_of(row) in in_book else "not in the price book"
        said = f" ({row.note})" if row.note != OWN else ""
        yield f"Own quote, {instead}: {row.display_name}, {row.full_name}, {row.as_of}{said}."
        if isinstance(row, TokenPrice):
            yield from _left_out(row, [each for each in replaced if _place_of(each) == _place_of(row)])
    peers = peers_of(book)
    for row in own:
        for odd in oddities(row, peers):
            yield f"Own quote for {row.display_name}: {odd.words}."
        if row.as_of != on:
            yield from _far_ahead(row, newest)
