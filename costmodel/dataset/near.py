"""Examples that are alike: candidates from the bands, verified by their true Jaccard similarity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from costmodel.dataset.columns import Columns
from costmodel.dataset.examples import parse_line
from costmodel.dataset.fingerprints import BANDS, Hashes, ShingleHasher, fingerprint, jaccard
from costmodel.dataset.matching import NO_MATCH, Indices, candidates_between, candidates_within
from costmodel.dataset.source import BYTE_ORDER_MARK, Place, line_at, opened
from costmodel.dataset.workers import Workers

ALIKE = 0.8
PAIRS_AT_ONCE = 2_000
TEXTS_REMEMBERED = 256


@dataclass(frozen=True)
class Side:
    """A file and those of its examples that are compared: `chosen` are indices of the columns."""

    place: Place
    columns: Columns
    chosen: Indices


@dataclass(frozen=True)
class Matches:
    """For each chosen example the index of one it is like, or NO_MATCH, and how much."""

    of: Indices
    similarity: NDArray[np.float64]


def alike_within(side: Side, workers: Workers) -> Matches:
    """For each chosen example an earlier one that it is like."""

    def candidates(band: int) -> tuple[Indices, Indices]:
        return candidates_within(side.columns.band(band)[side.chosen])

    return _verified(candidates, side, side, workers)


def alike_between(side: Side, others: Side, workers: Workers) -> Matches:
    """For each chosen example one of the others that it is like."""

    def candidates(band: int) -> tuple[Indices, Indices]:
        return candidates_between(
            side.columns.band(band)[side.chosen], others.columns.band(band)[others.chosen]
        )

    return _verified(candidates, side, others, workers)


def similarities(place: Place, others: Place, starts: Indices, other_starts: Indices) -> list[float]:
    """The true Jaccard similarity of the examples at two positions, pair by pair."""
    hasher = ShingleHasher()
    with opened(place) as file, opened(others) as other_file:

        @lru_cache(maxsize=TEXTS_REMEMBERED)
        def shingles(is_other: bool, start: int) -> Hashes:
            line = line_at(other_file if is_other else file, start)
            example = parse_line(line.removeprefix(BYTE_ORDER_MARK))
            return np.unique(hasher.shingles([fingerprint(example).words])[0])

        pairs = zip(starts.tolist(), other_starts.tolist(), strict=True)
        return [jaccard(shingles(False, one), shingles(True, other)) for one, other in pairs]


def _verified(
    candidates: Callable[[int], tuple[Indices, Indices]], side: Side, others: Side, workers: Workers
) -> Matches:
    """Hold each candidate pair once against the text, until the example is known to be like another."""
    starts, other_starts = side.columns.starts[side.chosen], others.columns.starts[others.chosen]
    of = np.full(len(starts), NO_MATCH, dtype=np.int64)
    best = np.zeros(len(starts))
    tested = np.empty(0, dtype=np.int64)
    for band in range(BANDS):
        one, other = candidates(band)
        pairs = np.unique((one * np.int64(len(other_starts)) + other)[of[one] == NO_MATCH])
        pairs = pairs[~np.isin(pairs, tested, assume_unique=True)]
        one, other = np.divmod(pairs, np.int64(max(1, len(other_starts))))
        pieces = (
            (side.place, others.place, starts[one[here]], other_starts[other[here]])
            for here in _slices(len(pairs))
        )
        found = np.fromiter(
            (s for part in workers.run(similarities, pieces) for s in part), float, len(pairs)
        )
        for place in np.flatnonzero(found >= ALIKE).tolist():
            if found[place] > best[one[place]]:
                best[one[place]] = found[place]
                of[one[place]] = others.chosen[other[place]]
        tested = np.union1d(tested, pairs[found < ALIKE])
    return Matches(of, best)


def _slices(count: int) -> Iterator[slice]:
    for begin in range(0, count, PAIRS_AT_ONCE):
        yield slice(begin, begin + PAIRS_AT_ONCE)
