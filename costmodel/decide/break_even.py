"""Every volume at which an option changes between cheaper and dearer, exact over the stair steps.

Total cost is linear in the starting volume between the volumes at which some month rents one more
instance, own replicas fill up, or owning another number of them becomes cheaper, so a grid would miss
crossings and one bisection would find only one of them. No option's cost falls when volume rises; that
bounds the cost within a cell of volumes by the cost at its two ends, and cells whose bounds do not overlap
are left out. In what remains every step is visited.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from costmodel.case.model import Case, FleetBill, OptionCase
from costmodel.cost import programme
from costmodel.cost.ledgers import monthly_usd
from costmodel.cost.volume import tasks_by_month
from costmodel.decide.money import short_number
from costmodel.decide.owned_steps import OwnedSteps, owned_steps_of
from costmodel.decide.stairs import Bends, Stairs, Volumes, may_fall_with_volume, stairs_of

LOWEST_TASKS_PER_MONTH = 1.0
HIGHEST_TASKS_PER_MONTH = 1e10
FIRST_CELLS = 120
SPLIT_INTO = 8
FEW_STEPS = 1_000
"""So few steps are quicker visited than avoided."""
MAX_STEPS = 200_000
VOLUMES_AT_ONCE = 500
"""Few enough that the arrays of all months stay in the processor's cache."""
TIE = 1e-14
"""Costs closer than this, relative to their size, are equal: rounding noise is no saving."""
SAME_VOLUME = 1e-11

Steps = Stairs | Bends | OwnedSteps
BreakEvenStatus = Literal["reached", "always", "never", "not_verified"]


@dataclass(frozen=True)
class BreakEven:
    """Starting volumes, ascending, at which the option changes sides, and the side it starts on."""

    status: BreakEvenStatus
    cheaper_at_lowest: bool
    tasks_per_month: tuple[float, ...]
    why: str

    @property
    def for_good_from(self) -> float | None:
        """The volume from which on the option is the cheaper one up to the highest; None if it never is for good."""
        if self.status == "always":
            return LOWEST_TASKS_PER_MONTH
        is_cheaper_at_last = self.cheaper_at_lowest == (len(self.tasks_per_month) % 2 == 0)
        return self.tasks_per_month[-1] if self.tasks_per_month and is_cheaper_at_last else None


def break_even(case: Case, place: int, against: int, most_steps: int = MAX_STEPS) -> BreakEven:
    """Hold the option at `place` against the one at `against`, from 1 to 1e10 tasks a month.

    Only for plain numbers. `not_verified` if more than `most_steps` steps would have to be visited.
    """
    duel = _Duel(case, place, against)
    if duel.runs_at_the_same_cost():
        is_cheaper = bool(duel.lead_and_noise_usd(np.ones(1))[0][0] < 0)
        return _in_words(is_cheaper, ())
    stairs = duel.stairs()
    edges = np.geomspace(LOWEST_TASKS_PER_MONTH, HIGHEST_TASKS_PER_MONTH, FIRST_CELLS + 1)
    cells = _undecided(duel, np.column_stack((edges[:-1], edges[1:])))
    while (
        len(cells) * SPLIT_INTO < min(steps := _most_steps(stairs, cells), most_steps) and steps > FEW_STEPS
    ):
        cells = _undecided(duel, _split(cells))
    lead_usd, noise_usd = duel.lead_and_noise_usd(edges[:1])
    cheaper_at_lowest = bool(lead_usd[0] < -noise_usd[0])
    pieces = _pieces(stairs, cells, most_steps)
    if pieces is None:
        why = f"More than {most_steps:,} steps of whole instances lie where the costs run side by side."
        return BreakEven("not_verified", cheaper_at_lowest, (), why)
    return _in_words(cheaper_at_lowest, _crossings(duel, pieces, cheaper_at_lowest))


