"""The price book by age: how many prices are fresh, getting old or too old, for each kind of price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from costmodel.catalog.prices import GpuPrice
from costmodel.catalog.staleness import AMBER_AND_RED_DAYS, Age, Row, ages


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """Prices that age alike; `amber_from` and `red_from` are days since a price was read."""

    group: str
    rows: int
    newest: date
    oldest: date
    fresh: int
    amber: int
    red: int
    past: int
    amber_from: int
    red_from: int


@dataclass(frozen=True, slots=True)
class AgeSummary:
    """All groups in the order of the rule, with the totals of the book."""

    groups: tuple[AgeGroup, ...]
    rows: int
    amber: int
    red: int


def age_summary(rows: Sequence[Row], on: date) -> AgeSummary:
    """The ages of the rows on the day `on`; groups without a row are left out."""
    members: dict[str, list[tuple[Row, Age]]] = {group: [] for group in AMBER_AND_RED_DAYS}
    for row, age in zip(rows, ages(rows, on), strict=True):
        members[row.commitment if isinstance(row, GpuPrice) else row.kind].append((row, age))
    groups = tuple(_group(group, of_group) for group, of_group in members.items() if of_group)
    return AgeSummary(
        groups=groups,
        rows=len(rows),
        amber=sum(group.amber for group in groups),
        red=sum(group.red for group in groups),
    )


def _group(group: str, members: Sequence[tuple[Row, Age]]) -> AgeGroup:
    marks = Counter(age.mark for _, age in members)
    days = [row.as_of for row, _ in members]
    amber_from, red_from = AMBER_AND_RED_DAYS[group]
    return AgeGroup(
        group=group,
        rows=len(members),
        newest=max(days),
        oldest=min(days),
        fresh=marks["fresh"],
        amber=marks["amber"],
        red=marks["red"],
        past=marks["past"],
        amber_from=amber_from,
        red_from=red_from,
    )
