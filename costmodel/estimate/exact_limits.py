"""Exact one-sided limits of a rate that was counted, and how likely a count is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Values = NDArray[np.float64]


def lower_limit(passes: float, items: float, alpha: float) -> float:
    """The rate below which the true one lies with a chance of at most `alpha` (Clopper-Pearson).

    Beta⁻¹(alpha; k, n-k+1), and 0 if nothing passed. Passes and items may be fractions, where items are worth
    less than one each. Source: https://doi.org/10.1093/biomet/26.4.404
    """
    # Loading SciPy takes longer than what needs none of it.
    from scipy.special import betaincinv  # noqa: PLC0415

    return 0.0 if passes <= 0 else float(betaincinv(passes, items - passes + 1, alpha))


def upper_limit(passes: float, items: float, alpha: float) -> float:
    """The rate above which the true one lies with a chance of at most `alpha` (Clopper-Pearson).

    Beta⁻¹(1-alpha; k+1, n-k), and 1 if everything passed. Source: https://doi.org/10.1093/biomet/26.4.404
    """
    from scipy.special import betaincinv  # noqa: PLC0415

    return 1.0 if passes >= items else float(betaincinv(passes + 1, items - passes, 1 - alpha))


def chance_of_at_most(passes: ArrayLike, items: ArrayLike, rate: float) -> Values:
    """How likely so few passes, or fewer, are at a true rate: the binomial distribution function.

    0 below no pass, 1 from all passes on; arguments broadcast.
    Source: https://en.wikipedia.org/wiki/Binomial_distribution#Cumulative_distribution_function
    """
    from scipy.special import betainc  # noqa: PLC0415

    k, n = np.broadcast_arrays(np.asarray(passes, dtype=float), np.asarray(items, dtype=float))
    inside = (k >= 0) & (k < n)
    found = betainc(np.where(inside, n - k, 1.0), np.where(inside, k + 1, 1.0), 1 - rate)
    return np.asarray(np.where(inside, found, (k >= n).astype(float)))
