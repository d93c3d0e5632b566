"""What own GPUs cost: whole replicas, sized on the peak, in whole instances, always on."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from costmodel.case.amount import Amount
from costmodel.case.model import Calls, FleetBill
from costmodel.cost.ledger import Months
from costmodel.cost.volume import price_path
from costmodel.units import HOURS_PER_MONTH, SECONDS_PER_MONTH

EXACT_FIT = 1 - 1e-12
"""Rounding noise of a load that fills its replicas exactly must not open one more."""


def mean_requests_per_second(calls: Calls, tasks: Months) -> Months:
    """Calls a second over the whole month, retries included, shape (..., months)."""
    return tasks * (calls.billed_per_task / SECONDS_PER_MONTH)


def peak_requests_per_second(calls: Calls, tasks: Months) -> Months:
    """Calls a second in the busiest moment; work that may wait fills the valleys."""
    return mean_requests_per_second(calls, tasks) * peak_factor(calls)


def peak_factor(calls: Calls) -> Amount:
    """The busiest moment over the mean, never below 1."""
    return np.maximum(1.0, (1 - calls.batch_share) * calls.peak_to_mean)


def replicas(bill: FleetBill, calls: Calls, tasks: Months) -> Months:
    """Replicas that run in each month: enough for the peak at the target utilisation, and the spare."""
    capacity = bill.requests_per_second * bill.target_utilisation
    peak_of_a_task = calls.billed_per_task * peak_factor(calls) / SECONDS_PER_MONTH
    needed = np.ceil(tasks * (peak_of_a_task / capacity * EXACT_FIT))
    return np.maximum(bill.min_replicas, needed) + bill.spare_replicas


def gpus_billed(bill: FleetBill, running_replicas: Months) -> Months:
    """GPUs that are rented for so many replicas, rounded up to whole instances."""
    instances = np.ceil(running_replicas * bill.gpus_per_replica / bill.gpus_per_instance)
    return instances * bill.gpus_per_instance


def gpu_usd(bill: FleetBill, running_replicas: Months) -> Months:
    """Line `gpu`: rent of every GPU for every hour of the month, used or not."""
    paid_per_hour = bill.usd_per_gpu_hour * price_path(bill.price_change_per_year, running_replicas.shape[-1])
    return gpus_billed(bill, running_replicas) * (HOURS_PER_MONTH * paid_per_hour)


def utilisation(bill: FleetBill, calls: Calls, tasks: Months, running_replicas: Months) -> Months:
    """Mean load over the capacity paid for: a result, never an input; NaN where nothing runs."""
    capacity = running_replicas * bill.requests_per_second
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(capacity > 0, mean_requests_per_second(calls, tasks) / capacity, np.nan)


def tasks_per_replica(bill: FleetBill, calls: Calls) -> float:
    """Tasks in a month that one replica serves at the target utilisation; infinite without calls.

    Only for plain numbers. Source: the always-on formula, solved for the volume of an exact fit.
    """
    calls_in_peak = float(calls.billed_per_task * peak_factor(calls))
    capacity = float(bill.requests_per_second * bill.target_utilisation) * SECONDS_PER_MONTH
    return capacity / calls_in_peak if calls_in_peak > 0 else math.inf


def tasks_at_steps(bill: FleetBill, calls: Calls, low: float, high: float) -> Months:
    """Tasks in one month, from `low` to `high`, above which one more instance is rented; ascending.

    Only for plain numbers.
    """
    return tasks_at_steps_in(bill, calls, np.array([low]), np.array([high]))[0]


def tasks_at_steps_in(
    bill: FleetBill, calls: Calls, low: Months, high: Months
) -> tuple[Months, NDArray[np.intp]]:
    """The same for many ranges at once, vectors `low` and `high`; with the place of each step's range."""
    per_replica = tasks_per_replica(bill, calls)
    first = np.maximum(max(bill.min_replicas, 1), np.floor(low / per_replica))
    counts = np.maximum(0, np.ceil(high / per_replica) + 1 - first).astype(np.intp)
    place = np.repeat(np.arange(len(low)), counts)
    full = first[place] + np.arange(len(place)) - (np.cumsum(counts) - counts)[place]
    before = gpus_billed(bill, full + bill.spare_replicas)
    after = gpus_billed(bill, full + 1 + bill.spare_replicas)
    at = full * per_replica
    is_step = (after > before) & (at >= low[place]) & (at <= high[place])
    return at[is_step], place[is_step]
