"""Break-even volumes against an enumeration of every stair step, in exact fractions where there are few."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import witness
from break_even_of import CLOSE, HOURS, SECONDS, tasks_per_replica
from given_scenarios import (
    GROWTHS,
    PRICE_CHANGES,
    SHARES,
    Json,
    api,
    case_of,
    decimals,
    own,
    scenario,
    typed_scenarios,
)
from hypothesis import given
from hypothesis import strategies as st

from costmodel.decide.break_even import BreakEven, break_even

MOST_STEPS = 90


HIGHEST = 1e10


def highest_volume(drawn: Json, option: Json) -> Fraction:
    """So high that about MOST_STEPS steps lie below, at most 10 billion."""
    highest = Fraction(10**4)
    while highest < HIGHEST:
        wider = min(highest * 2, Fraction(10**10))
        baseline = witness.baseline_of(drawn)
        steps = witness.steps_up_to(drawn, option, wider) | witness.steps_up_to(drawn, baseline, wider)
        if len(steps) > MOST_STEPS:
            break
        highest = wider
    return highest


def without_touching(volumes: list[float]) -> list[float]:
    """Two changes at one volume cancel out."""
    kept: list[float] = []
    for volume in volumes:
        if kept and volume - kept[-1] <= 1e-9 * volume:
            kept.pop()
        else:
            kept.append(volume)
    return kept


def check_against_enumeration(drawn: Json) -> BreakEven:
    baseline = witness.baseline_of(drawn)
    place = next(i for i, option in enumerate(drawn["options"]) if option is not baseline)
    option = drawn["options"][place]
    highest = highest_volume(drawn, option)
    cheaper_at_lowest, changes = witness.break_even(drawn, option, highest)
    found = break_even(case_of(drawn), place, 1 - place)
    assert found.cheaper_at_lowest is cheaper_at_lowest
    assert list(found.tasks_per_month) == sorted(found.tasks_per_month)
    assert found.why
    if found.status == "not_verified":
        return found
    below = float(highest) * (1 - 2 * CLOSE)
    wanted = [volume for volume in without_touching(changes) if volume <= below]
    assert [v for v in found.tasks_per_month if v <= below] == pytest.approx(wanted, rel=CLOSE)
    if not found.tasks_per_month:
        assert found.status == ("always" if cheaper_at_lowest else "never")
    return found


@given(typed_scenarios(most_months=5, options=2))
def test_every_change_of_side_is_found_and_no_other(drawn: Json) -> None:
    check_against_enumeration(drawn)


@st.composite
def close_rivals(draw: st.DrawFn) -> Json:
    """A provider whose price per task is about that of a full machine, so that the stairs cross it again and again."""
    fleet = own(
        requests_per_second=draw(decimals(0.05, 2, 2)),
        gpus_per_instance=draw(st.sampled_from([1, 1, 2, 3, 8])),
        spare_replicas=draw(st.integers(0, 2)),
        min_replicas=draw(st.integers(0, 4)),
        price_change_per_year=draw(PRICE_CHANGES),
        quality=draw(SHARES),
        programme={"one_off_usd": draw(st.integers(0, 500)), "build_months": draw(st.integers(0, 1))},
    )
    workload = {
        **draw(GROWTHS),
        "batch_share": draw(SHARES),
        "calls_per_task": draw(decimals(0.5, 3, 1)),
    }
    peak = max(1, (1 - workload["batch_share"]) * 3) * workload["calls_per_task"]
    full_use = 2.5 * HOURS * peak / (fleet["requests_per_second"] * 0.7 * SECONDS)
    usd_per_task = round(full_use * draw(decimals(0.7, 1.8, 2)), 8)
    provider = api(usd_per_task=usd_per_task, quality=1.0)
    own_is_baseline = draw(st.booleans())
    if own_is_baseline:
        fleet["programme"]["build_months"] = 0
    given_scenario = scenario(provider, fleet, workload=workload, horizon_months=draw(st.integers(2, 4)))
    return {
        **given_scenario,
        "baseline": "Own" if own_is_baseline else "API",
        "error_cost_usd": draw(st.sampled_from([0, 0, 0.001])),
    }


@given(close_rivals())
def test_stairs_that_cross_a_line_again_and_again(drawn: Json) -> None:
    check_against_enumeration(drawn)


@pytest.mark.parametrize(
    "growth",
    [
        {"monthly_growth": -0.5, "growth_shape": "linear"},
        {"volume_series": [1, 0, 3]},
        {"volume_series": [1] + [0] * 119},
    ],
)
@pytest.mark.parametrize("build_months", [0, 2])
def test_months_without_any_work_have_no_steps(growth: Json, build_months: int) -> None:
    """Machines stand idle in such a month at any volume; where no month in use has work, nothing is visited."""
    fleet = own(requests_per_second=1, programme={"build_months": build_months})
    rival = scenario(api(usd_per_task=0.02), fleet, workload=growth, horizon_months=4)
    found = check_against_enumeration(rival)
    assert found.status == (
        "never" if build_months and growth.get("volume_series") != [1, 0, 3] else "reached"
    )


def test_close_rivals_do_cross_often() -> None:
    """The enumeration above would prove little on scenarios that cross once."""
    rival = scenario(api(usd_per_task=0.0032), own(requests_per_second=1, spare_replicas=0), horizon_months=3)
    crowded = {**rival, "workload": {**rival["workload"], "monthly_growth": 0.03}}
    assert len(check_against_enumeration(crowded).tasks_per_month) >= 3


def all_changes(growth: float, months: int, rps: float, usd_per_task: float, box: int) -> list[float]:
    """Every change of side from 1 to 10 billion, from one visit to each piece between two steps."""
    factors, one = [(1 + growth) ** m for m in range(months)], tasks_per_replica(rps)
    steps = [np.arange(1, math.floor(HIGHEST * f / one) + 1) * one / f for f in factors]
    edges = np.unique(np.concatenate([[1.0, HIGHEST], *steps]))
    edges = edges[np.concatenate(([True], np.diff(edges) > 1e-10 * edges[1:]))]
    low, high = edges[:-1], edges[1:]
    middle = (low + high) / 2
    replicas = [np.ceil(middle * f / one) + 1 for f in factors]
    rent = sum(np.ceil(r / box) * box for r in replicas) * 2.5 * HOURS
    usd_per_start = usd_per_task * sum(factors)
    starts, ends = rent < usd_per_start * low, rent < usd_per_start * high
    inside = (rent / usd_per_start)[starts != ends]
    before = np.concatenate(([starts[0]], ends[:-1]))
    return without_touching(sorted([*inside, *low[before != starts]]))


@pytest.mark.parametrize(
    ("growth", "months", "rps", "over_full_use", "box"),
    [
        (0.0, 12, 1.0, 1.001, 1),
        (0.0, 24, 1.0, 1.0002, 1),
        (0.0, 12, 0.5, 1.002, 8),
        (0.02, 3, 0.5, 1.001, 1),
        (-0.1, 3, 0.5, 1.003, 2),
    ],
)
def test_tens_of_thousands_of_stairs(
    growth: float, months: int, rps: float, over_full_use: float, box: int
) -> None:
    usd_per_task = 2.5 * HOURS / tasks_per_replica(rps) * over_full_use
    fleet = own(requests_per_second=rps, gpus_per_instance=box)
    given_scenario = scenario(
        api(usd_per_task=usd_per_task), fleet, workload={"monthly_growth": growth}, horizon_months=months
    )
    found = break_even(case_of(given_scenario), 1, 0)
    wanted = all_changes(growth, months, rps, usd_per_task, box)
    assert len(wanted) > 100
    assert found.status == "reached"
    assert found.tasks_per_month == pytest.approx(wanted, rel=CLOSE)
