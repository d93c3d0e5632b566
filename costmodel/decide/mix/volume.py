"""Which plan is best at which volume, and where it gives way to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from costmodel.case.mix import MixCase
from costmodel.decide.mix.evaluate import Assignment, Mix, evaluate
from costmodel.decide.mix.programme import Asked, narrowed, solve

LOWEST_REQUESTS, HIGHEST_REQUESTS, POINTS = 1e4, 1e8, 60
HALVINGS = 4
"""Of the gap between two points: a switch is then known to a hundredth."""


@dataclass(frozen=True)
class AtVolume:
    """The best plan, and the best of hosted models alone, at one volume; None where no plan keeps every limit."""

    requests_per_month: float
    best: Mix | None
    api_only: Mix | None

    def usd_per_1000_requests(self, mix: Mix) -> float:
        """A month's cost of a plan at this volume, for each thousand requests."""
        return 1000 * mix.usd_per_month / self.requests_per_month


@dataclass(frozen=True)
class Switch:
    """From this volume on another assignment is best."""

    requests_per_month: float
    before: Assignment | None
    after: Assignment | None


def sweep(
    case: MixCase, points: int = POINTS, say: Callable[[float], None] | None = None
) -> tuple[AtVolume, ...]:
    """The best plans from 10 thousand to 100 million requests a month, each solved; `say` hears the share done."""
    found = []
    volumes = np.geomspace(LOWEST_REQUESTS, HIGHEST_REQUESTS, points)
    for place, volume in enumerate(volumes):
        found.append(at_volume(case, float(volume)))
        if say is not None:
            say((place + 1) / points)
    return tuple(found)


def at_volume(case: MixCase, requests_per_month: float) -> AtVolume:
    """The best plans at one volume."""
    moved = case.at_volume(requests_per_month)
    return AtVolume(
        requests_per_month, _best(moved, Asked()), _best(moved, Asked(usable=narrowed(case, case.is_hosted)))
    )


def switches(case: MixCase, swept: Sequence[AtVolume]) -> tuple[Switch, ...]:
    """Where the best assignment changes, by halving between neighbours that differ."""
    found = []
    for lower, upper in pairwise(swept):
        low, high = lower.requests_per_month, upper.requests_per_month
        before, after = _of(lower.best), _of(upper.best)
        if before == after:
            continue
        for _ in range(HALVINGS):
            middle = (low * high) ** 0.5
            at_middle = _of(_best(case.at_volume(middle), Asked()))
            low, high = (middle, high) if at_middle == before else (low, middle)
            after = at_middle if at_middle != before else after
        found.append(Switch(high, before, after))
    return tuple(found)


def _best(case: MixCase, asked: Asked) -> Mix | None:
    solution = solve(case, asked)
    return None if solution is None else evaluate(case, solution.assignment)


def _of(mix: Mix | None) -> Assignment | None:
    return None if mix is None else mix.assignment
