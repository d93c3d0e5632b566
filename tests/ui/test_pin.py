"""Pinned inputs travel as text and come back as they were."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from input_strategies import changed_inputs

from costmodel.errors import InputError
from costmodel.scenario.model import Scenario
from ui.inputs import sidebar
from ui.inputs.pin import inputs_of_text, text_of_inputs

TITLE = "E-mail field extraction"


@settings(max_examples=100, deadline=None)
@given(changed_inputs())
def test_what_is_pinned_comes_back(changed: tuple[Scenario, dict[str, Any]]) -> None:
    base, values = changed
    defaults, _ = sidebar.pinned_inputs(f"preset={base.name}")[1], None
    text = text_of_inputs(base.name, values, defaults)
    title, again = inputs_of_text(text, {base.name: defaults})
    assert title == base.name
    for key in defaults.keys() & values.keys():
        expected = values[key]
        assert again[key] == (pytest.approx(expected, rel=1e-11) if isinstance(expected, float) else expected)


def test_only_what_was_changed_is_written() -> None:
    defaults = {"tasks": 100, "with_own": True, "gpu": "L40S", "bar": 96.0}
    text = text_of_inputs("A", {"tasks": 200, "with_own": False, "gpu": "L40S", "other": 1}, defaults)
    assert text == "preset=A&tasks=200&with_own=false"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "pinned.preset"),
        ("tasks=3", "pinned.preset"),
        ("preset=Nothing", "pinned.preset"),
        (f"preset={TITLE}&nothing=1", "pinned.nothing"),
        (f"preset={TITLE}&tasks=many", "pinned.tasks"),
        (f"preset={TITLE}&with_own=maybe", "pinned.with_own"),
        (f"preset={TITLE}&as_of=soon", "pinned.as_of"),
    ],
)
def test_a_pin_that_cannot_be_read_is_named(text: str, field: str) -> None:
    with pytest.raises(InputError) as refused:
        sidebar.pinned_inputs(text)
    (problem,) = refused.value.problems
    assert problem.field == field
