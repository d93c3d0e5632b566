"""Every number of a scenario that a range may replace, with the limits of its field."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from costmodel.scenario.numbers import Number


@dataclass(frozen=True)
class NumericField:
    """A number of the scenario, a range's point estimate, and the least and most that its field takes."""

    value: float
    low: float
    high: float


def numbers_in(model: BaseModel, path: str = "") -> Iterator[tuple[str, NumericField]]:
    """Every number that is given or has a default, with its dotted path; counts are none."""
    limits = _limits_by_name(type(model))
    for name in type(model).model_fields:
        value = getattr(model, name)
        if name in limits and value is not None:
            yield f"{path}{name}", NumericField(float(value), *limits[name])
        for place, each in enumerate(value) if isinstance(value, tuple) else [(None, value)]:
            if isinstance(each, BaseModel):
                here = f"{path}{name}" if place is None else f"{path}{name}.{place}"
                yield from numbers_in(each, f"{here}.")


def limits_of(model: type[BaseModel], name: str) -> tuple[float, float]:
    """The least and most that a numeric field takes; raises KeyError where no range may stand."""
    return _limits_by_name(model)[name]


@lru_cache(maxsize=64)
def _limits_by_name(model: type[BaseModel]) -> dict[str, tuple[float, float]]:
    found = {name: _limits(info.annotation, info.metadata) for name, info in model.model_fields.items()}
    return {name: limits for name, limits in found.items() if limits is not None}


def _limits(annotation: Any, metadata: Iterable[Any]) -> tuple[float, float] | None:
    """Those of the alternative that is marked as a number; None if none is."""
    marks = [mark for each in metadata for mark in (each.metadata if isinstance(each, FieldInfo) else [each])]
    if any(isinstance(mark, Number) for mark in marks):
        return _limits_in(marks)
    for part in get_args(annotation):
        inner = get_args(part) if get_origin(part) is Annotated else (part,)
        if (limits := _limits(inner[0], inner[1:])) is not None:
            return limits
    return None


def _limits_in(marks: Iterable[Any]) -> tuple[float, float]:
    """A limit that is excluded gives way to the neighbouring number."""
    low, high = -math.inf, math.inf
    for mark in marks:
        low = getattr(mark, "ge", low)
        high = getattr(mark, "le", high)
        low = math.nextafter(mark.gt, math.inf) if hasattr(mark, "gt") else low
        high = math.nextafter(mark.lt, -math.inf) if hasattr(mark, "lt") else high
    return float(low), float(high)
