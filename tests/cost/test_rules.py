"""Single rules of the ledger, each with figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from given_scenarios import Json, api, by_token, case_of, known_cost, own, scenario

from costmodel.cost.ledger import Ledger
from costmodel.cost.ledgers import ledgers

HOURS = 730
ONE_REPLICA = 10 * 0.7 * HOURS * 3600 / 3
"""Tasks a month that fill one replica of `own()` exactly."""


def ledger_of(*options: Json, place: int = -1, **fields: object) -> Ledger:
    return ledgers(case_of(scenario(*options, **fields)))[place]  # type: ignore[arg-type]


def test_an_exact_fit_opens_no_further_replica() -> None:
    for tasks, replicas in ((ONE_REPLICA, 2), (ONE_REPLICA * (1 + 1e-9), 3), (3 * ONE_REPLICA, 4)):
        ledger = ledger_of(own(), workload={"tasks_per_month": tasks}, horizon_months=1)
        assert ledger.replicas.tolist() == [replicas]


@pytest.mark.parametrize("tenth", range(1, 40))
def test_decimal_fractions_fit_exactly_too(tenth: int) -> None:
    """0.1 and its multiples are no binary fractions; their rounding noise must not open a replica."""
    fleet = own(requests_per_second=tenth / 10, target_utilisation=0.1, spare_replicas=0)
    tasks = 7 * tenth * 36 * HOURS
    workload = {"tasks_per_month": tasks, "peak_to_mean": 1}
    assert ledger_of(fleet, workload=workload, horizon_months=1).replicas.tolist() == [7]


@pytest.mark.parametrize(
    ("per_replica", "per_instance", "replicas", "gpus"),
    [(1, 8, 2, 8), (4, 8, 2, 8), (4, 8, 3, 16), (2, 1, 3, 6)],
)
def test_gpus_are_rented_in_whole_instances(
    per_replica: int, per_instance: int, replicas: int, gpus: int
) -> None:
    fleet = own(
        gpus_per_replica=per_replica, gpus_per_instance=per_instance, min_replicas=replicas, spare_replicas=0
    )
    assert ledger_of(fleet, horizon_months=1).running_usd["gpu"].tolist() == [gpus * 2.5 * HOURS]


def test_work_that_may_wait_fills_the_valleys_but_no_more() -> None:
    for share, replicas in ((0, 4), (0.5, 3), (2 / 3, 2), (1, 2)):
        workload = {"tasks_per_month": 3 * ONE_REPLICA, "batch_share": share, "peak_to_mean": 3}
        fleet = own(spare_replicas=1)
        assert ledger_of(fleet, workload=workload, horizon_months=1).replicas.tolist() == [replicas]


def test_no_tasks_need_a_replica_if_the_minimum_is_none() -> None:
    fleet = own(min_replicas=0, spare_replicas=0)
    ledger = ledger_of(fleet, workload={"calls_per_task": 0}, horizon_months=2)
    assert ledger.total_usd == 0
    assert np.isnan(ledger.utilisation).all()


def test_while_it_is_built_the_baseline_runs_with_all_its_lines() -> None:
    hosted = api(
        quality=0.9, programme={"people_usd_per_month": 300, "retrain_every_months": 1, "retrain_usd": 7}
    )
    built = known_cost(
        quality=1, programme={"build_months": 2, "one_off_usd": 50, "people_usd_per_month": 999}
    )
    ledger = ledger_of(hosted, built, error_cost_usd=0.1, horizon_months=4)
    assert ledger.running_usd["api"].tolist() == [500, 500, 0, 0]
    assert ledger.running_usd["people"].tolist() == [300, 300, 999, 999]
    assert ledger.running_usd["errors"].tolist() == pytest.approx([1000, 1000, 0, 0])
    assert ledger.running_usd["retraining"].tolist() == [0, 7, 0, 0]
    assert ledger.upfront_usd == 50


def test_a_fleet_as_baseline_runs_while_the_rival_is_built() -> None:
    ledger = ledger_of(own("Today"), known_cost("Next", programme={"build_months": 1}), horizon_months=2)
    assert ledger.replicas.tolist() == [2, 0]
    assert np.isnan(ledger.utilisation).tolist() == [False, True]


def test_retraining_falls_after_each_interval_from_the_end_of_building() -> None:
    programme = {"build_months": 3, "retrain_every_months": 6, "retrain_usd": 8000}
    ledger = ledger_of(api(), own(programme=programme), horizon_months=24)
    assert np.flatnonzero(ledger.running_usd["retraining"]).tolist() == [9, 15, 21]


def test_escalated_tasks_are_paid_at_the_baseline_as_well() -> None:
    hosted = api(price_change_per_year=-0.5, discount=0.2)
    ledger = ledger_of(hosted, own(escalation_share=0.1), horizon_months=13)
    assert ledger.running_usd["escalation"][0] == pytest.approx(40)
    assert ledger.running_usd["escalation"][12] == pytest.approx(20)


def test_price_changes_move_what_is_bought_by_use_only() -> None:
    tuned = {
        "kind": "managed_fine_tune",
        "name": "Tuned",
        "usd_per_task": 0.01,
        "hosting_usd_per_hour": 2,
        "price_change_per_year": 0.5,
    }
    ledger = ledger_of(api(), tuned, horizon_months=13)
    assert ledger.running_usd["api"][12] == pytest.approx(1500)
    assert ledger.running_usd["hosting"].tolist() == [2 * HOURS] * 13
    fleet = own(price_change_per_year=-0.5, platform_usd_per_month=100, programme={"people_usd_per_month": 9})
    ledger = ledger_of(api(), fleet, horizon_months=13)
    assert ledger.running_usd["gpu"][12] == pytest.approx(ledger.running_usd["gpu"][0] / 2)
    assert ledger.running_usd["platform"][12] == 100
    assert ledger.running_usd["people"][12] == 9


def test_a_known_cost_per_task_replaces_token_prices_and_nothing_else() -> None:
    workload = {"calls_per_task": 5, "retry_rate": 1, "batch_share": 1}
    ledger = ledger_of(api(discount=0.25), workload=workload, horizon_months=1)
    assert ledger.running_usd["api"].tolist() == [0.75 * 500]


def test_retries_are_billed_like_calls_and_served_like_calls() -> None:
    once = ledger_of(by_token(), own(), place=0, horizon_months=1)
    again = ledger_of(by_token(), own(), place=0, workload={"retry_rate": 0.5}, horizon_months=1)
    assert again.total_usd == pytest.approx(1.5 * once.total_usd)
    served = ledger_of(own(), workload={"tasks_per_month": ONE_REPLICA, "retry_rate": 0.5}, horizon_months=1)
    assert served.replicas.tolist() == [3]


def test_an_option_with_a_workload_of_its_own_leaves_the_others_alone() -> None:
    short = {"input_tokens": 100, "output_tokens": 10}
    case = case_of(scenario(by_token("Long"), by_token("Short", workload=short), horizon_months=1))
    long, tuned = ledgers(case)
    assert long.total_usd == pytest.approx(100_000 * (1000 * 2.5 + 100 * 10) / 1e6)
    assert tuned.total_usd == pytest.approx(100_000 * (100 * 2.5 + 10 * 10) / 1e6)


def test_errors_of_unknown_quality_count_as_nothing() -> None:
    assert ledger_of(api(), error_cost_usd=10, horizon_months=1).total_usd == 500
    assert ledger_of(api(quality=0.9), error_cost_usd=10, horizon_months=1).total_usd == pytest.approx(
        100_500
    )
