"""Break-even volumes of options that never, always or hardly differ."""

from __future__ import annotations

from typing import Any

import pytest
from break_even_of import CLOSE, HOURS, tasks_per_replica
from given_scenarios import (
    Json,
    api,
    case_of,
    compared,
    own,
    scenario,
)

from costmodel.decide.break_even import BreakEven, break_even


def of(first: Json, second: Json, **fields: Any) -> BreakEven:
    return break_even(case_of(scenario(first, second, **fields)), 1, 0)


@pytest.mark.parametrize(
    "option",
    [
        api(),
        api(usd_per_task=0),
        own(),
        own(requests_per_second=1),
        own(requests_per_second=1, quality=0.9),
        own(usd_per_gpu_hour=0),
    ],
)
def test_identical_options_never_differ(option: Json) -> None:
    for workload in ({}, {"monthly_growth": 0.02}, {"calls_per_task": 0}):
        twin = of(
            {**option, "name": "A"},
            {**option, "name": "B"},
            error_cost_usd=1,
            workload=workload,
            horizon_months=6,
        )
        assert (twin.status, twin.cheaper_at_lowest, twin.tasks_per_month) == ("never", False, ())


@pytest.mark.parametrize(
    "option",
    [
        api(usd_per_task=0.5),
        api(usd_per_task=100),
        own(),
        own(requests_per_second=1, quality=0.9),
        own(requests_per_second=0.1),
    ],
)
def test_options_that_differ_only_upfront_never_change_sides(option: Json) -> None:
    dear = {**option, "name": "A", "programme": {"one_off_usd": 1}}
    cheap = {**option, "name": "B"}
    assert of(dear, cheap, error_cost_usd=1).status == "always"
    assert of(cheap, dear, error_cost_usd=1).status == "never"


@pytest.mark.parametrize(
    ("upfront_usd", "usd_per_task", "dearer_by", "crossing"),
    [
        (0.3, 1, 0.01, 1.25),
        (30, 1, 0.01, 125),
        (30, 1, 0.0001, 12_500),
        (2_000, 0.005, 1e-8, 2_000 / 24e-8),
        (1, 100, 0.001, 1 / 0.024),
    ],
)
def test_lines_that_run_nearly_side_by_side(
    upfront_usd: float, usd_per_task: float, dearer_by: float, crossing: float
) -> None:
    paid_once = api("A", usd_per_task, programme={"one_off_usd": upfront_usd})
    found = of(paid_once, api("B", usd_per_task + dearer_by))
    assert (found.status, found.cheaper_at_lowest) == ("reached", True)
    assert found.tasks_per_month == pytest.approx([crossing], rel=CLOSE)


def test_no_calls_leave_the_smallest_fleet() -> None:
    found = of(api(usd_per_task=0.005), own(), workload={"calls_per_task": 0})
    # Two replicas stand idle, and a known cost per task is charged without calls.
    assert found.tasks_per_month == pytest.approx([2 * 2.5 * HOURS / 0.005])


def test_free_options() -> None:
    assert of(api(usd_per_task=0), own()).status == "never"
    assert of(own(), api(usd_per_task=0)).status == "always"
    assert of(api(usd_per_task=0), own(usd_per_gpu_hour=0)).status == "never"


def test_beyond_two_hundred_thousand_stairs_it_is_not_verified() -> None:
    usd_per_task = 2.5 * HOURS / tasks_per_replica(0.01) * (1 + 1e-7)
    found = of(api(usd_per_task=usd_per_task), own(requests_per_second=0.01, spare_replicas=0))
    assert (found.status, found.tasks_per_month) == ("not_verified", ())
    assert "200,000" in found.why


def test_machines_that_nobody_can_need_are_decided_without_visiting_their_stairs() -> None:
    """Ten billion stairs, but the provider is cheaper throughout."""
    assert of(api(), own(requests_per_second=1e-6)).status == "never"


def test_exactly_full_machines_change_sides_above_the_step() -> None:
    """At the step itself no further replica runs; the volume named is the step."""
    one = tasks_per_replica(1)
    usd_per_task = 2.5 * HOURS * 2 / one * 1.01
    found = of(api(usd_per_task=usd_per_task), own(requests_per_second=1))
    assert found.cheaper_at_lowest is False
    assert found.tasks_per_month[:3] == pytest.approx([one / 1.01, one, 3 * one / 2 / 1.01], rel=CLOSE)


@pytest.mark.parametrize(("one_off_usd", "status"), [(0, "never"), (5, "never")])
def test_fleets_that_differ_by_one_off_money_only_need_no_search(one_off_usd: float, status: str) -> None:
    """A peak of a thousand times the mean opens millions of steps; none of them parts the two."""
    crowded = {"peak_to_mean": 1000, "monthly_growth": 0.02}
    twin = own("Twin", programme={"one_off_usd": one_off_usd})
    comparison = compared(scenario(own("Own"), twin, workload=crowded))
    assert comparison.crossovers["Twin"].break_even.status == status
    dearer_first = own("Own", programme={"one_off_usd": 7})
    comparison = compared(scenario(dearer_first, own("Twin"), workload=crowded))
    assert comparison.crossovers["Twin"].break_even.status == "always"


def test_too_many_steps_are_said_to_be_too_many() -> None:
    crowded = {"peak_to_mean": 1000, "monthly_growth": 0.02}
    near_twin = own("Near twin", requests_per_second=10.001)
    comparison = compared(scenario(own("Own"), near_twin, workload=crowded))
    assert comparison.crossovers["Near twin"].break_even.status == "not_verified"


def test_an_option_that_is_never_in_use_never_parts_from_the_baseline() -> None:
    unfinished = own("Unfinished", requests_per_second=99, programme={"build_months": 60})
    comparison = compared(scenario(own("Own"), unfinished, workload={"peak_to_mean": 1000}))
    assert comparison.crossovers["Unfinished"].break_even.status == "never"
