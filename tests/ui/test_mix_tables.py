"""A plan survives its tables, and tables follow names that are changed, added and taken away."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from given_mixes import plan, plans
from hypothesis import given

from costmodel.catalog.load import load_catalog
from costmodel.decide.mix import MixAnswer, answer_mix, mix_case
from costmodel.errors import InputError
from costmodel.scenario.mix_plan import MixPlan, mix_plan_from_dict
from costmodel.scenario.mix_templates import template, template_names
from ui.mix.tables import NAME, Tables, followed, plan_of, tables_of, with_measured

REFERENCE = mix_plan_from_dict(plan())


def of(base: MixPlan, tables: Tables) -> MixPlan:
    return mix_plan_from_dict(plan_of(tables, base))


def edited(tables: Tables, table: str, frame: pd.DataFrame) -> Tables:
    return Tables({**tables.named, table: frame}, tables.by_option, tables.measured)


def renamed(tables: Tables, table: str, old: str, new: str | None) -> Tables:
    frame = tables.named[table]
    return edited(tables, table, frame.assign(**{NAME: frame[NAME].replace({old: new})}))


def without_order(dump: dict[str, Any]) -> dict[str, Any]:
    return {**dump, "edges": sorted(dump["edges"])}


@pytest.mark.parametrize("name", template_names())
def test_a_template_survives_its_tables(name: str) -> None:
    base = template(name)
    assert of(base, tables_of(base)).model_dump() == base.model_dump()


@given(plans())
def test_any_plan_survives_its_tables(drawn: dict[str, Any]) -> None:
    base = mix_plan_from_dict(drawn)
    assert without_order(of(base, tables_of(base)).model_dump()) == without_order(base.model_dump())


def test_nothing_moves_while_names_stay() -> None:
    tables = tables_of(REFERENCE)
    frame = tables.named["subtasks"].assign(input_tokens=7.0)
    assert followed(tables, tables) is None
    assert followed(tables, edited(tables, "subtasks", frame)) is None
    assert {
        step.input_tokens for step in of(REFERENCE, edited(tables, "subtasks", frame)).subtasks.values()
    } == {7}


def test_a_new_name_keeps_qualities_edges_and_cost() -> None:
    tables = tables_of(REFERENCE)
    moved = followed(tables, renamed(tables, "subtasks", "route", "router"))
    assert moved is not None
    moved = followed(moved, renamed(moved, "pools", "32b", "large")) or moved
    moved = followed(moved, renamed(moved, "apis", "mid", "middle")) or moved
    changed = of(REFERENCE, moved)
    assert ("router", "rewrite") in changed.edges
    assert changed.quality["router"]["large_lora"] == REFERENCE.quality["route"]["32b_lora"]
    assert changed.adapter_usd_per_month["large"] == REFERENCE.adapter_usd_per_month["32b"]
    before, after = (answer_mix(mix_case(each, load_catalog())) for each in (REFERENCE, changed))
    assert isinstance(before, MixAnswer)
    assert isinstance(after, MixAnswer)
    assert after.best.usd_per_month == pytest.approx(before.best.usd_per_month)


def test_a_step_that_is_added_has_everything_but_known_qualities() -> None:
    tables = tables_of(REFERENCE)
    frame = tables.named["subtasks"]
    row = dict.fromkeys(frame.columns) | {"input_tokens": 10.0, "output_tokens": 2.0, "after": ["safety"]}
    moved = followed(tables, edited(tables, "subtasks", pd.concat([frame, pd.DataFrame([row], index=[6])])))
    assert moved is not None
    changed = of(REFERENCE, moved)
    assert list(changed.subtasks)[-1] == "new 7"
    assert changed.edges[-1] == ("safety", "new 7")
    assert changed.quality["new 7"] == {}
    assert followed(moved, moved) is None


def test_a_step_that_is_gone_leaves_its_edges_and_rows() -> None:
    tables = tables_of(REFERENCE)
    moved = followed(tables, edited(tables, "subtasks", tables.named["subtasks"].drop(index=1)))
    assert moved is not None
    changed = of(REFERENCE, moved)
    assert "rewrite" not in changed.subtasks
    assert not any("rewrite" in edge for edge in changed.edges)
    assert "rewrite" not in changed.quality


def test_an_option_that_is_gone_does_not_let_a_step_loose() -> None:
    base = mix_plan_from_dict(
        plan(subtasks={**plan()["subtasks"], "route": {**plan()["subtasks"]["route"], "allowed": ["mid"]}})
    )
    tables = tables_of(base)
    frame = tables.named["apis"]
    moved = followed(tables, edited(tables, "apis", frame[frame[NAME] != "mid"]))
    assert moved is not None
    with pytest.raises(InputError, match="mid"):
        of(base, moved)


def test_a_name_that_stands_twice_is_refused_and_moves_nothing() -> None:
    tables = tables_of(REFERENCE)
    twice = renamed(tables, "subtasks", "route", "draft")
    assert followed(tables, twice) is None
    with pytest.raises(InputError, match="each name may stand once"):
        plan_of(twice, REFERENCE)


def test_a_measured_quality_follows_names_and_replaces_itself() -> None:
    found = answer_mix(mix_case(REFERENCE, load_catalog()))
    assert isinstance(found, MixAnswer)
    case = mix_case(REFERENCE, load_catalog())
    assignment = {
        task: case.options[column] for task, column in zip(case.subtasks, found.best.assignment, strict=True)
    }
    tables = with_measured(with_measured(tables_of(REFERENCE), assignment, 70), assignment, 65.4)
    assert [each.quality for each in of(REFERENCE, tables).measured] == [0.654]
    moved = followed(tables, renamed(tables, "subtasks", "route", "router"))
    assert moved is not None
    assert "router" in of(REFERENCE, moved).measured[0].assignment
