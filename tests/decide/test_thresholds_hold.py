"""A flip that is told is one: held against the recommendation at values between and beside."""

from __future__ import annotations

import contextlib
import math

import numpy as np
import pytest
from given_scenarios import (
    Json,
    api,
    case_of,
    compared,
    decimals,
    fleets,
    scenario,
    typed_scenarios,
)
from hypothesis import assume, given
from hypothesis import strategies as st
from told_flips import between, found

from costmodel.case import resolve
from costmodel.case.askable import numeric_fields
from costmodel.catalog import Catalog, load_catalog
from costmodel.cost.ledgers import ledgers
from costmodel.decide.break_even import break_even
from costmodel.decide.compare import compare
from costmodel.decide.recommend import Standing, recommend
from costmodel.decide.thresholds import Thresholds, askable_fields, thresholds
from costmodel.decide.uncertainty.futures import futures
from costmodel.errors import InputError
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.presets import preset, preset_names
from costmodel.scenario.ranges import with_numbers


def standings(given_scenario: Scenario) -> tuple[list[Standing], int | None]:
    """At that very scenario, without draws."""
    case = resolve(given_scenario, load_catalog())
    found_standings = [
        Standing(float(ledger.npv_usd), None if option.quality is None else float(option.quality))  # type: ignore[arg-type]
        for ledger, option in zip(ledgers(case), case.options, strict=True)
    ]
    return found_standings, recommend(found_standings, case.quality_bar).place


def recommended_at(given_scenario: Scenario, path: str, value: float) -> set[str | None]:
    """Names of all that cost the least but for rounding, among those that may be recommended."""
    found_standings, place = standings(with_numbers(given_scenario, {path: value}))
    if place is None:
        return {None}
    bar, best = given_scenario.quality_bar, found_standings[place]
    return {
        option.name
        for option, standing in zip(given_scenario.options, found_standings, strict=True)
        if standing.npv_usd <= best.npv_usd * (1 + 1e-13)
        and (bar is None or standing.quality == best.quality or (standing.quality or 0) >= bar)
    }


def holds(given_scenario: Scenario, told: Thresholds, path: str) -> None:
    """Just inside both flips the present option is recommended, just beyond them the one that is named."""
    for side, sign in ((told.below, -1), (told.above, 1)):
        if side is None or side.at in told.searched:
            continue
        near = abs(side.at) * 1e-9
        assert told.recommended in recommended_at(given_scenario, path, side.at - sign * near)
        assert side.option in recommended_at(given_scenario, path, side.at + sign * near)
        assert side.option != told.recommended


@given(typed_scenarios(most_months=12), st.sampled_from([None, None, 0.3, 0.9]), st.data())
def test_no_value_between_the_flips_changes_anything(
    drawn: Json, bar: float | None, data: st.DataObject
) -> None:
    given_scenario = scenario_from_dict({**drawn, "quality_bar": bar})
    fields = sorted(numeric_fields(given_scenario))
    path = data.draw(st.sampled_from(fields))
    told = thresholds(given_scenario, load_catalog(), path)
    assert told.recommended in recommended_at(given_scenario, path, told.value)
    holds(given_scenario, told, path)
    values = between(told, 1_500)
    usd = futures(given_scenario, load_catalog(), {path: values}, len(values)).npv_usd
    if told.recommended is None or path.endswith("quality") or not np.isfinite(usd).all():
        scanned = values[:: len(values) // 40]
        assert all(told.recommended in recommended_at(given_scenario, path, value) for value in scanned)
        return
    place = [option.name for option in given_scenario.options].index(told.recommended)
    found_standings, _ = standings(given_scenario)
    candidates = recommend(found_standings, bar).candidates
    best = usd[:, list(candidates)].min(axis=1)
    dearer = usd[:, place] > best * (1 + 1e-12)
    assert not dearer.any(), (path, values[dearer][:3], told)


@given(
    fleets("Own", 0, may_escalate=False),
    decimals(-0.1, 0.1, 3),
    st.integers(1, 24),
    decimals(4, 9, 2),
    decimals(0.5, 2, 3),
)
def test_volumes_are_those_of_the_break_even(
    fleet: Json, growth: float, months: int, power: float, ratio: float
) -> None:
    """Without discounting NPV is the total, whose every crossing the break-even finds from the steps themselves."""
    fleet = {**fleet, "programme": {}, "workload": {}}
    workload = {"tasks_per_month": round(10**power), "monthly_growth": growth}
    result = compared(scenario(api(), fleet, workload=workload, horizon_months=months)).results[1]
    usd_per_task = result.usd_per_task * ratio
    assume(0 < usd_per_task < 1e6)
    given_scenario = scenario(api("API", usd_per_task), fleet, workload=workload, horizon_months=months)
    told = found(given_scenario, "workload.tasks_per_month")
    reached = break_even(case_of(given_scenario), 1, 0)
    assume(reached.status != "not_verified")
    low, high = told.searched
    near = told.value * 1e-9
    below = [at for at in reached.tasks_per_month if low <= at < told.value - near]
    above = [at for at in reached.tasks_per_month if told.value + near < at <= high]
    assume(len(below) + len(above) == len([at for at in reached.tasks_per_month if low <= at <= high]))
    assert [told.below and told.below.at] == [pytest.approx(below[-1], rel=1e-9) if below else None]
    assert [told.above and told.above.at] == [pytest.approx(above[0], rel=1e-9) if above else None]


SAMPLED = [
    ("batch-extraction", "options.3.workload.input_tokens"),
    ("batch-extraction", "options.3.max_tpot_ms"),
    ("batch-extraction", "workload.output_tokens"),
    ("ticket-router", "workload.input_tokens"),
    ("email-extraction", "workload.output_tokens"),
]


@pytest.mark.parametrize(("name", "path"), SAMPLED)
def test_replicas_have_the_size_that_each_value_would_choose(name: str, path: str, catalog: Catalog) -> None:
    told = thresholds(preset(name), catalog, path)
    assert told.below or told.above
    holds(preset(name), told, path)
    for value in between(told, 60).tolist():
        with contextlib.suppress(InputError):  # a fleet that cannot serve has no answer alone
            assert told.recommended in recommended_at(preset(name), path, value)


@pytest.mark.parametrize("name", preset_names())
def test_every_number_of_every_preset(name: str, catalog: Catalog) -> None:
    given_scenario = preset(name)
    recommended = compare(resolve(given_scenario, catalog)).recommended
    for path, field in askable_fields(given_scenario, catalog).items():
        told = thresholds(given_scenario, catalog, path)
        assert recommended is not None
        assert told.recommended == recommended.name
        assert field.low <= told.searched[0] <= told.value == field.value <= told.searched[1] <= field.high
        assert all(side is None or math.isfinite(side.at) for side in (told.below, told.above))
        if told.below:
            assert told.searched[0] <= told.below.at <= told.value
        if told.above:
            assert told.value <= told.above.at <= told.searched[1]
        assert told.why.endswith((" now.", " the recommendation.", " contradict other inputs."))
