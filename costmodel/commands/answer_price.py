"""`price`: what one call costs."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from costmodel.catalog.call_price import CallPrice, price_call
from costmodel.catalog.call_rates import LEAST_UPLIFT, MOST_UPLIFT
from costmodel.catalog.call_usage import CallUsage
from costmodel.catalog.load import load_catalog
from costmodel.catalog.price_lists import in_utc
from costmodel.catalog.prices import full_digits
from costmodel.catalog.successors import who_answers
from costmodel.errors import InputError, Problem, UnknownNameError
from costmodel.export.call_price import call_price_answer

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_DECIMALS = 12

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII | re.IGNORECASE
)


def run(options: argparse.Namespace) -> str:
    """The answer as text or JSON."""
    catalog = load_catalog()
    try:
        usage = CallUsage(
            input_tokens=options.input_tokens,
            output_tokens=options.output_tokens,
            cached_input_tokens=options.cached_input_tokens,
            cache_write_tokens=options.cache_write_tokens,
            cache_write_1h_tokens=options.cache_write_1h_tokens,
        )
        at = catalog.newest_date if options.at is None else options.at
        day = in_utc(at).date() if isinstance(at, datetime) else at
        rows, followed = who_answers(catalog.token_prices(options.sku), catalog, day)
        price = price_call(rows, usage, at, options.tier, regional_uplift=options.regional_uplift)
        price = replace(price, notes=(*followed, *price.notes))
    except UnknownNameError as error:
        raise InputError([Problem("--sku", options.sku, error.allowed)]) from None
    except InputError as error:
        raise InputError(
            [replace(p, field=f"--{p.field.replace('_', '-')}") for p in error.problems]
        ) from None
    if options.json:
        return json.dumps(call_price_answer(price, at), allow_nan=False)
    return _as_text(price, usage)


def day_or_moment(text: str) -> date | datetime:
    """A day, or a moment, which is UTC if it names no zone; from 2000 to 2100."""
    try:
        if _DAY.fullmatch(text):
            at: date | datetime | None = date.fromisoformat(text)
        else:
            at = datetime.fromisoformat(text.upper()) if _MOMENT.fullmatch(text) else None
    except ValueError:
        at = None
    if at is None or not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not accepted; a day such as 2026-12-01 or a time such as 2026-12-01T07:00Z,"
            f" from {FIRST_YEAR} to {LAST_YEAR}, is"
        )
    return at


def uplift(text: str) -> Decimal:
    """A multiplier from 1 to 3, kept as it is written: a region costs the list price or more."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(0)
    exponent = value.as_tuple().exponent
    if not (
        isinstance(exponent, int) and exponent >= -MOST_DECIMALS and LEAST_UPLIFT <= value <= MOST_UPLIFT
    ):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not accepted; a number from {LEAST_UPLIFT} to {MOST_UPLIFT}, of at most {MOST_DECIMALS}"
            " decimals, is"
        )
    return value


def _as_text(price: CallPrice, usage: CallUsage) -> str:
    rates, parts = price.rates, price.parts
    lines = [f"${full_digits(price.usd)} for one call of {price.sku} at the {price.tier} price"]
    lines.append(_line("input", usage.fresh_input_tokens, rates.input_usd_per_mtok, parts.input))
    lines.append(
        _line("cached input", usage.cached_input_tokens, rates.cached_input_usd_per_mtok, parts.cached_input)
    )
    written = _line(
        "cache write", usage.cache_write_tokens, rates.cache_write_usd_per_mtok, parts.cache_write
    )
    if usage.cache_write_1h_tokens and rates.cache_write_1h_usd_per_mtok is not None:
        hour = f"{usage.cache_write_1h_tokens:,} for an hour at ${full_digits(rates.cache_write_1h_usd_per_mtok)}"
        written = written.replace(" = ", f", {hour} = ")
    lines.append(written)
    lines.append(_line("output", usage.output_tokens, rates.output_usd_per_mtok, parts.output))
    lines.append(f"USD per million tokens, read on {price.as_of} at {price.source_url or 'no page'}")
    return "\n".join([*lines, *price.notes])


def _line(part: str, tokens: int, usd_per_mtok: Decimal, usd: Decimal) -> str:
    return f"{part}: {tokens:,} tokens at ${full_digits(usd_per_mtok)} = ${full_digits(usd)}"
