"""Words for numbers, and text from outside that must stay text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.decide.break_even import BreakEven
from costmodel.decide.crossing_words import payback_in_words, volumes_in_words
from costmodel.decide.irr import Irr
from costmodel.decide.payback import Payback
from ui.words import (
    beats_in_words,
    markdown_usd,
    months_in_words,
    plain,
    plain_label,
    return_in_words,
    round_number,
)

WORD_JOINER = "\u2060"
"""Takes no room and parts what would be read as one address."""

HOSTILE = (
    "[click](https://evil.example)",
    "![pixel](https://evil.example/p.png)",
    "<https://evil.example>",
    "<img src=x onerror=alert(1)>",
    "`code` **bold** _it_ ~~gone~~",
    "$x^2$ and $y$",
    ":red[text] :material/home: :smile:",
    "&lt;b&gt; &#60;",
    "# title",
    "| a | b |",
)
ESCAPED = re.compile(r"\\[\\`*_{}\[\]()<>#+\-!|$~:&.@/]")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_markup_is_left_once_what_is_escaped_is_taken_away(text: str) -> None:
    assert not set(ESCAPED.sub("", plain(text))) & set("`*_[]<>#!|$~:&")


@given(st.text())
def test_escaping_loses_nothing_that_can_be_seen(text: str) -> None:
    visible = text.replace(WORD_JOINER, "")
    shown = plain(visible).replace(WORD_JOINER, "")
    assert re.sub(r"\\([\\`*_{}\[\]()<>#+\-!|$~:&.@/])", r"\1", shown) == visible


@pytest.mark.parametrize(
    "text", ["https://evil.example", "HTTP://evil.example", "www.evil.example", "me@evil.example"]
)
def test_an_address_is_not_made_a_link(text: str) -> None:
    """GitHub's Markdown links bare addresses, and does so after what is escaped has been read."""
    shown = re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", plain(text))
    assert not re.search(r"https?://|www\.\w|[\w.+-]@\w", shown, re.IGNORECASE)


@given(st.text())
def test_a_label_on_a_chart_holds_no_tag(text: str) -> None:
    assert not set(plain_label(text)) & set("<>&")
    assert len(plain_label(text)) == len(text)


@pytest.mark.parametrize(
    ("usd", "words"), [(75_512, r"\$75.5k"), (0.00514, r"\$0.00514"), (-140_000, r"-\$140k"), (0, r"\$0")]
)
def test_dollars_in_a_sentence(usd: float, words: str) -> None:
    assert markdown_usd(usd) == words


@pytest.mark.parametrize(
    ("value", "words"), [(100, "100"), (2_000_000, "2M"), (350_000, "350k"), (1_500, "1.5k"), (10**9, "1B")]
)
def test_round_numbers_have_no_idle_digits(value: float, words: str) -> None:
    assert round_number(value) == words


@pytest.mark.parametrize(
    ("months", "words"),
    [(0, "from the first day"), (11.24, "after 11.2 months"), (2e6, "after 2.00M months")],
)
def test_months(months: float, words: str) -> None:
    assert months_in_words(months) == words


@pytest.mark.parametrize(
    ("status", "months", "words"),
    [
        ("never", None, "never"),
        ("reached", 0.0, "at once"),
        ("reached", 10.46, "month 10.5"),
        ("beyond_horizon", 30.0, "month 30.0 (late)"),
    ],
)
def test_payback(status: str, months: float | None, words: str) -> None:
    assert payback_in_words(Payback(status, months, "")) == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "cheaper_at_lowest", "volumes", "words"),
    [
        ("never", False, (), "never"),
        ("always", True, (), "at any volume"),
        ("not_verified", False, (), "not verified"),
        ("reached", False, (2_720_000.0,), "from 2.72M a month"),
        ("reached", True, (41_000.0,), "up to 41.0k a month"),
        ("reached", False, (2_700_000.0, 2_710_000.0, 2_720_000.0), "from about 2.70M a month"),
        ("reached", True, (41_000.0, 41_500.0, 42_000.0), "up to about 41.0k a month"),
        ("reached", False, (1e6, 2e6, 5e6), "in places from 1.00M, for good from 5.00M a month"),
        ("reached", False, (1e6, 2e6), "in places from 1.00M up to 2.00M a month"),
        ("reached", True, (1e6, 2e6, 5e6), "in places up to 5.00M a month"),
    ],
)
def test_volumes(status: str, cheaper_at_lowest: bool, volumes: tuple[float, ...], words: str) -> None:
    found = BreakEven(status, cheaper_at_lowest, volumes, "")  # type: ignore[arg-type]
    assert volumes_in_words(found) == words


def test_beating_a_rival() -> None:
    assert beats_in_words(BreakEven("never", False, (), ""), "X") == "never beats X"
    assert beats_in_words(BreakEven("always", True, (), ""), "X") == "beats X at any volume"
    reached = BreakEven("reached", False, (2_720_000.0,), "")
    assert beats_in_words(reached, "X") == "beats X from 2.72M tasks a month"
    assert "could not all be verified" in beats_in_words(BreakEven("not_verified", False, (), ""), "X")


@pytest.mark.parametrize(
    ("per_year", "saves", "words"),
    [
        ((0.38,), True, "38% a year"),
        ((-0.12,), False, "-12% a year"),
        ((0.0,), False, "0.0% a year"),
        ((0.38,), False, "loan at 38%"),
        ((-0.12,), True, "loan at -12%"),
        ((10.0,), True, "1,000% a year"),
        ((12.5,), True, "over 1,000%"),
        ((25_000.0,), False, "loan at over 1,000%"),
        ((0.1, 0.2), True, "several"),
        ((), True, "none"),
    ],
)
def test_a_return_in_words(per_year: tuple[float, ...], saves: bool, words: str) -> None:
    status = {0: "none", 1: "one"}.get(len(per_year), "several")
    assert return_in_words(Irr(status, per_year, "why"), saves) == words  # type: ignore[arg-type]
