"""Every input as a row: its value, its unit, whether it was changed, and where it comes from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from costmodel.case.model import Case, Source
from costmodel.case.price_source import OWN
from costmodel.case.usual_ranges import usual_range_at
from costmodel.export.csv_text import Cell, Row, number_text
from costmodel.export.provenance import Provenance
from costmodel.scenario.defaults import default_source
from costmodel.scenario.model import Scenario
from costmodel.scenario.ranges import Ranged, ThreePoints, point_estimates, ranged_numbers
from costmodel.scenario.source_of import source_of_default

PLAIN_NUMBER = "plain number"
OWN_PRICES, OWN_QUOTE = "own_prices.", "own quote"

UNIT_BY_ENDING = {
    "usd_per_example": "USD per example",
    "usd_per_review": "USD per review",
    "usd_per_item": "USD per item",
    "usd_per_held_out_item": "USD per item",
    "usd_per_pair": "USD per pair",
    "usd_per_run": "USD per run",
    "usd_per_fte_year": "USD per full-time year",
    "gpu_hours_per_run": "GPU-hours per run",
    "labelled_per_day": "items per day",
    "tokens_per_example": "tokens per example",
    "longest_tokens": "tokens per example",
    "sequence_length_tokens": "tokens",
    "sequences": "sequences",
    "lora_dropout": "fraction",
    **dict.fromkeys(("learning_rate", "lora_r", "lora_alpha", "dpo_beta", "seed"), PLAIN_NUMBER),
    "usd_per_mtok": "USD per million tokens",
    "usd_per_task": "USD per task",
    "usd_per_gpu_hour": "USD per GPU-hour",
    "usd_per_hour": "USD per hour",
    "usd_per_month": "USD per month",
    "price_change_per_year": "fraction per year",
    "usd": "USD",
    "tasks_per_month": "tasks per month",
    "calls_per_task": "calls per task",
    "requests_per_second": "calls per second",
    "every_months": "months",
    "months": "months",
    "monthly_growth": "fraction per month",
    "volume_series": "tasks by month, only their shape counts",
    "day_profile": "weights by hour",
    "training_tokens": "tokens",
    "tokens": "tokens per call",
    "tpot_ms": "milliseconds per output token",
    "ttft_s": "seconds",
    "minutes": "minutes",
    "replicas": "replicas",
    "per_replica": "GPUs",
    "per_instance": "GPUs",
    "to_mean": "times the mean",
    **dict.fromkeys(("multiplier", "uplift"), "times the price"),
    "realised_mfu": "share of dense bf16 peak",
    **dict.fromkeys(("items", "passes", "leaks"), "items"),
    **{name: name for name in ("examples", "pairs", "runs", "rounds", "epochs", "weeks", "days")},
    "broken_lines": "lines",
    **dict.fromkeys(("gpus", "gpu_count_min"), "GPUs"),
    "context_window": "tokens",
    **dict.fromkeys(("half_width", "lift", "alpha", "power"), "fraction"),
    **dict.fromkeys(("rate", "share", "quality", "quality_bar", "discount", "utilisation"), "fraction"),
}


def assumption_rows(
    scenario: Scenario, defaults: Scenario | None, case: Case, origin: Provenance
) -> list[Row]:
    """One row per input, then one per price and shape that was looked up.

    `status` is `default` where the value is that of `defaults`, the preset it started from with its
    options in the same places; `given` throughout where there is none. A value of a programme that is
    the model's own default cites its source whatever the status.
    """
    given, ranges = _numbers(scenario)
    of_ranges: dict[str, dict[str, Cell]] = {
        path: {"range": ranges[path], "range_source": _range_source(scenario, path, number)}
        for path, number in ranged_numbers(scenario)
    }
    if defaults is None:
        inputs = [
            _input_row(field, value, "given", given, origin) | of_ranges.get(field, {})
            for field, value in given.items()
        ]
        return inputs + _source_rows(case, origin)
    standard, usual = _numbers(defaults)
    inputs = [
        _input_row(
            field,
            value,
            "default"
            if standard.get(field) == value and usual.get(field) == ranges.get(field)
            else "changed",
            given,
            origin,
        )
        | of_ranges.get(field, {})
        for field, value in {**dict.fromkeys(standard), **given}.items()
    ]
    return inputs + _source_rows(case, origin)


def _numbers(scenario: Scenario) -> tuple[dict[str, Cell], dict[str, str]]:
    """Every input by dotted path, ranges by their point estimates; and what the ranges say."""
    points = point_estimates(scenario).model_dump(mode="json", exclude={"exported"})
    ranges = {path: _range_in_words(number) for path, number in ranged_numbers(scenario)}
    return dict(_leaves(points)), ranges


def _range_in_words(number: Ranged) -> str:
    ends = number.range
    if isinstance(ends, ThreePoints):
        return f"at least {ends.min:.12g}, at most {ends.max:.12g}"
    return f"p10 {ends.p10:.12g}, p90 {ends.p90:.12g}"


def _range_source(scenario: Scenario, path: str, number: Ranged) -> str:
    """What a range rests on, where it is the usual one."""
    usual = usual_range_at(scenario, path)
    low, high = usual.ends(float(number))
    is_usual = isinstance(number.range, ThreePoints) and (
        math.isclose(number.range.min, max(low, number.low), abs_tol=1e-9)
        and math.isclose(number.range.max, min(high, number.high), abs_tol=1e-9)
    )
    return f"{usual.why} {usual.url}".rstrip() if is_usual else "entered by the user"


def _source_rows(case: Case, origin: Provenance) -> list[Row]:
    return [
        _source_row(f"options.{place}.{source.field}", source, origin)
        for place, option in enumerate(case.options)
        for source in option.sources
    ]


def changed_fields(scenario: Scenario, defaults: Scenario) -> list[str]:
    """Dotted paths of the inputs that differ from the preset's."""
    return [difference.field for difference in differences(defaults, scenario)]


