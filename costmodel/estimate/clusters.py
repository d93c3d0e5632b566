"""Items that come in clusters (a document, a customer) resemble each other, so each tells less than one alone."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

FEWEST_CLUSTERS = 2
"""One cluster says nothing about how clusters differ."""

Rates = NDArray[np.float64]
Clusters = NDArray[np.int64]


def clustered_standard_error(rates: Rates, clusters: Clusters) -> float:
    """Standard error of the mean of items: √(Σ over clusters (Σ residuals)²) / n, without a small-sample factor.

    `rates`, shape (items,): each item's pass, or its mean over repeats. `clusters`, shape (items,): from 0.
    Source: https://arxiv.org/abs/2411.00640
    """
    sums = np.bincount(clusters, weights=rates - rates.mean())
    return math.sqrt(float(sums @ sums)) / len(rates)


def design_effect(rates: Rates, clusters: Clusters) -> float:
    """How many times the variance of the mean is that of as many independent passes; 1 where nothing varies.

    The plain variance is the unbiased one, p(1-p) / (n-1).
    Source: https://en.wikipedia.org/wiki/Design_effect
    """
    spread = float(rates.mean() * (1 - rates.mean()))
    if not spread or len(rates) == 1:
        return 1.0
    return clustered_standard_error(rates, clusters) ** 2 * (len(rates) - 1) / spread


def cautious_design_effect(rates: Rates, clusters: Clusters, alpha: float) -> float | None:
    """The design effect by which exact limits may divide items and passes; 1 at least, None below two clusters.

    The variance between few clusters is itself uncertain, so Korn and Graubard take Student's t with one
    degree of freedom less than there are clusters in place of the normal z, beside the factor G/(G-1).
    Where nothing varies, nothing says that items of a cluster differ: each cluster then counts as one item.
    Source: https://www150.statcan.gc.ca/n1/pub/12-001-x/1998002/article/4356-eng.pdf
    """
    from scipy.special import stdtrit  # noqa: PLC0415

    count = len(np.unique(clusters))
    if count < FEWEST_CLUSTERS:
        return None
    if rates.min() == rates.max():
        return len(rates) / count
    small_sample = count / (count - 1)
    wider = (stdtrit(count - 1, alpha) / stdtrit(max(1, len(rates) - 1), alpha)) ** 2
    return max(1.0, design_effect(rates, clusters) * small_sample * float(wider))
