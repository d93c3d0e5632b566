"""Every template is a sound plan on models of the price book, and has an answer."""

from __future__ import annotations

import pytest

from costmodel.catalog.load import load_catalog
from costmodel.decide.mix import MixAnswer, answer_mix, mix_case
from costmodel.scenario.mix_templates import template, template_names


def test_there_are_five() -> None:
    assert len(template_names()) == 5


@pytest.mark.parametrize("name", template_names())
def test_a_template_is_answered(name: str) -> None:
    plan = template(name)
    found = answer_mix(mix_case(plan, load_catalog()))
    assert isinstance(found, MixAnswer)
    assert found.proved_optimal
    assert found.api_only is not None
    assert found.best.usd_per_month <= found.api_only.usd_per_month
    assert any(step.user_facing for step in plan.subtasks.values()) or name == "Document extraction"
    assert all(api.sku for api in plan.apis.values())


def test_an_unknown_template_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        template("nothing")
