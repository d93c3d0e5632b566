"""What must hold for every ledger: it adds up, it never falls with more work, and it takes arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from given_scenarios import Json, api, by_token, case_of, own, scenario, typed_scenarios
from hypothesis import given
from hypothesis import strategies as st

from costmodel.case import Case
from costmodel.case.model import TaskBill
from costmodel.cost.ledger import LINES, Ledger, discount_factors
from costmodel.cost.ledgers import ledgers, monthly_usd

UP_TO_ROUNDING = 1 - 1e-12


def totals(case: Case) -> list[float]:
    return [float(ledger.total_usd) for ledger in ledgers(case)]


def check_never_falls(lower: list[float], higher: list[float]) -> None:
    for low, high in zip(lower, higher, strict=True):
        assert high >= low * UP_TO_ROUNDING


@given(typed_scenarios(), st.floats(1, 100))
def test_cost_never_falls_when_volume_rises(drawn: Json, times: float) -> None:
    case = case_of(drawn)
    check_never_falls(totals(case), totals(replace(case, tasks_per_month=case.tasks_per_month * times)))


@given(typed_scenarios(), st.floats(1, 20))
def test_cost_never_falls_when_the_peak_rises(drawn: Json, times: float) -> None:
    case = case_of(drawn)
    peaked = tuple(
        replace(option, calls=replace(option.calls, peak_to_mean=option.calls.peak_to_mean * times))
        for option in case.options
    )
    check_never_falls(totals(case), totals(replace(case, options=peaked)))


PRICE_FIELDS = (
    *("usd_per_task", "usd_per_gpu_hour", "hosting_usd_per_hour", "platform_usd_per_month"),
    *("input_usd_per_mtok", "output_usd_per_mtok", "cached_input_usd_per_mtok", "cache_write_usd_per_mtok"),
    *("one_off_usd", "people_usd_per_month", "retrain_usd"),
)


def dearer(given_value: Any, times: float) -> Any:
    if isinstance(given_value, dict):
        return {
            key: value * times if key in PRICE_FIELDS else dearer(value, times)
            for key, value in given_value.items()
        }
    return given_value


@given(typed_scenarios(), st.floats(1, 50))
def test_cost_never_falls_when_prices_rise(drawn: Json, times: float) -> None:
    raised = {**drawn, "options": [dearer(option, times) for option in drawn["options"]]}
    check_never_falls(totals(case_of(drawn)), totals(case_of(raised)))


@given(typed_scenarios())
def test_lines_months_and_totals_reconcile(drawn: Json) -> None:
    for ledger in ledgers(case_of(drawn)):
        total = float(ledger.total_usd)
        by_line = sum(float(ledger.line_total_usd(line)) for line in LINES)
        by_month = float(ledger.upfront_usd) + float(ledger.usd_by_month.sum())
        assert by_line == pytest.approx(total)
        assert by_month == pytest.approx(total)
        assert ledger.cumulative_usd[0] == float(ledger.upfront_usd)
        assert ledger.cumulative_usd[-1] == pytest.approx(total)
        assert all((usd >= 0).all() for usd in ledger.running_usd.values())


@given(typed_scenarios())
def test_utilisation_is_a_share_of_what_is_paid_for(drawn: Json) -> None:
    for ledger in ledgers(case_of(drawn)):
        rented = ledger.replicas > 0
        assert np.isnan(ledger.utilisation[~rented]).all()
        assert (ledger.utilisation[rented] >= 0).all()
        assert (ledger.utilisation[rented] <= 1 + 1e-9).all()


@given(typed_scenarios(), st.lists(st.floats(1, 1e9), min_size=1, max_size=5))
def test_a_column_of_volumes_equals_one_call_for_each(drawn: Json, volumes: list[float]) -> None:
    case = case_of(drawn)
    together = ledgers(case, np.array(volumes)[:, np.newaxis])
    for row, volume in enumerate(volumes):
        for many, one in zip(together, ledgers(case, volume), strict=True):
            check_same(many, row, one)


def check_same(many: Ledger, row: int, one: Ledger) -> None:
    """Hold one draw of an array ledger against the ledger of plain numbers."""
    shape = (row, slice(None))
    draws = np.shape(many.total_usd)[0]
    months = one.tasks.shape[-1]
    assert np.broadcast_to(many.usd_by_month, (draws, months))[shape] == pytest.approx(one.usd_by_month)
    assert many.total_usd[row] == pytest.approx(float(one.total_usd))
    assert many.npv_usd[row] == pytest.approx(float(one.npv_usd))
    cumulative = np.broadcast_to(many.cumulative_usd, (draws, months + 1))[shape]
    assert cumulative == pytest.approx(one.cumulative_usd)
    replicas = np.broadcast_to(many.replicas, (draws, months))[shape]
    assert replicas.tolist() == one.replicas.tolist()


def with_number(case: Case, path: str, value: Any) -> Case:
    """The case with one number replaced, named as "discount_rate", "growth.per_month" or "0.bill.discount"."""
    if "." not in path:
        return replace(case, **{path: value})
    place, *inner = path.split(".")
    if place == "growth":
        return replace(case, growth=replace(case.growth, **{inner[0]: value}))
    option = case.options[int(place)]
    if len(inner) == 1:
        changed = replace(option, **{inner[0]: value})
    else:
        part, field = inner
        if field == "upfront_usd_by_line":
            value = {"one_off": value}
        changed = replace(option, **{part: replace(getattr(option, part), **{field: value})})
    options = list(case.options)
    options[int(place)] = changed
    return replace(case, options=tuple(options))


FULL = scenario(
    by_token(quality=0.9, programme={"people_usd_per_month": 100}),
    own(
        quality=0.8,
        platform_usd_per_month=50,
        escalation_share=0.1,
        programme={
            "build_months": 2,
            "one_off_usd": 1000,
            "people_usd_per_month": 700,
            "retrain_every_months": 3,
            "retrain_usd": 200,
        },
    ),
    workload={"tasks_per_month": 2_000_000, "monthly_growth": 0.01},
    error_cost_usd=0.01,
    discount_rate=0.1,
    horizon_months=10,
)


@pytest.mark.parametrize(
    "path",
    [
        *("tasks_per_month", "growth.per_month", "discount_rate", "error_cost_usd"),
        *("0.quality", "0.calls.retry_rate", "0.bill.discount", "0.bill.price_change_per_year"),
        *("0.calls.input_tokens", "0.calls.batch_share", "0.upkeep.people_usd_per_month"),
        *("0.bill.hosting_usd_per_hour", "0.upkeep.upfront_usd_by_line"),
        *("1.quality", "1.escalation_share", "1.calls.calls_per_task", "1.calls.peak_to_mean"),
        *("1.bill.usd_per_gpu_hour", "1.bill.requests_per_second", "1.bill.target_utilisation"),
        *("1.bill.platform_usd_per_month", "1.bill.price_change_per_year"),
        *("1.upkeep.upfront_usd_by_line", "1.upkeep.people_usd_per_month", "1.upkeep.retrain_usd"),
    ],
)
def test_draws_of_one_number_equal_the_loop_over_draws(path: str) -> None:
    case, draws = case_of(FULL), [0.05, 0.3, 0.9]
    if path == "tasks_per_month":
        draws = [10.0, 1e6, 1e8]
    together = ledgers(with_number(case, path, np.array(draws)[:, np.newaxis]))
    for row, value in enumerate(draws):
        for many, one in zip(together, ledgers(with_number(case, path, value)), strict=True):
            if np.ndim(many.total_usd) == 0:
                assert float(many.total_usd) == pytest.approx(float(one.total_usd))
            else:
                check_same(many, row, one)


def test_draws_of_a_linear_growth_equal_the_loop_over_draws() -> None:
    linear = with_number(case_of(FULL), "growth.shape", "linear")
    draws = [-0.3, 0.0, 0.25]
    together = ledgers(with_number(linear, "growth.per_month", np.array(draws)[:, np.newaxis]))
    for row, value in enumerate(draws):
        for many, one in zip(together, ledgers(with_number(linear, "growth.per_month", value)), strict=True):
            check_same(many, row, one)


def test_draws_of_several_numbers_equal_the_loop_over_draws() -> None:
    rng = np.random.default_rng(0)
    paths = (
        "growth.per_month",
        "0.bill.discount",
        "1.bill.requests_per_second",
        "1.upkeep.people_usd_per_month",
    )
    draws = {path: rng.uniform(0.01, 0.4, size=(4, 1)) for path in paths}
    case = case_of(FULL)
    together = case
    for path, values in draws.items():
        together = with_number(together, path, values)
    for row in range(4):
        alone = case
        for path, values in draws.items():
            alone = with_number(alone, path, float(values[row, 0]))
        for many, one in zip(ledgers(together), ledgers(alone), strict=True):
            check_same(many, row, one)


def test_a_known_cost_per_task_takes_draws() -> None:
    case = case_of(scenario(api(), own()))
    bill = TaskBill(np.array([[0.001], [0.002]]), 0.0, 0.0, 0.0)
    (ledger,) = ledgers(replace(case, options=(replace(case.options[0], bill=bill),)))
    assert ledger.total_usd.tolist() == pytest.approx([24 * 100, 24 * 200])


def test_money_at_the_end_of_the_first_year_is_discounted_by_the_yearly_rate() -> None:
    factors = discount_factors(0.1, 24)
    assert factors[11] == pytest.approx(1 / 1.1)
    assert factors[23] == pytest.approx(1 / 1.21)
    assert factors[0] < 1


def test_costs_at_other_volumes_are_those_of_the_ledgers_in_the_order_asked_for() -> None:
    case = case_of(
        scenario(api("A"), api("B"), own("C", programme={"build_months": 2, "people_usd_per_month": 7}))
    )
    volumes = np.array([10.0, 5e6, 9e7])
    for place, usd in zip((2, 0), monthly_usd(case, volumes[:, np.newaxis], (2, 0)), strict=True):
        for row, volume in enumerate(volumes):
            assert usd[row] == pytest.approx(ledgers(case, float(volume))[place].usd_by_month)
