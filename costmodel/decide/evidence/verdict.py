"""The parts of every verdict: its state, the limits that decide it, and how much more evidence would settle it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from costmodel.estimate.exact_limits import lower_limit, upper_limit

State = Literal["holds", "does_not_hold", "not_enough_evidence"]
Unit = Literal["items", "failures"]


@dataclass(frozen=True)
class Counted:
    """A rate that was counted; in clusters, `design_effect` items tell as much as one that stands alone."""

    passes: float
    items: float
    design_effect: float = 1.0

    @property
    def rate(self) -> float:
        """Passes over items."""
        return self.passes / self.items


@dataclass(frozen=True)
class Limit:
    """A counted rate with its one-sided limits, held against a bar.

    `lower` and `upper`: below and above which the true rate lies with a chance of at most `lower_alpha` and
    `upper_alpha`.
    """

    what: str
    counted: Counted
    bar: float
    lower: float
    upper: float
    lower_alpha: float
    upper_alpha: float

    @property
    def is_below(self) -> bool:
        """Shown to lie below the bar."""
        return self.upper < self.bar

    @property
    def reaches(self) -> bool:
        """Shown to reach the bar."""
        return self.lower >= self.bar


@dataclass(frozen=True)
class Needed:
    """How many in all would settle it, if the observed rate stays; None: no number does, or over a million.

    `at_least`: from so many on the observed rate always shows it. `likely`: so many show it with a chance of
    `chance` if that rate is the true one.
    """

    unit: Unit
    have: float
    at_least: int | None
    likely: int | None
    chance: float


@dataclass(frozen=True)
class Verdict:
    """One of the three statements: what the data show, why, and what to do next."""

    state: State
    why: str
    next_step: str
    limits: tuple[Limit, ...] = ()
    needed: tuple[Needed, ...] = ()
    notes: tuple[str, ...] = ()


def limit_of(what: str, counted: Counted, bar: float, *, lower_alpha: float, upper_alpha: float) -> Limit:
    """The limits of a counted rate; items in clusters are worth fewer that stand alone."""
    passes, items = counted.passes / counted.design_effect, counted.items / counted.design_effect
    return Limit(
        what=what,
        counted=counted,
        bar=bar,
        lower=lower_limit(passes, items, lower_alpha),
        upper=upper_limit(passes, items, upper_alpha),
        lower_alpha=lower_alpha,
        upper_alpha=upper_alpha,
    )
