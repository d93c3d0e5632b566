"""Which input is worth measuring before deciding, and which is worth asking for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from costmodel.decide.uncertainty.answer import Driver, Uncertainty

LEAST_SHARE = 0.02
"""Of what everything together is worth to know; naming less is no advice: a judgement."""
NOTHING_USD = 0.5
"""Less than that is rounding."""
OF_THE_FUTURE = ("price_change_per_year", "monthly_growth", "tasks_per_month")
"""Nobody can measure these before deciding; a forecast or a contract may tell them."""


@dataclass(frozen=True)
class Advice:
    """The input that is worth most to measure, and of those that lie in the future the one worth most to ask for."""

    measure: Driver | None
    ask_for: Driver | None


def advice(found: Uncertainty) -> Advice:
    """None where no such input is worth enough by itself."""
    least_usd = max(NOTHING_USD, LEAST_SHARE * (found.evpi_usd or 0.0))
    matter = [driver for driver in found.drivers if _worth_usd(driver) > least_usd]
    measurable = [driver for driver in matter if not driver.swing.path.endswith(OF_THE_FUTURE)]
    return Advice(_most(measurable), _most([driver for driver in matter if driver not in measurable]))


def _most(drivers: Sequence[Driver]) -> Driver | None:
    return max(drivers, key=_worth_usd, default=None)


def _worth_usd(driver: Driver) -> float:
    return driver.evppi_usd or 0.0
