"""The starting volumes at which the cost of a fleet steps or bends; between two of them it is a straight line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.case.model import Calls, FleetBill, HybridBill, OptionCase
from costmodel.cost import fleet
from costmodel.cost.day import weights_of
from costmodel.units import MINUTES_PER_HOUR, SECONDS_PER_MINUTE

Volumes = NDArray[np.float64]

FEW_CALLS = 5.0
"""If a replica could serve fewer calls in the idle time, the calls may take longer than the fleet is awake for them."""

Machines = tuple[FleetBill, float | None, Calls]
"""A fleet, how many replicas of it a hybrid owns, and the calls it serves."""

POINTS_OF_A_CURVE = 4_000
"""Over ten decades: chords of the awake share, which is no line, miss it by less than 1 in 100,000."""


@dataclass(frozen=True)
class Stairs:
    """The steps of one fleet at one load; `growth`: volumes above 0 of the months it runs in over the first."""

    bill: FleetBill
    calls: Calls
    load_over_mean: float
    growth: Volumes

    @property
    def steps_per_task(self) -> float:
        """At most so many steps for each task of the starting volume."""
        replicas_per_step = max(1.0, self.bill.gpus_per_instance / self.bill.gpus_per_replica)
        tasks_per_replica = fleet.tasks_per_replica(self.bill, self.calls, self.load_over_mean)
        return float(self.growth.sum()) / tasks_per_replica / replicas_per_step

    @property
    def months(self) -> int:
        """In how many months of different volume it steps."""
        return len(self.growth)

    def volumes(self, low: Volumes, high: Volumes) -> Volumes:
        """Starting volumes in the ranges from `low` to `high` above which one more instance is rented."""
        in_month, place = fleet.tasks_at_steps_in(
            self.bill,
            self.calls,
            np.outer(low, self.growth).ravel(),
            np.outer(high, self.growth).ravel(),
            self.load_over_mean,
        )
        of_range, of_month = np.divmod(place, len(self.growth))
        return np.clip(in_month / self.growth[of_month], low[of_range], high[of_range])


@dataclass(frozen=True)
class Bends:
    """A few known volumes, ascending, at which cost bends without a step."""

    at: Volumes
    steps_per_task: float = 0.0
    months: int = 0

    def volumes(self, low: Volumes, high: Volumes) -> Volumes:
        """Those in the ranges from `low` to `high`, which ascend and do not overlap."""
        return within(self.at, low, high)


def within(volumes: Volumes, low: Volumes, high: Volumes) -> Volumes:
    """The volumes that lie in one of the ranges from `low` to `high`, which ascend and do not overlap."""
    place = np.searchsorted(low, volumes, side="right") - 1
    return volumes[(place >= 0) & (volumes <= high[np.maximum(place, 0)])]


def stairs_of(
    in_use: Iterable[tuple[OptionCase, Volumes]], low: float, high: float
) -> tuple[Stairs | Bends, ...]:
    """Steps and bends of every fleet, from volume `low` to `high`; equal ones once.

    Each option comes with the growth factors of the months in which it is in use. Of a hybrid, those of the
    replicas it is known to own; where that is left open, `owned_steps_of` finds the rest.
    """
    months: dict[Machines, set[float]] = {}
    for option, growth in in_use:
        with_work = growth[growth > 0]
        if isinstance(option.bill, FleetBill | HybridBill) and len(with_work):
            months.setdefault(_machines(option), set()).update(with_work.tolist())
    return tuple(
        found
        for machines, factors in months.items()
        for found in _of_one(machines, np.array(sorted(factors)), low, high)
    )


def _machines(option: OptionCase) -> Machines:
    """What steps depend on: whatever the provider of a hybrid charges, they do not."""
    bill = option.bill
    if isinstance(bill, HybridBill):
        owned = 0.0 if bill.owned_replicas is None else float(bill.owned_replicas)
        return bill.fleet, owned, option.calls
    assert isinstance(bill, FleetBill)
    return bill, None, option.calls


def _of_one(machines: Machines, growth: Volumes, low: float, high: float) -> Iterator[Stairs | Bends]:
    bill, owned, calls = machines
    if owned is not None:
        yield Bends(_where_own_replicas_are_full(bill, owned, calls, growth))
        return
    for load in fleet.loads_sized_for(bill, calls):
        yield Stairs(bill, calls, load, growth)
    if bill.billing == "scale_to_zero":
        yield Bends(np.geomspace(low, high, POINTS_OF_A_CURVE + 1))


def _where_own_replicas_are_full(bill: FleetBill, owned: float, calls: Calls, growth: Volumes) -> Volumes:
    loads = sorted(set(weights_of(calls)) - {0.0})
    full = [owned * fleet.tasks_per_replica(bill, calls, load) for load in loads]
    return np.unique(np.outer(full, 1 / growth))


def may_fall_with_volume(option: OptionCase) -> bool:
    """Whether more volume can cost less.

    Starting a replica may bill longer than the hour that it saves; and where calls alone are billed, a further
    replica fills a box whose other GPUs were idle.
    """
    bill = option.bill
    if not isinstance(bill, FleetBill) or bill.billing == "always_on":
        return False
    calls_in_idle_time = bill.idle_minutes * SECONDS_PER_MINUTE * bill.requests_per_second
    in_boxes = bill.gpus_per_instance > bill.gpus_per_replica
    bills_calls = bill.billing == "scale_to_zero" and in_boxes and calls_in_idle_time < FEW_CALLS
    return bool(bill.startup_minutes > MINUTES_PER_HOUR or bills_calls)
