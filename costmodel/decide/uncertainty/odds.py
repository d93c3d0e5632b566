"""How often an option wins, by how much, and when it has paid back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.case.model import Case
from costmodel.decide.uncertainty.futures import Futures

QUANTILES = (0.1, 0.5, 0.9)

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """What a figure stays below in one, five and nine futures of ten; None where it does not exist there."""

    p10: float | None
    p50: float | None
    p90: float | None


@dataclass(frozen=True)
class PaybackSpread:
    """Months until an option has paid back, over all futures, those in which it never does at the end.

    `share_never`: of futures in which it never pays back. `share_in_time`: within the horizon.
    """

    months: Spread
    share_never: float
    share_in_time: float


@dataclass(frozen=True)
class Odds:
    """One option over all futures; savings are on the net present value, against the baseline.

    `cumulative_usd`: p10, p50 and p90 at time 0 and at each month end, shape (3, months + 1), each month
    by itself. `payback` is None for the baseline, `probability_meets_bar` where there is no bar or no quality.
    """

    option: str
    probability_cheapest: float
    probability_cheaper_than_baseline: float
    probability_meets_bar: float | None
    npv_saving_usd: Spread
    cumulative_usd: Values
    payback: PaybackSpread | None


def odds(case: Case, futures: Futures, probabilities_of_bar: Sequence[float | None]) -> tuple[Odds, ...]:
    """The odds of every option; of equally cheap options the first is the cheapest."""
    npv, baseline = futures.npv_usd, case.baseline_index
    wins = np.bincount(np.argmin(npv, axis=1), minlength=len(case.options)) / len(npv)
    return tuple(
        Odds(
            option=option.name,
            probability_cheapest=float(wins[place]),
            probability_cheaper_than_baseline=float((npv[:, place] < npv[:, baseline]).mean()),
            probability_meets_bar=probabilities_of_bar[place],
            npv_saving_usd=spread(saving_usd(npv, place, baseline)),
            cumulative_usd=_fan(futures.cumulative_usd[place]),
            payback=None
            if place == baseline
            else payback_spread(
                payback_months(futures, place, baseline, option.upkeep.build_months), futures
            ),
        )
        for place, option in enumerate(case.options)
    )


def saving_usd(npv_usd: Values, place: int, against: int) -> Values:
    """What an option costs less than another, draw by draw; 0 where neither can serve."""
    if place == against:
        return np.zeros(len(npv_usd))
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(npv_usd[:, against] - npv_usd[:, place], nan=0.0, posinf=np.inf, neginf=-np.inf)


def spread(values: Values) -> Spread:
    """Quantiles of draws; those that are infinite do not exist."""
    found = np.quantile(values, QUANTILES, method="inverted_cdf")
    return Spread(*(float(value) if np.isfinite(value) else None for value in found))


def payback_months(futures: Futures, place: int, baseline: int, build_months: int) -> Values:
    """Months until the cumulative cost falls to the baseline's for good, draw by draw; infinite if never.

    The rule of `costmodel.decide.payback` for arrays: linear within a month, not before `build_months`;
    beyond the horizon at the pace of its last month.
    """
    own, other = futures.cumulative_usd[place], futures.cumulative_usd[baseline]
    draws, horizon = own.shape[0], own.shape[1] - 1
    if build_months > horizon:
        return np.full(draws, np.inf)
    with np.errstate(invalid="ignore"):
        owed = own - other
        noise = 1e-12 * (own[:, -1:] + other[:, -1:])
        behind = ~(owed <= noise) | (owed == np.inf)
    last = horizon - np.argmax(behind[:, ::-1], axis=1)
    rows = np.arange(draws)
    after = np.minimum(last + 1, horizon)
    still_owed = owed[rows, last]
    late = (last == horizon) & behind[:, -1]
    with np.errstate(invalid="ignore"):
        months = np.where(last < horizon, last + _share(still_owed, still_owed - owed[rows, after]), np.inf)
        saving = (owed[:, -2] - owed[:, -1])[late]
        pays = saving > noise[late, 0] / horizon
    months[late] = np.where(pays, horizon + _share(owed[late, -1], saving), np.inf)
    months[~behind.any(axis=1)] = 0.0
    return np.maximum(months, build_months)


def payback_spread(months: Values, futures: Futures) -> PaybackSpread:
    """The distribution of months that may be infinite."""
    horizon = futures.cumulative_usd.shape[2] - 1
    return PaybackSpread(
        months=spread(months),
        share_never=float(np.isinf(months).mean()),
        share_in_time=float((months <= horizon).mean()),
    )


def _share(part: Values, whole: Values) -> Values:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.isfinite(whole) & (whole != 0), part / whole, np.inf)


def _fan(cumulative_usd: Values) -> Values:
    """Quantiles of each month over the draws."""
    return np.asarray(np.quantile(cumulative_usd, QUANTILES, axis=0, method="inverted_cdf"))
