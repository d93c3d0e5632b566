"""How many items show that a rate lies below a bar, or reaches it, by its exact one-sided limit.

Two answers each: from which number on the observed rate, if it stays, always shows it; and from which on it is
shown with a given chance if that rate is the true one. None stands for never, or more than a million items.
Failures of a rate that reaches a bar are passes of one that falls short of its complement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from costmodel.estimate.exact_limits import chance_of_at_most

FEWEST_ITEMS = 5
"""Fewer are no measurement."""
MOST_ITEMS = 1_000_000
ROUNDING = 1e-9
BLOCK = 4_096
"""So many numbers are tried at once, from the highest that may fall short downwards."""

Values = NDArray[np.float64]
Shows = Callable[[Values], NDArray[np.bool_]]
"""Whether so many items show it, for each number of items."""


def items_to_fall_short(bar: float, rate: float, alpha: float, *, whole: bool = True) -> int | None:
    """From how many items on a rate that stays as observed has its upper limit below the bar.

    `whole`: passes are counts, and the rate stays as nearly as they allow; else they may be fractions.
    """
    return _observed(bar, rate, alpha, whole) if rate < bar else None


def items_to_reach(bar: float, rate: float, alpha: float, *, whole: bool = True) -> int | None:
    """From how many items on a rate that stays as observed has its lower limit at the bar or above."""
    return _observed(1 - bar, 1 - rate, alpha, whole) if rate > bar else None


def likely_items_to_fall_short(
    bar: float, rates: Sequence[float], alpha: float, chance: float = 0.8
) -> int | None:
    """From how many items on it is shown, with this chance, that all of these true rates are below the bar.

    The chances to miss are added up, so that it holds however the rates hang together.
    """
    return _likely(bar, tuple(rates), alpha, chance) if rates and max(rates) < bar else None


def likely_items_to_reach(bar: float, rate: float, alpha: float, chance: float = 0.8) -> int | None:
    """From how many items on it is shown, with this chance, that a true rate reaches the bar."""
    return _likely(1 - bar, (1 - rate,), alpha, chance) if rate > bar else None


@lru_cache(maxsize=256)
def _observed(bar: float, rate: float, alpha: float, whole: bool) -> int | None:
    def surely(items: Values) -> NDArray[np.bool_]:
        return np.asarray(chance_of_at_most(rate * items, items, bar) < alpha)

    if not whole:
        return _turns_true(surely)
    return _from_which_on(
        lambda items: _is_below(np.floor(rate * items + ROUNDING), items, bar, alpha), surely
    )


@lru_cache(maxsize=256)
def _likely(bar: float, rates: tuple[float, ...], alpha: float, chance: float) -> int | None:
    def shows(items: Values, passes: Values) -> NDArray[np.bool_]:
        missed = sum(1 - chance_of_at_most(passes, items, rate) for rate in rates)
        return np.asarray(missed <= 1 - chance + ROUNDING)

    return _from_which_on(
        lambda items: shows(items, np.floor(_highest_below(items, bar, alpha) + ROUNDING)),
        surely=lambda items: shows(items, _highest_below(items, bar, alpha) - 1),
    )


def _is_below(passes: Values, items: Values, bar: float, alpha: float) -> NDArray[np.bool_]:
    """Whether the upper limit is below the bar: so few passes would be that unlikely at the bar itself."""
    return np.asarray(chance_of_at_most(passes, items, bar) < alpha)


def _highest_below(items: Values, bar: float, alpha: float) -> Values:
    """The highest count, as a continuous number, whose upper limit is below the bar; -1 where none is."""
    low, high = np.full(items.shape, -1.0), items * bar
    while (high - low > ROUNDING / 2).any():
        middle = (low + high) / 2
        below = _is_below(np.maximum(middle, 0), items, bar, alpha)
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.where(low < 0, -1.0, low)


def _from_which_on(shows: Shows, surely: Shows) -> int | None:
    """The number of items from which on it is always shown.

    Whole counts make `shows` a saw; `surely` lies below it, and turns true once and for all.
    """
    end = _turns_true(surely)
    if end is None:
        return None
    while end > FEWEST_ITEMS:
        items = np.arange(max(FEWEST_ITEMS, end - BLOCK), end, dtype=float)
        short = items[~shows(items)]
        if len(short):
            return int(short[-1]) + 1
        end = int(items[0])
    return end


def _turns_true(holds: Shows) -> int | None:
    low, high = FEWEST_ITEMS - 1, MOST_ITEMS
    if not holds(np.array([float(high)]))[0]:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(np.array([float(middle)]))[0] else (middle, high)
    return high
