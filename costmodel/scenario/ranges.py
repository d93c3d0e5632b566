"""A number that is known only roughly: its range, and the one value that stands for it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)

RANGE_KEYS = frozenset({"p10", "p90", "min", "mode", "max"})


@dataclass(frozen=True)
class Quantiles:
    """What the number is below in one future of ten, and in nine of ten.

    Lognormal if both are positive, else normal; the median stands for it.
    """

    p10: float
    p90: float

    @property
    def is_lognormal(self) -> bool:
        """Whether the number's logarithm is normal rather than the number."""
        return self.p10 > 0 and self.p90 > 0

    @property
    def point(self) -> float:
        """The median."""
        if self.p10 == self.p90:
            return self.p10
        return math.sqrt(self.p10 * self.p90) if self.is_lognormal else (self.p10 + self.p90) / 2


@dataclass(frozen=True)
class ThreePoints:
    """At least, most likely, at most: a PERT distribution; the mode stands for it.

    Source: https://en.wikipedia.org/wiki/PERT_distribution
    """

    min: float
    mode: float
    max: float

    @property
    def point(self) -> float:
        """The mode."""
        return self.mode


Range = Quantiles | ThreePoints


class Ranged(float):
    """A number of a scenario that is a range: arithmetic sees its point estimate.

    `low` and `high` are the bounds of its field, at which its distribution is cut off.
    """

    range: Range
    low: float
    high: float

    def __new__(cls, range_: Range, low: float, high: float) -> Ranged:
        """The point estimate, with the range that it stands for."""
        number = super().__new__(cls, range_.point)
        number.range, number.low, number.high = range_, low, high
        return number

    def __eq__(self, other: object) -> bool:
        """Two ranges are equal only in all that they say; to a plain number it is its point estimate."""
        if isinstance(other, Ranged):
            return self.__getnewargs__() == other.__getnewargs__()
        return float(self) == other

    def __ne__(self, other: object) -> bool:
        """The opposite; a float would otherwise compare the point estimates."""
        return not self == other if isinstance(other, Ranged) else float(self) != other

    def __hash__(self) -> int:
        """That of the point estimate, as it may equal a plain number."""
        return super().__hash__()

    def __getnewargs__(self) -> tuple[Range, float, float]:  # type: ignore[override]
        """What a copy is made of."""
        return self.range, self.low, self.high


def range_of(written: Mapping[str, Any]) -> Range | str:
    """The range that an object stands for, or what is wrong with it; its numbers are taken as checked."""
    if written.keys() == {"p10", "p90"}:
        return "p10 must be at most p90" if written["p10"] > written["p90"] else Quantiles(**written)
    if written.keys() == {"min", "mode", "max"}:
        in_order = written["min"] <= written["mode"] <= written["max"]
        return ThreePoints(**written) if in_order else "mode must lie from min to max"
    return "it must be a number, or a range: p10 and p90, or min, mode and max"


def as_written(number: float) -> float | dict[str, float]:
    """What stands in a scenario file: the number, or its range."""
    return asdict(number.range) if isinstance(number, Ranged) else float(number)


def ranged_numbers(model: BaseModel, path: str = "") -> Iterator[tuple[str, Ranged]]:
    """Every range of a scenario, or of a part of it, with its dotted path."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        for place, each in enumerate(value) if isinstance(value, tuple) else [(None, value)]:
            here = f"{path}{name}" if place is None else f"{path}{name}.{place}"
            if isinstance(each, Ranged):
                yield here, each
            elif isinstance(each, BaseModel):
                yield from ranged_numbers(each, f"{here}.")


def number_at(model: BaseModel, path: str) -> float | None:
    """The number at a dotted path; None where there is none."""
    found: Any = model
    for part in path.split("."):
        if found is None:
            return None
        found = found[int(part)] if isinstance(found, tuple) else getattr(found, part, None)
    return found if isinstance(found, int | float) else None


def point_estimates(model: Model) -> Model:
    """The model with plain numbers in place of its ranges."""
    return with_numbers(model, {path: float(number) for path, number in ranged_numbers(model)})


def with_numbers(model: Model, numbers: Mapping[str, Any]) -> Model:
    """The model with other numbers at these dotted paths, floats or arrays of draws; nothing is checked."""
    here = {path: value for path, value in numbers.items() if "." not in path}
    deeper: dict[str, dict[str, Any]] = {}
    for path, value in numbers.items():
        if "." in path:
            name, _, rest = path.partition(".")
            deeper.setdefault(name, {})[rest] = value
    return model.model_copy(
        update=here | {name: _within(getattr(model, name), inner) for name, inner in deeper.items()}
    )


def _within(value: Any, numbers: Mapping[str, Any]) -> Any:
    if not isinstance(value, tuple):
        return with_numbers(value, numbers)
    places = {int(path.partition(".")[0]) for path in numbers}
    return tuple(
        with_numbers(each, {p.partition(".")[2]: v for p, v in numbers.items() if p.startswith(f"{place}.")})
        if place in places
        else each
        for place, each in enumerate(value)
    )
