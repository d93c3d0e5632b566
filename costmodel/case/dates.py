"""The calendar behind the months of a case."""

from __future__ import annotations

import calendar
from datetime import date

from costmodel.units import MONTHS_PER_YEAR


def month_start(as_of: date, month: int) -> date:
    """The day on which a month of the case begins: `as_of` plus so many months, at most the month's last day."""
    year, month_index = divmod(as_of.year * MONTHS_PER_YEAR + as_of.month - 1 + month, MONTHS_PER_YEAR)
    last_day = calendar.monthrange(year, month_index + 1)[1]
    return date(year, month_index + 1, min(as_of.day, last_day))


def month_of(as_of: date, day: date, horizon_months: int) -> int | None:
    """The first month of the case that begins on `day` or later; None if the horizon ends before."""
    return next((m for m in range(horizon_months) if month_start(as_of, m) >= day), None)


def months_until(as_of: date, day: date) -> float:
    """Months from `as_of` to a day that does not lie before it; days of a begun month count as its share."""
    month = (day.year - as_of.year) * MONTHS_PER_YEAR + day.month - as_of.month
    if month_start(as_of, month) > day:
        month -= 1
    start, following = month_start(as_of, month), month_start(as_of, month + 1)
    return month + (day - start).days / (following - start).days
