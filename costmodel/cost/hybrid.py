"""Own replicas for the floor of the load, a provider for what they cannot take."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from costmodel.case.model import Calls, Case, HybridBill, OptionCase
from costmodel.cost import by_use, fleet
from costmodel.cost.day import Running, gpus_billed, weights_of
from costmodel.cost.ledger import Months
from costmodel.cost.volume import tasks_by_month
from costmodel.units import HOURS_PER_DAY, HOURS_PER_MONTH, SECONDS_PER_MONTH


def overflow_tasks(bill: HybridBill, calls: Calls, tasks: Months, owned: float) -> Months:
    """Tasks of each month that go to the provider: hour by hour, what lies above the own capacity.

    The public rule "Hybrid": an hour's load is its mean rate, and own replicas take calls up to their
    target utilisation.
    """
    per_task = calls.billed_per_task / SECONDS_PER_MONTH
    own = owned * bill.fleet.requests_per_second * bill.fleet.target_utilisation
    over = np.zeros_like(tasks)
    for weight in weights_of(calls):
        load = tasks * (per_task * weight)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(load > own, (load - own) / load, 0.0)
        over = over + tasks * (weight / HOURS_PER_DAY) * share
    return over


def lines(bill: HybridBill, calls: Calls, tasks: Months) -> dict[str, Months]:
    """Lines `gpu` and `api` of each month, the number of own replicas being known."""
    owned = _owned(bill)
    rent = fleet.rent_usd(bill.fleet, _running(bill, tasks, owned).gpu_hours)
    return {
        "api": by_use.api_usd(bill.overflow, calls, overflow_tasks(bill, calls, tasks, owned)),
        "gpu": rent,
        "hosting": by_use.hosting_usd(bill.overflow, tasks),
    }


def running(bill: HybridBill, tasks: Months) -> Running:
    """The own replicas, always on."""
    return _running(bill, tasks, _owned(bill))


def utilisation(bill: HybridBill, calls: Calls, tasks: Months) -> Months:
    """Mean load that the own replicas serve over their capacity; NaN where there are none."""
    own = tasks - overflow_tasks(bill, calls, tasks, _owned(bill))
    served = fleet.mean_requests_per_second(calls, own)
    return fleet.utilisation(bill.fleet, served, running(bill, tasks).mean_replicas)


def most_useful(bill: HybridBill, calls: Calls, tasks: Months) -> int:
    """Own replicas that take every call; more would stand idle. Only for plain numbers."""
    busiest = float(fleet.mean_requests_per_second(calls, tasks).max()) * max(weights_of(calls))
    own = float(bill.fleet.requests_per_second * bill.fleet.target_utilisation)
    return math.ceil(busiest / own * (1 - 1e-12))


def cost_of_owning(bill: HybridBill, calls: Calls, tasks: Months, owned: int) -> float:
    """Rent and overflow of all months with so many own replicas. Only for plain numbers."""
    found = lines(replace(bill, owned_replicas=owned), calls, tasks)
    return float(found["gpu"].sum() + found["api"].sum())


def best_owned(bill: HybridBill, calls: Calls, tasks: Months) -> int:
    """The whole number of own replicas, from 0, with the lowest cost; the fewest of several. Plain numbers only.

    Overflow falls with every replica, by less each time. Rent is linear over numbers that fill whole instances
    and higher between them. So over those numbers the cost falls first and rises then: halving finds the best
    of them, and no other number further from it than the next of them can be better.
    """
    per_replica, per_instance = bill.fleet.gpus_per_replica, bill.fleet.gpus_per_instance
    step = per_instance // math.gcd(per_replica, per_instance)
    most = most_useful(bill, calls, tasks)

    def cost(owned: int) -> float:
        return cost_of_owning(bill, calls, tasks, owned)

    low, high = 0, -(-most // step)
    while low < high:
        middle = (low + high) // 2
        if cost(middle * step) <= cost((middle + 1) * step):
            high = middle
        else:
            low = middle + 1
    near = range(max(0, (low - 1) * step), min(most, (low + 1) * step) + 1)
    return min(near, key=cost)


def with_best_owned(case: Case) -> Case:
    """The case with the best number of own replicas in each hybrid that leaves it open. Plain numbers only."""
    if not any(_is_open(option) for option in case.options):
        return case
    tasks = tasks_by_month(case.tasks_per_month, case.growth, case.horizon_months)

    def settled(option: OptionCase) -> OptionCase:
        bill = option.bill
        if not (isinstance(bill, HybridBill) and _is_open(option)):
            return option
        in_use = tasks[..., option.upkeep.build_months :]
        owned = best_owned(bill, option.calls, in_use) if in_use.size else 0
        return replace(option, bill=replace(bill, owned_replicas=owned))

    return replace(case, options=tuple(settled(option) for option in case.options))


def _is_open(option: OptionCase) -> bool:
    return isinstance(option.bill, HybridBill) and option.bill.owned_replicas is None


def _owned(bill: HybridBill) -> int:
    if bill.owned_replicas is None:
        raise ValueError("the number of own replicas of a hybrid has not been settled")
    return bill.owned_replicas


def _running(bill: HybridBill, tasks: Months, owned: int) -> Running:
    replicas = np.full(tasks.shape, float(owned))
    return Running(replicas, replicas, gpus_billed(bill.fleet, replicas) * HOURS_PER_MONTH)
