"""The rate of return of an option over the baseline: what the money spent first earns by costing less later.

The flows are the baseline's cost less the option's, at time 0 and at each month's end, undiscounted. Their
present value at a monthly rate is a polynomial in 1 / (1 + rate), so it may be nothing at no rate, at one or
at several. Source for their number: Descartes' rule of signs, which says that flows that change sign once
are worth nothing at exactly one rate above -100 %.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from costmodel.cost.ledger import Ledger
from costmodel.decide.money import percent_in_words
from costmodel.units import MONTHS_PER_YEAR

LOWEST_PER_YEAR, HIGHEST_PER_YEAR = -0.9999, 1e6
LOWEST_LOG = math.log1p(LOWEST_PER_YEAR) / MONTHS_PER_YEAR
HIGHEST_LOG = math.log1p(HIGHEST_PER_YEAR) / MONTHS_PER_YEAR
"""The range of rates, as the logarithm of 1 + the monthly rate."""

COARSE, FINE = 32, 32
"""The grid has this many times that many rates."""
SAME_LOG = 1e-6
"""Rates so close cannot be told apart where the present value only touches nothing."""
TOUCHES = 1e-12
"""A present value so small, over the sum of its parts' sizes, is nothing."""
NOISE = 1e-12
"""A flow so small, over what both cost, is rounding."""
LAST_STEP = 1e-14
"""In the logarithm of 1 + the monthly rate; the next of Newton's steps would be far smaller."""
MOST_STEPS = 200
"""Bisection alone needs fewer than 60."""

IrrStatus = Literal["none", "one", "several"]
Flows = NDArray[np.float64]


@dataclass(frozen=True)
class Irr:
    """Every yearly rate at which the flows are worth nothing, ascending, and what that means."""

    status: IrrStatus
    per_year: tuple[float, ...]
    why: str


def irr(option: Ledger, baseline: Ledger) -> Irr:
    """The rates of return from -99.99 % to 100 million % a year. Ledgers of one draw, shape (months,)."""
    return irr_of_flows(flows_usd(option, baseline))


def flows_usd(option: Ledger, baseline: Ledger) -> Flows:
    """What the option costs less than the baseline at time 0 and at each month end, months + 1 values.

    Where the two differ by rounding only, the flow is 0.
    """
    own, other = (_spent_usd(ledger) for ledger in (option, baseline))
    flows = other - own
    return np.where(np.abs(flows) <= NOISE * (np.abs(own) + np.abs(other)), 0.0, flows)


def irr_of_flows(flows: Flows) -> Irr:
    """The rates of return of flows at time 0 and at each month end, income positive."""
    signs = np.sign(flows[flows != 0])
    changes = int(np.count_nonzero(np.diff(signs)))
    if not changes:
        return Irr("none", (), _why_no_change(signs))
    scaled = flows / np.abs(flows).max()
    logs = _distinct(sorted(_only_root(scaled) if changes == 1 else _roots_on_grid(scaled)))
    per_year = tuple(math.expm1(log * MONTHS_PER_YEAR) for log in logs)
    status: IrrStatus = "none" if not per_year else "one" if len(per_year) == 1 else "several"
    return Irr(status, per_year, _why(per_year, changes, spends_first=bool(signs[0] < 0)))


def _spent_usd(ledger: Ledger) -> Flows:
    return np.append(np.asarray(ledger.upfront_usd, dtype=float).ravel(), ledger.usd_by_month)


def _only_root(flows: Flows) -> Iterator[float]:
    """The one root of flows that change sign once, if it lies in the range."""
    low, high = (_value(flows, log) for log in (LOWEST_LOG, HIGHEST_LOG))
    if (low > 0) != (high > 0):
        yield _root_between(flows, LOWEST_LOG, HIGHEST_LOG)


def _roots_on_grid(flows: Flows) -> Iterator[float]:
    """Roots between neighbours of the grid that differ in sign, or towards which both of them slope."""
    times = np.arange(len(flows))
    logs, (value, slope) = _on_grid(np.stack((flows, -times * flows)))
    is_above, rises = value > 0, slope > 0
    for place in np.flatnonzero(is_above[:-1] != is_above[1:]):
        yield _root_between(flows, logs[place], logs[place + 1])
    sags = (is_above[:-1] == is_above[1:]) & (rises[:-1] != is_above[:-1]) & (rises[1:] == is_above[1:])
    for place in np.flatnonzero(sags):
        low, high = logs[place], logs[place + 1]
        turn = _root_between(-times * flows, low, high)
        depth = _value(flows, turn) / _value(np.abs(flows), turn)
        if abs(depth) <= TOUCHES:
            yield turn
        elif (depth > 0) != is_above[place]:
            yield _root_between(flows, low, turn)
            yield _root_between(flows, turn, high)


def _on_grid(weights: Flows) -> tuple[Flows, Flows]:
    """Rates evenly apart in the logarithm, and the sum of each row of weights, discounted, at every one.

    Discounting by a sum of logarithms is a product, so the grid costs one product of two small matrices.
    """
    times = np.arange(weights.shape[-1])
    step = (HIGHEST_LOG - LOWEST_LOG) / (COARSE * FINE - 1)
    coarse, fine = LOWEST_LOG + step * FINE * np.arange(COARSE), step * np.arange(FINE)
    by_coarse = weights[:, np.newaxis, :] * np.exp(-np.outer(coarse, times))
    sums = by_coarse @ np.exp(-np.outer(times, fine))
    return np.add.outer(coarse, fine).ravel(), sums.reshape(len(weights), -1)


def _value(flows: Flows, log: float) -> float:
    return float(flows @ np.exp(-log * np.arange(len(flows))))


def _root_between(flows: Flows, low: float, high: float) -> float:
    """Bisect, by Newton's step where that closes in faster; the values at both ends differ in sign."""
    times = np.arange(len(flows))
    value_and_slope = np.stack((flows, -times * flows))
    is_above_at_high = _value(flows, high) > 0
    at, last_step = (low + high) / 2, high - low
    for _ in range(MOST_STEPS):
        value, slope = (value_and_slope @ np.exp(-at * times)).tolist()
        if (value > 0) == is_above_at_high:
            high = at
        else:
            low = at
        closes_in = abs(2 * value) < abs(last_step * slope) and low <= at - value / slope <= high
        step = -value / slope if closes_in else (low + high) / 2 - at
        at, last_step = at + step, step
        if abs(step) <= LAST_STEP:
            break
    return at


def _distinct(logs: list[float]) -> list[float]:
    return [log for place, log in enumerate(logs) if not place or log - logs[place - 1] > SAME_LOG]


def _why_no_change(signs: Flows) -> str:
    if not signs.size:
        return "It costs the same as the baseline in every month, so there is nothing to earn interest on."
    if signs[0] > 0:
        return "It never costs more than the baseline, so there is nothing to earn interest on."
    return "It never costs less than the baseline, so nothing is earned."


def _why(per_year: tuple[float, ...], changes: int, spends_first: bool) -> str:
    rates = " and ".join(percent_in_words(rate) for rate in per_year)
    if not per_year:
        return (
            "No rate from -99.99% to 100 million % a year makes what it costs less worth what it costs more."
        )
    if len(per_year) > 1:
        return (
            f"The flows change sign {changes} times; no single rate describes them: they are worth nothing at"
            f" {rates} a year."
        )
    if changes > 1:
        return (
            f"The flows change sign {changes} times, but are worth nothing at one rate only, {rates} a year."
        )
    if spends_first:
        return f"What it costs more at first earns {rates} a year by costing less later."
    return f"It costs less at first and more later, like a loan at {rates} a year."
