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


Number = Annotated[float, BeforeValidator(_one_number), Field(allow_inf_nan=False)]
"""Any finite number."""

Count = Annotated[int, BeforeValidator(_whole_number)]
"""A whole number; 24.0 counts as 24."""

Share = Annotated[Number, Field(ge=0, le=1)]
"""A fraction from 0 to 1 (0.2 is 20 %)."""

MAX_USD = 1e12
Usd = Annotated[Number, Field(ge=0, le=MAX_USD)]
UsdPerMtok = Annotated[Number, Field(ge=0, le=1e6)]
UsdPerTask = Annotated[Number, Field(ge=0, le=1e6)]
UsdPerHour = Annotated[Number, Field(ge=0, le=1e6)]

PriceChange = Annotated[Number, Field(ge=-0.95, le=3)]
"""What a price does in a year: -0.25 falls by a quarter."""

InputTokens = Annotated[Number, Field(ge=0, le=1e7)]
OutputTokens = Annotated[Number, Field(ge=0, le=1e6)]
CallsPerTask = Annotated[Number, Field(ge=0, le=1000)]
RetryRate = Annotated[Number, Field(ge=0, le=5)]

MAX_MONTHS = 120
MAX_REPLICAS = 1_000_000
Replicas = Annotated[Count, Field(ge=0, le=MAX_REPLICAS)]
Gpus = Annotated[Count, Field(ge=1, le=1024)]
