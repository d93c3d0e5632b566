"""Load and capacity of a fleet by hour of the day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.case.model import Calls, FleetBill
from costmodel.cost import fleet
from costmodel.cost.day import burst, hour, weights_of

Hours = NDArray[np.float64]


@dataclass(frozen=True)
class DayOfFleet:
    """Calls a second by hour of the day, shape (24,): their mean, their busiest moment, what is there for them.

    `capacity` is what running replicas sustain, spare included; `billed` the share of the hour paid for;
    `utilisation` the mean load over the capacity paid for.
    """

    mean: Hours
    peak: Hours
    capacity: Hours
    replicas: Hours
    billed: Hours

    @property
    def mean_requests_per_second(self) -> float:
        """Over the whole day."""
        return float(self.mean.mean())

    @property
    def peak_requests_per_second(self) -> float:
        """In the busiest moment of the day."""
        return float(self.peak.max())

    @property
    def utilisation(self) -> Hours:
        """Mean load over capacity paid for; NaN where nothing runs."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.capacity > 0, self.mean / (self.capacity * self.billed), np.nan)


def day_of_fleet(bill: FleetBill, calls: Calls, tasks_per_month: float) -> DayOfFleet:
    """One day of a month with so many tasks; plain numbers only."""
    tasks = np.array([tasks_per_month])
    weights = np.array(weights_of(calls))
    mean = float(fleet.mean_requests_per_second(calls, tasks)[0]) * weights
    if bill.billing == "always_on":
        replicas = np.full(weights.shape, float(fleet.running(bill, calls, tasks).replicas[0]))
        billed = np.ones_like(replicas)
        peak = np.maximum(mean, mean * float(fleet.peak_factor(calls)) / weights.max())
    else:
        hours = [hour(bill, calls, tasks, float(weight)) for weight in weights]
        replicas = np.array([float(each.replicas[0]) for each in hours])
        billed = np.array([float(each.billed[0]) for each in hours])
        peak = mean * float(burst(calls))
    return DayOfFleet(mean, peak, replicas * float(bill.requests_per_second), replicas, billed)
