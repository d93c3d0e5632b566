"""Everything that can stand in the inputs, as hypothesis strategies."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from costmodel.catalog.load import load_catalog
from costmodel.scenario.model import Scenario
from costmodel.scenario.presets import preset, preset_names
from ui.inputs.binding import shown_values
from ui.inputs.fields import ChoiceField, Field, NumberField, TextField
from ui.inputs.sidebar import FIRST_PRICE_DATE, LAST_PRICE_DATE
from ui.inputs.table import TABLE_FIELDS
from ui.inputs.volume import PER_MONTH

CATALOG = load_catalog()
PRESETS = {name: preset(name) for name in preset_names()}
PLANS = (
    "",
    "data.examples=2000;training.runs=12",
    "data.made_by=teacher;data.teacher_sku=openai/gpt-6-luna;data.keep_rate=0.4",
    "training.recipe.epochs=2;training.recipe.lora_r=32",
    "data;evaluation.half_width=0.02;progress.done=checkpoint,data;progress.leaks=0",
    "engineering=;base_refresh_every_months=12",
    "data.examplez=1",
    "no sense",
)
"""Programmes in short, two of them wrong."""
SERIES = ("", "5", "100 0 250.5", "3,4\t5\n6", "1e3, 2e3", "0 1", "12,000 13,000", "twelve", ",")
"""Monthly volumes as they are pasted, the last four wrong."""
RANGES = (
    *("", "", "none", "tasks*0.5~3", "tasks*1~1;trend_today+-0.1~0.2;quality_own+-0.5~0.5"),
    *(
        "fte_own*0.5~2;labels_tuned*0~1;in*0.1~1.5;tuned_in*0.9~1.1;throughput*0.5~2",
        "batch+0~0.3;growth+-0.02~0",
    ),
    *("tasks*2~3", "tasks~1*2", "nothing*1~1", "tasks*1e~2"),
)
"""Ranges as text, the last four wrong."""
FIELDS = {field.key: field for field in TABLE_FIELDS}


def shown(scenario: Scenario) -> dict[str, Any]:
    """What the inputs show for a scenario, the volume typed per month."""
    return shown_values(scenario, CATALOG) | {"volume_by": PER_MONTH}


def number(field: NumberField, default: float | None) -> st.SearchStrategy[float | None]:
    """Any number between the limits; nothing at all where the preset holds nothing."""
    low, high = field.low, field.high
    inside: st.SearchStrategy[Any] = (
        st.floats(low, high) | st.floats(low, min(high, low + 100)).map(lambda value: round(value, 2))
        if field.decimals
        else st.integers(int(low), int(high)) | st.integers(int(low), int(min(high, low + 100)))
    )
    edges = st.sampled_from([float(low), float(high)] if field.decimals else [int(low), int(high)])
    return inside | edges | (st.none() if default is None else st.just(default))


def value_of(field: Field, values: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Anything that one input can show, given the others."""
    if isinstance(field, NumberField):
        return number(field, values[field.key])
    if isinstance(field, ChoiceField):
        return st.sampled_from(list(field.options(CATALOG, values)))
    if isinstance(field, TextField):
        return st.sampled_from(SERIES if field.key == "series" else PLANS)
    return st.booleans()


@st.composite
def changed_inputs(draw: st.DrawFn, most_changed: int = 8) -> tuple[Scenario, dict[str, Any]]:
    """A preset and inputs of which some were changed, in the order in which they depend on each other."""
    base = PRESETS[draw(st.sampled_from(sorted(PRESETS)))]
    values = shown(base)
    if draw(st.booleans()):
        values["as_of"] = draw(st.dates(max(FIRST_PRICE_DATE, date(2026, 1, 1)), LAST_PRICE_DATE))
    if draw(st.booleans()):
        values["tasks"] = draw(st.integers(1, 10**12) | st.integers(1, 10**8))
    values["ranges"] = draw(st.sampled_from(RANGES))
    touched = draw(st.sets(st.sampled_from(sorted(FIELDS)), max_size=most_changed))
    for field in TABLE_FIELDS:
        if field.key in touched:
            values[field.key] = draw(value_of(field, values))
    settle_rent(values)
    return base, values


def settle_rent(values: dict[str, Any]) -> None:
    """The sidebar replaces a rent that the chosen card does not have by the usual one."""
    from ui.inputs import choices  # noqa: PLC0415

    if values["rent"] not in choices.rents(CATALOG, values):
        values["rent"] = choices.usual_rent(CATALOG, values)
