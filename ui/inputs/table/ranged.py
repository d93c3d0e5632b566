"""The inputs that may be ranges: what is neither a count nor a setting of the comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ui.inputs.fields import Field, NumberField
from ui.inputs.table.first import TASKS
from ui.inputs.table.places import OPTION_INPUTS, OWN, TUNED

COUNTS_AND_SETTINGS = frozenset(
    {"months", "rate", "bar", "error_cost", "invoice", "fte_usd", "gpus", "spare", "cached", "written"}
    | {"build_tuned", "build_own"}
)


MOST_USD = 1e12

BY_RULE = {"gpu_usd": (f"options.{OWN}.usd_per_gpu_hour",)}
"""Inputs whose place in the scenario follows from another input."""


@dataclass(frozen=True)
class RangeInput:
    """An input that may be a range, and where its number stands in the scenario.

    `limits`: the least and the most that the scenario may hold there.
    """

    key: str
    field: NumberField
    paths: tuple[str, ...]
    limits: tuple[float, float]


def range_inputs(fields: Sequence[Field]) -> Iterator[RangeInput]:
    """The volume, every such input of the table, and the two of a programme that move its cost most."""
    yield _at(TASKS, ("workload.tasks_per_month",))
    people = {each.people: each.place for each in OPTION_INPUTS}
    for field in fields:
        if not isinstance(field, NumberField) or field.key in COUNTS_AND_SETTINGS:
            continue
        if field.key in people:
            path = f"options.{people[field.key]}.programme.people_usd_per_month"
            yield RangeInput(field.key, field, (path,), (0, MOST_USD))
        elif paths := field.paths or BY_RULE.get(field.key, ()):
            yield _at(field, paths)
    for suffix, place, whose in (("tuned", TUNED, "tuned model"), ("own", OWN, "own GPUs")):
        yield from _of_programme(suffix, place, whose)


def _of_programme(suffix: str, place: int, whose: str) -> Iterator[RangeInput]:
    """Asked for on the page about building; only their ranges are asked for here."""
    programme = f"options.{place}.programme"
    label = NumberField(f"labels_{suffix}", f"Price of an example, {whose} ($)", "", 0, 10**6, 1, decimals=2)
    weeks = NumberField(f"weeks_{suffix}", f"ML engineering, {whose} (weeks)", "", 0, 5200, 1, decimals=1)
    yield _at(label, (f"{programme}.data.usd_per_example",))
    yield _at(weeks, (f"{programme}.engineering.ml_weeks",))


def _at(field: NumberField, paths: tuple[str, ...]) -> RangeInput:
    return RangeInput(field.key, field, paths, (field.low / field.scale, field.high / field.scale))
