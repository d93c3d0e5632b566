"""The values of a range: inverse distribution functions, cut off at the bounds of the field."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from costmodel.scenario.ranges import Quantiles, Ranged, ThreePoints

Z90 = 1.2815515655446004
"""The 90 % quantile of the standard normal distribution."""

PERT_WEIGHT = 4
"""How much the mode counts: https://en.wikipedia.org/wiki/PERT_distribution"""

FEW_VALUES = 100

OUTERMOST_SCORE = 7.2
TABLE_NODES = 2_049
"""Inverting the beta function takes 2 microseconds a value; between so many nodes the error is below 1e-6 of the range."""

Values = NDArray[np.float64]


def quantiles(number: Ranged, probability: Values) -> Values:
    """The value that a range stays below with each probability, from 0 to 1; of the same shape."""
    if isinstance(number.range, ThreePoints):
        return _pert(number.range, probability)
    return _normal(number.range, number.low, number.high, probability)


def standard_normal(probability: Values) -> Values:
    """Normal scores: the inverse of the standard normal distribution."""
    # Loading SciPy takes longer than answering without ranges.
    from scipy.special import ndtri  # noqa: PLC0415

    return np.asarray(ndtri(probability))


def normal_probability(score: Values) -> Values:
    """The standard normal distribution function."""
    from scipy.special import ndtr  # noqa: PLC0415

    return np.asarray(ndtr(score))


def _normal(range_: Quantiles, low: float, high: float, probability: Values) -> Values:
    """Normal, or normal in the logarithm, given that it lies within the bounds."""
    p10, p90, low_end, high_end = range_.p10, range_.p90, low, high
    if range_.is_lognormal:
        p10, p90, low_end, high_end = (_log(value) for value in (p10, p90, low, high))
    middle, deviation = (p10 + p90) / 2, (p90 - p10) / (2 * Z90)
    if deviation == 0:
        return np.full(probability.shape, range_.p10)
    below, above = normal_probability((np.array([low_end, high_end]) - middle) / deviation)
    values = middle + deviation * standard_normal(below + probability * (above - below))
    return np.clip(np.exp(values) if range_.is_lognormal else values, low, high)


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf


def _pert(range_: ThreePoints, probability: Values) -> Values:
    """A beta distribution with its mode at the most likely value, stretched from the least to the most."""
    width = range_.max - range_.min
    if width == 0:
        return np.full(probability.shape, range_.mode)
    alpha = 1 + PERT_WEIGHT * (range_.mode - range_.min) / width
    beta = 1 + PERT_WEIGHT * (range_.max - range_.mode) / width
    # Rounding lets ranges of one shape share a table.
    shares = _shares(round(alpha, 9), round(beta, 9), probability)
    return np.clip(range_.min + width * shares, range_.min, range_.max)


def _beta(alpha: float, beta: float, probability: Values) -> Values:
    from scipy.special import betaincinv  # noqa: PLC0415

    return np.asarray(betaincinv(alpha, beta, probability))


def _shares(alpha: float, beta: float, probability: Values) -> Values:
    """The inverse beta function itself for few values; for many, between the nodes of a table."""
    if probability.size <= FEW_VALUES:
        return _beta(alpha, beta, probability)
    return np.interp(standard_normal(probability), *_table(alpha, beta))


@lru_cache(maxsize=256)
def _table(alpha: float, beta: float) -> tuple[Values, Values]:
    """Normal scores, in which the tails are smooth, and the values that belong to them."""
    scores = np.linspace(-OUTERMOST_SCORE, OUTERMOST_SCORE, TABLE_NODES)
    return scores, _beta(alpha, beta, normal_probability(scores))
