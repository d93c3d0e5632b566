"""The figures that result files are read into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

FAILURE_CLASSES = ("search_defect", "missing_knowledge", "wrong_behaviour", "bad_label")
"""Why an item failed, as far as the files say."""

MOST_VARIANTS = 200
MOST_CELLS = 20_000_000
"""Variants times items: what two dense tables of eight bytes a cell may reach."""

MOST_NAME_CHARACTERS = 200


@dataclass(frozen=True)
class NamedFile:
    """A file of results, by the name that errors and notes give it: a path, or an open binary file."""

    name: str
    place: Path | BinaryIO


@dataclass(frozen=True)
class Totals:
    """A variant of which only the sum is known: how many of its items passed."""

    name: str
    passes: int
    items: int


@dataclass(frozen=True, eq=False)
class Results:
    """Pass rates by variant and item, matched over all files.

    `rates` (variants, items) are the means of an item's repeats from 0 to 1, NaN where nothing was measured;
    `repeats` (variants, items) count those runs; `clusters` (items,) number the groups that items belong to,
    or are None where no file names any. `failure_classes` counts items by variant and class, for the variants
    of which a file names a class. `rows` counts the rows that were used.
    """

    formats: tuple[str, ...]
    rows: int
    variants: tuple[str, ...]
    items: tuple[str, ...]
    rates: NDArray[np.float64]
    repeats: NDArray[np.int64]
    clusters: NDArray[np.int64] | None
    failure_classes: Mapping[str, Mapping[str, int]]
    totals: tuple[Totals, ...]
    notes: tuple[str, ...]
