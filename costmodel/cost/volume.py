"""How many tasks there are in each month, and what a price does over the months."""

from __future__ import annotations

import numpy as np

from costmodel.case.amount import Amount
from costmodel.cost.ledger import Months
from costmodel.units import MONTHS_PER_YEAR


def tasks_by_month(tasks_per_month: Amount, monthly_growth: Amount, horizon_months: int) -> Months:
    """Tasks of months 0 to horizon - 1 under compound growth, shape (..., months)."""
    growth = (1 + monthly_growth) ** np.arange(horizon_months)
    return np.asarray(tasks_per_month * growth, dtype=float)


def price_path(price_change_per_year: Amount, horizon_months: int) -> Months:
    """Price of each month over that of month 0, shape (..., months)."""
    years = np.arange(horizon_months) / MONTHS_PER_YEAR
    return np.asarray((1 + price_change_per_year) ** years)
