"""Two systems on the same items: only the items on which they differ say which is better."""

from __future__ import annotations

import math
from statistics import NormalDist


def mcnemar_exact(newly_passing: int, newly_failing: int) -> float:
    """Two-sided p of McNemar's exact test: min(1, 2 P(Bin(b+c, ½) ≤ min(b, c))).

    Source: https://en.wikipedia.org/wiki/McNemar%27s_test
    """
    return min(1.0, 2 * _tail(newly_passing, newly_failing))


def mcnemar_mid_p(newly_passing: int, newly_failing: int) -> float:
    """The same, counting the observed split by half: the exact value less P(Bin(b+c, ½) = min(b, c)).

    Source: https://doi.org/10.1186/1471-2288-13-91
    """
    changed, fewer = newly_passing + newly_failing, min(newly_passing, newly_failing)
    return min(1.0, 2 * _tail(newly_passing, newly_failing) - _chance(fewer, changed))


def bonett_price_interval(
    newly_passing: int, newly_failing: int, items: int, *, confidence: float = 0.95
) -> tuple[float, float]:
    """Low and high end of the lift, from one item more on which each of the two passes alone.

    p₁ = (b+1)/(n+2), p₂ = (c+1)/(n+2), d = p₁-p₂: d ± z √((p₁+p₂-d²)/(n+2)), within -1 and 1.
    Source: https://doi.org/10.1348/000711010X514851
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    better, worse = (newly_passing + 1) / (items + 2), (newly_failing + 1) / (items + 2)
    lift = better - worse
    half = z * math.sqrt((better + worse - lift**2) / (items + 2))
    return max(-1.0, lift - half), min(1.0, lift + half)


def _tail(newly_passing: int, newly_failing: int) -> float:
    from scipy.special import bdtr  # noqa: PLC0415

    changed = newly_passing + newly_failing
    return 1.0 if changed == 0 else float(bdtr(min(newly_passing, newly_failing), changed, 0.5))


def _chance(passes: int, items: int) -> float:
    """P(Bin(items, ½) = passes), by logarithms."""
    ways = math.lgamma(items + 1) - math.lgamma(passes + 1) - math.lgamma(items - passes + 1)
    return math.exp(ways - items * math.log(2))
