"""What a month of every option costs at other volumes than today's: the stair steps of whole machines."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from costmodel.case.model import Case, FleetBill, OptionCase
from costmodel.cost import fleet
from costmodel.cost.ledgers import monthly_usd
from costmodel.decide.break_even import LOWEST_TASKS_PER_MONTH
from costmodel.decide.owned_steps import owned_steps_of
from costmodel.decide.stairs import stairs_of

DECADES_EITHER_SIDE = 1.5
SMOOTH_POINTS = 60
MOST_STEPS_DRAWN = 50
"""More are too close together to be seen."""
JUST_ABOVE = 1 + 1e-9

Volumes = NDArray[np.float64]


@dataclass(frozen=True)
class CostByVolume:
    """Running cost of one month in use, at the prices of month 0; both ends of a step are points."""

    option: str
    tasks_per_month: Volumes
    usd_per_month: Volumes


def cost_by_volume(case: Case) -> tuple[CostByVolume, ...]:
    """Each option from a thirtieth to thirty times today's volume, without building and one-off money.

    Steps of whole instances are drawn where they are, unless there are too many to be seen apart.
    """
    month = a_month_in_use(case)
    low, high = shown_volumes(float(case.tasks_per_month))
    return tuple(
        _curve(month, place, _volumes(month, option, low, high)) for place, option in enumerate(month.options)
    )


def shown_volumes(today: float) -> tuple[float, float]:
    """The least and the most that is shown around today's volume."""
    low = max(LOWEST_TASKS_PER_MONTH, today / 10**DECADES_EITHER_SIDE)
    return low, today * 10**DECADES_EITHER_SIDE


def a_month_in_use(case: Case) -> Case:
    """The case of month 0 alone, with every option built."""
    in_use = tuple(replace(option, upkeep=replace(option.upkeep, build_months=0)) for option in case.options)
    return replace(case, horizon_months=1, options=in_use)


def _volumes(month: Case, option: OptionCase, low: float, high: float) -> Volumes:
    smooth = np.geomspace(low, high, SMOOTH_POINTS)
    if not isinstance(option.bill, FleetBill):
        bends = (*stairs_of([(option, np.ones(1))], low, high), *owned_steps_of(month, option))
        # Bends beyond those are too slight to be seen.
        drawn_up_to = min(
            [high, *(MOST_STEPS_DRAWN / steps.steps_per_task for steps in bends if steps.steps_per_task)]
        )
        at = [steps.volumes(np.array([low]), np.array([max(low, drawn_up_to)])) for steps in bends]
        return np.unique(np.concatenate((smooth, *at)))
    per_replica = fleet.tasks_per_replica(option.bill, option.calls)
    drawn_up_to = min(high, per_replica * MOST_STEPS_DRAWN)
    steps = fleet.tasks_at_steps(option.bill, option.calls, low, drawn_up_to)
    return np.unique(np.concatenate((smooth, steps, steps * JUST_ABOVE)))


def _curve(case: Case, place: int, volumes: Volumes) -> CostByVolume:
    (usd,) = monthly_usd(case, volumes[:, np.newaxis], [place])
    return CostByVolume(case.options[place].name, volumes, usd[:, 0])
