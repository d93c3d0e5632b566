"""Which prices change inside the horizon, in words, and where a chart of the months marks it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from costmodel.case.model import Case, PriceEvent
from costmodel.decide.money import percent_in_words

MOST_MARKS = 6
VERBS = {2.0: "doubles", 3.0: "triples", 0.5: "halves"}


@dataclass(frozen=True)
class PriceChange:
    """One change of the book: months from month 0, its day, whom it concerns, and what happens.

    `old_usd` and `new_usd` are input and output per million tokens, before discount.
    """

    month: float
    day: date
    options: tuple[str, ...]
    words: str
    old_usd: tuple[float, float]
    new_usd: tuple[float, float]

    @property
    def sentence(self) -> str:
        """What happens and when."""
        return f"{self.words} on {self.day}"


@dataclass(frozen=True)
class PriceMark:
    """A place on the axis of months, and what to say there."""

    month: float
    sentences: tuple[str, ...]


def price_changes(case: Case) -> tuple[PriceChange, ...]:
    """Every change that concerns an option, by day; one that concerns several stands once."""
    found: dict[tuple[date, str], PriceChange] = {}
    for option in case.options:
        for event in option.price_events:
            words = _in_words(event)
            change = found.setdefault(
                (event.day, words),
                PriceChange(event.month, event.day, (), words, event.old_usd, event.new_usd),
            )
            found[event.day, words] = replace(change, options=(*change.options, option.name))
    return tuple(sorted(found.values(), key=lambda change: (change.day, change.words)))


def price_marks(changes: Sequence[PriceChange]) -> tuple[PriceMark, ...]:
    """One mark for each month in which something changes; what is too much for the axis joins the last."""
    by_month = [
        list(of_month) for _, of_month in groupby(changes, key=lambda change: math.floor(change.month))
    ]
    apart, rest = by_month[: MOST_MARKS - 1], by_month[MOST_MARKS - 1 :]
    last = [[change for of_month in rest for change in of_month]] if rest else []
    return tuple(
        PriceMark(of_mark[0].month, tuple(change.sentence for change in of_mark))
        for of_mark in (*apart, *last)
    )


def changes_in_words(changes: Sequence[PriceChange]) -> str:
    """The first of them in one line, and how many more there are; empty if there are none."""
    if not changes:
        return ""
    told = "; ".join(change.sentence for change in changes[:MOST_MARKS])
    more = len(changes) - MOST_MARKS
    return f"{told}; and {more} more" if more > 0 else told


def _in_words(event: PriceEvent) -> str:
    if event.successor is not None:
        return f"{event.model} retires, {event.successor} follows{_after_succession(event)}"
    if event.retires:
        return f"{event.model} retires, its last price stays"
    into, out = _ratios(event)
    if math.isclose(into, out):
        return f"{event.model} {_verb(into)}"
    return f"{event.model} changes: {_apart(into, out)}"


def _after_succession(event: PriceEvent) -> str:
    into, out = _ratios(event)
    if math.isclose(into, 1) and math.isclose(out, 1):
        return " at the same price"
    return f" and the price {_verb(into)}" if math.isclose(into, out) else f": {_apart(into, out)}"


def _ratios(event: PriceEvent) -> tuple[float, float]:
    return event.new_usd[0] / event.old_usd[0], event.new_usd[1] / event.old_usd[1]


def _apart(into: float, out: float) -> str:
    return f"input {_verb(into)}, output {_verb(out)}"


def _verb(ratio: float) -> str:
    named = next((verb for known, verb in VERBS.items() if math.isclose(ratio, known)), None)
    if named is not None or math.isclose(ratio, 1):
        return named or "stays"
    return (
        f"rises by {percent_in_words(ratio - 1)}" if ratio > 1 else f"falls by {percent_in_words(1 - ratio)}"
    )
