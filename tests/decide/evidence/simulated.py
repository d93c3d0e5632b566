"""Many teams at once: the rules of the first two verdicts on arrays, by the same limits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, stdtrit

TEAMS = 20_000
ALPHA = 0.05
SIMULATION = 3 * (0.8 * 0.2 / TEAMS) ** 0.5
"""Three standard errors of a share of teams that is 80 %."""

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


def upper_limits(passes: Values, items: Values | float, alpha: float = ALPHA) -> Values:
    """Clopper-Pearson's, for each team and variant."""
    passes, items = np.broadcast_arrays(np.asarray(passes, dtype=float), items)
    inside = passes < items
    return np.where(inside, betaincinv(passes + 1, np.where(inside, items - passes, 1.0), 1 - alpha), 1.0)


def lower_limits(passes: Values, items: Values | float, alpha: float = ALPHA) -> Values:
    """The same from below: failures are passes the other way round."""
    return 1 - upper_limits(items - np.asarray(passes, dtype=float), items, alpha)


def prompting_holds(passes: Values, items: float, bar: float) -> Flags:
    """`passes`, shape (teams, variants): all below."""
    return np.asarray((upper_limits(passes, items) < bar).all(axis=1))


def prompting_does_not_hold(passes: Values, items: float, bar: float) -> Flags:
    """Any that reaches, corrected for the pick."""
    return np.asarray((lower_limits(passes, items, ALPHA / passes.shape[1]) >= bar).any(axis=1))


def retrieval_holds(
    passes: Values, items: float, bar: float, behaviour: Values, classified: float, *, cure: float
) -> Flags:
    """The arm below, behaviour above a half, and a bar within reach."""
    rate, share = passes / items, behaviour / classified
    reachable = rate + share * (1 - rate) * cure >= bar
    return np.asarray(
        (upper_limits(passes, items) < bar) & (lower_limits(behaviour, classified) > 0.5) & reachable
    )


def cautious_effects(by_cluster: Values, size: int) -> Values:
    """The cautious design effect of each team; `by_cluster`, shape (teams, clusters): passes of `size` items each."""
    clusters = by_cluster.shape[1]
    items = clusters * size
    rate = by_cluster.sum(axis=1) / items
    squares = ((by_cluster - size * rate[:, np.newaxis]) ** 2).sum(axis=1) / items**2
    spread = rate * (1 - rate)
    effect = np.where(spread > 0, squares * (items - 1) / np.where(spread > 0, spread, 1), 1.0)
    wider = (stdtrit(clusters - 1, ALPHA) / stdtrit(items - 1, ALPHA)) ** 2
    cautious = np.maximum(1.0, effect * clusters / (clusters - 1) * wider)
    return np.where(spread > 0, cautious, size)
