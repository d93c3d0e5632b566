"""The value of one input at which another option is recommended, by hand and against every value between."""

from __future__ import annotations

import contextlib
import math
from typing import Any

import numpy as np
import pytest
from given_scenarios import (
    Json,
    api,
    by_token,
    case_of,
    compared,
    decimals,
    fleets,
    known_cost,
    own,
    scenario,
    typed_scenarios,
)
from hypothesis import assume, given
from hypothesis import strategies as st

from costmodel.case import resolve
from costmodel.case.askable import numeric_fields, with_typed_rents
from costmodel.case.model import FleetBill
from costmodel.catalog import Catalog, load_catalog
from costmodel.cost.ledgers import ledgers
from costmodel.decide.break_even import break_even
from costmodel.decide.compare import compare
from costmodel.decide.recommend import Standing, recommend
from costmodel.decide.thresholds import Flip, Thresholds, askable_fields, nearest_flips, thresholds
from costmodel.decide.uncertainty.futures import futures
from costmodel.errors import InputError
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.presets import preset, preset_names
from costmodel.scenario.ranges import with_numbers

CAPACITY = 0.7 * 730 * 3600 / 3
"""Tasks a month of one replica that takes 1 call a second, at the usual target and peak."""


def found(given_scenario: Json, path: str) -> Thresholds:
    return thresholds(scenario_from_dict(given_scenario), load_catalog(), path)


def flip(at: float, option: str | None) -> Flip:
    return Flip(pytest.approx(at, rel=1e-11), option)  # type: ignore[arg-type]


def test_two_prices_cross_where_they_are_equal() -> None:
    given_scenario = scenario(api("A", 0.005), api("B", 0.01))
    dearer = found(given_scenario, "options.0.usd_per_task")
    assert (dearer.recommended, dearer.value, dearer.below) == ("A", 0.005, None)
    assert dearer.above == Flip(0.01, "B")
    assert dearer.searched == (0, 50)
    assert dearer.why == "B is recommended above $0.01 a task; it is $0.005 now."
    cheaper = found(given_scenario, "options.1.usd_per_task")
    assert (cheaper.below, cheaper.above) == (Flip(0.005, "B"), None)


def test_the_rent_at_which_two_gpus_cost_what_the_provider_asks() -> None:
    """100k tasks at $0.005 are $500 a month; a replica and its spare run for 2 x 730 hours."""
    rent = found(scenario(api(), own()), "options.1.usd_per_gpu_hour")
    assert (rent.recommended, rent.above) == ("API", None)
    assert rent.below == flip(500 / 1460, "Own")
    assert rent.why == "Own is recommended below $0.342 a GPU-hour; it is $2.50 now."


@pytest.mark.parametrize(("path", "factor"), [("requests_per_second", 1), ("target_utilisation", 0.35)])
def test_a_slower_replica_flips_at_the_step_to_one_machine_more(path: str, factor: float) -> None:
    """$50,000 a month pay for 27 GPUs at $1,825; the 27th replica beside the spare is one too many."""
    given_scenario = scenario(api(), own(requests_per_second=2), workload={"tasks_per_month": 1e7})
    slower = found(given_scenario, f"options.1.{path}")
    assert (slower.recommended, slower.above) == ("Own", None)
    assert slower.below == flip(1e7 / CAPACITY / 26 * factor, "API")


def test_volume_between_two_steps() -> None:
    """Three GPUs pay from $5,475 / 0.005 tasks on, until two replicas are full and a fourth GPU is rented."""
    slow = own(requests_per_second=1)
    at_once = found(scenario(api(), slow, workload={"tasks_per_month": 1.2e6}), "workload.tasks_per_month")
    assert at_once.recommended == "Own"
    assert (at_once.below, at_once.above) == (flip(5475 / 0.005, "API"), flip(2 * CAPACITY, "API"))
    assert (
        at_once.why
        == "API is recommended below 1.09M tasks a month and above 1.23M tasks a month; it is 1.20M now."
    )
    from_afar = found(scenario(api(), slow, workload={"tasks_per_month": 1_000}), "workload.tasks_per_month")
    assert from_afar.above == flip(5475 / 0.005, "Own")


def test_an_estimated_rate_is_asked_by_its_factor(catalog: Catalog) -> None:
    estimated = {name: value for name, value in own().items() if name != "requests_per_second"}
    given_scenario = scenario(api(), estimated, workload={"tasks_per_month": 1e7})
    case = resolve(scenario_from_dict(given_scenario), catalog)
    bill = case.options[1].bill
    assert isinstance(bill, FleetBill)
    slower = found(given_scenario, "options.1.throughput_factor")
    assert slower.below == flip(1e7 / CAPACITY / 26 / float(bill.requests_per_second), "API")


def test_quality_flips_at_the_bar() -> None:
    given_scenario = scenario(api("Cheap", quality=0.85), api("Good", 0.01, quality=0.95), quality_bar=0.9)
    better = found(given_scenario, "options.0.quality")
    assert (better.recommended, better.below, better.above) == ("Good", None, Flip(0.9, "Cheap"))
    worse = found(given_scenario, "options.1.quality")
    assert (worse.below, worse.above) == (Flip(0.9, None), None)
    assert worse.why == "No option is recommended below 0.9; it is 0.95 now."


def test_an_option_of_unknown_quality_stands_in() -> None:
    given_scenario = scenario(api("New", 0.01), api("Good", quality=0.95), quality_bar=0.9)
    assert found(given_scenario, "options.1.quality").below == Flip(0.9, "New")


