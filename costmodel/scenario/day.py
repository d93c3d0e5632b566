"""A day as a scenario says it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def _day(value: Any) -> Any:
    """A day as YYYY-MM-DD; moments and counts of seconds are turned away."""
    if isinstance(value, datetime):
        value = None
    if isinstance(value, str):
        try:
            day = datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC).date()
        except ValueError:
            day = None
        value = day if day is not None and day.isoformat() == value else None
    if not isinstance(value, date) or not FIRST_DAY <= value <= LAST_DAY:
        raise PydanticCustomError(
            "day", f"it must be a day from {FIRST_DAY} to {LAST_DAY}, written YYYY-MM-DD"
        )
    return value


Day = Annotated[date, BeforeValidator(_day)]
