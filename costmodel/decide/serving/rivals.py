"""What the providers of a comparison would bill for the same month."""

from __future__ import annotations

from dataclasses import dataclass

from costmodel.case.model import Case, TaskBill, TokenBill
from costmodel.decide.envelope_gap import usd_per_task_in_full_use
from costmodel.units import HOURS_PER_MONTH


@dataclass(frozen=True)
class HostedMonth:
    """A hosted option's bill of month 0, hosting fee included, people and errors not."""

    name: str
    usd_per_month: float


def hosted_months(case: Case) -> tuple[HostedMonth, ...]:
    """Every option of the comparison that a provider bills, in the comparison's order."""
    return tuple(
        HostedMonth(
            option.name,
            usd_per_task_in_full_use(option) * float(case.tasks_per_month)
            + float(option.bill.hosting_usd_per_hour) * HOURS_PER_MONTH,
        )
        for option in case.options
        if isinstance(option.bill, TokenBill | TaskBill)
    )
