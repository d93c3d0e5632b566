"""Whose price list holds in which months of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from costmodel.case.dates import month_start
from costmodel.catalog.successors import Reign, reign_on


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
class Span:
    """The months of a case, from `first` to `last`, that are priced by one SKU."""

    reign: Reign
    first: int
    last: int


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
