"""A plan as the tables in which it is edited, and back; rows keep their places when names change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from costmodel.errors import InputError, Problem
from costmodel.scenario.mix_plan import BASE, LORA, MixPlan

Json = dict[str, Any]

NAME = "name"
PERCENT = 100
SHARES = frozenset({"quality_floor", "escalation_share"})
"""Fields that tables show in percent."""

AFTER = "after"
FIELDS = {
    "subtasks": (
        *("calls_per_request", "input_tokens", "output_tokens", "quality_floor", "user_facing"),
        *(AFTER, "allowed"),
    ),
    "apis": ("sku", "input_usd_per_mtok", "output_usd_per_mtok", "usd_per_month"),
    "pools": (
        *("checkpoint", "gpu", "precision", "usd_per_gpu_hour", "gpus_per_replica", "prefill_tok_s"),
        *("decode_tok_s", "min_replicas", "spare_replicas", "platform_usd_per_month", "lora_overhead"),
        *("adapter_usd_per_month", "provider", "commitment"),
    ),
    "cascades": ("first", "then", "escalation_share"),
}
"""The tables of named things, and their columns beside the name, which are fields of the plan."""

LISTS = frozenset({AFTER, "allowed"})
TEXTS = frozenset({"sku", "checkpoint", "gpu", "precision", "provider", "commitment", "first", "then"})
BY_OPTION = ("quality", "latency_ms")
"""Tables with a row for each step and a column for each option."""


@dataclass(frozen=True)
class Tables:
    """`named`: a frame for each of `FIELDS`; `by_option`: one for each of `BY_OPTION`."""

    named: Mapping[str, pd.DataFrame]
    by_option: Mapping[str, pd.DataFrame]
    measured: tuple[Json, ...] = ()

    @property
    def steps(self) -> list[str]:
        """Names of the steps, in their order."""
        return names_of(self.named["subtasks"])

    @property
    def options(self) -> list[str]:
        """Names of the options, hosted ones first."""
        return options_of(self.named)


def names_of(frame: pd.DataFrame) -> list[str]:
    """The names in a table; a new row without one is called by its place."""
    return [
        str(name).strip() if isinstance(name, str) and name.strip() else f"new {place}"
        for place, name in enumerate(frame[NAME], start=1)
    ]


def options_of(named: Mapping[str, pd.DataFrame]) -> list[str]:
    """Names of the options that these tables stand for."""
    pools = names_of(named["pools"])
    hosted = [*names_of(named["apis"]), *names_of(named["cascades"])]
    return [*hosted, *(f"{pool}{kind}" for pool in pools for kind in (BASE, LORA))]


def tables_of(plan: MixPlan) -> Tables:
    """The tables of a plan."""
    data = plan.model_dump(mode="json", exclude_unset=True)
    steps = data["subtasks"]
    for task, step in steps.items():
        step[AFTER] = [start for start, end in data.get("edges", ()) if end == task]
    for pool, usd in data.get("adapter_usd_per_month", {}).items():
        data["pools"][pool]["adapter_usd_per_month"] = usd
    named = {table: _frame(data.get(table, {}), fields) for table, fields in FIELDS.items()}
    by_option = {
        table: pd.DataFrame(
            [
                [
                    _shown_number(table, data.get(table, {}).get(task, {}).get(option))
                    for option in plan.options
                ]
                for task in steps
            ],
            index=pd.Index(list(steps), name=NAME),
            columns=list(plan.options),
            dtype=float,
        )
        for table in BY_OPTION
    }
    return Tables(named, by_option, tuple(data.get("measured", ())))


def plan_of(tables: Tables, base: MixPlan) -> Json:
    """The plan that tables stand for; what they do not show stays as in `base`. Raises InputError for a name twice."""
    data: Json = base.model_dump(mode="json", exclude_unset=True)
    for table, fields in FIELDS.items():
        _refuse_twins(table, names_of(tables.named[table]))
        data[table] = _rows(tables.named[table], fields)
    data["edges"] = [
        [start, task] for task, step in data["subtasks"].items() for start in step.pop(AFTER, ())
    ]
    data["adapter_usd_per_month"] = {
        pool: row.pop("adapter_usd_per_month")
        for pool, row in data["pools"].items()
        if "adapter_usd_per_month" in row
    }
    for table in BY_OPTION:
        data[table] = _by_option(table, tables.by_option[table])
    data["measured"] = list(tables.measured)
    return data


def followed(before: Tables, after: Tables) -> Tables | None:
    """`after` with every table following new, gone and changed names; None while no name has moved.

    A name that stands twice moves nothing: it is a mistake that `plan_of` tells.
    """
    names = {table: names_of(after.named[table]) for table in FIELDS}
    is_same = all(
        names_of(before.named[table]) == names[table] and after.named[table][NAME].notna().all()
        for table in FIELDS
    )
    if is_same or any(_twins(each) for each in names.values()):
        return None
    moved = {table: _renamed(before.named[table], after.named[table]) for table in FIELDS}
    steps, options = moved["subtasks"], _renamed_options(moved)
    named = _with_moved_names(after.named, moved, options)
    by_option = {
        table: frame.rename(index=steps, columns=options).reindex(
            index=names["subtasks"], columns=options_of(named)
        )
        for table, frame in after.by_option.items()
    }
    return Tables(named, by_option, tuple(_moved_measure(each, steps, options) for each in after.measured))


def _renamed_options(moved: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    pools = {f"{old}{kind}": f"{new}{kind}" for old, new in moved["pools"].items() for kind in (BASE, LORA)}
    return {**moved["apis"], **moved["cascades"], **pools}


def _with_moved_names(
    frames: Mapping[str, pd.DataFrame], moved: Mapping[str, Mapping[str, str]], options: Mapping[str, str]
) -> dict[str, pd.DataFrame]:
    """Frames with every row named, and the names that other rows hold followed."""
    named = {
        table: frame.reset_index(drop=True).assign(**{NAME: pd.Series(names_of(frame), dtype=object)})
        for table, frame in frames.items()
    }
    steps, cascades = named["subtasks"], named["cascades"]
    steps[AFTER] = steps[AFTER].map(
        lambda names: [moved["subtasks"][name] for name in _list(names) if name in moved["subtasks"]]
    )
    # An option that is gone stays in the list, so that a step is not let loose in silence: the plan is refused.
    steps["allowed"] = steps["allowed"].map(
        lambda names: [options.get(name, name) for name in _list(names)] or None
    )
    for end in ("first", "then"):
        cascades[end] = cascades[end].map(lambda name: moved["apis"].get(name, name)).astype(object)
    return named


def _moved_measure(measured: Json, steps: Mapping[str, str], options: Mapping[str, str]) -> Json:
    assignment = {
        steps.get(task, task): options.get(option, option) for task, option in measured["assignment"].items()
    }
    return {**measured, "assignment": assignment}


def with_measured(tables: Tables, assignment: Mapping[str, str], percent: float) -> Tables:
    """The tables with a measured quality of a whole assignment; one that was there before is replaced."""
    others = [each for each in tables.measured if each["assignment"] != dict(assignment)]
    return replace(
        tables, measured=(*others, {"assignment": dict(assignment), "quality": round(percent / PERCENT, 6)})
    )


def _frame(rows: Mapping[str, Json], fields: Sequence[str]) -> pd.DataFrame:
    def cell(row: Json, field: str) -> Any:
        value = row.get(field)
        if field in SHARES and value is not None:
            return round(value * PERCENT, 10)
        return bool(value) if field == "user_facing" else value

    columns = {
        field: pd.Series(
            [cell(row, field) for row in rows.values()],
            dtype=object if field in LISTS | TEXTS else bool if field == "user_facing" else float,
        )
        for field in fields
    }
    return pd.DataFrame({NAME: pd.Series(list(rows), dtype=object), **columns})


def _rows(frame: pd.DataFrame, fields: Sequence[str]) -> dict[str, Json]:
    names = names_of(frame)
    return {
        name: {field: value for field in fields if (value := _value(field, row[field])) is not None}
        for name, row in zip(names, frame.to_dict("records"), strict=True)
    }


def _value(field: str, cell: Any) -> Any:
    """A cell as the plan holds it; None where it is empty."""
    if field in LISTS:
        return _list(cell) or None
    if cell is None or (isinstance(cell, float) and pd.isna(cell)) or cell is pd.NA:
        return None
    if field in TEXTS:
        return str(cell) or None
    if field == "user_facing":
        return bool(cell)
    return _whole(round(cell / PERCENT, 12) if field in SHARES else float(cell))


def _shown_number(table: str, value: float | None) -> float | None:
    return value if value is None or table != "quality" else round(value * PERCENT, 10)


def _by_option(table: str, frame: pd.DataFrame) -> dict[str, Json]:
    return {
        str(task): {
            str(option): _whole(round(value / PERCENT, 12) if table == "quality" else value)
            for option, value in row.items()
            if not pd.isna(value)
        }
        for task, row in frame.to_dict("index").items()
    }


def _whole(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def _renamed(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, str]:
    """Old name -> new name of the rows that are still there, by their place in the index."""
    old, new = (dict(zip(frame.index, names_of(frame), strict=True)) for frame in (before, after))
    return {old[place]: new[place] for place in old if place in new}


def _list(cell: Any) -> list[str]:
    """A cell of names; empty where it holds none."""
    return [] if cell is None or isinstance(cell, float | str) else [str(name) for name in cell]


def _twins(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _refuse_twins(table: str, names: Sequence[str]) -> None:
    if twins := _twins(names):
        raise InputError([Problem(table, twins[0], "each name may stand once")])
