"""What an input is called, and its value, where only its path in the scenario is known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from costmodel.decide.money import short_number, usd_in_words
from ui.inputs.fields import NumberField
from ui.inputs.table import RANGE_INPUTS

UNIT = re.compile(r" \(([^)]*)\)$")
YEARLY_PEOPLE = "people_usd_per_month"
WORDS = {
    YEARLY_PEOPLE: "People a month",
    "usd_per_gpu_hour": "GPU rent an hour",
    "one_off_usd": "One-off cost",
    "retrain_usd": "Lump of a retraining",
}
"""Of fields without an input of their own, and of those whose label speaks of something else."""


def input_in_words(path: str, options: Sequence[str]) -> str:
    """`Token price change, Claude Sonnet 5.5`: the input's label without its unit, and whose it is."""
    field = _field_of(path)
    label = _own_words(path) if field is None else UNIT.sub("", field.label)
    parts = path.split(".")
    if parts[0] != "options":
        return label
    # Labels that say whose they are need no name.
    return label if field is not None and ", " in label else f"{label}, {options[int(parts[1])]}"


def value_in_words(path: str, value: float) -> str:
    """`-58%`, `$1.55`, `1.46M`: a stored value in the unit of its input."""
    field = _field_of(path)
    unit = "" if field is None else "".join(UNIT.findall(field.label))
    if unit.startswith("%"):
        return f"{value * 100:.3g}%"
    if unit.startswith("$") or "usd" in path:
        return usd_in_words(value)
    return short_number(value) if value >= 0 else f"-{short_number(-value)}"


def _field_of(path: str) -> NumberField | None:
    """The input of this very path, else of the same field of another option; None for words of their own."""
    name = _own_name(path)
    if name.rsplit(".", 1)[-1] in WORDS:
        return None
    same = [each for each in RANGE_INPUTS if any(_own_name(known) == name for known in each.paths)]
    exact = (each.field for each in same if path in each.paths)
    return next(exact, same[0].field if same else None)


def _own_name(path: str) -> str:
    return path.split(".", 2)[2] if path.startswith("options.") else path


def _own_words(path: str) -> str:
    last = path.rsplit(".", 1)[-1]
    if last in WORDS:
        return WORDS[last]
    words = last.replace("_usd", "").replace("usd_", "").replace("_", " ").strip()
    return (
        f"{words[:1].upper()}{words[1:]}".replace("Gpu", "GPU").replace("gpu", "GPU").replace("Sku", "Model")
    )