@dataclass(frozen=True)
class Difference:
    """An input that differs between two scenarios: its value and what its range says, None or empty if none."""

    field: str
    values: tuple[Cell, Cell]
    ranges: tuple[str, str]


def differences(first: Scenario, second: Scenario) -> list[Difference]:
    """Every input of which two scenarios say different things, by dotted path."""
    (before, ranges_before), (after, ranges_after) = _numbers(first), _numbers(second)
    found = (
        Difference(
            field,
            (before.get(field), after.get(field)),
            (ranges_before.get(field, ""), ranges_after.get(field, "")),
        )
        for field in {**before, **after}
    )
    return [each for each in found if each.values[0] != each.values[1] or each.ranges[0] != each.ranges[1]]


def unit_of(field: str) -> str:
    """The unit that the end of a field's name stands for, empty for names and choices."""
    last = field.rsplit(".", 1)[-1]
    return next((unit for ending, unit in UNIT_BY_ENDING.items() if last.endswith(ending)), "")


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Cell]]:
    """Every value by its dotted path; a list of numbers is one value, parted by semicolons."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value and all(isinstance(each, float) for each in value):
        yield path, ";".join(number_text(each) for each in value)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaves(inner, f"{path}.{place}")
    elif value is not None:
        yield path, value


def _input_row(
    field: str,
    value: Cell,
    status: str,
    given: Mapping[str, Cell],
    origin: Provenance,
) -> dict[str, Cell]:
    row = _plain_row(field, value, status, given, origin)
    return row | _own_quote(field, given, origin) if field.startswith(OWN_PRICES) else row


def _own_quote(field: str, given: Mapping[str, Cell], origin: Provenance) -> dict[str, Cell]:
    """A quote says itself where it comes from; one without a day is of the scenario's."""
    row = ".".join(field.split(".")[:2])
    note = given.get(f"{row}.note")
    return {
        "source": f"{OWN_QUOTE}: {note}" if note else OWN_QUOTE,
        "url": given.get(f"{row}.source_url", ""),
        "date": given.get(f"{row}.as_of", origin.price_date),
        "confidence": "user",
    }


def _plain_row(
    field: str,
    value: Cell,
    status: str,
    given: Mapping[str, Cell],
    origin: Provenance,
) -> dict[str, Cell]:
    source = source_of_default(field, value, given)
    if source is None and status == "default":
        source = default_source(field)
    example = "example of the preset" if status == "default" else "entered by the user"
    return {
        "field": field,
        "value": value,
        "range": "",
        "range_source": "",
        "unit": unit_of(field),
        "status": status,
        "source": source.why if source else example,
        "url": source.url if source else "",
        "date": source.as_of.isoformat() if source else "",
        "confidence": source.confidence if source else ("example" if status == "default" else "user"),
        **origin.columns(),
    }


def _source_row(field: str, source: Source, origin: Provenance) -> Row:
    return {
        "field": field,
        "value": f"{source.what}: {source.value}",
        "range": "",
        "range_source": "",
        "unit": source.unit,
        "status": "looked up",
        "source": _where_looked_up(source),
        "url": source.url,
        "date": source.as_of.isoformat() if source.as_of else "",
        "confidence": source.confidence,
        **origin.columns(),
    }


def _where_looked_up(source: Source) -> str:
    if source.confidence != OWN:
        return "price book and catalog"
    return f"{OWN_QUOTE}: {source.note}" if source.note not in ("", OWN_QUOTE) else OWN_QUOTE