@dataclass(frozen=True)
class _Duel:
    """Two options of a case as functions of the starting volume."""

    case: Case
    place: int
    against: int

    def monthly_usd_at(self, volumes: Volumes) -> Iterator[tuple[Volumes, Volumes]]:
        """Running cost by month of both at a vector of volumes, a part of it at a time."""
        for part in np.split(volumes, range(VOLUMES_AT_ONCE, len(volumes), VOLUMES_AT_ONCE)):
            own, other = monthly_usd(self.case, part[:, np.newaxis], (self.place, self.against))
            yield own, other

    def totals_usd(self, volumes: Volumes) -> tuple[Volumes, Volumes]:
        """Undiscounted totals of both, each of the shape of `volumes`."""
        sums = [(own.sum(axis=-1), other.sum(axis=-1)) for own, other in self.monthly_usd_at(volumes)]
        own, other = (np.concatenate([pair[side] for pair in sums]) for side in (0, 1))
        return self._upfront_usd(self.place) + own, self._upfront_usd(self.against) + other

    def lead_and_noise_usd(self, volumes: Volumes) -> tuple[Volumes, Volumes]:
        """What the option costs more than the other, where equal lines cancel exactly; and what is only rounding."""
        upfront = self._upfront_usd(self.place), self._upfront_usd(self.against)
        leads, noises = [], []
        for own, other in self.monthly_usd_at(volumes):
            leads.append(upfront[0] - upfront[1] + (own - other).sum(axis=-1))
            noises.append(TIE * (upfront[1] + other.sum(axis=-1)))
        return np.concatenate(leads), np.concatenate(noises)

    def runs_at_the_same_cost(self) -> bool:
        """Whether the two fleets differ by one-off money only, so that no step parts them."""
        own, other = self.case.options[self.place], self.case.options[self.against]
        never_built = own.upkeep.build_months >= self.case.horizon_months
        if never_built and self.against == self.case.baseline_index:
            return True
        if not (isinstance(own.bill, FleetBill) and isinstance(other.bill, FleetBill)):
            return False
        upkeep = replace(other.upkeep, upfront_usd_by_line=own.upkeep.upfront_usd_by_line)
        return replace(other, name=own.name, upkeep=upkeep, sources=own.sources, notes=own.notes) == own

    def _upfront_usd(self, place: int) -> float:
        return float(programme.upfront_usd(self.case.options[place].upkeep))

    def stairs(self) -> tuple[Steps, ...]:
        """The steps and bends that either option feels: while it is built, those of the baseline."""
        growth = tasks_by_month(1.0, self.case.growth, self.case.horizon_months)
        in_use = [
            use
            for option in (self.case.options[self.place], self.case.options[self.against])
            for use in (
                (self.case.baseline, growth[: option.upkeep.build_months]),
                (option, growth[option.upkeep.build_months :]),
            )
        ]
        known = stairs_of(in_use, LOWEST_TASKS_PER_MONTH, HIGHEST_TASKS_PER_MONTH)
        return (*known, *(steps for option in self._felt() for steps in owned_steps_of(self.case, option)))

    def _felt(self) -> tuple[OptionCase, ...]:
        """Both options, and the baseline, which is paid while either is built."""
        places = sorted({self.place, self.against, self.case.baseline_index})
        return tuple(self.case.options[place] for place in places)

    def costs_never_fall(self) -> bool:
        """Whether no volume of either option, nor of the baseline, costs less than a smaller one.

        A baseline that owns more from some volume on may cost less in the months in which an option is built.
        """
        is_built = any(option.upkeep.build_months for option in self._felt())
        if is_built and owned_steps_of(self.case, self.case.baseline):
            return False
        return not any(may_fall_with_volume(option) for option in self._felt())


def _most_steps(stairs: Sequence[Steps], cells: Volumes) -> float:
    """At most so many steps lie in the cells; infinite volumes per replica have none."""
    per_task = sum(stair.steps_per_task for stair in stairs)
    return float((cells[:, 1] - cells[:, 0]).sum() * per_task)


def _undecided(duel: _Duel, cells: Volumes) -> Volumes:
    """Keep the cells in which either option might be the cheaper one somewhere."""
    if not len(cells) or not duel.costs_never_fall():
        return cells
    volumes, where = np.unique(cells, return_inverse=True)
    own, other = (totals[where.reshape(cells.shape)] for totals in duel.totals_usd(volumes))
    dearer_throughout = own[:, 0] > other[:, 1]
    cheaper_throughout = own[:, 1] < other[:, 0] * (1 - TIE)
    return cells[~(dearer_throughout | cheaper_throughout)]


