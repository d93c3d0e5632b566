"""From one value outwards to the nearest value at which another option is recommended.

A grid finds where the recommendation differs. Hardly any cost turns around as one input grows, so that the
costs at the two ends of a cell bound what lies within; cells in which those bounds leave room for another
option are looked at more closely before the nearest difference is narrowed down to neighbouring numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.decide.break_even import TIE

SPLIT_INTO = 64
CLOSER_LOOKS = 3
POINTS_OF_A_LOOK = 1_024
MOST_ROUNDS = 24
NEIGHBOURS = 1e-14
"""Values this close, relative to their size, are not parted any more."""

SMALLEST = 1e-12
"""No field of a scenario takes a smaller number but 0."""

NEXT_TO_0 = 1e-4
"""How far down a positive number is varied before 0 itself, over the number."""

FIRST_AFTER_0 = 1e-6
MOST_IN_EQUAL_STEPS = 10
"""Fields that reach further have no scale of their own at 0."""

NO_OPTION = -1
CANNOT_SERVE_USD = 1e300
"""Dearer than any option that serves, and better than one that may not be recommended."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Choices:
    """What is recommended at each value: costs of shape (values, options), infinite for no candidates."""

    usd: Values
    place: NDArray[np.intp]

    @staticmethod
    def of(npv_usd: Values, is_candidate: NDArray[np.bool_]) -> Choices:
        """The cheapest candidate at each value, NO_OPTION where there is none."""
        served = np.where(np.isfinite(npv_usd), npv_usd, CANNOT_SERVE_USD)
        usd = np.where(is_candidate, served, np.inf)
        place = np.where(is_candidate.any(axis=1), usd.argmin(axis=1), NO_OPTION)
        return Choices(usd, place)

    def part(self, places: NDArray[np.intp] | slice) -> Choices:
        """Those at some of the values."""
        return Choices(self.usd[places], self.place[places])

    def differ_from(self, here: int) -> NDArray[np.bool_]:
        """Where another option is recommended; one of the same cost, but for rounding, is no other."""
        if here == NO_OPTION:
            return np.asarray(self.place != NO_OPTION)
        best = self.usd.min(axis=1)
        is_as_cheap = np.isfinite(self.usd[:, here]) & (self.usd[:, here] * (1 - TIE) <= best)
        return np.asarray((self.place != here) & ~is_as_cheap)


@dataclass(frozen=True)
class Side:
    """Values from the present one outwards, up to the first at which the choice differs, if one does."""

    values: Values
    choices: Choices
    here: int
    is_flipped: bool

    @staticmethod
    def of(values: Values, choices: Choices, here: int) -> Side:
        """Cut off what lies beyond the first difference."""
        differs = choices.differ_from(here)
        differs[0] = False
        end = int(differs.argmax()) + 1 if differs.any() else len(values)
        return Side(values[:end], choices.part(slice(end)), here, bool(differs.any()))

    def with_more(self, values: Values, choices: Choices) -> Side:
        """The same side with further values in between."""
        together = np.concatenate((self.values, values))
        order = np.argsort(np.abs(together - self.values[0]), kind="stable")
        usd = np.concatenate((self.choices.usd, choices.usd))
        place = np.concatenate((self.choices.place, choices.place))
        return Side.of(together[order], Choices(usd, place).part(order), self.here)

    def next_values(self, look: int) -> Values:
        """Values that tell more: in cells that may hold a difference, from the nearest on, then in the last."""
        cells = np.flatnonzero(self._may_differ()) if look < CLOSER_LOOKS else np.array([], dtype=np.intp)
        if self.is_flipped:
            cells = np.union1d(cells, [len(self.values) - 2])
        if not len(cells):
            return np.array([])
        parts = max(2, min(SPLIT_INTO, POINTS_OF_A_LOOK // len(cells)))
        start, end = self.values[cells, np.newaxis], self.values[cells + 1, np.newaxis]
        inner = start + (end - start) * (np.arange(1, parts) / parts)
        size = np.maximum(np.abs(start), np.abs(end))
        is_wide = (np.abs(end - start) > size * NEIGHBOURS) & (size > SMALLEST)
        return np.asarray(inner[is_wide[:, 0]].ravel())

    def _may_differ(self) -> NDArray[np.bool_]:
        """Cells in which the costs at the ends leave room for another option to be cheaper."""
        if self.here == NO_OPTION or len(self.values) < 2:
            return np.zeros(max(0, len(self.values) - 1), dtype=bool)
        usd = self.choices.usd
        own, others = usd[:, self.here], np.delete(usd, self.here, axis=1).min(axis=1, initial=np.inf)
        highest, lowest = np.maximum(own[1:], own[:-1]), np.minimum(others[1:], others[:-1])
        return np.asarray((highest * (1 - TIE) > lowest) & (own[1:] < CANNOT_SERVE_USD))

    @property
    def flip(self) -> tuple[float, int] | None:
        """The value to 12 digits, and the place of what is recommended beyond it."""
        if not self.is_flipped:
            return None
        at, beyond = self.values[-2:].tolist()
        exact = 0.0 if abs(at) + abs(beyond) <= SMALLEST else float(f"{beyond:.12g}")
        return exact, int(self.choices.place[-1])


def narrowed(sides: Sequence[Side], ask: Callable[[Values], Choices]) -> tuple[Side, ...]:
    """Look more closely at all sides at once until nothing more is to be learnt."""
    for look in range(MOST_ROUNDS):
        wanted = [side.next_values(look) for side in sides]
        values = np.concatenate(wanted)
        if not len(values):
            break
        found = ask(values)
        ends = np.cumsum([len(each) for each in wanted])
        sides = [
            side.with_more(each, found.part(slice(end - len(each), end))) if len(each) else side
            for side, each, end in zip(sides, wanted, ends, strict=True)
        ]
    return tuple(sides)


def outwards(value: float, end: float, points: int) -> Values:
    """Values from `value` to `end`, denser near `value`; by ratio where they have one."""
    if value == end:
        return np.array([value])
    share = np.linspace(0, 1, points + 1) ** 2
    if value > 0 and end > 0:
        grid = value * (end / value) ** share
    elif value > 0 and end == 0:
        grid = np.append(value * NEXT_TO_0**share, 0.0)
    elif value == 0 and end > MOST_IN_EQUAL_STEPS:
        grid = np.append(0.0, np.geomspace(FIRST_AFTER_0, end, points))
    else:
        grid = value + (end - value) * share
    grid[0], grid[-1] = value, end
    return grid
