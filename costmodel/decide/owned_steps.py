"""The starting volumes at which a hybrid bends that chooses how many replicas it owns anew at every volume."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from costmodel.case.model import Case, HybridBill, OptionCase
from costmodel.cost import hybrid
from costmodel.cost.volume import tasks_by_month
from costmodel.decide.stairs import Volumes, within

PIECES_AT_ONCE = 2_000


@dataclass(frozen=True, eq=False)
class OwnedSteps:
    """Where a replica fills up that may be worth owning, and where owning another number becomes cheaper.

    In tasks of the starting volume: `loads` are the replicas that one task fills in each hour of each month,
    ascending; `worth_owning` is how many of them are worth owning if replicas could be divided. At one volume
    only the numbers between two full instances around that can be the best, so that no other fills up here.
    """

    case: Case
    option: OptionCase
    bill: HybridBill
    loads: Volumes
    worth_owning: float

    @property
    def steps_per_task(self) -> float:
        """At most so many numbers become the best for each task of the starting volume."""
        return self.worth_owning / hybrid.numbers_that_fill_instances(self.bill) * len(self._more)

    @property
    def months(self) -> int:
        """How many different loads may fill the same number of replicas."""
        return len(self.loads)

    def volumes(self, low: Volumes, high: Volumes) -> Volumes:
        """Volumes in the ranges from `low` to `high`, which ascend and do not overlap, between which cost is linear."""
        if self.worth_owning == 0:
            return np.empty(0)
        full = self._full_before(low, high)
        found = np.concatenate([full / self.worth_owning, *self._where_replicas_fill(full)])
        edges = np.unique(np.concatenate((within(found, low, high), low, high)))
        return np.concatenate((edges, self._where_another_number_is_cheaper(edges)))

    @property
    def _step(self) -> int:
        return hybrid.numbers_that_fill_instances(self.bill)

    @property
    def _more(self) -> tuple[int, ...]:
        return (0, *hybrid.more_with_another_instance(self.bill))

    def _full_before(self, low: Volumes, high: Volumes) -> Volumes:
        """Numbers of replicas that fill whole instances, the last before each range to the last within it."""
        first, last = (np.floor(ends * self.worth_owning / self._step) for ends in (low, high))
        counts = (last - first + 1).astype(np.intp)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.unique(np.repeat(first, counts) + within) * self._step

    def _where_replicas_fill(self, full: Volumes) -> Iterator[Volumes]:
        """For each number that may be the best from one full instance to the next: where a load fills it."""
        for more in self._more:
            owned = full + more
            with np.errstate(divide="ignore", invalid="ignore"):
                most = np.where(full > 0, owned * self.worth_owning / full, np.inf)
            first = np.searchsorted(self.loads, owned * self.worth_owning / (full + self._step))
            counts = np.searchsorted(self.loads, most, side="right") - first
            place = np.repeat(np.arange(len(full)), counts)
            load = first[place] + np.arange(len(place)) - (np.cumsum(counts) - counts)[place]
            yield owned[place] / self.loads[load]

    def _where_another_number_is_cheaper(self, edges: Volumes) -> Volumes:
        """Between two edges the cost of any one number is a straight line: where two of those lines cross."""
        found = [np.empty(0)]
        for start in range(0, len(edges) - 1, PIECES_AT_ONCE):
            part = edges[start : start + PIECES_AT_ONCE + 1]
            low, high = part[:-1], part[1:]
            points = low + (high - low) / 3, high - (high - low) / 3
            full = np.floor((low + high) / 2 * self.worth_owning / self._step) * self._step
            lines = [tuple(self._usd(at, full + more) for at in points) for more in self._more]
            for one, other in combinations(lines, 2):
                apart = one[0] - other[0], one[1] - other[1]
                with np.errstate(divide="ignore", invalid="ignore"):
                    at = points[0] + (points[1] - points[0]) * apart[0] / (apart[0] - apart[1])
                found.append(at[(at > low) & (at < high)])
        return np.concatenate(found)

    def _usd(self, volumes: Volumes, owned: Volumes) -> Volumes:
        tasks = tasks_by_month(volumes[:, np.newaxis], self.case.growth, self.case.horizon_months)
        build = self.option.upkeep.build_months
        calls = self.option.calls
        return hybrid.cost_of_owning_of_each(self.bill, calls, tasks, owned[:, np.newaxis], build)[:, 0]


def owned_steps_of(case: Case, option: OptionCase) -> tuple[OwnedSteps, ...]:
    """Those of a hybrid that leaves its number of own replicas open; none of any other option. Plain numbers only."""
    bill, build = option.bill, option.upkeep.build_months
    if not isinstance(bill, HybridBill) or bill.owned_replicas is not None or build >= case.horizon_months:
        return ()
    tasks = tasks_by_month(1.0, case.growth, case.horizon_months)
    loads = hybrid.replicas_filled(bill, option.calls, tasks[build:])
    worth = float(hybrid.worth_owning(bill, option.calls, tasks, build)[0])
    return (OwnedSteps(case, option, bill, np.unique(loads[loads > 0]), worth),)
