"""What every option costs at other volumes than today's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.case.model import Case
from costmodel.cost.ledgers import ledgers
from costmodel.decide.break_even import HIGHEST_TASKS_PER_MONTH, LOWEST_TASKS_PER_MONTH

DECADES_EITHER_SIDE = 2
POINTS = 180


@dataclass(frozen=True)
class CostByVolume:
    """Starting volumes, and the cost of an average month over the horizon, one-off money included."""

    tasks_per_month: NDArray[np.float64]
    usd_per_month: Mapping[str, NDArray[np.float64]]


def cost_by_volume(case: Case) -> CostByVolume:
    """Cost of each option from a hundredth to a hundredfold of today's volume, evenly spaced in the logarithm.

    The curves cross where `break_even` says they do: both read the same totals.
    """
    today = float(case.tasks_per_month)
    low = max(LOWEST_TASKS_PER_MONTH, today / 10**DECADES_EITHER_SIDE)
    high = min(HIGHEST_TASKS_PER_MONTH, today * 10**DECADES_EITHER_SIDE)
    volumes = np.geomspace(min(low, high), high, POINTS)
    totals = {ledger.option: np.asarray(ledger.total_usd) for ledger in ledgers(case, volumes[:, np.newaxis])}
    return CostByVolume(volumes, {name: total / case.horizon_months for name, total in totals.items()})
