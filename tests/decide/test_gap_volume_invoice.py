"""What surrounds the comparison: the envelope's gap, cost by volume, the invoice and the peak demand."""

from __future__ import annotations

import numpy as np
import pytest
from given_scenarios import Json, api, by_token, case_of, compared, known_cost, own, scenario, typed_scenarios
from hypothesis import given

from costmodel.case import resolve
from costmodel.catalog import Catalog
from costmodel.cost.ledgers import ledgers
from costmodel.decide.by_volume import cost_by_volume
from costmodel.decide.compare import compare
from costmodel.decide.envelope_gap import envelope_gap, usd_per_task_in_full_use
from costmodel.decide.invoice import invoice_check, tasks_behind_invoice
from costmodel.decide.serving_rate import peak_demand
from costmodel.scenario.presets import preset, preset_names


@given(typed_scenarios(most_months=8))
def test_the_steps_lead_from_the_envelope_to_the_full_bill(drawn: Json) -> None:
    comparison = compared(drawn)
    for result in comparison.results:
        gap = envelope_gap(comparison, result)
        steps = sum(usd for _, usd in gap.steps)
        scale = max(1.0, gap.full_usd, gap.rule.own_usd)
        assert gap.rule.own_usd + steps == pytest.approx(gap.full_usd, abs=1e-6 * scale)
        assert gap.full_usd == result.total_usd


@pytest.mark.parametrize("name", preset_names())
def test_the_steps_of_every_preset(name: str, catalog: Catalog) -> None:
    comparison = compare(resolve(preset(name), catalog))
    for result in comparison.results:
        gap = envelope_gap(comparison, result)
        assert gap.rule.own_usd + sum(usd for _, usd in gap.steps) == pytest.approx(gap.full_usd)
        assert len({step for step, _ in gap.steps}) == len(gap.steps)


def test_the_envelope_leaves_nothing_out_where_there_is_nothing_else() -> None:
    comparison = compared(scenario(api(), known_cost(programme={"one_off_usd": 2500})))
    gap = envelope_gap(comparison, comparison.results[1])
    assert gap.steps == ()
    assert (gap.hosted_usd_per_task, gap.own_usd_per_task) == (0.005, 0.0005)


def test_a_machine_in_full_use_costs_its_rent_over_its_calls() -> None:
    case = case_of(scenario(own(gpus_per_replica=2), workload={"calls_per_task": 3}))
    assert usd_per_task_in_full_use(case.options[0]) == pytest.approx(3 * 2 * 2.5 / (10 * 3600))


def test_cost_by_volume_is_the_month_in_use_of_the_ledger() -> None:
    """Neither building nor one-off money: what a month of each costs once it runs."""
    built = own(programme={"build_months": 3, "one_off_usd": 9_999, "people_usd_per_month": 40})
    running = own(programme={"people_usd_per_month": 40})
    month = case_of(scenario(by_token(), running, horizon_months=1))
    for curve in cost_by_volume(case_of(scenario(by_token(), built))):
        place = 0 if curve.option == "API" else 1
        for volume, usd in zip(curve.tasks_per_month, curve.usd_per_month, strict=True):
            ledger = ledgers(month, float(volume))[place]
            assert usd == pytest.approx(float(ledger.total_usd))


def test_both_ends_of_a_step_are_points() -> None:
    """One replica holds 6.132M tasks; the third is rented just above."""
    one = 10 * 0.7 * 730 * 3600 / 3
    (curve,) = cost_by_volume(case_of(scenario(own(), workload={"tasks_per_month": one})))
    at = dict(zip(curve.tasks_per_month.tolist(), curve.usd_per_month.tolist(), strict=True))
    before = max(volume for volume in at if volume <= one * (1 + 1e-12))
    after = min(volume for volume in at if volume > one * (1 + 1e-12))
    assert (at[before], at[after]) == (2 * 2.5 * 730, 3 * 2.5 * 730)
    assert after == pytest.approx(one, rel=1e-6)


@pytest.mark.parametrize("tasks", [1, 5, 1e12])
def test_cost_by_volume_at_the_edges_of_what_is_allowed(tasks: float) -> None:
    given_scenario = scenario(by_token(), own(), workload={"tasks_per_month": tasks})
    for curve in cost_by_volume(case_of(given_scenario)):
        assert (np.diff(curve.tasks_per_month) >= 0).all()
        assert curve.tasks_per_month[0] >= 1
        assert np.isfinite(curve.usd_per_month).all()


def test_the_invoice_is_held_against_month_zero_and_what_of_it_a_provider_bills() -> None:
    hosted = api(quality=0.9, programme={"people_usd_per_month": 700})
    check = compared(scenario(hosted, last_invoice_usd=400, error_cost_usd=1)).invoice_check
    assert check is not None
    assert check.modelled_usd == pytest.approx(500 + 700 + 10_000)
    assert check.ratio == pytest.approx(11_200 / 400)
    assert (check.billed_usd, check.billed_ratio) == (pytest.approx(500), pytest.approx(1.25))
    assert check.invoice_usd == 400


def test_no_invoice_no_check_and_an_invoice_of_nothing_no_ratio() -> None:
    case = case_of(scenario(api()))
    assert invoice_check(case, ledgers(case)[0]) is None
    free = compared(scenario(api(), last_invoice_usd=0)).invoice_check
    assert free is not None
    assert free.ratio is None


def test_the_volume_behind_an_invoice() -> None:
    case = case_of(scenario(api(discount=0.5), last_invoice_usd=400))
    assert tasks_behind_invoice(case, 400) == pytest.approx(160_000)
    managed = {"kind": "managed_fine_tune", "name": "T", "usd_per_task": 0.01, "hosting_usd_per_hour": 1}
    assert tasks_behind_invoice(case_of(scenario(managed)), 1730) == pytest.approx(100_000)
    assert tasks_behind_invoice(case_of(scenario(managed)), 500) is None
    assert tasks_behind_invoice(case_of(scenario(api(usd_per_task=0))), 500) is None
    assert tasks_behind_invoice(case_of(scenario(own())), 500) is None


def test_rate_limits_are_those_of_the_busiest_month() -> None:
    workload = {"tasks_per_month": 730 * 60, "calls_per_task": 2, "retry_rate": 0.5, "monthly_growth": 0.1}
    case = case_of(scenario(by_token(), workload=workload, horizon_months=2))
    (ledger,) = ledgers(case)
    demand = peak_demand(case.options[0], ledger.tasks)
    assert demand.input_tokens_per_minute == pytest.approx(1.1 * 3 * 3 * 1000)
    assert demand.output_tokens_per_minute == pytest.approx(1.1 * 3 * 3 * 100)
