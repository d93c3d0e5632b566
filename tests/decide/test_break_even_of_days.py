"""Break-even volumes of fleets that follow the day, sleep, or spill over, against a fine scan of volumes."""

from __future__ import annotations

import numpy as np
import pytest
from given_scenarios import Json, api, case_of, compared, own, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.case.model import Case
from costmodel.catalog.load import load_catalog
from costmodel.cost.ledgers import ledgers
from costmodel.decide.break_even import break_even
from costmodel.decide.thresholds import thresholds
from costmodel.scenario.parse import scenario_from_dict

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


GPUS = st.sampled_from([(1, 1), (1, 4), (2, 8), (3, 2), (4, 3)])
"""GPUs of a replica and of an instance."""


def best_leads(given_scenario: Json, volumes: np.ndarray, most: int) -> np.ndarray:
    """Every number of own replicas tried as a typed one, the lowest total taken."""

    def with_owned(owned: int) -> Json:
        baseline, mixed = given_scenario["options"]
        return {**given_scenario, "options": [baseline, {**mixed, "owned_replicas": owned}]}

    return np.min([leads(case_of(with_owned(owned)), volumes) for owned in range(most)], axis=0)


@given(
    price=st.integers(2, 60).map(lambda tenths: tenths / 10_000),
    overflow=st.sampled_from([0.0004, 0.002, 0.006]),
    gpus=GPUS,
    build=st.integers(0, 2),
    trend=st.sampled_from([0, -0.5]),
)
def test_spilling_over_with_the_best_number_at_every_volume(
    price: float, overflow: float, gpus: tuple[int, int], build: int, trend: float
) -> None:
    mixed = {
        **own(gpus_per_replica=gpus[0], gpus_per_instance=gpus[1], price_change_per_year=trend),
        "kind": "hybrid",
        "overflow": {"usd_per_task": overflow},
        "programme": {"one_off_usd": 2_000, "build_months": build},
    }
    work = {"day_profile": DAY, "monthly_growth": 0.02}
    given_scenario = scenario(api(usd_per_task=price), mixed, workload=work, horizon_months=4)
    check(given_scenario, 1e9)
    found = break_even(case_of(given_scenario), 1, 0)
    changes = np.array([volume for volume in found.tasks_per_month if volume < 1e8])[:10]
    below, above = (best_leads(given_scenario, changes * (1 + by), 40) for by in (-2e-6, 2e-6))
    assert ((below < 0) != (above < 0)).all()


def test_a_baseline_that_owns_more_from_some_volume_on_costs_less_while_an_option_is_built() -> None:
    """The best number steps up with volume: more rent in all months, less overflow in the first and busiest."""
    baseline = {**own("Baseline"), "kind": "hybrid", "overflow": {"usd_per_task": 0.002}}
    built = {
        **own(requests_per_second=2, gpus_per_instance=8),
        "kind": "hybrid",
        "overflow": {"usd_per_task": 0.0003},
        "programme": {"build_months": 3},
    }
    work = {"day_profile": "consumer", "monthly_growth": -0.1}
    check(scenario(baseline, built, workload=work, horizon_months=24), 1e9)


@pytest.mark.parametrize("today", [1_000_000, 30_000_000, 300_000_000])
def test_the_volume_of_today_does_not_move_the_break_even(today: int) -> None:
    """Two replicas are the best today, none are at a thirtieth of it: each volume is judged by its own best."""
    mixed = {**own(), "kind": "hybrid", "overflow": {"usd_per_task": 0.001}}
    mixed["programme"] = {"one_off_usd": 5_000}
    work = {"tasks_per_month": today, "day_profile": DAY}
    found = compared(scenario(api(usd_per_task=0.001), mixed, workload=work)).crossovers["Own"].break_even
    assert found.status == "reached"
    volume = found.tasks_per_month[0]
    for at, is_cheaper in ((volume * (1 - 1e-5), False), (volume * (1 + 1e-5), True)):
        work = {"tasks_per_month": at, "day_profile": DAY}
        baseline, option = compared(scenario(api(usd_per_task=0.001), mixed, workload=work)).results
        assert (option.total_usd < baseline.total_usd) is is_cheaper


def test_the_volume_at_which_the_recommendation_flips_is_the_break_even() -> None:
    """Found over draws of the volume, each with its own best number, and over the stairs."""
    mixed = {**own(), "kind": "hybrid", "overflow": {"usd_per_task": 0.001}}
    mixed["programme"] = {"one_off_usd": 5_000}
    work = {"tasks_per_month": 30_000_000, "day_profile": DAY}
    given_scenario = scenario(api(usd_per_task=0.001), mixed, workload=work)
    (volume,) = compared(given_scenario).crossovers["Own"].break_even.tasks_per_month
    asked = thresholds(scenario_from_dict(given_scenario), load_catalog(), "workload.tasks_per_month")
    assert asked.below is not None
    assert asked.below.at == pytest.approx(volume, rel=1e-9)


def test_a_provider_whose_price_is_announced_to_change_takes_the_overflow() -> None:
    """Prices by month are arrays, which the steps of the own machines do not depend on."""
    mixed = {**own(), "kind": "hybrid", "overflow": {"sku": "google/gemini-3.6-flash"}}
    given_scenario = scenario(api(), mixed, workload={"day_profile": DAY}, horizon_months=24)
    for owned, build in ((None, 0), (None, 3), (2, 0)):
        option = {**mixed, "owned_replicas": owned, "programme": {"build_months": build}}
        found = compared({**given_scenario, "options": [api(), option]})
        assert found.case.options[1].price_events
        assert found.crossovers["Own"].break_even.status in ("reached", "never", "always")


@pytest.mark.parametrize("price", [0.001, 0.02, 0.2, 2.0])
def test_sleeping(price: float) -> None:
    fleet = own(billing="scale_to_zero", spare_replicas=0, idle_minutes=10)
    check(scenario(api(usd_per_task=price), fleet, workload={"day_profile": DAY}, horizon_months=2), 1e7)


def test_starts_longer_than_an_hour_are_not_guessed() -> None:
    fleet = own(billing="follow_load", startup_minutes=600)
    case = case_of(scenario(api(), fleet, workload={"day_profile": DAY}))
    assert break_even(case, 1, 0, most_steps=2_000).status == "not_verified"
