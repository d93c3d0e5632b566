"""A model that retires leaves its quality behind: the answer says whose quality an option is judged by."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from given_books import Row, book, row
from given_scenarios import Json, scenario

from costmodel.case.draws import resolve_draws
from costmodel.case.resolve import resolve
from costmodel.catalog import Catalog
from costmodel.scenario.parse import scenario_from_dict

NEVER_MEASURED = (
    'From month 2 calls of "Hosted" go to Two; its quality is not known; the quality given, 92.5%, is of One.'
)


def hosted(name: str = "Hosted", sku: str = "acme/one", **fields: Any) -> Json:
    return {"kind": "hosted", "name": name, "sku": sku, **fields}


def ends(sku: str, on: str, successor: str | None) -> Row:
    return row(sku, 2, 10, retires_on=on, successor_sku=successor)


def two_models() -> Catalog:
    return book(ends("one", "2027-01-14", "two"), row("two", 1, 5))


def asked(*options: Json, **fields: Any) -> Json:
    return scenario(*options, **{"as_of": "2026-11-23", "horizon_months": 5, **fields})


def notes(catalog: Catalog, *options: Json, **fields: Any) -> tuple[str, ...]:
    case = resolve(scenario_from_dict(asked(*options, **fields)), catalog)
    assert set(case.quality_notes) <= set(case.notes)
    return case.quality_notes


def test_a_successor_that_nobody_measured() -> None:
    assert notes(two_models(), hosted(quality=0.925)) == (NEVER_MEASURED,)


def test_a_successor_that_another_option_measured() -> None:
    other = hosted("Newer", "ACME/Two", quality=0.85)
    assert notes(two_models(), hosted(quality=0.925), other) == (
        'From month 2 calls of "Hosted" go to Two, whose quality is 85% by option "Newer";'
        ' "Hosted" is still judged by the 92.5% of One.',
    )


@pytest.mark.parametrize(("bar", "said"), [(0.9, True), (0.85, False), (0.8, False)])
def test_a_successor_that_misses_the_bar_is_said_to(bar: float, said: bool) -> None:
    (note,) = notes(
        two_models(), hosted(quality=0.925), hosted("Newer", "acme/two", quality=0.85), quality_bar=bar
    )
    assert ('85% by option "Newer", below your bar of 90%;' in note) is said


def test_another_option_that_knows_no_quality_or_sells_another_way_says_nothing() -> None:
    others = (
        hosted("Newer", "two"),
        {"kind": "hosted", "name": "Typed", "usd_per_task": 0.1, "quality": 0.5},
    )
    assert notes(two_models(), hosted(quality=0.925), *others) == (NEVER_MEASURED,)


@pytest.mark.parametrize(
    "fields",
    [{}, {"quality": 0.925, "sku": "acme/two"}, {"quality": 0.925, "usd_per_task": 0.1, "sku": None}],
)
def test_nothing_is_said_where_nothing_is_judged_by_an_older_model(fields: Json) -> None:
    option = {key: value for key, value in {**hosted(), **fields}.items() if value is not None}
    assert notes(two_models(), option) == ()


def test_nor_where_the_horizon_ends_first_or_no_successor_is_named() -> None:
    assert notes(two_models(), hosted(quality=0.9), horizon_months=2) == ()
    assert notes(book(ends("one", "2027-01-14", None)), hosted(quality=0.9)) == ()


def test_every_successor_of_a_chain_is_named_with_its_month() -> None:
    catalog = book(ends("one", "2026-11-01", "two"), ends("two", "2027-01-14", "three"), row("three", 1, 5))
    first, second = notes(catalog, hosted(quality=0.9))
    assert first.startswith('From month 0 calls of "Hosted" go to Two;')
    assert second.startswith('From month 2 calls of "Hosted" go to Three;')
    assert first.endswith("the quality given, 90%, is of One.")
    assert second.endswith("the quality given, 90%, is of One.")


def test_a_quality_that_is_a_range_is_told_by_its_middle() -> None:
    ranged = {"min": 0.8, "mode": 0.9, "max": 0.95}
    (note,) = notes(two_models(), hosted(quality=ranged))
    assert "the quality given, 90%," in note
    read = scenario_from_dict(asked(hosted(quality=ranged)))
    drawn = resolve_draws(read, two_models(), {"options.0.quality": np.array([0.8, 0.82, 0.95])})
    assert "the quality given, 82%," in drawn.quality_notes[0]
