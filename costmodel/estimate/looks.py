"""Looking at a test before it ends: what it costs in false alarms, and the bounds that pay for it.

After k of K equal steps the test statistic is the sum of k independent normal steps over √k. The chance to
have crossed by then follows by integrating step after step over the values inside the bounds.
Source: Armitage, McPherson and Rowe (1969), https://doi.org/10.2307/2343787
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from costmodel.errors import InputError, Problem

MOST_LOOKS = 50
NODES = 401
"""Points of Simpson's rule between the bounds; the chance is then right to a millionth."""
HIGHEST_Z = 12.0
STEPS = 60
"""Of a bisection between 0 and `HIGHEST_Z`."""


def false_alarm_rate(looks: int, z: float) -> float:
    """The chance that a difference that does not exist passes ±`z` at one of so many equal looks.

    Raises InputError for looks that are none, or more than 50.
    """
    _check(looks)
    return 1 - _stays_inside([z] * looks)


def pocock_z(looks: int, alpha: float = 0.05) -> float:
    """The bound, the same at every look, that keeps all false alarms together at `alpha`, two-sided.

    Raises InputError. Source: https://doi.org/10.1093/biomet/64.2.191
    """
    _check(looks)
    return _bound(looks, alpha, _flat)


def obrien_fleming_z(looks: int, alpha: float = 0.05) -> tuple[float, ...]:
    """The bound at each look, high at first and near the usual one at the last, for `alpha`, two-sided.

    Raises InputError. Source: https://doi.org/10.2307/2530245
    """
    _check(looks)
    return tuple(_falling(looks, _bound(looks, alpha, _falling)))


def nominal_level(z: float) -> float:
    """The two-sided p below which a result passes a bound."""
    return 2 * NormalDist().cdf(-z)


def _check(looks: int) -> None:
    if not 1 <= looks <= MOST_LOOKS:
        raise InputError([Problem("looks", looks, f"a whole number from 1 to {MOST_LOOKS} is")])


def _flat(looks: int, z: float) -> list[float]:
    return [z] * looks


def _falling(looks: int, last: float) -> list[float]:
    return [last * math.sqrt(looks / look) for look in range(1, looks + 1)]


@lru_cache(maxsize=64)
def _bound(looks: int, alpha: float, shape: Callable[[int, float], list[float]]) -> float:
    low, high = 0.0, HIGHEST_Z
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if 1 - _stays_inside(shape(looks, middle)) <= alpha else (middle, high)
    return high


def _stays_inside(bounds: Sequence[float]) -> float:
    """The chance that no look passes its bound; sums in units of one step's standard deviation."""
    at, weights = _simpson(bounds[0])
    density = _normal(at)
    for look, bound in enumerate(bounds[1:], start=2):
        onto, onto_weights = _simpson(bound * math.sqrt(look))
        density = _normal(onto[:, np.newaxis] - at) @ (density * weights)
        at, weights = onto, onto_weights
    return float(density @ weights)


def _simpson(half: float) -> tuple[np.ndarray, np.ndarray]:
    at = np.linspace(-half, half, NODES)
    weights = np.full(NODES, 2.0)
    weights[1::2] = 4.0
    weights[[0, -1]] = 1.0
    return at, weights * (at[1] - at[0]) / 3


def _normal(value: np.ndarray) -> np.ndarray:
    return np.exp(-(value**2) / 2) / math.sqrt(2 * math.pi)
