"""Rows of all files taken in batches and kept as columns of numbers, with the place each row came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from costmodel.errors import Problem
from costmodel.results.fields import (
    BLANK,
    CLASS_ALLOWED,
    LABEL_ALLOWED,
    NAME_ALLOWED,
    NOT_ALLOWED,
    PASSED_ALLOWED,
    Names,
    Spellings,
    class_spellings,
    passed_spellings,
)
from costmodel.results.findings import Notes, Problems, places

Numbers = NDArray[np.int32]
Values = Sequence[object]


@dataclass(frozen=True)
class Origin:
    """Where rows come from: a file, and what its places count ("line" or "result")."""

    name: str
    unit: str = "line"

    def at(self, place: int) -> str:
        """A place as errors name it, for example "results.csv line 7"."""
        return f"{self.name} {self.unit} {place}"


@dataclass(frozen=True)
class Batch:
    """Rows of one file as columns of equal length; an optional column that the file lacks is None."""

    places: Sequence[int]
    item: Values
    variant: Values
    passed: Values
    cluster: Values | None = None
    repeat: Values | None = None
    failure_class: Values | None = None


@dataclass(frozen=True)
class Rows:
    """All rows: numbers of their origin, place, item, variant, cluster, repeat and class, and whether passed."""

    origin: Numbers
    place: Numbers
    item: Numbers
    variant: Numbers
    passed: Numbers
    cluster: Numbers
    repeat: Numbers
    failure_class: Numbers

    def __len__(self) -> int:
        return len(self.place)


@dataclass
class Tally:
    """What is known so far, over all files."""

    problems: Problems
    notes: Notes
    items: Names = field(default_factory=Names)
    variants: Names = field(default_factory=Names)
    clusters: Names = field(default_factory=lambda: Names(blank_is_allowed=True))
    repeats: Names = field(default_factory=lambda: Names(blank_is_allowed=True))
    origins: list[Origin] = field(default_factory=list)
    _passed: Spellings = field(default_factory=passed_spellings)
    _classes: Spellings = field(default_factory=class_spellings)
    _columns: list[list[Numbers]] = field(default_factory=lambda: [[] for _ in range(8)])
    _contents: dict[str, tuple[str, str]] = field(default_factory=dict)
    _passed_with_class: list[int] = field(default_factory=list)

    def begin(self, origin: Origin) -> None:
        """Batches from here on come from this file."""
        self._tell_passed_with_class()
        self.origins.append(origin)

    def take(self, batch: Batch) -> None:
        """Add the rows of a batch; a row with a value that is not allowed is a problem and is left out."""
        columns = [
            self._numbers("item", batch.item, batch, self.items, NAME_ALLOWED),
            self._numbers("variant", batch.variant, batch, self.variants, NAME_ALLOWED),
            self._numbers("passed", batch.passed, batch, self._passed, PASSED_ALLOWED),
            self._numbers("cluster", batch.cluster, batch, self.clusters, LABEL_ALLOWED),
            self._numbers("repeat", batch.repeat, batch, self.repeats, LABEL_ALLOWED),
            self._numbers("failure_class", batch.failure_class, batch, self._classes, CLASS_ALLOWED),
        ]
        sound = np.min(columns, axis=0) != NOT_ALLOWED
        place = np.array(batch.places, dtype=np.int32)
        origin = np.full(len(place), len(self.origins) - 1, dtype=np.int32)
        for kept, column in zip(self._columns, (origin, place, *columns), strict=True):
            kept.append(column[sound])
        passed, failure_class = columns[2], columns[5]
        self._passed_with_class += place[sound & (passed == 1) & (failure_class != BLANK)].tolist()

    def same_content(self, item: str, content: str) -> None:
        """Hold that an item asks the same in every file; `content` is anything that tells what it asks."""
        name = self.origins[-1].name
        before, file = self._contents.setdefault(item, (content, name))
        if before != content:
            why = (
                f"{file} asks or grades it otherwise; results are matched by item, so all must be of one set"
            )
            self.problems.add(f"{name}, item", item, why)

    def rows(self) -> Rows:
        """All rows taken."""
        self._tell_passed_with_class()
        empty = np.empty(0, dtype=np.int32)
        return Rows(*(np.concatenate([empty, *kept]) for kept in self._columns))

    def _numbers(
        self, name: str, values: Values | None, batch: Batch, numbers: Names | Spellings, allowed: str
    ) -> Numbers:
        if values is None:
            return np.full(len(batch.places), BLANK, dtype=np.int32)
        try:
            found = np.fromiter(map(numbers.__getitem__, values), np.int32, len(values))
        except TypeError:
            hashable = (value if isinstance(value, str | int | float | None) else () for value in values)
            found = np.fromiter(map(numbers.__getitem__, hashable), np.int32, len(values))
        wrong = np.flatnonzero(found == NOT_ALLOWED)
        if len(wrong):
            self._refuse(name, values, batch, wrong, allowed)
        return found

    def _refuse(self, name: str, values: Values, batch: Batch, wrong: NDArray[np.intp], allowed: str) -> None:
        origin, shown = self.origins[-1], wrong[: self.problems.room].tolist()
        listed = [Problem(f"{origin.at(batch.places[row])}, {name}", values[row], allowed) for row in shown]
        self.problems.take(listed, len(wrong) - len(shown))

    def _tell_passed_with_class(self) -> None:
        if self._passed_with_class:
            origin = self.origins[-1]
            where = places(origin.unit, self._passed_with_class)
            self.notes.add(f"{origin.name}: a failure class of what passed is ignored ({where})")
            self._passed_with_class = []
