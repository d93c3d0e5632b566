"""The ages of the book, summed up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from costmodel.catalog.age_summary import age_summary
from costmodel.catalog.load import load_catalog
from costmodel.catalog.staleness import AMBER_AND_RED_DAYS, ages

CATALOG = load_catalog()
ROWS = (*CATALOG.hosted, *CATALOG.gpu_prices, *CATALOG.fine_tunes)
NEWEST = CATALOG.newest_date


@pytest.mark.parametrize("days", [0, 7, 30, 45, 90, 120, 180, 2000])
def test_groups_hold_every_row_once_and_add_up_to_the_ages(days: int) -> None:
    on = NEWEST + timedelta(days=days)
    summary = age_summary(ROWS, on)
    marks = [age.mark for age in ages(ROWS, on)]
    assert summary.rows == len(ROWS) == sum(group.rows for group in summary.groups)
    assert (summary.amber, summary.red) == (marks.count("amber"), marks.count("red"))
    for group in summary.groups:
        assert group.rows == group.fresh + group.amber + group.red + group.past
        assert group.oldest <= group.newest <= NEWEST
        assert (group.amber_from, group.red_from) == AMBER_AND_RED_DAYS[group.group]


def test_after_years_nothing_is_fresh_and_an_empty_book_has_no_groups() -> None:
    assert {group.fresh for group in age_summary(ROWS, NEWEST + timedelta(days=2000)).groups} == {0}
    assert age_summary((), NEWEST).groups == ()
