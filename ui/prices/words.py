"""Words for prices: their ages, what becomes of them, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from costmodel.catalog.changes import Change, PriceStep
from costmodel.catalog.staleness import Age, Row
from costmodel.decide.announced import what_in_words

FRESH, GETTING_OLD, TOO_OLD, ENDED, REPLACED = "fresh", "getting old", "too old", "ended", "replaced"
STATE_COLOURS = {FRESH: "green", GETTING_OLD: "orange", TOO_OLD: "red", ENDED: "red", REPLACED: "gray"}
"""What is thought of a price's age, with the colour that repeats the word."""

GROUP_WORDS = {
    "hosted": "Hosted models",
    "on_demand": "GPU rent on demand",
    "serverless_per_s": "GPU rent by the second",
    "spot": "GPU rent, spot",
    "reserved_1y": "GPU rent, reserved 1 year",
    "reserved_3y": "GPU rent, reserved 3 years",
    "finetune": "Fine-tuning",
}
COMMITMENT_WORDS = {
    "on_demand": "on demand",
    "spot": "spot",
    "reserved_1y": "reserved 1 year",
    "reserved_3y": "reserved 3 years",
    "serverless_per_s": "by the second",
}
FIELD_WORDS = {
    "input_usd_per_mtok": "in",
    "cached_input_usd_per_mtok": "cached",
    "cache_write_usd_per_mtok": "cache write",
    "cache_write_1h_usd_per_mtok": "1-hour cache write",
    "output_usd_per_mtok": "out",
    "batch_multiplier": "batch",
    "flex_multiplier": "flex",
    "priority_multiplier": "priority",
    "usd_per_gpu_hour": "GPU-hour",
    "train_usd_per_mtok": "training",
    "train_usd_per_hour": "training an hour",
    "hosting_usd_per_hour": "hosting an hour",
}
MOST_AS_TYPED = 10_000


def state_of(row: Row, age: Age, on: date) -> str:
    """What to think of a price on the day `on`, in one or two words."""
    if age.mark == "past":
        return REPLACED
    ends = [day for day in (row.retires_on, row.valid_to) if day is not None]
    if age.mark == "red":
        return ENDED if any(day <= on for day in ends) else TOO_OLD
    return GETTING_OLD if age.mark == "amber" else FRESH


def event_in_words(change: Change) -> str:
    """`doubles on 2026-12-01`."""
    return f"{what_in_words(change)} on {change.day}"


def what_of_whom(change: Change) -> str:
    """`doubles for prompts above 200,000 tokens`: what happens, and to which price list of the product."""
    words = what_in_words(change)
    if change.tier_from_tokens:
        words += f" for prompts above {change.tier_from_tokens:,} tokens"
    return words if change.time_window == "all" else f"{words} at {change.time_window} hours"


def prices_before(steps: Sequence[PriceStep]) -> str:
    """`in $2, cached $0.1, out $10`, as it was."""
    return ", ".join(_price(step.field, step.old) for step in steps)


def prices_after(steps: Sequence[PriceStep]) -> str:
    """The same as it will be."""
    return ", ".join(_price(step.field, step.new) for step in steps)


def dollar_format(values: Sequence[float]) -> str:
    """The format of a column of dollars: four digits that count, whole cents where some are large."""
    return "$%.2f" if max(values, default=0) >= MOST_AS_TYPED else "$%.4g"


def _price(field: str, value: object) -> str:
    name = FIELD_WORDS[field]
    if value is None:
        return f"{name} not sold"
    return f"{name} {float(str(value)):g} times" if field.endswith("multiplier") else f"{name} ${value:f}"
