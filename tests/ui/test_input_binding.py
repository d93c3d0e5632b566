"""What the inputs show and what the scenario holds are the same thing, both ways."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from input_strategies import CATALOG, FIELDS, PRESETS, changed_inputs, settle_rent, shown, value_of

from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.errors import InputError
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import parse_scenario, scenario_from_dict
from costmodel.scenario.ranges import point_estimates
from ui.inputs.binding import scenario_from, shown_values, values_of_file
from ui.inputs.fields import ChoiceField, NumberField
from ui.inputs.sidebar import FIRST_PRICE_DATE, LAST_PRICE_DATE

ROUNDING = 1e-9


def without_date(scenario: Scenario) -> dict[str, Any]:
    return scenario.model_dump(exclude={"as_of"})


def stored_at(scenario: Scenario, path: str) -> Any:
    data: Any = point_estimates(scenario).model_dump()
    for part in path.split("."):
        data = data[int(part)] if isinstance(data, list | tuple) else data[part]
    return data


@pytest.mark.parametrize("name", PRESETS)
def test_untouched_inputs_are_the_preset(name: str) -> None:
    scenario = scenario_from(shown(PRESETS[name]), PRESETS[name], CATALOG)
    assert scenario.fingerprint == with_usual_ranges(PRESETS[name]).fingerprint
    assert point_estimates(scenario).fingerprint == PRESETS[name].fingerprint


@pytest.mark.parametrize("name", PRESETS)
def test_the_file_of_a_preset_restores_its_inputs(name: str) -> None:
    known = values_of_file(PRESETS[name], CATALOG)
    assert known is not None
    title, values = known
    assert title == PRESETS[name].name
    assert values == {key: value for key, value in shown(PRESETS[name]).items() if key in values} | {
        "ranges": "none"
    }
    usual = values_of_file(with_usual_ranges(PRESETS[name]), CATALOG)
    assert usual == (title, {**values, "ranges": ""})


@settings(max_examples=150, deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(PRESETS)), key=st.sampled_from(sorted(FIELDS)))
def test_one_changed_input_is_stored_as_shown(data: st.DataObject, name: str, key: str) -> None:
    base, field = PRESETS[name], FIELDS[key]
    values = shown(base)
    values[key] = data.draw(value_of(field, values), label=key)
    settle_rent(values)
    try:
        scenario = scenario_from(values, base, CATALOG)
    except InputError as error:
        refused = error.problems
        scenario = None
    else:
        refused = ()
    assert all(problem.field and problem.allowed for problem in refused)
    if scenario is None:
        return
    if isinstance(field, NumberField | ChoiceField) and "usd_per_task" not in "".join(field.paths):
        for path in field.paths if values[key] != shown(base)[key] else ():
            stored = stored_at(scenario, path)
            if isinstance(field, NumberField) and field.zero_is_none and values[key] == 0:
                assert stored is None
            elif isinstance(field, NumberField) and values[key] is not None:
                assert stored * field.scale == pytest.approx(values[key], abs=ROUNDING)
            else:
                assert stored == values[key]


@settings(max_examples=150, deadline=None)
@given(changed_inputs())
def test_what_is_shown_is_what_is_used(changed: tuple[Scenario, dict[str, Any]]) -> None:
    """The prompt after tuning and the people of an option have rules of their own; they hold all the same."""
    base, values = changed
    try:
        scenario = scenario_from(values, base, CATALOG)
    except InputError:
        return
    work = scenario.workload
    assert work.tasks_per_month == values["tasks"]
    assert work.cached_input_tokens == pytest.approx(values["in"] * values["cached"] / 100, abs=1e-4)
    for option in scenario.options:
        if option.kind in ("managed_fine_tune", "self_hosted"):
            assert option.workload.applied_to(work).input_tokens == values["tuned_in"]
    if values["with_own"]:
        people_usd = scenario.options[-1].programme.people_usd_per_month
        assert people_usd == pytest.approx(values["fte_own"] * values["fte_usd"] / 12)


@settings(max_examples=150, deadline=None)
@given(changed_inputs())
def test_a_file_either_restores_the_inputs_exactly_or_stays_a_file(
    changed: tuple[Scenario, dict[str, Any]],
) -> None:
    base, values = changed
    try:
        scenario = scenario_from(values, base, CATALOG)
    except InputError:
        return
    again = parse_scenario(scenario.model_dump_json(exclude_unset=True))
    assert again == scenario
    known = values_of_file(again, CATALOG)
    if known is not None:
        assert without_date(scenario_from(known[1], base, CATALOG)) == without_date(scenario)


@settings(max_examples=100, deadline=None)
@given(changed_inputs(3))
def test_inputs_of_all_four_options_survive_the_way_through_a_file(
    changed: tuple[Scenario, dict[str, Any]],
) -> None:
    """With people at the usual cost a year, whatever is typed to the decimals shown a file can bring back."""
    base, values = changed
    values |= {
        key: round(values[key], field.decimals)
        for key, field in FIELDS.items()
        if isinstance(field, NumberField)
        and isinstance(values[key], float)
        and values[key] != shown(base)[key]
    }
    values |= {"fte_usd": shown(base)["fte_usd"], "with_rival": True, "with_tuned": True, "with_own": True}
    try:
        scenario = scenario_from(values, base, CATALOG)
    except InputError:
        return
    assume(not any(name.endswith(("(again)", "(once more)")) for name in (o.name for o in scenario.options)))
    assert values_of_file(scenario, CATALOG) is not None


OUT_OF_REACH: dict[str, tuple[str, Any]] = {
    "spare replicas": ("options.3.spare_replicas", 5000),
    "GPUs per replica": ("options.3.gpus_per_replica", 100),
    "number format": ("options.3.precision", "nvfp4"),
    "first token": ("options.3.max_ttft_s", 0.001),
    "time per token": ("options.3.max_tpot_ms", 0.5),
    "retraining": ("options.3.programme.retrain_every_months", 500),
    "people": ("options.0.programme.people_usd_per_month", 1e8),
    "one-off": ("options.3.programme.one_off_usd", 1e11),
    "platform": ("options.3.platform_usd_per_month", 1e11),
    "rent": ("options.3.commitment", "reserved_9y"),
    "early prices": ("as_of", "2020-01-01"),
    "baseline": ("baseline", "GPT-6 Luna"),
    "cost per task": ("options.3.escalation_share", 0.123456),
}


@pytest.mark.parametrize("what", OUT_OF_REACH)
def test_a_file_beyond_the_inputs_is_not_squeezed_into_them(what: str) -> None:
    """An input that cannot hold a value of the file would fall back to its default without a word."""
    path, value = OUT_OF_REACH[what]
    data = json.loads(PRESETS["email-extraction"].model_dump_json(exclude_unset=True))
    *parents, last = path.split(".")
    place = data
    for part in parents:
        place = place[int(part)] if isinstance(place, list) else place[part]
    place[last] = value
    known = values_of_file(scenario_from_dict(data), CATALOG)
    if known is not None:
        _, values = known
        assert FIRST_PRICE_DATE <= values["as_of"] <= LAST_PRICE_DATE
        for field in FIELDS.values():
            shown_value = values.get(field.key)
            if isinstance(field, NumberField) and shown_value is not None:
                assert field.low <= shown_value <= field.high, field.key
            elif isinstance(field, ChoiceField):
                assert shown_value in field.options(CATALOG, values), field.key


@pytest.mark.parametrize("model", ["openai/gpt-6-luna", "A known cost per task"])
def test_the_same_model_twice_gets_two_names(model: str) -> None:
    base = PRESETS["email-extraction"]
    values = shown(base) | {"model": model, "model_rival": model, "cost_today": 0.01, "cost_rival": 0.02}
    names = [option.name for option in scenario_from(values, base, CATALOG).options]
    assert len(set(names)) == 4


def test_prompt_after_tuning_of_a_preset_without_one_is_what_is_shown() -> None:
    base = PRESETS["lesson"]
    scenario = scenario_from(shown(base) | {"in": 5000}, base, CATALOG)
    own = scenario.options[3]
    assert own.workload.applied_to(scenario.workload).input_tokens == shown_values(base, CATALOG)["tuned_in"]
