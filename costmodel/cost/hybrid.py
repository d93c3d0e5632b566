"""Own replicas for the floor of the load, a provider for what they cannot take."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.model import Calls, Case, HybridBill, OptionCase
from costmodel.cost import by_use, fleet
from costmodel.cost.day import EXACT_FIT, Running, gpus_billed, weights_of
from costmodel.cost.ledger import Months
from costmodel.cost.volume import tasks_by_month
from costmodel.units import HOURS_PER_DAY, HOURS_PER_MONTH, SECONDS_PER_MONTH


def overflow_tasks(bill: HybridBill, calls: Calls, tasks: Months, owned: Amount) -> Months:
    """Tasks of each month that go to the provider: hour by hour, what lies above the own capacity.

    The public rule "Hybrid": an hour's load is its mean rate, and own replicas take calls up to their
    target utilisation.
    """
    # In tasks a month, an hour's rate is the volume times the hour's weight.
    own = owned * bill.fleet.requests_per_second * bill.fleet.target_utilisation
    own_tasks = own * SECONDS_PER_MONTH / calls.billed_per_task
    over = np.zeros_like(tasks)
    for weight, hours in Counter(weights_of(calls)).items():
        over = over + np.maximum(tasks * weight - own_tasks, 0.0) * (hours / HOURS_PER_DAY)
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
    return int(_most_useful(replicas_filled(bill, calls, tasks))[0])


def cost_of_owning(bill: HybridBill, calls: Calls, tasks: Months, owned: int) -> float:
    """Rent and overflow of all months with so many own replicas. Only for plain numbers."""
    return float(cost_of_owning_of_each(bill, calls, tasks, np.array([float(owned)]), 0)[0])


def best_owned(bill: HybridBill, calls: Calls, tasks: Months) -> int:
    """The whole number of own replicas, from 0, with the lowest cost over all months. Plain numbers only."""
    return int(best_owned_of_each(bill, calls, tasks, worth_owning(bill, calls, tasks, 0), 0)[0])


def best_owned_of_each(
    bill: HybridBill, calls: Calls, tasks: Months, worth: Months, build_months: int
) -> Months:
    """The best number of each draw or volume, shape (..., 1), for the months from `build_months` on.

    `worth` is what `worth_owning` says of these tasks.

    Overflow falls with every replica, by less each time. Rent is linear over numbers that fill whole instances
    and higher between them. So cost, were it linear in between, would fall up to some load and rise from there;
    the best number lies between the full instances on its two sides. Of the numbers that share an instance the
    highest leaves the least to the provider.
    """
    filled = replicas_filled(bill, calls, tasks[..., build_months:])
    step = numbers_that_fill_instances(bill)
    first = np.floor(worth / step) * step
    most = _most_useful(filled)
    best: Months = np.minimum(first, most)
    lowest = cost_of_owning_of_each(bill, calls, tasks, best, build_months)
    for further in more_with_another_instance(bill):
        owned = np.minimum(first + further, most)
        usd = cost_of_owning_of_each(bill, calls, tasks, owned, build_months)
        best, lowest = np.where(usd < lowest, owned, best), np.fmin(usd, lowest)
    return best


def numbers_that_fill_instances(bill: HybridBill) -> int:
    """Every so many replicas fill whole instances."""
    return bill.fleet.gpus_per_instance // math.gcd(bill.fleet.gpus_per_replica, bill.fleet.gpus_per_instance)


def more_with_another_instance(bill: HybridBill) -> tuple[int, ...]:
    """From full instances on: how many more replicas go into one, two ... more, until they are full again."""
    per_replica, per_instance = bill.fleet.gpus_per_replica, bill.fleet.gpus_per_instance
    instances = range(1, per_replica // math.gcd(per_replica, per_instance) + 1)
    return tuple(count * per_instance // per_replica for count in instances)


def with_best_owned(case: Case, tasks_per_month: Amount | None = None) -> Case:
    """The case with the best number of own replicas in each hybrid that leaves it open.

    One number for a case of plain numbers; of draws, or of other volumes in place of the case's, one for each.
    """
    if not any(_is_open(option) for option in case.options):
        return case
    volume = case.tasks_per_month if tasks_per_month is None else tasks_per_month
    per_task, tasks = (tasks_by_month(each, case.growth, case.horizon_months) for each in (1.0, volume))

    def settled(option: OptionCase) -> OptionCase:
        bill = option.bill
        if not (isinstance(bill, HybridBill) and _is_open(option)):
            return option
        build_months = option.upkeep.build_months
        # What is worth owning grows with the volume, so that of many volumes it is asked once.
        worth = np.asarray(worth_owning(bill, option.calls, per_task, build_months) * volume)
        owned = best_owned_of_each(bill, option.calls, tasks, worth, build_months)
        is_plain = owned.ndim == 1
        return replace(option, bill=replace(bill, owned_replicas=int(owned[0]) if is_plain else owned))

    return replace(case, options=tuple(settled(option) for option in case.options))


def replicas_filled(bill: HybridBill, calls: Calls, tasks: Months) -> Months:
    """Own replicas, in fractions, that each hour of each month would fill, shape (..., months x hours)."""
    own = bill.fleet.requests_per_second * bill.fleet.target_utilisation
    by_month = fleet.mean_requests_per_second(calls, tasks) / own
    by_hour = by_month[..., np.newaxis] * np.array(weights_of(calls))
    return np.asarray(by_hour.reshape(*by_month.shape[:-1], -1))


def _most_useful(filled: Months) -> Months:
    return np.asarray(np.ceil(filled.max(axis=-1, keepdims=True, initial=0.0) * EXACT_FIT))


def cost_of_owning_of_each(
    bill: HybridBill, calls: Calls, tasks: Months, owned: Months, build_months: int
) -> Months:
    """Rent and overflow of the months in use, shape (..., 1)."""
    found = lines(replace(bill, owned_replicas=owned), calls, tasks)
    usd = np.asarray(found["gpu"] + found["api"])[..., : tasks.shape[-1]]
    return np.asarray(usd[..., build_months:].sum(axis=-1, keepdims=True))


def worth_owning(bill: HybridBill, calls: Calls, tasks: Months, build_months: int) -> Months:
    """Where cost stops falling, were replicas divisible: the load that is too rare to rent for, shape (..., 1).

    One more replica saves what the provider takes for its share of every hour in which more is asked for.
    """
    weights = np.array(weights_of(calls))
    filled = replicas_filled(bill, calls, tasks[..., build_months:])
    # Announced prices reach to the horizon; of fewer months, theirs are the first.
    by_month = by_use.api_usd(bill.overflow, calls, tasks)[..., build_months : tasks.shape[-1]]
    usd = (by_month[..., np.newaxis] * (weights / HOURS_PER_DAY)).reshape(*by_month.shape[:-1], -1)
    filled, usd = np.broadcast_arrays(filled, usd)
    saves = np.divide(usd, filled, out=np.zeros(usd.shape), where=filled > 0)
    by_load = np.argsort(-filled, axis=-1)
    saved = np.cumsum(np.take_along_axis(saves, by_load, axis=-1), axis=-1)
    pays = saved > _rent_of_a_replica(bill, tasks, build_months) * (1 + 1e-12)
    loads = np.take_along_axis(filled, by_load, axis=-1)
    return np.asarray(np.where(pays, loads, 0.0).max(axis=-1, keepdims=True, initial=0.0))


def _rent_of_a_replica(bill: HybridBill, tasks: Months, build_months: int) -> Months:
    """Rent of the GPUs of one, of no whole instance, over the months in use, shape (..., 1)."""
    gpu_hours = np.full(tasks.shape[-1], bill.fleet.gpus_per_replica * HOURS_PER_MONTH)
    usd = np.asarray(fleet.rent_usd(bill.fleet, gpu_hours))
    return np.asarray(usd[..., build_months:].sum(axis=-1, keepdims=True))


def _is_open(option: OptionCase) -> bool:
    return isinstance(option.bill, HybridBill) and option.bill.owned_replicas is None


def _owned(bill: HybridBill) -> Amount:
    if bill.owned_replicas is None:
        raise ValueError("the number of own replicas of a hybrid has not been settled")
    return bill.owned_replicas


def _running(bill: HybridBill, tasks: Months, owned: Amount) -> Running:
    replicas = owned * np.ones(tasks.shape)
    return Running(replicas, replicas, gpus_billed(bill.fleet, replicas) * HOURS_PER_MONTH)
