"""Own floor and hosted peak: the best number of own replicas against trying them all, and what must hold."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from given_scenarios import Json, api, case_of, compared, own, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.case.model import Calls, HybridBill
from costmodel.catalog.load import load_catalog
from costmodel.cost import hybrid
from costmodel.cost.ledgers import ledgers
from costmodel.decide.uncertainty.fixed_sizes import with_fixed_sizes
from costmodel.errors import InputError
from costmodel.scenario.options import Hybrid
from costmodel.scenario.parse import scenario_from_dict

PROFILES = st.lists(st.integers(0, 20), min_size=24, max_size=24).filter(any)
MACHINES = st.fixed_dictionaries(
    {
        "requests_per_second": st.integers(1, 50).map(lambda tenths: tenths / 10),
        "usd_per_gpu_hour": st.sampled_from([0.4, 1.0, 2.5, 9.0]),
        "gpus_per_replica": st.sampled_from([1, 2, 3]),
        "gpus_per_instance": st.sampled_from([1, 2, 4, 8]),
        "price_change_per_year": st.sampled_from([0, -0.3]),
    }
)


def mixed(name: str = "Mixed", overflow: Json | None = None, **fields: Any) -> Json:
    overflow = overflow or {"usd_per_task": 0.001}
    return {**own(name, **fields), "kind": "hybrid", "overflow": overflow}


def bill_calls_tasks(given: Json) -> tuple[HybridBill, Calls, np.ndarray]:
    case = case_of(given)
    bill = case.options[1].bill
    assert isinstance(bill, HybridBill)
    return bill, case.options[1].calls, np.full(case.horizon_months, float(case.tasks_per_month))


@given(machines=MACHINES, profile=PROFILES, tasks=st.integers(1, 20_000_000))
def test_the_best_number_is_the_best_of_all(machines: dict[str, Any], profile: list[int], tasks: int) -> None:
    work = {"tasks_per_month": tasks, "day_profile": profile}
    bill, calls, volumes = bill_calls_tasks(
        scenario(api(), mixed(**machines), workload=work, horizon_months=3)
    )
    most = hybrid.most_useful(bill, calls, volumes)
    costs = [hybrid.cost_of_owning(bill, calls, volumes, owned) for owned in range(most + 9)]
    best = hybrid.best_owned(bill, calls, volumes)
    assert costs[best] == pytest.approx(min(costs))
    assert costs[best] <= costs[0] * (1 + 1e-12)
    assert costs[best] <= costs[most] * (1 + 1e-12)


@given(
    machines=MACHINES,
    profile=PROFILES,
    trends=st.tuples(*[st.sampled_from([-0.9, -0.5, 0, 0.9])] * 2),
    build=st.integers(0, 8),
)
def test_only_the_months_in_use_choose_the_number(
    machines: dict[str, Any], profile: list[int], trends: tuple[float, float], build: int
) -> None:
    """Against every number typed: prices that move are those of the months after building."""
    given_scenario = scenario(
        api(),
        mixed(
            **{**machines, "price_change_per_year": trends[0]},
            overflow={"usd_per_task": 0.0005, "price_change_per_year": trends[1]},
            programme={"build_months": build},
        ),
        workload={"tasks_per_month": 8_000_000, "day_profile": profile, "monthly_growth": 0.03},
        horizon_months=8,
    )
    case = case_of(given_scenario)
    bill = case.options[1].bill
    assert isinstance(bill, HybridBill)

    def total(owned: int) -> float:
        option = replace(case.options[1], bill=replace(bill, owned_replicas=owned))
        return float(ledgers(replace(case, options=(case.options[0], option)))[1].total_usd)

    busiest = 8_000_000 * 1.03**8 / (730 * 3600) * 24 * max(profile) / sum(profile)
    most = math.ceil(busiest / (machines["requests_per_second"] * 0.7))
    tried = range(min(most, 60) + 2)
    found = float(ledgers(case)[1].total_usd)
    assert found <= min(map(total, tried)) * (1 + 1e-12)
    assert found == pytest.approx(total(int(ledgers(case)[1].replicas[-1])) if build < 8 else found)


@given(machines=MACHINES, profile=PROFILES)
def test_every_volume_chooses_for_itself(machines: dict[str, Any], profile: list[int]) -> None:
    volumes = np.array([1e3, 4e5, 3e6, 2.2e7])
    case = case_of(scenario(api(), mixed(**machines), workload={"day_profile": profile}, horizon_months=3))
    together = ledgers(case, volumes[:, np.newaxis])[1]
    alone = [ledgers(case, float(volume))[1] for volume in volumes]
    assert np.asarray(together.total_usd) == pytest.approx([float(one.total_usd) for one in alone])
    assert together.replicas[:, 0].tolist() == [one.replicas[0] for one in alone]


@given(profile=PROFILES, tasks=st.integers(1, 10_000_000), owned=st.integers(0, 6))
def test_overflow_hour_by_hour_in_fractions(profile: list[int], tasks: int, owned: int) -> None:
    work = {"tasks_per_month": tasks, "day_profile": profile}
    bill, calls, volumes = bill_calls_tasks(scenario(api(), mixed(target_utilisation=0.5), workload=work))
    own_calls = owned * Fraction(10) / 2
    rate = Fraction(tasks, 730 * 3600)
    over = sum(max(Fraction(0), rate * Fraction(24 * weight, sum(profile)) - own_calls) for weight in profile)
    found = hybrid.overflow_tasks(bill, calls, volumes[:1], owned)[0]
    assert found == pytest.approx(float(over / 24 * 730 * 3600), rel=1e-9, abs=1e-6)


def test_a_number_left_open_is_settled_and_shown() -> None:
    work = {"tasks_per_month": 30_000_000, "day_profile": "consumer"}
    open_, typed = (scenario(api(), mixed(**fields), workload=work) for fields in ({}, {"owned_replicas": 0}))
    found = compared(open_)
    owned = found.results[1].ledger.replicas[0]
    assert owned > 0
    assert found.results[1].total_usd < compared(typed).results[1].total_usd
    at_best = scenario(api(), mixed(owned_replicas=int(owned)), workload=work)
    assert compared(at_best).results[1].total_usd == found.results[1].total_usd


def test_the_number_is_decided_before_the_future_is_known() -> None:
    work = {"tasks_per_month": {"p10": 10_000_000, "p90": 90_000_000}}
    fixed = with_fixed_sizes(scenario_from_dict(scenario(api(), mixed(), workload=work)), load_catalog())
    option = fixed.options[1]
    assert isinstance(option, Hybrid)
    assert option.owned_replicas is not None


def test_overflow_may_be_a_model_of_the_price_book() -> None:
    found = compared(
        scenario(
            api(), mixed(overflow={"sku": "openai/gpt-6-luna"}), workload={"tasks_per_month": 30_000_000}
        )
    )
    assert float(found.results[1].ledger.line_total_usd("api")) >= 0
    assert any(source.field == "sku" for source in found.case.options[1].sources)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"overflow": {"sku": "openai/no-such-model"}}, "options.1.overflow.sku"),
        ({"overflow": {}}, "options.1.overflow.sku"),
        ({"owned_replicas": -1}, "options.1.owned_replicas"),
        ({"owned_replicas": 1.5}, "options.1.owned_replicas"),
        ({"billing": "follow_load"}, "options.1.billing"),
        ({"spare_replicas": 3}, "options.1.spare_replicas"),
        ({"usd_per_task": 0.1}, "options.1.usd_per_task"),
    ],
)
def test_wrong_hybrids_name_the_field(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(InputError) as refused:
        case_of(scenario(api(), {**mixed(), **fields}))
    assert named in {problem.field for problem in refused.value.problems}


def test_a_hybrid_of_none_costs_what_its_overflow_costs() -> None:
    work = {"tasks_per_month": 300_000, "day_profile": "business_hours"}
    found = compared(scenario(api(usd_per_task=0.001), mixed(owned_replicas=0), workload=work))
    assert found.results[1].total_usd == pytest.approx(found.results[0].total_usd)
    assert replace(found.results[1].option.bill, owned_replicas=1) != found.results[1].option.bill  # type: ignore[type-var]
