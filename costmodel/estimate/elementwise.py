"""The same formula for one number and for an array of draws: the few choices that need telling apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Amount = float | NDArray[np.float64]
"""One number, or an array of draws."""

Condition = bool | NDArray[np.bool_]
"""One truth value, or one for each draw."""


def amount(value: ArrayLike) -> Amount:
    """`value` as a plain float, or as an array of floats where it has axes."""
    if isinstance(value, int | float):
        return float(value)
    array = np.asarray(value, dtype=np.float64)
    return float(array) if array.ndim == 0 else array


def smaller(first: Amount, second: Amount) -> Amount:
    """The smaller of two amounts, draw by draw."""
    if isinstance(first, np.ndarray) or isinstance(second, np.ndarray):
        return np.minimum(first, second)
    return first if first < second else second


def larger(first: Amount, second: Amount) -> Amount:
    """The larger of two amounts, draw by draw."""
    if isinstance(first, np.ndarray) or isinstance(second, np.ndarray):
        return np.maximum(first, second)
    return first if first > second else second


def choose(condition: Condition, yes: Amount, no: Amount) -> Amount:
    """`yes` where the condition holds and `no` elsewhere, draw by draw; both are computed."""
    if isinstance(condition, np.ndarray):
        return np.where(condition, yes, no)
    return yes if condition else no


def every(condition: Condition) -> bool:
    """Whether the condition holds in every draw."""
    return bool(condition.all()) if isinstance(condition, np.ndarray) else condition


def count(condition: Condition) -> int:
    """In how many draws the condition holds."""
    return int(condition.sum()) if isinstance(condition, np.ndarray) else int(condition)


def lowest(value: Amount) -> float:
    """The smallest of all draws."""
    return float(value.min()) if isinstance(value, np.ndarray) else value


def highest(value: Amount) -> float:
    """The largest of all draws."""
    return float(value.max()) if isinstance(value, np.ndarray) else value
