"""What own GPUs cost: whole replicas, sized on the peak, in whole instances."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from costmodel.case.amount import Amount
from costmodel.case.model import Calls, FleetBill
from costmodel.cost.day import Running, burst, gpus_billed, replicas_for, running_over_the_day, weights_of
from costmodel.cost.ledger import Months
from costmodel.cost.volume import price_path
from costmodel.units import HOURS_PER_MONTH, SECONDS_PER_MONTH


def mean_requests_per_second(calls: Calls, tasks: Months) -> Months:
    """Calls a second over the whole month, retries included, shape (..., months)."""
    return tasks * (calls.billed_per_task / SECONDS_PER_MONTH)


def peak_requests_per_second(calls: Calls, tasks: Months) -> Months:
    """Calls a second in the busiest moment; work that may wait fills the valleys."""
    return mean_requests_per_second(calls, tasks) * peak_factor(calls)


def peak_factor(calls: Calls) -> Amount:
    """The busiest moment over the mean, never below 1."""
    return np.maximum(1.0, (1 - calls.batch_share) * calls.peak_to_mean)


def running(bill: FleetBill, calls: Calls, tasks: Months) -> Running:
    """What runs in each month: always the same for the month's peak, or hour by hour."""
    if bill.billing != "always_on":
        return running_over_the_day(bill, calls, tasks)
    always = replicas_for(bill, calls, tasks, peak_factor(calls))
    return Running(always, always, gpus_billed(bill, always) * HOURS_PER_MONTH)


def rent_usd(bill: FleetBill, gpu_hours: Months) -> Months:
    """Line `gpu`: rent of every GPU-hour paid for, used or not."""
    paid_per_hour = bill.usd_per_gpu_hour * price_path(bill.price_change_per_year, gpu_hours.shape[-1])
    return gpu_hours * paid_per_hour


def gpu_usd(bill: FleetBill, calls: Calls, tasks: Months) -> Months:
    """Line `gpu` of a fleet that serves all calls."""
    return rent_usd(bill, running(bill, calls, tasks).gpu_hours)


def utilisation(bill: FleetBill, calls_per_second: Months, mean_replicas: Months) -> Months:
    """Mean load over the capacity paid for: a result, never an input; NaN where nothing runs."""
    capacity = mean_replicas * bill.requests_per_second
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(capacity > 0, calls_per_second / capacity, np.nan)


def loads_sized_for(bill: FleetBill, calls: Calls) -> tuple[float, ...]:
    """The loads over the mean at which replicas are counted: the peak, or that of each hour; plain numbers only."""
    if bill.billing == "always_on":
        return (float(peak_factor(calls)),)
    return tuple(sorted({weight * float(burst(calls)) for weight in weights_of(calls)} - {0.0}))


def tasks_per_replica(bill: FleetBill, calls: Calls, load_over_mean: float | None = None) -> float:
    """Tasks in a month that one replica serves at the target utilisation; infinite without calls.

    Counted for the largest load that is sized for, or the one given. Only for plain numbers. Source: the
    sizing formula, solved for the volume of an exact fit.
    """
    load = max(loads_sized_for(bill, calls)) if load_over_mean is None else load_over_mean
    calls_of_a_task = float(calls.billed_per_task) * load
    capacity = float(bill.requests_per_second * bill.target_utilisation) * SECONDS_PER_MONTH
    return capacity / calls_of_a_task if calls_of_a_task > 0 else math.inf


def tasks_at_steps(bill: FleetBill, calls: Calls, low: float, high: float) -> Months:
    """Tasks in one month, from `low` to `high`, above which one more instance is rented; ascending.

    Only for plain numbers.
    """
    ends = np.array([low]), np.array([high])
    steps = [tasks_at_steps_in(bill, calls, *ends, load)[0] for load in loads_sized_for(bill, calls)]
    return np.unique(np.concatenate(steps))


def tasks_at_steps_in(
    bill: FleetBill, calls: Calls, low: Months, high: Months, load_over_mean: float
) -> tuple[Months, NDArray[np.intp]]:
    """The same for one load and many ranges, vectors `low` and `high`; with the place of each step's range."""
    per_replica = tasks_per_replica(bill, calls, load_over_mean)
    first = np.maximum(max(bill.min_replicas, 1), np.floor(low / per_replica))
    counts = np.maximum(0, np.ceil(high / per_replica) + 1 - first).astype(np.intp)
    place = np.repeat(np.arange(len(low)), counts)
    full = first[place] + np.arange(len(place)) - (np.cumsum(counts) - counts)[place]
    before = gpus_billed(bill, full + bill.spare_replicas)
    after = gpus_billed(bill, full + 1 + bill.spare_replicas)
    at = full * per_replica
    is_step = (after > before) & (at >= low[place]) & (at <= high[place])
    return at[is_step], place[is_step]
