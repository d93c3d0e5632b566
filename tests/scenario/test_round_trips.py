"""A scenario goes out as JSON and comes back as it was."""

from __future__ import annotations

import json

import pytest
from given_scenarios import Json, api, from_scratch, known_cost, own, scenario, typed_scenarios
from hypothesis import given

from costmodel.case import resolve
from costmodel.catalog import Catalog
from costmodel.export.scenario_file import scenario_json
from costmodel.scenario.parse import parse_scenario, scenario_from_dict
from costmodel.scenario.presets import preset, preset_names


@given(typed_scenarios())
def test_any_scenario(drawn: Json) -> None:
    first = scenario_from_dict(drawn)
    again = parse_scenario(first.model_dump_json())
    assert again == first
    assert again.fingerprint == first.fingerprint
    assert parse_scenario(first.model_dump_json(exclude_unset=True)) == first
    assert parse_scenario(json.dumps(drawn)) == first


@pytest.mark.parametrize("name", preset_names())
def test_every_preset(name: str, catalog: Catalog) -> None:
    first = preset(name)
    assert parse_scenario(first.model_dump_json()) == first
    case = resolve(first, catalog)
    text = scenario_json(first, case)
    again = parse_scenario(text)
    assert again.as_of == case.as_of
    assert resolve(again, catalog) == case
    assert scenario_json(again, case) == text


def test_a_known_cost_comes_back_though_its_machines_are_written_out_as_defaults() -> None:
    first = scenario_from_dict(scenario(api(), known_cost()))
    assert parse_scenario(first.model_dump_json()) == first
    absent = {**known_cost(), "checkpoint": None, "gpu": None, "usd_per_gpu_hour": None}
    assert scenario_from_dict(scenario(api(), absent)) == first


def test_a_series_beside_the_defaults_of_a_growth(catalog: Catalog) -> None:
    first = scenario_from_dict(scenario(api(), own(), workload={"volume_series": [3, 0, 4.5]}))
    assert parse_scenario(first.model_dump_json()) == first
    case = resolve(first, catalog)
    assert resolve(parse_scenario(scenario_json(first, case)), catalog) == case


def test_a_model_trained_from_nothing(catalog: Catalog) -> None:
    first = scenario_from_dict(scenario(api(), from_scratch(realised_mfu=0.3)))
    assert parse_scenario(first.model_dump_json()) == first
    case = resolve(first, catalog)
    assert resolve(parse_scenario(scenario_json(first, case)), catalog) == case


def test_the_fingerprint_changes_with_anything_that_is_asked() -> None:
    base = scenario_from_dict(scenario(api(), own())).fingerprint
    changed = [
        scenario(api(usd_per_task=0.0050001), own()),
        scenario(api(), own(spare_replicas=2)),
        scenario(api(), own(), horizon_months=23),
        scenario(api(), own(), workload={"growth_shape": "linear"}),
        scenario(api(), own(), workload={"volume_series": [1]}),
        scenario(api(), own(), as_of="2026-11-23"),
        scenario(own(), api()),
    ]
    prints = {scenario_from_dict(given).fingerprint for given in changed}
    assert len(prints | {base}) == len(changed) + 1
    assert all(len(found) == 12 for found in prints)


def test_a_byte_order_of_keys_does_not_matter() -> None:
    given = scenario(api(), own(), discount_rate=0.1)
    turned = dict(reversed(given.items()))
    assert scenario_from_dict(turned).fingerprint == scenario_from_dict(given).fingerprint
