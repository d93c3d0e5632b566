"""The model's bill for month 0 against last month's invoice, and the volume that an invoice stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.case.model import Case, TaskBill, TokenBill
from costmodel.cost.ledger import INVOICED_LINES, Ledger, Months
from costmodel.cost.ledgers import running_lines
from costmodel.cost.volume import tasks_by_month


@dataclass(frozen=True)
class InvoiceCheck:
    """The baseline's month 0 by the model, and what was invoiced; a ratio is the former over the latter.

    `billed_usd` is the part of month 0 that a provider's invoice holds: people, retraining and errors are
    on none.
    """

    modelled_usd: float
    invoice_usd: float
    ratio: float | None
    billed_usd: float
    billed_ratio: float | None


def invoice_check(case: Case, baseline: Ledger) -> InvoiceCheck | None:
    """Hold the model against the invoice; None if the scenario names none."""
    if case.last_invoice_usd is None:
        return None
    modelled_usd, billed_usd = float(baseline.usd_by_month[0]), billed_in_first_month_usd(baseline)
    return InvoiceCheck(
        modelled_usd=modelled_usd,
        invoice_usd=case.last_invoice_usd,
        ratio=modelled_usd / case.last_invoice_usd if case.last_invoice_usd else None,
        billed_usd=billed_usd,
        billed_ratio=billed_usd / case.last_invoice_usd if case.last_invoice_usd else None,
    )


def billed_in_first_month_usd(ledger: Ledger) -> float:
    """What of month 0 a provider's invoice would hold."""
    return float(_invoiced_usd(ledger.running_usd, ledger.tasks))


def _invoiced_usd(running_usd: Mapping[str, Months], tasks: Months) -> NDArray[np.float64]:
    """What of month 0 a provider's invoice holds, shape (...)."""
    lines = (running_usd[line] for line in INVOICED_LINES if line in running_usd)
    return np.asarray(sum(lines, np.zeros_like(tasks))[..., 0])


def tasks_behind_invoice(case: Case, invoice_usd: float) -> float | None:
    """Tasks a month that cost so much at the baseline's prices of month 0.

    None if the baseline is not billed by use, or the invoice does not even cover its fixed fee.
    """
    if not isinstance(case.baseline.bill, TokenBill | TaskBill):
        return None
    tasks = tasks_by_month(np.array([[1.0], [2.0]]), case.growth, case.horizon_months)
    at_one, at_two = _invoiced_usd(running_lines(case, case.baseline, tasks), tasks).tolist()
    usd_per_task = at_two - at_one
    behind = 1 + (invoice_usd - at_one) / usd_per_task if usd_per_task > 0 else 0.0
    return float(behind) if behind >= 1 else None
