"""How many tasks there are in each month, and what a price does over the months."""

from __future__ import annotations

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.model import Growth
from costmodel.cost.ledger import Months
from costmodel.units import MONTHS_PER_YEAR


def tasks_by_month(tasks_per_month: Amount, growth: Growth, horizon_months: int) -> Months:
    """Tasks of months 0 to horizon - 1, shape (..., months)."""
    return np.asarray(tasks_per_month * growth_factors(growth, horizon_months), dtype=float)


def growth_factors(growth: Growth, horizon_months: int) -> Months:
    """Volume of each month over that of month 0, shape (..., months).

    A linear decline ends at 0. After the last month of a series its last value stays.
    """
    months = np.arange(horizon_months)
    if growth.series is not None:
        series = np.array(growth.series)
        return np.asarray(series[np.minimum(months, len(series) - 1)] / series[0])
    if growth.shape == "linear":
        return np.maximum(0.0, 1 + growth.per_month * months)
    return np.asarray((1 + growth.per_month) ** months)


def price_path(price_change_per_year: Amount, horizon_months: int) -> Months:
    """Price of each month over that of month 0, shape (..., months)."""
    years = np.arange(horizon_months) / MONTHS_PER_YEAR
    return np.asarray((1 + price_change_per_year) ** years)
