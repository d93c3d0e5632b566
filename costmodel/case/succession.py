"""Whose price list holds when: a hosted model until it retires, then the successor that the price book names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from costmodel.case.dates import month_start
from costmodel.catalog.book import Catalog
from costmodel.catalog.prices import HostedPrice, TokenPrice
from costmodel.errors import UnknownNameError


@dataclass(frozen=True)
class Timeline:
    """The months of a case: the day month 0 begins and how many follow."""

    as_of: date
    horizon_months: int

    @cached_property
    def starts(self) -> tuple[date, ...]:
        """The first day of every month."""
        return tuple(month_start(self.as_of, month) for month in range(self.horizon_months))

    @property
    def end(self) -> date:
        """The day after the last month."""
        return month_start(self.as_of, self.horizon_months)


@dataclass(frozen=True)
class Reign:
    """The rows of one SKU, and the day on which its successor takes over; None where none does."""

    rows: Sequence[TokenPrice]
    ends_on: date | None = None

    @property
    def name(self) -> str:
        """What the model is called."""
        return self.rows[0].display_name


@dataclass(frozen=True)
class Span:
    """The months of a case, from `first` to `last`, that are priced by one SKU."""

    reign: Reign
    first: int
    last: int


def retirement(rows: Sequence[TokenPrice]) -> date | None:
    """The day on which the price book says that a SKU stops."""
    return min((row.retires_on for row in rows if row.retires_on is not None), default=None)


def alone(rows: Sequence[TokenPrice]) -> tuple[Reign, ...]:
    """A SKU that nothing follows."""
    return (Reign(rows),)


def succession(rows: Sequence[HostedPrice], catalog: Catalog) -> tuple[Reign, ...]:
    """The SKU and everything that follows it, each from the day the one before it retires."""
    reigns: list[Reign] = []
    current, known = rows, {rows[0].full_name.casefold()}
    while True:
        following = _following(current, catalog)
        ends_on = retirement(current)
        if ends_on is None or not following or following[0].full_name.casefold() in known:
            return (*reigns, Reign(current))
        reigns.append(Reign(current, ends_on))
        known.add(following[0].full_name.casefold())
        current = following


def reign_on(reigns: Sequence[Reign], day: date) -> Reign:
    """Whose price list holds on a day; a successor that has retired by then is passed over."""
    return next(reign for reign in reigns if reign.ends_on is None or day < reign.ends_on)


def spans(reigns: Sequence[Reign], timeline: Timeline) -> tuple[Span, ...]:
    """Who prices which months, in order."""
    if len(reigns) == 1:
        return (Span(reigns[0], 0, timeline.horizon_months - 1),)
    by_month = [(month, reign_on(reigns, start)) for month, start in enumerate(timeline.starts)]
    found = []
    for _, months in groupby(by_month, key=lambda entry: id(entry[1])):
        of_reign = list(months)
        found.append(Span(of_reign[0][1], of_reign[0][0], of_reign[-1][0]))
    return tuple(found)


def _following(rows: Sequence[HostedPrice], catalog: Catalog) -> Sequence[HostedPrice]:
    named = next((f"{row.provider}/{row.successor_sku}" for row in rows if row.successor_sku), None)
    if named is None:
        return ()
    try:
        return catalog.hosted_model(named)
    except UnknownNameError:
        return ()
