"""Ways to run a fleet: each costs what its scenario costs, the curve has its lowest point at the best number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from given_scenarios import Json, api, by_token, case_of, compared, own, scenario

from costmodel.case.model import HybridBill
from costmodel.decide.by_volume import cost_by_volume
from costmodel.decide.serving import day_of_fleet, owned_curve, ways_to_run
from costmodel.decide.serving.ways import fleet_of

WORK = {"tasks_per_month": 30_000_000, "day_profile": "business_hours", "peak_to_mean": 4}


def asked(**fields: Any) -> Json:
    return scenario(api(usd_per_task=0.002), own(**fields), workload=WORK, horizon_months=1)


@pytest.mark.parametrize("billing", ["always_on", "follow_load", "scale_to_zero"])
def test_each_way_costs_what_its_scenario_costs(billing: str) -> None:
    way = next(way for way in ways_to_run(case_of(asked()), 1) if way.name == billing)
    ledger = compared(asked(billing=billing)).results[1].ledger
    assert way.gpu_usd == pytest.approx(ledger.running_usd["gpu"][0])
    assert way.utilisation == pytest.approx(ledger.utilisation[0])
    assert way.replicas == ledger.replicas[0]
    assert way.is_current == (billing == "always_on")


def test_the_mixed_way_is_the_hybrid_with_todays_api() -> None:
    way = ways_to_run(case_of(asked()), 1)[-1]
    mixed = {**own(), "kind": "hybrid", "overflow": {"usd_per_task": 0.002}}
    ledger = (
        compared(scenario(api(usd_per_task=0.002), mixed, workload=WORK, horizon_months=1)).results[1].ledger
    )
    assert way.name == "hybrid"
    assert way.usd_per_month == pytest.approx(float(ledger.total_usd))
    assert way.replicas == ledger.replicas[0]


def test_the_curve_ends_where_no_call_spills_and_is_lowest_at_the_best() -> None:
    case = case_of(asked())
    curve = owned_curve(case, 1)
    best = ways_to_run(case, 1)[-1]
    lowest = min(curve, key=lambda point: point.gpu_usd + point.overflow_usd)
    assert lowest.owned == best.replicas
    assert (curve[0].owned, curve[0].gpu_usd) == (0, 0)
    assert curve[-1].overflow_usd == pytest.approx(0, abs=1e-6)


def test_without_a_provider_there_is_nothing_to_spill_to() -> None:
    case = case_of(scenario(own("Base"), own("Other"), workload=WORK))
    assert owned_curve(case, 1) == ()
    assert len(ways_to_run(case, 1)) == 3


@pytest.mark.parametrize("is_hybrid", [False, True])
def test_the_best_for_one_month_ignores_prices_announced_for_later_ones(is_hybrid: bool) -> None:
    hosted = {"sku": "google/gemini-3.6-flash"}
    fleet = {**own(), "kind": "hybrid", "overflow": hosted} if is_hybrid else own()
    found = compared(
        scenario({"kind": "hosted", "name": "API", **hosted}, fleet, workload=WORK, horizon_months=24)
    )
    assert found.case.options[0].price_events
    curve = owned_curve(found.case, 1)
    lowest = min(curve, key=lambda point: point.gpu_usd + point.overflow_usd)
    best = ways_to_run(found.case, 1)[-1]
    assert best.replicas == (found.results[1].ledger.replicas[0] if is_hybrid else lowest.owned)
    assert len(cost_by_volume(found.case)) == 2


def test_a_hybrid_has_machines_and_keeps_its_own_provider() -> None:
    mixed = {**own("Mixed", owned_replicas=2), "kind": "hybrid", "overflow": {"usd_per_task": 0.05}}
    case = case_of(scenario(api(), mixed, workload=WORK))
    assert isinstance(case.options[1].bill, HybridBill)
    assert fleet_of(case.options[1]) is case.options[1].bill.fleet
    assert ways_to_run(case, 1)[-1].is_current
    with pytest.raises(ValueError, match="no machines"):
        fleet_of(case.options[0])


@pytest.mark.parametrize("billing", ["always_on", "follow_load", "scale_to_zero"])
def test_a_day_adds_up_to_its_month(billing: str) -> None:
    option = case_of(asked(billing=billing)).options[1]
    day = day_of_fleet(fleet_of(option), option.calls, 30_000_000)
    ledger = compared(asked(billing=billing)).results[1].ledger
    assert day.mean.mean() == pytest.approx(30_000_000 / (730 * 3600))
    assert day.replicas.max() == ledger.replicas[0]
    paid = (day.capacity * day.billed).mean()
    assert day.mean.mean() / paid == pytest.approx(ledger.utilisation[0])
    assert np.all(day.peak >= day.mean * (1 - 1e-12))
    assert np.all(day.capacity * 0.7 >= day.peak * (1 - 1e-9))
    assert day.utilisation.shape == (24,)


def test_overflow_to_the_baseline_is_paid_for_the_baselines_own_calls() -> None:
    """Today's prompt of 3,000 tokens at $2.50 and 100 out at $10 a million; the tuned model needs 500."""
    short = own(workload={"input_tokens": 500})
    case = case_of(
        scenario(by_token(), short, workload={**WORK, "input_tokens": 3_000, "output_tokens": 100})
    )
    nothing_owned = owned_curve(case, 1)[0]
    assert nothing_owned.overflow_usd == pytest.approx(30_000_000 * (3_000 * 2.5 + 100 * 10) / 1e6)
