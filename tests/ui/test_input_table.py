"""Every input says what it is, in which unit and within which limits."""

from __future__ import annotations

import math

import pytest
from input_strategies import CATALOG, FIELDS, PRESETS, shown

from ui.inputs.fields import ChoiceField, NumberField
from ui.inputs.sidebar import KEYS
from ui.inputs.table import FIRST_INPUTS, FOLDED_GROUPS, TABLE_FIELDS
from ui.inputs.table.first import BILL, TASKS, TASKS_PER_DAY
from ui.inputs.volume import GRID
from ui.words import round_number

NUMBERS = [*(f for f in TABLE_FIELDS if isinstance(f, NumberField)), TASKS, TASKS_PER_DAY, BILL]
UNITS = ("(", "a month", "a day", "per task", "over mean", "replicas", "GPUs per", "Months")


@pytest.mark.parametrize("field", [*TABLE_FIELDS, TASKS, TASKS_PER_DAY, BILL], ids=lambda field: field.key)
def test_an_input_has_a_label_and_one_short_line_of_help(field: NumberField) -> None:
    assert field.label.strip() == field.label
    assert 10 <= len(field.help) <= 160
    assert "\n" not in field.help
    assert field.help.endswith((".", "!", "?"))


@pytest.mark.parametrize("field", NUMBERS, ids=lambda field: field.key)
def test_a_number_has_a_unit_and_limits(field: NumberField) -> None:
    assert any(unit in field.label for unit in UNITS), field.label
    assert -math.inf < field.low < field.high < math.inf
    assert field.step > 0
    if not field.decimals:
        assert all(float(limit).is_integer() for limit in (field.low, field.high, field.step))


def test_keys_are_unique_and_all_of_them_may_stand_in_a_link() -> None:
    keys = [field.key for field in TABLE_FIELDS]
    assert len(keys) == len(set(keys)) == len(FIELDS)
    assert set(keys) <= KEYS


def test_seven_inputs_are_unfolded_the_preset_and_the_volume_included() -> None:
    assert len(FIRST_INPUTS) + 2 == 7
    assert len({group.title for group in FOLDED_GROUPS}) == len(FOLDED_GROUPS)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_lies_within_the_limits_of_every_input(name: str) -> None:
    values = shown(PRESETS[name])
    for field in TABLE_FIELDS:
        value = values[field.key]
        if isinstance(field, NumberField):
            assert value is None or field.low <= value <= field.high, field.key
        elif isinstance(field, ChoiceField):
            assert value in field.options(CATALOG, values), field.key


def test_the_volume_slider_ascends_and_no_two_places_read_the_same() -> None:
    words = [round_number(tasks) for tasks in GRID]
    assert list(GRID) == sorted(set(GRID))
    assert len(set(words)) == len(words)
    assert (GRID[0], GRID[-1]) == (100, 10**9)
