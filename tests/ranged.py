"""Ranges for tests: which fields of a scenario may hold one, and scenarios in which some do."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from given_scenarios import Json, typed_scenarios
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from costmodel.scenario.numbers import Number
from costmodel.scenario.parse import scenario_from_dict

Place = tuple[str, float, float, float]
"""Dotted path, value, and the field's bounds."""

PROMPT, CACHED = "input_tokens", ("cached_input_tokens", "cache_write_tokens")


def limits_of(field: FieldInfo) -> tuple[float, float] | None:
    """The bounds of a field that may hold a range; None for any other."""
    marks = list(_marks(field))
    if not any(isinstance(mark, Number) for mark in marks):
        return None
    low = [getattr(mark, name) for mark in marks for name in ("ge", "gt") if hasattr(mark, name)]
    high = [getattr(mark, name) for mark in marks for name in ("le", "lt") if hasattr(mark, name)]
    return max(low, default=-math.inf), min(high, default=math.inf)


def _marks(field: FieldInfo) -> Iterator[Any]:
    yield from field.metadata
    for part in (field.annotation, *get_args(field.annotation)):
        for mark in getattr(part, "__metadata__", ()):
            yield from mark.metadata if isinstance(mark, FieldInfo) else (mark,)


def number_fields(model: type[BaseModel]) -> dict[str, tuple[float, float]]:
    """The fields of a model that may hold a range, with their bounds."""
    found = {name: limits_of(field) for name, field in model.model_fields.items()}
    return {name: limits for name, limits in found.items() if limits is not None}


def places(model: BaseModel, path: str = "", only_given: bool = True) -> Iterator[Place]:
    """Every number of a scenario that a range may replace."""
    limits = number_fields(type(model))
    for name in type(model).model_fields:
        if only_given and name not in model.model_fields_set:
            continue
        value = getattr(model, name)
        if name in limits and value is not None:
            yield f"{path}{name}", float(value), *limits[name]
        for place, each in enumerate(value) if isinstance(value, tuple) else [(None, value)]:
            if isinstance(each, BaseModel):
                here = f"{path}{name}." if place is None else f"{path}{name}.{place}."
                yield from places(each, here, only_given)


def with_ranges(given: Json, ranges: Mapping[str, Any]) -> Json:
    """What JSON holds, with these ranges at dotted paths."""
    changed = json.loads(json.dumps(given))
    for path, value in ranges.items():
        *parents, last = path.split(".")
        at: Any = changed
        for key in parents:
            at = at[int(key)] if key.isdigit() else at.setdefault(key, {})
        at[last] = value
    return changed


def no_width(value: float) -> Json:
    return {"p10": value, "p90": value}


def around(value: float, low: float, high: float, share: float) -> Json:
    """Quantiles that lie so far off the value as a share of it, within the bounds."""
    step = share * (abs(value) or min(1.0, high - value))
    return {"p10": max(low, value - step), "p90": min(high, value + step)}


def three_points(value: float, low: float, high: float, share: float) -> Json:
    """The same as the ends of three points, the value the most likely one."""
    ends = around(value, low, high, share)
    return {"min": ends["p10"], "mode": value, "max": ends["p90"]}


@st.composite
def ranged_scenarios(draw: st.DrawFn, most: int = 8) -> Json:
    """Typed scenarios, some of their numbers as ranges; a cache never outgrows its prompt."""
    drawn = draw(typed_scenarios())
    found = [place for place in places(scenario_from_dict(drawn)) if not _is_no_escalation(place)]
    chosen = draw(st.lists(st.sampled_from(found), max_size=most, unique=True))
    return with_ranges(drawn, {place[0]: draw(_range(place)) for place in chosen})


def _is_no_escalation(place: Place) -> bool:
    path, value, *_ = place
    return path.endswith("escalation_share") and value == 0


@st.composite
def _range(draw: st.DrawFn, place: Place) -> Json:
    path, value, low, high = place
    name, share = path.rpartition(".")[2], draw(st.sampled_from([0.0, 0.01, 0.3, 0.9]))
    if name == PROMPT:
        return {"min": value, "mode": value, "max": value * (1 + share)}
    if name in CACHED:
        return {"min": value * (1 - share), "mode": value, "max": value}
    return draw(st.sampled_from([around, three_points]))(value, low, high, share)
