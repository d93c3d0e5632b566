"""Rows put in a table of variants and items, once no row contradicts another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from costmodel.errors import InputError, Problem
from costmodel.results.fields import BLANK
from costmodel.results.findings import in_words
from costmodel.results.model import FAILURE_CLASSES, MOST_CELLS, MOST_VARIANTS
from costmodel.results.tally import Origin, Rows, Tally

Cells = NDArray[np.int64]


def check_size(tally: Tally) -> None:
    """Raise InputError if there are more variants, or more cells of variant and item, than a table may have."""
    variants, items = len(tally.variants.names), len(tally.items.names)
    if variants > MOST_VARIANTS:
        allowed = (
            f"at most {MOST_VARIANTS} are allowed; are the columns item and variant the wrong way round?"
        )
        raise InputError([Problem("variants", variants, allowed)])
    if variants * items > MOST_CELLS:
        raise InputError(
            [Problem("variants times items", variants * items, f"at most {MOST_CELLS:,} are allowed")]
        )


def check_repeats(tally: Tally, rows: Rows) -> None:
    """Note a problem for each row that measures what another row did, unless both name different repeats."""
    cell = _cells(tally, rows)
    order = np.argsort(cell, kind="stable")
    same = cell[order][1:] == cell[order][:-1]
    in_shared_cell = np.concatenate([[False], same]) | np.concatenate([same, [False]])
    unnamed = np.zeros(len(tally.variants.names) * len(tally.items.names), dtype=bool)
    unnamed[cell[rows.repeat == BLANK]] = True
    again = np.sort(order[np.concatenate([[False], same]) & unnamed[cell[order]]])
    _refuse(tally, rows, again, "add a column repeat if it was run more than once")
    named = order[in_shared_cell & ~unnamed[cell[order]]]
    run = cell[named] * len(tally.repeats.names) + rows.repeat[named]
    by_run = np.argsort(run, kind="stable")
    twice = named[by_run[1:][run[by_run][1:] == run[by_run][:-1]]]
    _refuse(tally, rows, np.sort(twice), "this repeat of it stands in an earlier row already")


def clusters_of(tally: Tally, rows: Rows) -> Cells | None:
    """The cluster of each item from 0, None if no row names one; an item without any is a cluster of its own.

    Notes a problem for each item whose rows disagree.
    """
    if not rows.cluster.any():
        return None
    items = len(tally.items.names)
    first = np.full(items, -1, dtype=np.int64)
    first[rows.item[::-1]] = rows.cluster[::-1]
    names, item_names = tally.clusters.names, tally.items.names
    wrong = np.flatnonzero(rows.cluster != first[rows.item])
    shown = wrong[: tally.problems.room].tolist()
    listed = []
    for row in shown:
        earlier = names[int(first[rows.item[row]])]
        allowed = f"item {item_names[rows.item[row]]!r} has cluster {earlier!r} in an earlier row"
        listed.append(Problem(f"{_at(tally, rows, row)}, cluster", names[rows.cluster[row]], allowed))
    tally.problems.take(listed, len(wrong) - len(shown))
    alone = np.flatnonzero(first == BLANK)
    if len(alone):
        tally.notes.add(f"{len(alone):,} of {items:,} items name no cluster; each counts as one of its own")
    first[alone] = len(names) + np.arange(len(alone))
    numbers: Cells = np.unique(first, return_inverse=True)[1].astype(np.int64)
    return numbers


def rates_of(tally: Tally, rows: Rows) -> tuple[NDArray[np.float64], Cells]:
    """The share of passes and the number of runs by variant and item, NaN and 0 where nothing was measured."""
    shape = (len(tally.variants.names), len(tally.items.names))
    cell, cells = _cells(tally, rows), shape[0] * shape[1]
    runs = np.bincount(cell, minlength=cells).astype(np.int64, copy=False)
    passes = np.bincount(cell, weights=rows.passed, minlength=cells)
    rates = np.full(cells, np.nan)
    np.divide(passes, runs, out=rates, where=runs > 0)
    return rates.reshape(shape), runs.reshape(shape)


def note_unmeasured(tally: Tally, repeats: Cells) -> None:
    """Tell which variants lack items that others have."""
    lacking = np.count_nonzero(repeats == 0, axis=1)
    names = tally.variants.names
    told = [f"{names[variant]} lacks {lacking[variant]:,}" for variant in np.flatnonzero(lacking)]
    if told:
        some = np.count_nonzero((repeats == 0).any(axis=0))
        items = repeats.shape[1]
        tally.notes.add(f"{some:,} of {items:,} items are not measured in every variant: {in_words(told)}")


def failure_classes_of(tally: Tally, rows: Rows) -> dict[str, dict[str, int]]:
    """How many items failed by variant and class, each item by its most frequent class, the first if several."""
    failed = np.flatnonzero((rows.failure_class != BLANK) & (rows.passed == 0))
    if not len(failed):
        return {}
    classes, items = len(FAILURE_CLASSES), len(tally.items.names)
    key = _cells(tally, rows)[failed] * classes + rows.failure_class[failed] - 1
    distinct, first, count = np.unique(key, return_index=True, return_counts=True)
    order = np.lexsort((first, -count, distinct // classes))
    chosen = distinct[order][np.unique(distinct[order] // classes, return_index=True)[1]]
    variant, failure_class = chosen // classes // items, chosen % classes
    table = np.zeros((len(tally.variants.names), classes), dtype=np.int64)
    np.add.at(table, (variant, failure_class), 1)
    names = tally.variants.names
    return {
        names[row]: dict(zip(FAILURE_CLASSES, table[row].tolist(), strict=True))
        for row in np.flatnonzero(table.any(axis=1))
    }


def _cells(tally: Tally, rows: Rows) -> Cells:
    cells: Cells = rows.variant.astype(np.int64) * len(tally.items.names) + rows.item
    return cells


def _refuse(tally: Tally, rows: Rows, wrong: NDArray[np.intp], allowed: str) -> None:
    items, variants = tally.items.names, tally.variants.names
    shown = wrong[: tally.problems.room].tolist()
    listed = [
        Problem(
            f"{_at(tally, rows, row)}, item and variant",
            f"{items[rows.item[row]]}, {variants[rows.variant[row]]}",
            allowed,
        )
        for row in shown
    ]
    tally.problems.take(listed, len(wrong) - len(shown))


def _at(tally: Tally, rows: Rows, row: int) -> str:
    origin: Origin = tally.origins[rows.origin[row]]
    return origin.at(int(rows.place[row]))
