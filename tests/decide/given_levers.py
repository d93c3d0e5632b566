"""Programmes and their levers for tests."""

from __future__ import annotations

from typing import Any

from given_scenarios import Json, api, own, scenario

from costmodel.catalog import Catalog, load_catalog
from costmodel.decide.levers import Lever, programme_usd, ranked_levers
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import scenario_from_dict

CATALOG: Catalog = load_catalog()


TEACHER = "Let a teacher model write the examples"


EXAMPLES = "Train on half as many examples"


RUNS = "Make half as many training runs"


REVIEW = "Let people review 5 % of what the judge model judges"


ENGINEERING = "Spend a quarter less on engineers"


def asked(programme: Json, option: Json | None = None, **fields: Any) -> Scenario:
    return scenario_from_dict(scenario(api(), {**(option or own()), "programme": programme}, **fields))


def levers(programme: Json, option: Json | None = None, **fields: Any) -> dict[str, Lever]:
    return {lever.name: lever for lever in ranked_levers(asked(programme, option, **fields), CATALOG, 1)}


def usd(programme: Json, option: Json | None = None, **fields: Any) -> float:
    return programme_usd(asked(programme, option, **fields), CATALOG, 1)


def data(**fields: Any) -> Json:
    return {"data": {"review_share": 0, "held_out_items": 0, **fields}}
