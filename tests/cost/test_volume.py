"""Tasks by month for every shape of growth, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from given_scenarios import Json, api, case_of, compared, scenario

from costmodel.case.model import Growth
from costmodel.cost.volume import growth_factors, tasks_by_month


@pytest.mark.parametrize(
    ("workload", "tasks"),
    [
        ({}, [1000, 1000, 1000, 1000]),
        ({"monthly_growth": 0.1}, [1000, 1100, 1210, 1331]),
        ({"monthly_growth": 0.1, "growth_shape": "compound"}, [1000, 1100, 1210, 1331]),
        ({"monthly_growth": 0.1, "growth_shape": "linear"}, [1000, 1100, 1200, 1300]),
        ({"monthly_growth": -0.4, "growth_shape": "linear"}, [1000, 600, 200, 0]),
        ({"monthly_growth": -0.5, "growth_shape": "linear"}, [1000, 500, 0, 0]),
        ({"volume_series": [20, 10, 0, 60]}, [1000, 500, 0, 3000]),
        ({"volume_series": [0.5, 1]}, [1000, 2000, 2000, 2000]),
        ({"volume_series": [7]}, [1000, 1000, 1000, 1000]),
        ({"volume_series": [4, 3, 2, 1, 9, 9]}, [1000, 750, 500, 250]),
    ],
)
def test_tasks_by_month(workload: Json, tasks: list[float]) -> None:
    given = scenario(api(), workload={"tasks_per_month": 1000, **workload}, horizon_months=4)
    (result,) = compared(given).results
    assert result.ledger.tasks.tolist() == pytest.approx(tasks)
    assert result.total_usd == pytest.approx(0.005 * sum(tasks))


def test_only_the_shape_of_a_series_counts() -> None:
    small, large = Growth(series=(1, 2, 5)), Growth(series=(1e11, 2e11, 5e11))
    assert growth_factors(small, 3).tolist() == growth_factors(large, 3).tolist() == [1, 2, 5]


@pytest.mark.parametrize("months", [1, 2, 4, 5, 8, 10, 16, 20, 25, 32, 40, 50, 64, 80, 100])
def test_a_linear_decline_that_ends_exactly_leaves_no_rounding_noise(months: int) -> None:
    factors = growth_factors(Growth(-1 / months, "linear"), 120)
    assert (factors[:months] > 0).all()
    assert not factors[months:].any()


def test_draws_of_a_rate_give_one_row_each() -> None:
    rates = np.array([[-0.5], [0.0], [0.5]])
    linear = tasks_by_month(100.0, Growth(rates, "linear"), 4)
    assert linear.tolist() == [[100, 50, 0, 0], [100] * 4, [100, 150, 200, 250]]
    compound = tasks_by_month(np.array([[1.0], [2.0], [4.0]]), Growth(rates), 3)
    assert compound.tolist() == [[1, 0.5, 0.25], [2, 2, 2], [4, 6, 9]]


@pytest.mark.parametrize(
    ("months", "note"),
    [
        (2, "The monthly volumes end with month 1; the last one stays until the horizon of 4 months ends."),
        (4, None),
        (6, "The horizon of 4 months ends before the 6 monthly volumes do; the last 2 are not used."),
    ],
)
def test_a_series_of_another_length_than_the_horizon_is_named(months: int, note: str | None) -> None:
    given = scenario(api(), workload={"volume_series": [5] * months}, horizon_months=4)
    assert case_of(given).notes == (() if note is None else (note,))


def test_a_month_without_tasks_costs_what_stands_idle() -> None:
    given = scenario(
        api(usd_per_task=0.01, programme={"people_usd_per_month": 30}),
        workload={"tasks_per_month": 1000, "volume_series": [1, 0]},
        horizon_months=2,
    )
    assert compared(given).results[0].ledger.usd_by_month.tolist() == pytest.approx([40, 30])
