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
FEWEST_NODES, NODES_PER_STEP = 48, 4
"""Points of Gauss's rule between the bounds, and more for each standard deviation of a step between them."""
FARTHEST = 9.0
"""Standard deviations of the sum beyond which nothing is left."""
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
    at, weights = _between(bounds[0], 1)
    density = _normal(at)
    for look, bound in enumerate(bounds[1:], start=2):
        onto, onto_weights = _between(bound, look)
        density = _normal(onto[:, np.newaxis] - at) @ (density * weights)
        at, weights = onto, onto_weights
    return float(density @ weights)


def _between(bound: float, look: int) -> tuple[np.ndarray, np.ndarray]:
    half = min(bound, FARTHEST) * math.sqrt(look)
    at, weights = _gauss(FEWEST_NODES + math.ceil(NODES_PER_STEP * half))
    return half * at, half * weights


@lru_cache(maxsize=512)
def _gauss(nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Gauss-Legendre points and weights from -1 to 1, https://dlmf.nist.gov/3.5#v"""
    return np.polynomial.legendre.leggauss(nodes)


def _normal(value: np.ndarray) -> np.ndarray:
    return np.exp(-(value**2) / 2) / math.sqrt(2 * math.pi)
