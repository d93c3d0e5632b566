"""The kinds of number a scenario may hold, and what is said when something else stands there."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from costmodel.scenario.ranges import RANGE_KEYS, Ranged, as_written, range_of

SMALLEST = 1e-12
"""Anything smaller is a slip, and dividing by it would leave the range of numbers."""

RANGE_SCHEMAS: tuple[JsonSchemaValue, ...] = tuple(
    {
        "type": "object",
        "properties": {key: {"type": "number"} for key in keys},
        "required": list(keys),
        "additionalProperties": False,
    }
    for keys in (("p10", "p90"), ("min", "mode", "max"))
)


def _one_number(value: Any) -> Any:
    """Turn away what pydantic would coerce (text, truth values), and ranges."""
    if isinstance(value, Ranged) or (isinstance(value, dict) and value and value.keys() <= RANGE_KEYS):
        raise PydanticCustomError(
            "range", "it must be one number; a range may stand in the workload, an option or its programme"
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("number_type", "it must be a number, written without quotes")
    if value != 0 and abs(value) < SMALLEST:
        raise PydanticCustomError("too_small", f"it must be 0, or at least {SMALLEST:g} in size")
    return value


def _whole_number(value: Any) -> Any:
    if isinstance(value, dict | Ranged):
        raise PydanticCustomError("count", "it is a count: it must be one whole number and cannot be a range")
    value = _one_number(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


class Number:
    """Marks a field that holds a number or a range; a range keeps the field's limits as its bounds.

    Stands last, so that it is asked first and the limits before it remain those of a plain number.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        plain = handler(source)
        low = plain.get("ge", plain.get("gt", -math.inf))
        high = plain.get("le", plain.get("lt", math.inf))

        def checked(value: Any, number: Callable[[Any], float]) -> float:
            if isinstance(value, Ranged):
                value = as_written(value)
            if not isinstance(value, dict):
                return number(_one_number(value))
            found = range_of({key: number(_one_number(end)) for key, end in value.items()})
            if isinstance(found, str):
                raise PydanticCustomError("range", "{words}", {"words": found})
            return Ranged(found, low, high)

        return core_schema.no_info_wrap_validator_function(
            checked,
            plain,
            serialization=core_schema.plain_serializer_function_ser_schema(as_written),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), *RANGE_SCHEMAS]}


NUMBER = Number()
PLAIN_NUMBER = BeforeValidator(_one_number)
"""A number that cannot be a range."""

COUNT = BeforeValidator(_whole_number)
"""The same for whole numbers; 24.0 counts as 24."""

MAX_MONTHS = 120
MAX_REPLICAS = 1_000_000

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), NUMBER]
"""A fraction from 0 to 1 (0.2 is 20 %)."""

PlainShare = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), PLAIN_NUMBER]
PlainUsd = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False), PLAIN_NUMBER]
Usd = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False), NUMBER]
UsdPerMtok = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False), NUMBER]
UsdPerTask = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False), NUMBER]
UsdPerHour = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False), NUMBER]

PriceChange = Annotated[float, Field(ge=-0.95, le=3, allow_inf_nan=False), NUMBER]
"""What a price does in a year: -0.25 falls by a quarter."""

Uplift = Annotated[float, Field(ge=1, le=3, allow_inf_nan=False), NUMBER]
"""What a regional endpoint charges over the list price: 1.1 is a tenth more."""

InputTokens = Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False), NUMBER]
OutputTokens = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False), NUMBER]
CallsPerTask = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False), NUMBER]
RetryRate = Annotated[float, Field(ge=0, le=5, allow_inf_nan=False), NUMBER]

Replicas = Annotated[int, Field(ge=0, le=MAX_REPLICAS), COUNT]
Gpus = Annotated[int, Field(ge=1, le=1024), COUNT]
