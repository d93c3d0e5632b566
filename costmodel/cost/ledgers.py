"""From a case to one ledger per option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from costmodel.case.amount import Amount
from costmodel.case.model import (
    Case,
    FleetBill,
    HybridBill,
    KnownFleetBill,
    OptionCase,
    TaskBill,
    TokenBill,
    Upkeep,
)
from costmodel.cost import by_use, fleet, hybrid, programme
from costmodel.cost.ledger import Ledger, Months, month_sums
from costmodel.cost.volume import price_path, tasks_by_month


def ledgers(case: Case, tasks_per_month: Amount | None = None) -> tuple[Ledger, ...]:
    """Every option's ledger, in the order of the case.

    `tasks_per_month` replaces the case's starting volume; an array of volumes has shape (volumes, 1).
    While an option is being built it has the baseline's running lines and none of its own.
    """
    case = hybrid.with_best_owned(case, tasks_per_month)
    volume = case.tasks_per_month if tasks_per_month is None else tasks_per_month
    tasks = tasks_by_month(volume, case.growth, case.horizon_months)
    baseline = _ledger(case, case.baseline, tasks, running_lines(case, case.baseline, tasks))
    return tuple(
        baseline if option is case.baseline else _challenger(case, option, tasks, baseline)
        for option in case.options
    )


def monthly_usd(case: Case, tasks_per_month: Amount, places: Sequence[int]) -> tuple[Months, ...]:
    """Running cost by month of the options at `places`, at other starting volumes than the case's.

    The sums of the same lines that the ledgers hold; volumes of shape (volumes, 1) give (volumes, months).
    """
    case = hybrid.with_best_owned(case, tasks_per_month)
    tasks = tasks_by_month(tasks_per_month, case.growth, case.horizon_months)
    baseline = running_lines(case, case.baseline, tasks)
    at_baseline = month_sums(baseline)

    def usd(place: int) -> Months:
        if place == case.baseline_index:
            return at_baseline
        option = case.options[place]
        own = month_sums(running_lines(case, option, tasks, baseline.get("api")))
        return _until_built(option.upkeep.build_months, at_baseline, own)

    return tuple(usd(place) for place in places)


def running_lines(
    case: Case, option: OptionCase, tasks: Months, api_of_baseline: Months | None = None
) -> dict[str, Months]:
    """What an option in use costs in each month, by line; lines broadcast to (..., months)."""
    lines = dict(_serving_lines(option, tasks)) | dict(_upkeep_lines(option.upkeep, tasks))
    if api_of_baseline is not None and np.any(option.escalation_share):
        lines["escalation"] = option.escalation_share * api_of_baseline
    if option.quality is not None and np.any(case.error_cost_usd):
        lines["errors"] = tasks * ((1 - option.quality) * case.error_cost_usd)
    return lines


def _challenger(case: Case, option: OptionCase, tasks: Months, baseline: Ledger) -> Ledger:
    own = _ledger(case, option, tasks, running_lines(case, option, tasks, baseline.running_usd.get("api")))
    months = option.upkeep.build_months
    if months == 0:
        return own
    nothing = np.zeros(tasks.shape[-1])
    lines = {
        line: _until_built(
            months, baseline.running_usd.get(line, nothing), own.running_usd.get(line, nothing)
        )
        for line in {**own.running_usd, **baseline.running_usd}
    }
    return replace(
        own,
        running_usd=lines,
        replicas=_until_built(months, baseline.replicas, own.replicas),
        utilisation=_until_built(months, baseline.utilisation, own.utilisation),
    )


def _ledger(case: Case, option: OptionCase, tasks: Months, lines: Mapping[str, Months]) -> Ledger:
    running_replicas, used = _replicas_and_utilisation(option, tasks)
    return Ledger(
        option=option.name,
        tasks=tasks,
        running_usd=lines,
        upfront_usd_by_line=programme.upfront_usd_by_line(option.upkeep),
        replicas=running_replicas,
        utilisation=used,
        discount_rate=case.discount_rate,
    )


def _replicas_and_utilisation(option: OptionCase, tasks: Months) -> tuple[Months, Months]:
    bill, calls = option.bill, option.calls
    if isinstance(bill, FleetBill):
        found = fleet.running(bill, calls, tasks)
        served = fleet.mean_requests_per_second(calls, tasks)
        return found.replicas, fleet.utilisation(bill, served, found.mean_replicas)
    if isinstance(bill, HybridBill):
        return hybrid.running(bill, tasks).replicas, hybrid.utilisation(bill, calls, tasks)
    return np.zeros(tasks.shape), np.full(tasks.shape, np.nan)


def _until_built(build_months: int, before: Months, after: Months) -> Months:
    """One thing while building, another from then on; shape (..., months)."""
    if build_months == 0:
        return after
    return np.where(np.arange(max(before.shape[-1], after.shape[-1])) < build_months, before, after)


def _serving_lines(option: OptionCase, tasks: Months) -> Mapping[str, Months]:
    bill = option.bill
    if isinstance(bill, TokenBill | TaskBill):
        return {
            "api": by_use.api_usd(bill, option.calls, tasks),
            "hosting": by_use.hosting_usd(bill, tasks),
        }
    if isinstance(bill, HybridBill):
        platform = _every_month(bill.fleet.platform_usd_per_month, tasks)
        return {**hybrid.lines(bill, option.calls, tasks), "platform": platform}
    platform = _every_month(bill.platform_usd_per_month, tasks)
    if isinstance(bill, KnownFleetBill):
        path = price_path(bill.price_change_per_year, tasks.shape[-1])
        return {"gpu": tasks * (bill.usd_per_task * path), "platform": platform}
    return {"gpu": fleet.gpu_usd(bill, option.calls, tasks), "platform": platform}


def _upkeep_lines(upkeep: Upkeep, tasks: Months) -> Mapping[str, Months]:
    lines = {"people": _every_month(upkeep.people_usd_per_month, tasks)}
    months = np.arange(tasks.shape[-1])
    retrains = _recurs(months - upkeep.build_months, upkeep.retrain_every_months)
    refreshes = _recurs(months - upkeep.build_months, upkeep.base_refresh_every_months)
    if upkeep.end_of_life_month is not None:
        refreshes = refreshes | (months == upkeep.end_of_life_month)
    if retrains.any() or refreshes.any():
        lines["retraining"] = np.where(retrains, programme.retraining_usd(upkeep), 0.0) + np.where(
            refreshes, programme.base_refresh_usd(upkeep), 0.0
        )
    return lines


def _recurs(since_build: NDArray[np.int64], every_months: int | None) -> NDArray[np.bool_]:
    """In which months something falls that recurs, for the first time when so many have passed."""
    if every_months is None:
        return np.zeros(since_build.shape, dtype=bool)
    recurs: NDArray[np.bool_] = (since_build > 0) & (since_build % every_months == 0)
    return recurs


def _every_month(usd_per_month: Amount, tasks: Months) -> Months:
    return usd_per_month * np.ones(tasks.shape[-1])
