"""Money, volumes and durations as people say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.decide.money import percent_in_words, short_number, usd_in_words


@pytest.mark.parametrize(
    ("usd", "words"),
    [
        (0, "$0"),
        (24_000, "$24.0k"),
        (7.13, "$7.13"),
        (0.00514, "$0.00514"),
        (999.96, "$1.00k"),
        (999.4, "$999"),
        (9.996, "$10.0"),
        (99.96, "$100"),
        (-2_500, "-$2.50k"),
        (-0.08, "-$0.08"),
        (2_810_000, "$2.81M"),
        (1e9, "$1.00B"),
        (3.2e12, "$3.20T"),
        (0.00008, "$8.00e-05"),
    ],
)
def test_dollars(usd: float, words: str) -> None:
    assert usd_in_words(usd) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.38, "38%"),
        (0.042, "4.2%"),
        (-0.042, "-4.2%"),
        (-0.0004, "0.0%"),
        (0.0994, "9.9%"),
        (0.0996, "10%"),
        (12.5, "1,250%"),
        (99.9, "9,990%"),
        (100.0, "10.0k%"),
        (1e6, "100M%"),
        (-0.5, "-50%"),
        (-0.9997, "-99.97%"),
    ],
)
def test_percent(share: float, words: str) -> None:
    assert percent_in_words(share) == words


LETTERS = {"k": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}


@given(st.floats(1e-9, 9.99e14))
def test_three_digits_are_kept(value: float) -> None:
    said = short_number(value)
    scale = LETTERS.get(said[-1], 1)
    assert float(said.rstrip("kMBT")) * scale == pytest.approx(value, rel=0.0051)
    assert len(said) <= 8


@given(st.floats(0.01, 1e12))
def test_minus_stands_before_the_dollar(value: float) -> None:
    assert usd_in_words(-value) == "-" + usd_in_words(value)
