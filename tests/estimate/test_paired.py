"""Two systems on the same items against a table worked out by others, statsmodels, and plain sums."""

from __future__ import annotations

from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stats_table import table
from statsmodels.stats.contingency_tables import mcnemar

from costmodel.estimate.paired import bonett_price_interval, mcnemar_exact, mcnemar_mid_p

changes = st.one_of(st.integers(0, 12), st.integers(0, 400))


@pytest.mark.parametrize(
    ("better", "worse", "exact", "mid"),
    [
        (5, 5, 1.0, 1.0),
        (25, 5, 0.0003249142318964005, 0.00019219517707824685),
        (3, 0, 0.25, 0.125),
        (9, 7, 0.803619384765625, 0.803619384765625 - 11_440 / 65_536),
        (104, 6, 3.497855888988012e-24, None),
        (0, 0, 1.0, None),
    ],
)
def test_known_tests(better: int, worse: int, exact: float, mid: float | None) -> None:
    assert mcnemar_exact(better, worse) == pytest.approx(exact, rel=1e-9)
    if mid is not None:
        assert mcnemar_mid_p(better, worse) == pytest.approx(mid, rel=1e-9)


def test_known_lift() -> None:
    low, high = bonett_price_interval(25, 5, 100)
    assert (low, high) == pytest.approx((0.09425813889817622, 0.29789872384692173), abs=1e-12)


def test_against_the_table_of_cases() -> None:
    rows = table("mcnemar")
    assert len(rows) >= 3
    for row in rows:
        better, worse = row["only_new_pass"], row["only_old_pass"]
        assert mcnemar_exact(better, worse) == pytest.approx(row["exact_p"], rel=1e-12)
        assert mcnemar_mid_p(better, worse) == pytest.approx(row["mid_p"], rel=1e-12)
        found = bonett_price_interval(better, worse, row["n"])
        assert found == pytest.approx(row["bonett_price_ci95"], abs=1e-12)


@given(changes, changes)
def test_exact_against_statsmodels(better: int, worse: int) -> None:
    wanted = mcnemar([[0, better], [worse, 0]], exact=True).pvalue if better + worse else 1.0
    assert mcnemar_exact(better, worse) == pytest.approx(wanted, rel=1e-9)


@given(changes, changes)
def test_mid_p_against_plain_sums(better: int, worse: int) -> None:
    """Whole numbers until the last division: nothing is rounded."""
    changed, fewer = better + worse, min(better, worse)
    below = sum(comb(changed, k) for k in range(fewer))
    wanted = min(1.0, (2 * below + comb(changed, fewer)) / 2**changed)
    assert mcnemar_mid_p(better, worse) == pytest.approx(wanted, rel=1e-9)


@given(changes, changes)
def test_both_are_chances_and_know_no_side(better: int, worse: int) -> None:
    exact, mid = mcnemar_exact(better, worse), mcnemar_mid_p(better, worse)
    assert 0 <= mid <= exact <= 1
    assert mcnemar_exact(worse, better) == exact
    assert mcnemar_mid_p(worse, better) == mid


@given(changes, changes, st.integers(0, 1_000), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_lift_lies_inside_and_turns_with_its_side(
    better: int, worse: int, unchanged: int, confidence: float
) -> None:
    items = better + worse + unchanged or 1
    low, high = bonett_price_interval(better, worse, items, confidence=confidence)
    assert -1 <= low <= (better - worse) / (items + 2) <= high <= 1
    turned = bonett_price_interval(worse, better, items, confidence=confidence)
    assert turned == pytest.approx((-high, -low), abs=1e-12)


def test_the_lift_by_hand() -> None:
    """One of two items newly passes: p₁ = 2/4, p₂ = 1/4, d = 1/4, and √((3/4 - 1/16) / 4) is √11 / 8."""
    low, high = bonett_price_interval(1, 0, 2, confidence=0.6826894921370859)
    assert (low, high) == pytest.approx((0.25 - sqrt(11) / 8, 0.25 + sqrt(11) / 8), abs=1e-9)
