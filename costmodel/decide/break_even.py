"""Every volume at which an option changes between cheaper and dearer, exact over the stair steps.

Total cost is linear in the starting volume between the volumes at which some month rents one more
instance, so a grid would miss crossings and one bisection would find only one of them. No option's
cost falls when volume rises; that bounds the cost within a cell of volumes by the cost at its two
ends, and cells whose bounds do not overlap are left out. In what remains every step is visited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from costmodel.case.model import Calls, Case, FleetBill
from costmodel.cost import fleet
from costmodel.cost.ledgers import ledgers
from costmodel.cost.volume import tasks_by_month
from costmodel.decide.money import short_number

LOWEST_TASKS_PER_MONTH = 1.0
HIGHEST_TASKS_PER_MONTH = 1e10
FIRST_CELLS = 120
SPLIT_INTO = 8
MAX_SPLITS = 8
FEW_STEPS = 1_000
"""So few steps are quicker visited than avoided."""
MAX_STEPS = 200_000
VOLUMES_AT_ONCE = 20_000
TIE = 1e-12
"""Costs closer than this, relative to their size, are equal: rounding noise is no saving."""
SAME_VOLUME = 1e-11

Volumes = NDArray[np.float64]
BreakEvenStatus = Literal["reached", "always", "never", "not_verified"]


@dataclass(frozen=True)
class BreakEven:
    """Starting volumes, ascending, at which the option changes sides, and the side it starts on."""

    status: BreakEvenStatus
    cheaper_at_lowest: bool
    tasks_per_month: tuple[float, ...]
    why: str


def break_even(case: Case, place: int, against: int) -> BreakEven:
    """Hold the option at `place` against the one at `against`, from 1 to 1e10 tasks a month.

    Only for plain numbers. `not_verified` if more than 200,000 steps would have to be visited.
    """
    duel = _Duel(case, place, against)
    edges = np.geomspace(LOWEST_TASKS_PER_MONTH, HIGHEST_TASKS_PER_MONTH, FIRST_CELLS + 1)
    cells = _undecided(duel, np.column_stack((edges[:-1], edges[1:])))
    for _ in range(MAX_SPLITS):
        if duel.steps_within(cells).sum() <= FEW_STEPS:
            break
        cells = _undecided(duel, _split(cells))
    cheaper_at_lowest = bool(duel.is_cheaper(edges[:1])[0])
    if duel.steps_within(cells).sum() > MAX_STEPS:
        why = f"More than {MAX_STEPS:,} steps of whole instances lie where the costs run side by side."
        return BreakEven("not_verified", cheaper_at_lowest, (), why)
    return _in_words(cheaper_at_lowest, _crossings(duel, cells, cheaper_at_lowest))


@dataclass(frozen=True)
class _Duel:
    """Two options of a case as functions of the starting volume."""

    case: Case
    place: int
    against: int

    def totals_usd(self, volumes: Volumes) -> tuple[Volumes, Volumes]:
        """Undiscounted totals of both, each of the shape of `volumes`, a vector."""
        both = [
            ledgers(self.case, chunk[:, np.newaxis], (self.place, self.against))
            for chunk in np.split(volumes, range(VOLUMES_AT_ONCE, len(volumes), VOLUMES_AT_ONCE))
        ]
        own, other = (np.concatenate([np.atleast_1d(pair[i].total_usd) for pair in both]) for i in (0, 1))
        return own, other

    def is_cheaper(self, volumes: Volumes) -> NDArray[np.bool_]:
        own, other = self.totals_usd(volumes)
        return own < other * (1 - TIE)

    def steps_within(self, cells: Volumes) -> NDArray[np.float64]:
        """At most so many steps lie in each cell, shape (cells,)."""
        per_volume = sum(
            growth / fleet.tasks_per_replica(bill, calls) for growth, bill, calls in self._stairs()
        )
        months = len(self._stairs())
        return np.where(per_volume > 0, (cells[:, 1] - cells[:, 0]) * per_volume + months, 0.0)

    def steps_in(self, low: float, high: float) -> Volumes:
        """Starting volumes between `low` and `high` above which some month rents more; ascending."""
        steps = [
            fleet.tasks_at_steps(bill, calls, low * growth, high * growth) / growth
            for growth, bill, calls in self._stairs()
        ]
        return np.unique(np.concatenate(steps)) if steps else np.empty(0)

    def _stairs(self) -> list[tuple[float, FleetBill, Calls]]:
        """Growth, fleet and calls of every month and option that rents machines."""
        case = self.case
        growth = tasks_by_month(1.0, case.monthly_growth, case.horizon_months)
        stairs = []
        for place in (self.place, self.against):
            option = case.options[place]
            for month, factor in enumerate(growth):
                in_use = option if month >= option.upkeep.build_months else case.baseline
                if isinstance(in_use.bill, FleetBill) and factor > 0:
                    stairs.append((float(factor), in_use.bill, in_use.calls))
        return stairs


def _undecided(duel: _Duel, cells: Volumes) -> Volumes:
    """Keep the cells in which either option might be the cheaper one somewhere."""
    if not len(cells):
        return cells
    volumes, where = np.unique(cells, return_inverse=True)
    own, other = (totals[where.reshape(cells.shape)] for totals in duel.totals_usd(volumes))
    dearer_throughout = own[:, 0] >= other[:, 1]
    cheaper_throughout = own[:, 1] < other[:, 0] * (1 - TIE)
    return cells[~(dearer_throughout | cheaper_throughout)]


def _split(cells: Volumes) -> Volumes:
    parts = np.linspace(0, 1, SPLIT_INTO + 1)
    edges = cells[:, :1] * (cells[:, 1:] / cells[:, :1]) ** parts
    edges[:, 0], edges[:, -1] = cells[:, 0], cells[:, 1]
    return np.column_stack((edges[:, :-1].ravel(), edges[:, 1:].ravel()))


def _crossings(duel: _Duel, cells: Volumes, cheaper_at_lowest: bool) -> tuple[float, ...]:
    """Visit every piece between two steps; cost is linear there, so two points inside tell it all."""
    if not len(cells):
        return ()
    low, high = np.concatenate([_pieces(duel, low, high) for low, high in _merged(cells)]).T
    inner = low + (high - low) / 3, high - (high - low) / 3
    own, other = duel.totals_usd(np.concatenate(inner))
    lead = (own - other).reshape(2, -1)
    slope = (lead[1] - lead[0]) / (inner[1] - inner[0])
    at_low, at_high = lead[0] - slope * (inner[0] - low), lead[1] + slope * (high - inner[1])
    tie_usd = TIE * other.reshape(2, -1).max(axis=0)
    starts, ends = at_low < -tie_usd, at_high < -tie_usd
    inside = np.clip(low - at_low / np.where(slope == 0, 1, slope), low, high)
    crossed_inside = inside[starts != ends]
    before = np.concatenate(([cheaper_at_lowest], ends[:-1]))
    return _distinct(np.sort(np.concatenate((crossed_inside, low[before != starts]))))


def _merged(cells: Volumes) -> Volumes:
    """Join cells that touch."""
    opens = np.concatenate(([True], cells[1:, 0] > cells[:-1, 1]))
    closes = np.concatenate((opens[1:], [True]))
    return np.column_stack((cells[opens, 0], cells[closes, 1]))


def _pieces(duel: _Duel, low: float, high: float) -> Volumes:
    steps = duel.steps_in(low, high)
    edges = np.concatenate(([low], steps[(steps > low) & (steps < high)], [high]))
    long_enough = np.concatenate(([True], np.diff(edges) > SAME_VOLUME * edges[1:]))
    long_enough[-1] = True
    edges = edges[long_enough]
    return np.column_stack((edges[:-1], edges[1:]))


def _distinct(volumes: Volumes) -> tuple[float, ...]:
    """Two changes of side at one volume cancel out."""
    kept: list[float] = []
    for volume in volumes:
        if kept and volume - kept[-1] <= SAME_VOLUME * volume:
            kept.pop()
        else:
            kept.append(float(volume))
    return tuple(kept)


def _in_words(cheaper_at_lowest: bool, volumes: tuple[float, ...]) -> BreakEven:
    if not volumes:
        if cheaper_at_lowest:
            return BreakEven(
                "always", True, (), "It is cheaper at every volume from 1 to 10 billion tasks a month."
            )
        why = "It is not cheaper at any volume from 1 to 10 billion tasks a month."
        return BreakEven("never", False, (), why)
    spoken = [short_number(volume) for volume in volumes]
    first = "dearer" if cheaper_at_lowest else "cheaper"
    if len(volumes) == 1:
        why = f"It is {first} from {spoken[0]} tasks a month on."
    else:
        why = (
            f"It becomes {first} at {spoken[0]} tasks a month and changes sides {len(volumes) - 1} more"
            f" time(s), at {', '.join(spoken[1:6])}{' and further' if len(spoken) > 6 else ''}:"
            " whole machines make cost rise in steps."
        )
    return BreakEven("reached", cheaper_at_lowest, volumes, why)
