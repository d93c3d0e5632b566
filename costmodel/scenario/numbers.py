"""The kinds of number a scenario may hold, and what is said when something else stands there."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

SMALLEST = 1e-12
"""Anything smaller is a slip, and dividing by it would leave the range of numbers."""

RANGE_KEYS = frozenset({"p10", "p90", "min", "mode", "max"})


def _one_number(value: Any) -> Any:
    """Turn away what pydantic would coerce (text, truth values) and ranges, which are not built yet."""
    if isinstance(value, dict) and value and set(value) <= RANGE_KEYS:
        raise PydanticCustomError("not_built", "ranges are not built yet; give one number")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("number_type", "it must be a number, written without quotes")
    if value != 0 and abs(value) < SMALLEST:
        raise PydanticCustomError("too_small", f"it must be 0, or at least {SMALLEST:g} in size")
    return value


def _whole_number(value: Any) -> Any:
    value = _one_number(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


NUMBER = BeforeValidator(_one_number)
"""Stands last, so that it is asked first and the limits before it remain those of a plain number."""

COUNT = BeforeValidator(_whole_number)
"""The same for whole numbers; 24.0 counts as 24."""

MAX_MONTHS = 120
MAX_REPLICAS = 1_000_000

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), NUMBER]
"""A fraction from 0 to 1 (0.2 is 20 %)."""

Usd = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False), NUMBER]
UsdPerMtok = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False), NUMBER]
UsdPerTask = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False), NUMBER]
UsdPerHour = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False), NUMBER]

PriceChange = Annotated[float, Field(ge=-0.95, le=3, allow_inf_nan=False), NUMBER]
"""What a price does in a year: -0.25 falls by a quarter."""

InputTokens = Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False), NUMBER]
OutputTokens = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False), NUMBER]
CallsPerTask = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False), NUMBER]
RetryRate = Annotated[float, Field(ge=0, le=5, allow_inf_nan=False), NUMBER]

Replicas = Annotated[int, Field(ge=0, le=MAX_REPLICAS), COUNT]
Gpus = Annotated[int, Field(ge=1, le=1024), COUNT]