def _split(cells: Volumes) -> Volumes:
    parts = np.linspace(0, 1, SPLIT_INTO + 1)
    edges = cells[:, :1] * (cells[:, 1:] / cells[:, :1]) ** parts
    edges[:, 0], edges[:, -1] = cells[:, 0], cells[:, 1]
    return np.column_stack((edges[:, :-1].ravel(), edges[:, 1:].ravel()))


def _pieces(stairs: Sequence[Steps], cells: Volumes, most_steps: int) -> Volumes | None:
    """Cut the cells at every step, shape (pieces, 2); None if there are too many steps to visit."""
    if not len(cells):
        return cells
    months = sum(stair.months for stair in stairs)
    if _most_steps(stairs, cells) > most_steps * max(1, months):
        return None
    pieces, steps = [], 0
    for group in _groups(stairs, cells):
        pieces.append(_cut(stairs, group))
        steps += len(pieces[-1]) - len(group)
        if steps > most_steps:
            return None
    return np.concatenate(pieces)


def _groups(stairs: Sequence[Steps], cells: Volumes) -> list[Volumes]:
    """Parts of the cells with so few steps, counted for every month, that memory stays bounded."""
    per_task = sum(stair.steps_per_task for stair in stairs)
    steps = np.cumsum((cells[:, 1] - cells[:, 0]) * per_task)
    return np.split(cells, np.flatnonzero(np.diff(steps // MAX_STEPS)) + 1)


def _cut(stairs: Sequence[Steps], cells: Volumes) -> Volumes:
    low, high = _runs(cells)
    steps = [stair.volumes(low, high) for stair in stairs]
    edges = np.unique(np.concatenate((*steps, cells.ravel())))
    # Two months' steps at one volume differ by rounding only; a sliver between them holds nothing.
    edges = edges[np.concatenate(([True], np.diff(edges) > SAME_VOLUME * edges[1:]))]
    pieces = np.column_stack((edges[:-1], edges[1:]))
    run = np.searchsorted(low, pieces[:, 0], side="right") - 1
    return pieces[pieces[:, 1] <= high[run]]


def _runs(cells: Volumes) -> tuple[Volumes, Volumes]:
    """Where cells that touch begin and end."""
    is_gap = cells[1:, 0] > cells[:-1, 1]
    return cells[np.concatenate(([True], is_gap)), 0], cells[np.concatenate((is_gap, [True])), 1]


def _crossings(duel: _Duel, pieces: Volumes, cheaper_at_lowest: bool) -> tuple[float, ...]:
    """Cost is linear between two steps, so two points inside each piece tell it all."""
    if not len(pieces):
        return ()
    low, high = pieces.T
    inner = low + (high - low) / 3, high - (high - low) / 3
    lead, noise = (part.reshape(2, -1) for part in duel.lead_and_noise_usd(np.concatenate(inner)))
    slope = (lead[1] - lead[0]) / (inner[1] - inner[0])
    at_low, at_high = lead[0] - slope * (inner[0] - low), lead[1] + slope * (high - inner[1])
    starts, ends = at_low < -noise[0], at_high < -noise[0]
    inside = np.clip(low - at_low / np.where(slope == 0, 1, slope), low, high)
    before = np.concatenate(([cheaper_at_lowest], ends[:-1]))
    return _distinct(np.sort(np.concatenate((inside[starts != ends], low[before != starts]))))


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
    first = "dearer" if cheaper_at_lowest else "cheaper"
    if len(volumes) == 1:
        why = f"It is {first} from {short_number(volumes[0])} tasks a month on."
    else:
        why = (
            f"It becomes {first} at {short_number(volumes[0])} tasks a month and changes sides"
            f" {len(volumes)} times, for the last time at {short_number(volumes[-1])}: whole machines make cost"
            " rise in steps."
        )
    return BreakEven("reached", cheaper_at_lowest, volumes, why)
