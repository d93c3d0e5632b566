"""The headline and the recommendation are one answer."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from input_strategies import CATALOG, changed_inputs

from costmodel.decide.verdict import TUNED_KINDS, verdict
from costmodel.errors import InputError
from costmodel.scenario.model import Scenario
from ui.answer import answer_inputs
from ui.inputs.volume import PER_MONTH
from ui.verdict import verdict_text


@settings(max_examples=120, deadline=None)
@given(changed_inputs())
def test_the_headline_names_the_kind_that_is_recommended(changed: tuple[Scenario, dict[str, Any]]) -> None:
    base, values = changed
    try:
        comparison = answer_inputs({"volume_by": PER_MONTH, **values}, base, CATALOG).comparison
    except InputError:
        comparison = None
    if comparison is None:
        return
    headline = verdict_text(comparison, verdict(comparison)).headline
    recommended = comparison.recommended
    if recommended is None:
        assert headline == "No option meets your quality bar."
    elif recommended.option.kind in TUNED_KINDS:
        assert headline.startswith("Fine-tuning would pay")
    else:
        assert "tay hosted" in headline
