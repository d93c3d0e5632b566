"""Text and objects that are no evidence: refused in one clear line, and never anything but refused."""

from __future__ import annotations

from typing import Any

import pytest
from given_evidence import changed
from hypothesis import given, settings
from hypothesis import strategies as st

from costmodel.errors import InputError
from costmodel.scenario.evidence import Evidence
from costmodel.scenario.parse_evidence import evidence_from_dict, parse_evidence

TEXT = '{"bar": 0.9, "prompting": {"items": 100, "passes": [80]}}'


@pytest.mark.parametrize(
    ("text", "field"),
    [
        *((text, "evidence") for text in ("", "{", "null", "5", "[]", '"x"', "{'bar': 0.9}", "9" * 5_000)),
        *((text, "evidence") for text in ("[" * 100_000, '{"a":' * 50_000, " " * 1_000_001, TEXT + TEXT)),
        (TEXT.replace("0.9", "NaN"), "bar"),
        (TEXT.replace("[80]", "[Infinity]"), "prompting.passes.0"),
        (TEXT.replace("[80]", "[-Infinity]"), "prompting.passes.0"),
        (TEXT.replace("100", "1" + "0" * 400), "prompting.items"),
        (TEXT.replace("0.9", "true"), "bar"),
        (TEXT.replace("0.9", '"90%"'), "bar"),
        (TEXT.replace("[80]", "[80], " + '"passes": [80]'), "evidence"),
    ],
)
def test_text_that_is_no_evidence(text: str, field: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_evidence(text)
    (problem,) = caught.value.problems
    assert problem.field == field
    assert len(str(problem)) < 400


def test_a_key_given_twice_is_named() -> None:
    with pytest.raises(InputError, match=r"items.*given twice"):
        parse_evidence('{"bar": 0.9, "prompting": {"items": 100, "items": 10, "passes": [8]}}')


PLACES = [
    *(
        "bar",
        "alpha",
        "looks",
        "prompting",
        "retrieval",
        "volume",
        "levels",
        "volume.workload",
        "volume.options",
    ),
    *(
        f"prompting.{name}"
        for name in ("items", "passes", "passes.0", "repeats", "passed_by_any", "design_effects")
    ),
    *(
        f"retrieval.{name}"
        for name in ("newly_passing", "newly_failing", "passes", "failures", "expected_cure")
    ),
    *("retrieval.failures.bad_label", "volume.forecast_p25", "levels.pays"),
]
NAMES = st.sampled_from(
    ["bar", "items", "passes", "prompting", "volume", "options", "workload", "retrieval", ""]
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just(10**400)
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=12,
)


@settings(max_examples=150)
@given(ANYTHING)
def test_any_object_is_evidence_or_refused_in_words(thing: Any) -> None:
    refused_or_evidence(thing)


@settings(max_examples=150)
@given(st.sampled_from(PLACES), ANYTHING)
def test_anything_in_any_place_is_evidence_or_refused_in_words(path: str, thing: Any) -> None:
    refused_or_evidence(changed(path, thing))


def refused_or_evidence(thing: Any) -> None:
    try:
        found = evidence_from_dict(thing)
    except InputError as error:
        told = [(problem.field, str(problem)) for problem in error.problems]
    else:
        assert isinstance(found, Evidence)
        return
    assert told
    assert all(field and words.startswith(field) for field, words in told)
