"""A measured figure and the target that it is held against; CPU time, never the clock on the wall."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

ROUNDS = 30


@dataclass(frozen=True)
class Measurement:
    """One figure; without a target it is only reported. Lower is better for all of them."""

    what: str
    value: float
    unit: str
    target: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the figure is at or below its target; None without one."""
        return None if self.target is None else self.value <= self.target


def cpu_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median CPU time of one call in milliseconds, after a call that warms up."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.process_time_ns()
        work()
        taken.append((time.process_time_ns() - start) / 1e6)
    return median(taken)
