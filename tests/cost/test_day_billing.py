"""Fleets that follow the day or sleep, against a loop over hours in exact fractions, and what must always hold."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from given_scenarios import api, case_of, own, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.case.day_shapes import SHAPES, day_weights
from costmodel.case.model import Calls, FleetBill
from costmodel.cost import fleet
from costmodel.cost.day import asleep_share

SECONDS = 730 * 3600
PROFILES = st.lists(st.integers(0, 20), min_size=24, max_size=24).filter(any)
TASKS = st.integers(1, 50_000_000)
FLEETS = st.fixed_dictionaries(
    {
        "requests_per_second": st.integers(1, 200).map(lambda tenths: tenths / 10),
        "target_utilisation": st.sampled_from([0.5, 0.7, 1.0]),
        "gpus_per_replica": st.sampled_from([1, 2, 3]),
        "gpus_per_instance": st.sampled_from([1, 2, 8]),
        "min_replicas": st.integers(0, 3),
        "spare_replicas": st.integers(0, 2),
    }
)
WORK = st.fixed_dictionaries(
    {
        "peak_to_mean": st.sampled_from([1, 2.5, 4, 12]),
        "batch_share": st.sampled_from([0, 0.25, 1]),
        "retry_rate": st.sampled_from([0, 0.5]),
    }
)


def bill_and_calls(billing: str, machines: dict[str, Any], work: dict[str, Any]) -> tuple[FleetBill, Calls]:
    case = case_of(scenario(api(), own(billing=billing, **machines), workload=work))
    option = case.options[1]
    assert isinstance(option.bill, FleetBill)
    return option.bill, option.calls


def gpu_hours(bill: FleetBill, calls: Calls, tasks: float) -> float:
    return float(fleet.running(bill, calls, np.array([float(tasks)])).gpu_hours[0])


def gpu_hours_by_hand(
    machines: dict[str, Any], work: dict[str, Any], profile: list[int], tasks: int, startup_minutes: int
) -> Fraction:
    """The public rule, hour by hour, in fractions."""
    weights = [Fraction(24 * weight, sum(profile)) for weight in profile]
    rate = Fraction(tasks) * (1 + Fraction(work["retry_rate"])) / SECONDS
    burst = max(
        Fraction(1), (1 - Fraction(work["batch_share"])) * Fraction(work["peak_to_mean"]) / max(weights)
    )
    capacity = Fraction(str(machines["requests_per_second"])) * Fraction(str(machines["target_utilisation"]))
    gpus = []
    for weight in weights:
        replicas = max(machines["min_replicas"], math.ceil(rate * weight * burst / capacity))
        replicas += machines["spare_replicas"]
        boxes = math.ceil(Fraction(replicas * machines["gpus_per_replica"], machines["gpus_per_instance"]))
        gpus.append(boxes * machines["gpus_per_instance"])
    starts = sum(max(0, now - before) for before, now in zip([gpus[-1], *gpus], gpus, strict=False))
    return (sum(gpus) + Fraction(startup_minutes, 60) * starts) * Fraction(730, 24)


@given(machines=FLEETS, work=WORK, profile=PROFILES, tasks=TASKS, startup=st.integers(0, 120))
def test_following_the_load_is_the_public_rule(
    machines: dict[str, Any], work: dict[str, Any], profile: list[int], tasks: int, startup: int
) -> None:
    bill, calls = bill_and_calls("follow_load", machines, {**work, "day_profile": profile})
    by_hand = gpu_hours_by_hand(machines, work, profile, tasks, startup)
    assert gpu_hours(replace(bill, startup_minutes=startup), calls, tasks) == pytest.approx(float(by_hand))


@given(machines=FLEETS, work=WORK, profile=PROFILES, tasks=TASKS)
def test_following_the_load_never_costs_more_hours_than_always_on_if_starts_are_free(
    machines: dict[str, Any], work: dict[str, Any], profile: list[int], tasks: int
) -> None:
    bill, calls = bill_and_calls("follow_load", machines, {**work, "day_profile": profile})
    follows = gpu_hours(replace(bill, startup_minutes=0), calls, tasks)
    always = gpu_hours(replace(bill, billing="always_on"), calls, tasks)
    # A load evened out by work that may wait is sized flat when always on; hours peak all the same.
    evened_out = (1 - work["batch_share"]) * work["peak_to_mean"] < max(calls.day_weights or (1,))
    assert evened_out or follows <= always * (1 + 1e-12)


@given(machines=FLEETS, work=WORK, tasks=TASKS, startup=st.integers(0, 600))
def test_without_a_profile_all_hours_are_alike(
    machines: dict[str, Any], work: dict[str, Any], tasks: int, startup: int
) -> None:
    bill, calls = bill_and_calls("follow_load", machines, work)
    always = gpu_hours(replace(bill, billing="always_on"), calls, tasks)
    assert gpu_hours(replace(bill, startup_minutes=startup), calls, tasks) == pytest.approx(always)


@given(day=st.tuples(FLEETS, WORK, PROFILES), tasks=TASKS, more=st.floats(1, 5), startup=st.integers(0, 60))
@pytest.mark.parametrize("billing", ["follow_load", "scale_to_zero"])
def test_more_volume_never_costs_less(
    billing: str, day: tuple[dict[str, Any], dict[str, Any], list[int]], tasks: int, more: float, startup: int
) -> None:
    machines, work, profile = day
    bill, calls = bill_and_calls(billing, machines, {**work, "day_profile": profile})
    bill = replace(bill, startup_minutes=startup)
    assert gpu_hours(bill, calls, tasks * more) >= gpu_hours(bill, calls, tasks) * (1 - 1e-12)


@given(machines=FLEETS, work=WORK, profile=PROFILES, tasks=TASKS, startup=st.integers(0, 120))
def test_sleeping_never_costs_more_than_following(
    machines: dict[str, Any], work: dict[str, Any], profile: list[int], tasks: int, startup: int
) -> None:
    bill, calls = bill_and_calls("scale_to_zero", machines, {**work, "day_profile": profile})
    bill = replace(bill, startup_minutes=startup)
    follows = gpu_hours(replace(bill, billing="follow_load"), calls, tasks)
    assert gpu_hours(bill, calls, tasks) <= follows * (1 + 1e-12)


def test_a_sleeping_fleet_against_simulated_arrivals() -> None:
    """600 calls a month, awake for 10 minutes after each, 5 minutes to start; a hundred months drawn."""
    bill, calls = bill_and_calls("scale_to_zero", {"spare_replicas": 0}, {})
    tasks, idle, start = 600.0, bill.idle_minutes * 60, bill.startup_minutes * 60
    gaps = np.random.default_rng(7).exponential(SECONDS / tasks, size=60_000)
    awake = np.minimum(gaps, idle).sum() + (gaps > idle).sum() * start
    assert gpu_hours(bill, calls, tasks) == pytest.approx(awake / gaps.sum() * 730, rel=0.02)
    asleep = float(asleep_share(bill, np.array([tasks / SECONDS]))[0])
    assert asleep == pytest.approx((gaps > idle).mean(), rel=0.02)


def test_whoever_sleeps_at_once_pays_for_the_calls_themselves() -> None:
    """A million calls at 10 a second take 100,000 seconds."""
    bill, calls = bill_and_calls("scale_to_zero", {"spare_replicas": 0, "requests_per_second": 10}, {})
    bill = replace(bill, idle_minutes=0, startup_minutes=0)
    assert gpu_hours(bill, calls, 1_000_000) == pytest.approx(100_000 / 3600)


def test_named_shapes_have_a_mean_of_one() -> None:
    for name in SHAPES:
        weights = day_weights(name)
        assert weights is not None
        assert sum(weights) == pytest.approx(24)
    assert day_weights(None) is None