def test_nothing_flips_what_has_no_rival() -> None:
    alone = found(scenario(api()), "options.0.usd_per_task")
    assert (alone.below, alone.above) == (None, None)
    assert alone.why == "No value from $0 to $50.0 a task flips the recommendation."
    silent = found(scenario(api("A", quality=0.5), api("B", 0.01)), "options.0.quality")
    assert silent.why == "No value from 0 to 1.00 flips the recommendation."


def test_equal_costs_are_no_flip() -> None:
    twins = scenario(api("A"), by_token("B"), api("C"), workload={"calls_per_task": 0.9})
    assert found(twins, "workload.tasks_per_month").above is None


def test_a_cached_part_stays_within_the_prompt() -> None:
    given_scenario = scenario(by_token(), api("Flat", 0.05), workload={"cached_input_tokens": 400})
    prompt = found(given_scenario, "workload.input_tokens")
    assert prompt.searched == (400, 1e7)
    assert prompt.why.endswith(" Values below 400 tokens contradict other inputs.")
    assert found(given_scenario, "workload.cached_input_tokens").searched == (0, 1000)


def test_a_lift_that_cannot_be_limits_the_search() -> None:
    tested = api("Tuned", 0.001, programme={"ab_test": {"control_rate": 0.9, "lift": 0.02}})
    lift = found(scenario(api(), tested), "options.1.programme.ab_test.lift")
    assert 0.08 < lift.searched[1] < 0.1
    assert "contradict other inputs" in lift.why


def test_a_replica_that_cannot_serve_has_lost() -> None:
    """One token in half a millisecond is beyond any card: the fleet is not recommended any more."""
    machine = {name: value for name, value in own().items() if name != "requests_per_second"}
    faster = found(scenario(api(), machine, workload={"tasks_per_month": 1e8}), "options.1.max_tpot_ms")
    assert faster.recommended == "Own"
    assert faster.below is not None
    assert faster.below.option == "API"


def test_ranges_are_taken_at_their_points() -> None:
    ranged = scenario(api("A", 0.005), api("B"))
    ranged["options"][1]["usd_per_task"] = {"p10": 0.005, "p90": 0.02}
    ranged["workload"]["tasks_per_month"] = {"p10": 50_000, "p90": 200_000}
    ranged["correlations"] = [{"between": ["options.1.usd_per_task", "workload.tasks_per_month"], "rho": 0.5}]
    assert found(ranged, "options.0.usd_per_task").above == flip(0.01, "B")
    other = found(ranged, "options.1.usd_per_task")
    assert (other.value, other.below) == (pytest.approx(0.01), flip(0.005, "B"))


def test_zero_and_negative_numbers_have_neighbours_too() -> None:
    given_scenario = scenario(api("A"), api("B", 0.006, price_change_per_year=-0.1), horizon_months=12)
    falls = found(given_scenario, "options.0.price_change_per_year")
    assert falls.above is not None
    assert falls.searched == (-0.95, 3)
    lump = found(given_scenario, "options.0.programme.one_off_usd")
    saved = 0.006 * sum(0.9 ** (month / 12) for month in range(12)) - 0.005 * 12
    assert lump.above == flip(100_000 * saved, "B")


def test_an_unknown_path_names_its_neighbours(catalog: Catalog) -> None:
    given_scenario = scenario_from_dict(scenario(api(), own()))
    with pytest.raises(InputError, match=r"path: 'options.1.usd_per_hour' .* options.1.usd_per_gpu_hour"):
        thresholds(given_scenario, catalog, "options.1.usd_per_hour")
    for count in (
        "horizon_months",
        "options.1.min_replicas",
        "options.1.gpus_per_replica",
        "",
        "options.9.quality",
    ):
        with pytest.raises(InputError, match="numbers of the workload"):
            nearest_flips(given_scenario, catalog, [count])


def test_what_other_fields_leave_no_choice_about_is_not_asked() -> None:
    fields = numeric_fields(scenario_from_dict(scenario(api(), own(), known_cost("Known"))))
    assert "options.1.escalation_share" in fields
    assert "options.1.throughput_factor" not in fields
    assert (
        not {"options.2.max_tpot_ms", "options.2.prefix_hit_rate", "options.2.throughput_factor"}
        & fields.keys()
    )
    on_gpus = numeric_fields(scenario_from_dict(scenario(own(), api())))
    assert "options.0.escalation_share" not in on_gpus


@pytest.mark.parametrize("name", preset_names())
def test_rents_of_the_price_book_can_be_typed(name: str, catalog: Catalog) -> None:
    given_scenario = preset(name)
    case = resolve(given_scenario, catalog)
    typed = with_typed_rents(given_scenario, case)
    again = resolve(scenario_from_dict(typed.model_dump()), catalog)
    assert [ledger.npv_usd for ledger in ledgers(again)] == [ledger.npv_usd for ledger in ledgers(case)]
    assert "options.3.usd_per_gpu_hour" in askable_fields(given_scenario, catalog)


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


def between(told: Thresholds, points: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Values within the flips, or within what was searched."""
    low = told.searched[0] if told.below is None else told.below.at
    high = told.searched[1] if told.above is None else told.above.at
    near, far = np.linspace(-1, 1, points), np.linspace(-1, 1, points) ** 9
    shares = np.concatenate((near, far)) * (1 - 1e-9)
    return np.where(
        shares < 0, told.value + shares * (told.value - low), told.value + shares * (high - told.value)
    )


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
