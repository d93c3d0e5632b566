"""What is told of a sized fleet: rent owed beyond the horizon, calls that wait for a start, what is owned."""

from __future__ import annotations

from typing import Any

import pytest
from given_scenarios import Json, api, compared, own, scenario


def reserved(**fields: Any) -> Json:
    """Two H100 of the price book, reserved for a year."""
    machines = {**own(), "provider": "market", "commitment": "reserved_1y", **fields}
    del machines["usd_per_gpu_hour"]
    return machines


@pytest.mark.parametrize(
    ("horizon", "build", "owed"), [(12, 0, 0), (18, 0, 6), (18, 3, 9), (13, 0, 11), (6, 6, 0)]
)
def test_months_beyond_the_horizon(horizon: int, build: int, owed: int) -> None:
    given = scenario(api(), reserved(programme={"build_months": build}), horizon_months=horizon)
    found = compared(given)
    notes = [note for note in found.case.notes if "beyond the horizon" in note]
    assert bool(notes) == bool(owed)
    if owed:
        assert f"runs {owed} months" in notes[0]
    paid = found.results[1].ledger.running_usd["gpu"][build:].sum() if build < horizon else 0
    assert float(found.results[1].ledger.line_total_usd("gpu")) == pytest.approx(paid)


def test_the_money_is_that_of_the_last_month() -> None:
    found = compared(scenario(api(), reserved(), horizon_months=18))
    last = float(found.results[1].ledger.running_usd["gpu"][-1])
    (note,) = (note for note in found.case.notes if "beyond the horizon" in note)
    assert f"about ${6 * last / 1000:.3g}k" in note.replace(",", "")


def test_rent_on_demand_strands_nothing() -> None:
    assert not any("beyond the horizon" in note for note in compared(scenario(api(), own())).case.notes)


def test_a_sleeping_fleet_says_how_many_calls_wait() -> None:
    """600 calls a month: a gap of more than 10 minutes comes before exp(-600 x 600 / 2,628,000) of them."""
    sleeps = own(billing="scale_to_zero")
    found = compared(scenario(api(), sleeps, workload={"tasks_per_month": 600}))
    (note,) = (note for note in found.case.notes if "asleep" in note)
    assert "87 %" in note or "87%" in note
    assert "5 minutes" in note


def test_a_hybrid_says_how_many_replicas_are_owned() -> None:
    mixed = {**own("Mixed", owned_replicas=3), "kind": "hybrid", "overflow": {"usd_per_task": 0.01}}
    assert any("Mixed: 3 replicas are owned" in note for note in compared(scenario(api(), mixed)).case.notes)
