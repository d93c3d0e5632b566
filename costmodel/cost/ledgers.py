"""From a case to one ledger per option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from costmodel.case.model import (
    Amount,
    Case,
    FleetBill,
    KnownFleetBill,
    OptionCase,
    TaskBill,
    TokenBill,
    Upkeep,
)
from costmodel.cost import by_use, fleet
from costmodel.cost.ledger import Ledger, Months
from costmodel.cost.volume import price_path, tasks_by_month


def ledgers(
    case: Case, tasks_per_month: Amount | None = None, only: Sequence[int] | None = None
) -> tuple[Ledger, ...]:
    """The ledgers of the options at the places `only` (all of them), in that order.

    `tasks_per_month` replaces the case's starting volume; an array of volumes has shape (volumes, 1).
    While an option is being built it has the baseline's running lines and none of its own.
    """
    volume = case.tasks_per_month if tasks_per_month is None else tasks_per_month
    tasks = tasks_by_month(volume, case.monthly_growth, case.horizon_months)
    baseline = _running(case, case.baseline, tasks, api_of_baseline=None)
    places = range(len(case.options)) if only is None else only
    return tuple(_ledger(case, place, tasks, baseline) for place in places)


def _ledger(case: Case, place: int, tasks: Months, baseline: Ledger) -> Ledger:
    if place == case.baseline_index:
        return baseline
    option = case.options[place]
    own = _running(case, option, tasks, baseline.running_usd.get("api"))
    if option.upkeep.build_months == 0:
        return own
    return _while_building(own, baseline, option.upkeep.build_months)


def _running(case: Case, option: OptionCase, tasks: Months, api_of_baseline: Months | None) -> Ledger:
    lines = dict(_serving_lines(option, tasks))
    running_replicas = np.zeros(tasks.shape)
    used = np.full(tasks.shape, np.nan)
    if isinstance(option.bill, FleetBill):
        running_replicas = fleet.replicas(option.bill, option.calls, tasks)
        lines["gpu"] = fleet.gpu_usd(option.bill, running_replicas)
        used = fleet.utilisation(option.bill, option.calls, tasks, running_replicas)
    lines |= _upkeep_lines(option.upkeep, tasks)
    if api_of_baseline is not None and np.any(option.escalation_share):
        lines["escalation"] = option.escalation_share * api_of_baseline
    if option.quality is not None and np.any(case.error_cost_usd):
        lines["errors"] = tasks * (1 - option.quality) * case.error_cost_usd
    return Ledger(
        option=option.name,
        tasks=tasks,
        running_usd=lines,
        upfront_usd_by_line={"one_off": option.upkeep.one_off_usd},
        replicas=running_replicas,
        utilisation=used,
        discount_rate=case.discount_rate,
    )


def _serving_lines(option: OptionCase, tasks: Months) -> Mapping[str, Months]:
    bill = option.bill
    if isinstance(bill, TokenBill | TaskBill):
        return {
            "api": by_use.api_usd(bill, option.calls, tasks),
            "hosting": by_use.hosting_usd(bill, tasks),
        }
    platform = {"platform": _every_month(bill.platform_usd_per_month, tasks)}
    if isinstance(bill, KnownFleetBill):
        path = price_path(bill.price_change_per_year, tasks.shape[-1])
        return platform | {"gpu": tasks * bill.usd_per_task * path}
    return platform


def _upkeep_lines(upkeep: Upkeep, tasks: Months) -> Mapping[str, Months]:
    lines = {"people": _every_month(upkeep.people_usd_per_month, tasks)}
    if upkeep.retrain_every_months is not None:
        since_build = np.arange(tasks.shape[-1]) - upkeep.build_months
        retrains = (since_build > 0) & (since_build % upkeep.retrain_every_months == 0)
        lines["retraining"] = np.where(retrains, upkeep.retrain_usd, 0.0) * np.ones(tasks.shape)
    return lines


def _every_month(usd_per_month: Amount, tasks: Months) -> Months:
    return usd_per_month * np.ones(tasks.shape[-1])


def _while_building(own: Ledger, baseline: Ledger, build_months: int) -> Ledger:
    building = np.arange(own.tasks.shape[-1]) < build_months
    nothing = np.zeros(own.tasks.shape)
    lines = {
        line: np.where(building, baseline.running_usd.get(line, nothing), own.running_usd.get(line, nothing))
        for line in {**own.running_usd, **baseline.running_usd}
    }
    return Ledger(
        option=own.option,
        tasks=own.tasks,
        running_usd=lines,
        upfront_usd_by_line=own.upfront_usd_by_line,
        replicas=np.where(building, baseline.replicas, own.replicas),
        utilisation=np.where(building, baseline.utilisation, own.utilisation),
        discount_rate=own.discount_rate,
    )
