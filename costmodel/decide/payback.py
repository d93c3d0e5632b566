"""When an option has paid back: cumulative cost against the baseline's, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from costmodel.cost.ledger import LINES, Ledger
from costmodel.decide.money import usd_in_words

PaybackStatus = Literal["reached", "beyond_horizon", "never"]


@dataclass(frozen=True)
class Payback:
    """When the cumulative cost falls to the baseline's for good; `months` is None if never."""

    status: PaybackStatus
    months: float | None
    why: str


def payback(option: Ledger, baseline: Ledger, build_months: int) -> Payback:
    """Months until the option's cumulative undiscounted cost is at or below the baseline's for good.

    Linear within a month and not before `build_months`. Ledgers of one draw, shape (months,).
    """
    owed = cumulative_difference_usd(option, baseline)
    behind = np.flatnonzero(owed > _noise_usd(option, baseline))
    horizon = option.tasks.shape[-1]
    if build_months > horizon:
        return Payback("never", None, "It is still being built when the horizon ends.")
    if behind.size == 0:
        return _reached(0.0, build_months)
    last_behind = int(behind[-1])
    if last_behind < horizon:
        still_owed, then_ahead = owed[last_behind], owed[last_behind + 1]
        return _reached(last_behind + still_owed / (still_owed - then_ahead), build_months)
    return _not_within_horizon(option, baseline, owed)


def cumulative_difference_usd(option: Ledger, baseline: Ledger) -> NDArray[np.float64]:
    """What the option has cost more than the baseline at time 0 and at each month end, months + 1 values."""
    upfront = float(np.asarray(option.upfront_usd - baseline.upfront_usd).item())
    return np.concatenate(([upfront], upfront + np.cumsum(option.usd_by_month - baseline.usd_by_month)))


def _noise_usd(option: Ledger, baseline: Ledger) -> float:
    return 1e-12 * float(option.total_usd + baseline.total_usd)


def _reached(months: float, build_months: int) -> Payback:
    if months <= build_months:
        why = (
            "It costs no more from the day it is in use."
            if build_months
            else "It costs no more from the start."
        )
        return Payback("reached", float(build_months), why)
    return Payback(
        "reached", float(months), f"Cumulative cost falls to the baseline's after {months:.1f} months."
    )


def _not_within_horizon(option: Ledger, baseline: Ledger, owed: NDArray[np.float64]) -> Payback:
    horizon = option.tasks.shape[-1]
    saving = float(baseline.usd_by_month[-1] - option.usd_by_month[-1])
    if saving > _noise_usd(option, baseline) / horizon:
        months = horizon + float(owed[-1]) / saving
        why = (
            f"After {horizon} months {usd_in_words(owed[-1])} is still owed; the last month saves"
            f" {usd_in_words(saving)}, so at that pace it is paid back after {months:.1f} months."
        )
        return Payback("beyond_horizon", months, why)
    return Payback("never", None, _why_never(option, baseline, owed))


def _why_never(option: Ledger, baseline: Ledger, owed: NDArray[np.float64]) -> str:
    ahead = np.flatnonzero(owed < -_noise_usd(option, baseline))
    if ahead.size:
        return f"It was ahead until month {int(ahead[-1])}, then the lead is lost for good."
    excess = {line: _last_month(option, line) - _last_month(baseline, line) for line in LINES}
    line, usd = max(excess.items(), key=lambda item: item[1])
    if usd <= 0:
        return "It is still being built, or costs exactly as much as the baseline, in the last month."
    return (
        f"The last month costs {usd_in_words(option.usd_by_month[-1])} against"
        f" {usd_in_words(baseline.usd_by_month[-1])}; {line} keeps it up most, {usd_in_words(usd)} more"
        " than the baseline's."
    )


def _last_month(ledger: Ledger, line: str) -> float:
    return float(ledger.running_usd[line][-1]) if line in ledger.running_usd else 0.0
