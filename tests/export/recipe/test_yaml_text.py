"""YAML written by hand reads back as what was written, whoever reads it."""

from __future__ import annotations

import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from costmodel.export.recipe.yaml_text import yaml_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SCALARS = st.one_of(
    TEXTS,
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["yes", "No", "on", "null", "~", "1e5", "0x10", "1_000", "12:30", "2026-11-23", ".5", "=", "<<"]
    ),
)
CONFIGS = st.recursive(
    st.dictionaries(TEXTS, SCALARS, min_size=1, max_size=4),
    lambda inner: st.dictionaries(
        TEXTS,
        st.one_of(
            SCALARS, inner, st.lists(SCALARS, min_size=1, max_size=3), st.lists(inner, min_size=1, max_size=3)
        ),
        min_size=1,
        max_size=4,
    ),
    max_leaves=12,
)


def alike(left: Any, right: Any) -> bool:
    """Equal, and of the same types: 1, 1.0 and true are three things."""
    if isinstance(left, dict):
        return (
            isinstance(right, dict)
            and list(left) == list(right)
            and all(alike(left[key], right[key]) for key in left)
        )
    if isinstance(left, list):
        return isinstance(right, list) and len(left) == len(right) and all(map(alike, left, right))
    return type(left) is type(right) and left == right


@given(CONFIGS)
def test_it_reads_back_as_it_was(config: dict[str, Any]) -> None:
    assert alike(yaml.safe_load(yaml_text(config)), config)


@pytest.mark.parametrize("rate", [2e-4, 5e-6, 1e-5, 5e-7, 1e-12, 1e22, 0.02, 3])
def test_numbers_stay_numbers(rate: float) -> None:
    assert alike(yaml.safe_load(yaml_text({"learning_rate": rate})), {"learning_rate": rate})


def test_what_a_configuration_looks_like() -> None:
    text = yaml_text(
        {"a": "x/y-1", "b": "no", "c": [{"d": 1, "e": ["f"]}], "g": {"h": True}}, about=["one\nline", ""]
    )
    assert text == ('# one line\n#\na: x/y-1\nb: "no"\nc:\n  - d: 1\n    e:\n      - f\ng:\n  h: true\n')


@pytest.mark.parametrize(
    "config", [{}, {"a": []}, {"a": {}}, {"a": math.nan}, {"a": [math.inf]}, {"a": [[1]]}]
)
def test_what_says_nothing_is_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"configuration"):
        yaml_text(config)
