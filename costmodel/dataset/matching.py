"""Which examples are the same, and which may be alike: joins over sorted columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from costmodel.dataset.fingerprints import Hashes

Indices = NDArray[np.int64]

NEIGHBOURS = 4
"""In a bucket an example is held against so many earlier ones: enough for any group that is alike all round."""

NO_MATCH = -1


def earliest_equal(digests: tuple[Hashes, Hashes]) -> Indices:
    """For each example the index of the first equal one, its own if it is the first."""
    high, low = digests
    count = len(high)
    if not count:
        return np.empty(0, np.int64)
    order = np.lexsort((low, high))
    high, low = high[order], low[order]
    is_first = np.ones(count, dtype=bool)
    is_first[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    group = np.cumsum(is_first) - 1
    earliest = np.empty(count, dtype=np.int64)
    earliest[order] = order[is_first][group]
    return earliest


def equal_in(digests: tuple[Hashes, Hashes], others: tuple[Hashes, Hashes]) -> Indices:
    """For each example the index of an equal one among `others`, or NO_MATCH."""
    found = np.full(len(digests[0]), NO_MATCH, dtype=np.int64)
    if not len(others[0]):
        return found
    order = np.argsort(others[0], kind="stable")
    place = np.searchsorted(others[0], digests[0], sorter=order)
    nearest = order[np.minimum(place, len(order) - 1)]
    same = (others[0][nearest] == digests[0]) & (others[1][nearest] == digests[1])
    found[same] = nearest[same]
    return found


def candidates_within(keys: Hashes) -> tuple[Indices, Indices]:
    """Later and earlier examples with an equal key, each with at most NEIGHBOURS earlier ones."""
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    later, earlier = [], []
    for back in range(1, NEIGHBOURS + 1):
        same = sorted_keys[back:] == sorted_keys[:-back]
        later.append(order[back:][same])
        earlier.append(order[:-back][same])
    return np.concatenate(later), np.concatenate(earlier)


def candidates_between(keys: Hashes, others: Hashes) -> tuple[Indices, Indices]:
    """Examples and those among `others` with an equal key, at most NEIGHBOURS for each."""
    order = np.argsort(others, kind="stable")
    sorted_others = others[order]
    end = np.searchsorted(sorted_others, keys, side="right")
    begin = np.searchsorted(sorted_others, keys, side="left")
    left, right = [], []
    for back in range(1, NEIGHBOURS + 1):
        there = np.flatnonzero(end - back >= begin)
        left.append(there)
        right.append(order[end[there] - back])
    return np.concatenate(left), np.concatenate(right)
