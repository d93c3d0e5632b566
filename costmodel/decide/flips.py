"""The price of a wrong task at which the recommendation changes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from costmodel.case.model import Case
from costmodel.cost.ledger import Ledger, discount_factors
from costmodel.cost.ledgers import ledgers
from costmodel.decide.recommend import Standing, recommend


@dataclass(frozen=True)
class ErrorCostFlip:
    """At `error_cost_usd` a wrong task, the option named here takes the recommendation over."""

    error_cost_usd: float
    option: str


@dataclass(frozen=True)
class ErrorCostFlips:
    """The nearest change above and below today's error cost; None where nothing flips it."""

    above: ErrorCostFlip | None
    below: ErrorCostFlip | None


def error_cost_flips(case: Case) -> ErrorCostFlips:
    """Find where another option becomes the cheapest of those that are good enough.

    NPV is linear in the error cost, so two ledgers of each option give every crossing exactly. Wrong tasks are
    read from their own line: a difference of NPVs would leave rounding noise between equal ones.
    """
    free = [float(ledger.npv_usd) for ledger in ledgers(replace(case, error_cost_usd=0.0))]
    wrong = [_wrong_tasks(ledger) for ledger in ledgers(replace(case, error_cost_usd=1.0))]
    today = float(case.error_cost_usd)

    def place_at(error_cost_usd: float) -> int | None:
        standings = [
            Standing(
                free[i] + wrong[i] * error_cost_usd, None if option.quality is None else float(option.quality)
            )
            for i, option in enumerate(case.options)
        ]
        return recommend(standings, case.quality_bar).place

    here = place_at(today)
    if here is None:
        return ErrorCostFlips(None, None)
    crossings = sorted(
        (free[i] - free[here]) / (wrong[here] - wrong[i])
        for i in range(len(free))
        if i != here and wrong[here] != wrong[i]
    )

    def flip(usd: float, beyond: float) -> ErrorCostFlip | None:
        place = place_at(beyond)
        return None if place is None or place == here else ErrorCostFlip(usd, case.options[place].name)

    above = [flip(usd, usd * (1 + 1e-9) + 1e-12) for usd in crossings if usd >= today]
    below = [flip(usd, usd * (1 - 1e-9) - 1e-12) for usd in reversed(crossings) if 0 < usd <= today]
    return ErrorCostFlips(next(filter(None, above), None), next(filter(None, below), None))


def _wrong_tasks(ledger: Ledger) -> float:
    """Discounted tasks that come out wrong, from a ledger in which each costs a dollar."""
    by_month = ledger.running_usd.get("errors", np.zeros(ledger.tasks.shape[-1]))
    return float((by_month * discount_factors(ledger.discount_rate, ledger.tasks.shape[-1])).sum())
