"""What was measured survives its way into a link and out of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.errors import InputError
from ui.inputs.evidence_text import (
    MOST_CHARACTERS_OF_NAMES,
    fields_of,
    fit_for_a_link,
    flat,
    nested,
    numbers_of,
    text_of,
)

counts = st.integers(0, 10**9)
names = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
fields = st.fixed_dictionaries(
    {
        "prompting.items": counts,
        "prompting.passes": st.lists(counts, min_size=1, max_size=6),
        "prompting.names": st.lists(names, min_size=1, max_size=6),
        "retrieval.name": names,
        "retrieval.failures.wrong_behaviour": counts,
        "alpha": st.floats(0.001, 0.4).map(lambda share: round(share, 6)),
    }
)


@given(fields)
def test_a_text_says_all_of_the_fields(said: dict[str, Any]) -> None:
    assert fields_of(text_of(said)) == said
    assert flat(nested(said)) == said


def test_a_text_reads_as_the_contract_names_its_fields() -> None:
    said = {"prompting.items": 100, "prompting.passes": [70, 74.5], "alpha": None, "prompting.names": []}
    assert text_of(said) == "prompting.items=100;prompting.passes=70,74.5"
    assert nested(fields_of(text_of(said))) == {"prompting": {"items": 100, "passes": [70, 74.5]}}


def test_an_empty_text_says_nothing() -> None:
    assert fields_of(" ; ;") == {}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("prompting.items=many", "prompting.items"),
        ("prompting.items=inf", "prompting.items"),
        ("prompting.passes=1,x", "prompting.passes"),
        ("prompting.items", "evidence"),
        ("bar=0.9", "evidence"),
        ("prompting.items=1;prompting.items=2", "prompting.items"),
        ("prompting=3;prompting.items=2", "prompting.items"),
        ("prompting.items.y=3;prompting.items=2", "prompting.items"),
        ("prompting.passes=1" + " " * 6_000, "evidence"),
        ("volume.options=1", "evidence"),
        ("__class__.a b=1", "evidence"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, field: str) -> None:
    with pytest.raises(InputError) as refused:
        fields_of(text)
    (problem,) = refused.value.problems
    assert problem.field == field


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        fields = fields_of(text)
    except InputError as error:
        fields = {problem.field: problem.value for problem in error.problems}
        assert fields
    else:
        assert fields_of(text_of(fields)) == fields


def test_numbers_are_parted_by_commas_or_white_space() -> None:
    assert numbers_of("x", " 70, 74  72,\n69 ") == [70, 74, 72, 69]


def test_names_that_would_fill_the_link_stay_out_of_it() -> None:
    short, long = {"prompting.names": ["a", "b"]}, {"prompting.names": ["n" * MOST_CHARACTERS_OF_NAMES, "b"]}
    assert fit_for_a_link({**short, "alpha": 0.1}) == {**short, "alpha": 0.1}
    assert fit_for_a_link({**long, "alpha": 0.1}) == {"alpha": 0.1}
