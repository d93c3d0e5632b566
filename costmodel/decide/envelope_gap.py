"""Why the envelope and the ledger differ: what the one leaves out, line by line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from costmodel.case.model import FleetBill, HybridBill, OptionCase, TaskBill, TokenBill
from costmodel.cost.by_use import usd_per_call
from costmodel.cost.ledger import LINES
from costmodel.decide.compare import Comparison, OptionResult
from costmodel.decide.envelope import Envelope, envelope
from costmodel.units import HOURS_PER_MONTH, SECONDS_PER_MONTH

USE_LINES = ("api", "gpu")


@dataclass(frozen=True)
class EnvelopeGap:
    """The envelope of an option against the baseline, and the steps from its own cost to the full bill.

    `steps` add up to `full_usd - rule.own_usd`; steps of nothing are left out.
    """

    rule: Envelope
    hosted_usd_per_task: float
    own_usd_per_task: float
    steps: tuple[tuple[str, float], ...]
    full_usd: float


def envelope_gap(comparison: Comparison, result: OptionResult) -> EnvelopeGap:
    """Hold the back of the envelope against the ledger, for plain numbers and today's volume."""
    case = comparison.case
    own_usd_per_task = usd_per_task_in_full_use(result.option)
    hosted_usd_per_task = usd_per_task_in_full_use(comparison.baseline.option)
    rule = envelope(
        hosted_usd_per_task=hosted_usd_per_task,
        own_usd_per_task=own_usd_per_task,
        upfront_usd=result.upfront_usd,
        tasks_per_month=float(case.tasks_per_month),
        months=case.horizon_months,
    )
    steps = _steps(comparison, result, own_usd_per_task)
    return EnvelopeGap(rule, hosted_usd_per_task, own_usd_per_task, steps, result.total_usd)


def usd_per_task_in_full_use(option: OptionCase) -> float:
    """Cost of one task at the prices of month 0, machines fully used: what an envelope would take."""
    bill = option.bill
    if isinstance(bill, TokenBill):
        per_call = np.atleast_1d(usd_per_call(bill, option.calls))[0]
        return float(option.calls.billed_per_task * per_call * (1 - bill.discount))
    if isinstance(bill, FleetBill | HybridBill):
        machines = bill.fleet if isinstance(bill, HybridBill) else bill
        calls_per_month = machines.requests_per_second * SECONDS_PER_MONTH
        usd_per_replica = machines.gpus_per_replica * machines.usd_per_gpu_hour * HOURS_PER_MONTH
        return float(option.calls.billed_per_task * usd_per_replica / calls_per_month)
    discount = bill.discount if isinstance(bill, TaskBill) else 0.0
    return float(bill.usd_per_task * (1 - discount))


def _steps(
    comparison: Comparison, result: OptionResult, own_usd_per_task: float
) -> tuple[tuple[str, float], ...]:
    ledger, build = result.ledger, result.option.upkeep.build_months
    in_use = np.arange(comparison.case.horizon_months) >= build
    own = {
        line: float(ledger.running_usd[line][in_use].sum()) for line in LINES if line in ledger.running_usd
    }
    at_full_use = own_usd_per_task * float(ledger.tasks[in_use].sum())
    on_the_envelope = (
        own_usd_per_task * float(comparison.case.tasks_per_month) * comparison.case.horizon_months
    )
    steps = {
        "building": float(ledger.usd_by_month[~in_use].sum()),
        "volume": at_full_use - on_the_envelope,
        "idle": sum(own.get(line, 0.0) for line in USE_LINES) - at_full_use,
        **{line: usd for line, usd in own.items() if line not in USE_LINES},
    }
    noise = 1e-9 * result.total_usd
    return tuple((name, usd) for name, usd in steps.items() if abs(usd) > noise)
