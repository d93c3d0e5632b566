"""A fleet that follows the load of the day, or sleeps while nobody calls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.day_shapes import SHAPES
from costmodel.case.model import Calls, FleetBill
from costmodel.cost.ledger import Months
from costmodel.units import (
    DAYS_PER_MONTH,
    HOURS_PER_DAY,
    MINUTES_PER_HOUR,
    SECONDS_PER_MINUTE,
    SECONDS_PER_MONTH,
)

EXACT_FIT = 1 - 1e-12
"""Rounding noise of a load that fills its replicas exactly must not open one more."""


@dataclass(frozen=True)
class Running:
    """What runs in each month: the day's most replicas, their average over the day, GPU hours paid for."""

    replicas: Months
    mean_replicas: Months
    gpu_hours: Months


@dataclass(frozen=True)
class Hour:
    """One hour of the day, in each month: replicas, the GPUs they are rented in, and the share of it billed."""

    replicas: Months
    gpus: Months
    billed: Months


def weights_of(calls: Calls) -> tuple[float, ...]:
    """The load of each hour over the mean of the day."""
    return calls.day_weights or SHAPES["flat"]


def burst(calls: Calls) -> Amount:
    """The busiest moment over the mean of its hour: what of the peak the day profile does not explain."""
    return np.maximum(1.0, (1 - calls.batch_share) * calls.peak_to_mean / max(weights_of(calls)))


def gpus_billed(bill: FleetBill, running_replicas: Months) -> Months:
    """GPUs that are rented for so many replicas, rounded up to whole instances."""
    instances = np.ceil(running_replicas * bill.gpus_per_replica / bill.gpus_per_instance)
    return instances * bill.gpus_per_instance


def replicas_for(bill: FleetBill, calls: Calls, tasks: Months, load_over_mean: Amount) -> Months:
    """Replicas for a load so many times the mean, at the target utilisation, and the spare."""
    capacity = bill.requests_per_second * bill.target_utilisation
    calls_of_a_task = calls.billed_per_task * load_over_mean / SECONDS_PER_MONTH
    needed = np.ceil(tasks * (calls_of_a_task / capacity * EXACT_FIT))
    return np.maximum(bill.min_replicas, needed) + bill.spare_replicas


def hour(bill: FleetBill, calls: Calls, tasks: Months, weight: float) -> Hour:
    """What runs in an hour whose load is `weight` times the mean of the day."""
    running = replicas_for(bill, calls, tasks, weight * burst(calls))
    if bill.billing == "scale_to_zero":
        load = tasks * (calls.billed_per_task * weight / SECONDS_PER_MONTH)
        billed = np.maximum(awake_share(bill, load), _busy_share(bill, load, running))
    else:
        billed = np.ones_like(running)
    return Hour(running, gpus_billed(bill, running), billed)


def awake_share(bill: FleetBill, calls_per_second: Months) -> Months:
    """Share of an hour that a fleet which scales to zero is billed for, from 0 to 1.

    Calls arrive one by one at random (Poisson). The fleet sleeps once nobody has called for `idle_minutes`:
    it is awake for 1 - exp(-rate x idle) of the time, and is woken by rate x exp(-rate x idle) calls a second,
    each of which bills `startup_minutes`. While awake it runs what it would run following the load. The first
    call after a sleep waits for the start. An hour bills at least the time that its calls take.
    Source: the interval between Poisson arrivals, https://en.wikipedia.org/wiki/Poisson_point_process
    """
    asleep = asleep_share(bill, calls_per_second)
    starting = calls_per_second * asleep * bill.startup_minutes * SECONDS_PER_MINUTE
    return np.asarray(np.minimum(1.0, 1 - asleep + starting))


def _busy_share(bill: FleetBill, calls_per_second: Months, running: Months) -> Months:
    """Share of an hour that the calls themselves take: whoever goes to sleep at once is billed for that at least."""
    capacity = running * bill.requests_per_second
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(capacity > 0, np.minimum(1.0, calls_per_second / capacity), 0.0))


def asleep_share(bill: FleetBill, calls_per_second: Months) -> Months:
    """Share of the time, and so of the calls, at which a fleet that scales to zero is asleep."""
    return np.asarray(np.exp(-calls_per_second * bill.idle_minutes * SECONDS_PER_MINUTE))


def waiting_share(bill: FleetBill, calls: Calls, tasks: Months) -> float:
    """Share of one month's calls that find a fleet which scales to zero asleep; `tasks` holds that month alone."""
    weights = weights_of(calls)
    per_second = float(tasks[0] * calls.billed_per_task) / SECONDS_PER_MONTH
    asleep = [weight * float(asleep_share(bill, np.array(per_second * weight))) for weight in weights]
    return sum(asleep) / sum(weights)


def running_over_the_day(bill: FleetBill, calls: Calls, tasks: Months) -> Running:
    """GPUs hour by hour, and the start of each that was not there the hour before; hour 0 follows hour 23.

    The public rule "Follow the load"; a month is 730 / 24 days. Under scale to zero an hour counts by the
    share of it that is billed, and a further replica starts in an hour only if the fleet was awake before.
    """
    weights = weights_of(calls)
    hours_of_start = bill.startup_minutes / MINUTES_PER_HOUR
    before = hour(bill, calls, tasks, weights[-1])
    most, replica_hours, gpu_hours = (np.zeros_like(before.replicas) for _ in range(3))
    for weight in weights:
        now = hour(bill, calls, tasks, weight)
        started = np.maximum(0.0, now.gpus - before.gpus) * before.billed
        most = np.maximum(most, now.replicas)
        replica_hours = replica_hours + now.replicas * now.billed
        gpu_hours = gpu_hours + now.gpus * now.billed + hours_of_start * started
        before = now
    return Running(most, replica_hours / HOURS_PER_DAY, gpu_hours * DAYS_PER_MONTH)
