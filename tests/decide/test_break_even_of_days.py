"""Break-even volumes of fleets that follow the day, sleep, or spill over, against a fine scan of volumes."""

from __future__ import annotations

import numpy as np
import pytest
from given_scenarios import Json, api, case_of, own, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.case.model import Case
from costmodel.cost.ledgers import ledgers
from costmodel.decide.break_even import break_even

DAY = [0, 0, 0, 0, 1, 1, 2, 4, 6, 8, 8, 8, 7, 7, 8, 7, 6, 4, 3, 2, 2, 1, 1, 0]


def leads(case: Case, volumes: np.ndarray) -> np.ndarray:
    baseline, option = (np.asarray(one.total_usd) for one in ledgers(case, volumes[:, np.newaxis]))
    return option - baseline


def check(given_scenario: Json, highest: float) -> None:
    """Between two scanned volumes that lie on different sides there is a change, and at each change sides differ."""
    case = case_of(given_scenario)
    found = break_even(case, 1, 0)
    assert found.status in ("reached", "never", "always")
    changes = np.array(found.tasks_per_month)
    scanned = np.geomspace(1, highest, 3_001)
    sides = leads(case, scanned) < 0
    counted = np.searchsorted(changes, scanned)
    assert (sides == (found.cheaper_at_lowest ^ (counted % 2 == 1))).mean() > 0.999
    for volume in changes[changes < highest][:40]:
        below, above = leads(case, np.array([volume * (1 - 2e-6), volume * (1 + 2e-6)]))
        assert (below < 0) != (above < 0)


@given(
    price=st.integers(2, 60).map(lambda tenths: tenths / 10_000),
    rate=st.sampled_from([0.3, 2.0, 10.0]),
    startup=st.sampled_from([0, 5, 60]),
    growth=st.sampled_from([0, 0.05]),
)
def test_following_the_load(price: float, rate: float, startup: int, growth: float) -> None:
    fleet = own(requests_per_second=rate, billing="follow_load", startup_minutes=startup)
    work = {"day_profile": DAY, "peak_to_mean": 4, "monthly_growth": growth}
    check(scenario(api(usd_per_task=price), fleet, workload=work, horizon_months=3), 2e7 * rate)


@given(price=st.integers(2, 60).map(lambda tenths: tenths / 10_000), owned=st.integers(0, 5))
def test_spilling_over(price: float, owned: int) -> None:
    mixed = {
        **own(owned_replicas=owned),
        "kind": "hybrid",
        "overflow": {"usd_per_task": 0.003},
        "programme": {"one_off_usd": 500},
    }
    work = {"day_profile": DAY, "monthly_growth": 0.02}
    check(scenario(api(usd_per_task=price), mixed, workload=work, horizon_months=3), 1e9)


@pytest.mark.parametrize("price", [0.001, 0.02, 0.2, 2.0])
def test_sleeping(price: float) -> None:
    fleet = own(billing="scale_to_zero", spare_replicas=0, idle_minutes=10)
    check(scenario(api(usd_per_task=price), fleet, workload={"day_profile": DAY}, horizon_months=2), 1e7)


def test_starts_longer_than_an_hour_are_not_guessed() -> None:
    fleet = own(billing="follow_load", startup_minutes=600)
    case = case_of(scenario(api(), fleet, workload={"day_profile": DAY}))
    assert break_even(case, 1, 0, most_steps=2_000).status == "not_verified"
