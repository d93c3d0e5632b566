"""The ledger: every dollar of one option, by line and by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.case.amount import Amount
from costmodel.units import MONTHS_PER_YEAR

LINES = (
    *("api", "gpu", "hosting", "platform", "people"),
    *("data", "training", "evaluation", "ab_test", "engineering", "one_off"),
    *("retraining", "escalation", "errors"),
)
"""The lines of every ledger, in the order in which they are added up and shown."""

INVOICED_LINES = ("api", "gpu", "hosting", "platform")
"""What a provider's invoice holds; people, errors and retraining are on no invoice."""

Months = NDArray[np.float64]


@dataclass(frozen=True)
class Ledger:
    """What one option costs.

    `running_usd` holds lines of shape (..., months) that broadcast; a line that is absent is 0.
    `upfront_usd_by_line` falls at time 0. Utilisation is NaN where nothing is rented.
    """

    option: str
    tasks: Months
    running_usd: Mapping[str, Months]
    upfront_usd_by_line: Mapping[str, Amount]
    replicas: Months
    utilisation: Months
    discount_rate: Amount

    @property
    def usd_by_month(self) -> Months:
        """Running cost of each month, shape (..., months)."""
        return month_sums(self.running_usd)

    @property
    def upfront_usd(self) -> Amount:
        """One-off cost at time 0."""
        return sum((self.upfront_usd_by_line[line] for line in self._upfront_lines()), 0.0)

    @property
    def cumulative_usd(self) -> Months:
        """Spent at time 0 and by each month end, shape (..., months + 1)."""
        monthly, upfront = self.usd_by_month, np.atleast_1d(np.asarray(self.upfront_usd, dtype=float))
        draws = np.broadcast_shapes(monthly.shape[:-1], upfront.shape[:-1])
        both = (np.broadcast_to(part, (*draws, part.shape[-1])) for part in (upfront, monthly))
        return np.concatenate(tuple(both), axis=-1).cumsum(axis=-1)

    @property
    def total_usd(self) -> Amount:
        """Everything over the horizon, undiscounted."""
        total: Amount = _per_draw(self.upfront_usd) + self.usd_by_month.sum(axis=-1)
        return total

    @property
    def npv_usd(self) -> Amount:
        """Everything over the horizon in today's money, running cost at month ends; a cost, positive."""
        discounted = self.usd_by_month * discount_factors(self.discount_rate, self.tasks.shape[-1])
        total: Amount = _per_draw(self.upfront_usd) + discounted.sum(axis=-1)
        return total

    def line_total_usd(self, line: str) -> Amount:
        """One line over the horizon, its one-off part included."""
        running = self.running_usd[line].sum(axis=-1) if line in self.running_usd else 0.0
        return running + _per_draw(self.upfront_usd_by_line.get(line, 0.0))

    def _upfront_lines(self) -> list[str]:
        return [line for line in LINES if line in self.upfront_usd_by_line]


def month_sums(running_usd: Mapping[str, Months]) -> Months:
    """Add lines up, in the order of the ledger, to one cost a month, shape (..., months)."""
    first, *others = (running_usd[line] for line in LINES if line in running_usd)
    return sum(others, first)


def discount_factors(discount_rate: Amount, horizon_months: int) -> Months:
    """What a dollar at the end of each month is worth today, shape (..., months)."""
    month_ends = np.arange(1, horizon_months + 1)
    return np.asarray((1 + discount_rate) ** (-month_ends / MONTHS_PER_YEAR))


def _per_draw(amount: Amount) -> Amount:
    """Drop the months axis of length 1 from a number that varies by draw only."""
    return amount[..., 0] if isinstance(amount, np.ndarray) else amount
