"""How often an option wins, and when it has paid back, counted by hand and for any futures."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from given_scenarios import api, case_of, known_cost, scenario
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from costmodel.case import Case
from costmodel.decide.uncertainty.futures import Futures
from costmodel.decide.uncertainty.odds import Odds, Spread, odds, payback_months, saving_usd, spread

MONTHS = 4
amounts = st.one_of(st.sampled_from([0.0, 1.0, math.inf]), st.floats(0, 1e6))


def case_with(options: int, build_months: int = 0) -> Case:
    others = (known_cost(f"{i}", programme={"build_months": build_months}) for i in range(1, options))
    return case_of(scenario(api("0"), *others, horizon_months=MONTHS))


def futures_of(by_month: np.ndarray) -> Futures:
    """From money at time 0 and in each month, shape (options, draws, months + 1)."""
    return Futures(by_month.sum(axis=-1).T, np.cumsum(by_month, axis=-1))


@st.composite
def any_futures(draw: st.DrawFn) -> Futures:
    shape = (draw(st.integers(1, 4)), draw(st.integers(1, 6)), MONTHS + 1)
    return futures_of(draw(arrays(float, shape, elements=amounts)))


def all_odds(found: Futures, build_months: int = 0) -> tuple[Odds, ...]:
    options = found.npv_usd.shape[1]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return odds(case_with(options, build_months), found, [None] * options)


@given(any_futures(), st.sampled_from([0, 2, MONTHS + 1]))
def test_of_any_futures_one_option_is_the_cheapest_and_spreads_are_in_order(
    found: Futures, build_months: int
) -> None:
    results = all_odds(found, build_months)
    assert sum(result.probability_cheapest for result in results) == pytest.approx(1)
    assert results[0].probability_cheaper_than_baseline == 0
    assert results[0].payback is None
    for result in results:
        assert 0 <= result.probability_cheaper_than_baseline <= 1
        assert (result.cumulative_usd[0] <= result.cumulative_usd[2]).all()
        assert not np.isnan(result.cumulative_usd).any()
        assert in_order(result.npv_saving_usd)
        if result.payback is not None:
            assert in_order(result.payback.months)
            assert result.payback.share_in_time + result.payback.share_never <= 1
            assert result.payback.months.p10 is None or result.payback.months.p10 >= build_months


def in_order(found: Spread) -> bool:
    known = [value for value in (found.p10, found.p50, found.p90) if value is not None]
    return known == sorted(known)


def test_wins_are_counted_and_a_tie_goes_to_the_first() -> None:
    npv = np.array([[3.0, 2.0, 1.0], [1.0, 1.0, 1.0], [2.0, 1.0, math.inf], [5.0, 4.0, 4.0]])
    results = all_odds(Futures(npv, np.repeat(npv.T[:, :, np.newaxis], MONTHS + 1, axis=2)))
    assert [result.probability_cheapest for result in results] == [0.25, 0.5, 0.25]
    assert [result.probability_cheaper_than_baseline for result in results] == [0, 0.75, 0.5]


def test_a_spread_is_one_of_the_draws_and_nothing_where_it_is_infinite() -> None:
    assert spread(np.arange(1.0, 11.0)) == Spread(1, 5, 9)
    assert spread(np.array([1.0, 2.0, math.inf, math.inf, math.inf])) == Spread(1, None, None)


def test_a_saving_where_one_or_both_cannot_serve() -> None:
    npv = np.array([[5.0, 3.0], [math.inf, 3.0], [5.0, math.inf], [math.inf, math.inf]])
    assert saving_usd(npv, 1, 0).tolist() == [2, math.inf, -math.inf, 0]
    assert saving_usd(npv, 0, 0).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("own", "wanted"),
    [
        ([15, 5, 5, 5, 5], 3.0),
        ([12, 5, 5, 5, 5], 2.4),
        ([0, 5, 5, 5, 5], 0.0),
        ([30, 5, 5, 5, 5], 6.0),
        ([1, 10, 10, 10, 10], math.inf),
        ([0, 11, 11, 11, 11], math.inf),
        ([12, 0, 25, 10, 0], 4.7),
        ([12, 0, 0, 25, 0], 3.7),
        ([0, 5, 5, math.inf, 5], math.inf),
    ],
)
@pytest.mark.parametrize("build_months", [0, 3, MONTHS + 1])
def test_payback_against_a_baseline_of_10_a_month(own: list[float], wanted: float, build_months: int) -> None:
    by_month = np.array([[[0, 10, 10, 10, 10]] * 2, [own, [15, 5, 5, 5, 5]]], dtype=float)
    found = payback_months(futures_of(by_month), 1, 0, build_months)
    if build_months > MONTHS:
        assert found.tolist() == [math.inf, math.inf]
    else:
        assert found.tolist() == pytest.approx([max(wanted, build_months), 3])


def test_shares_of_futures_that_pay_back_in_time_late_and_never() -> None:
    own = [[15, 5, 5, 5, 5], [30, 5, 5, 5, 5], [1, 10, 10, 10, 10], [0, 5, 5, 5, 5]]
    by_month = np.array([[[0, 10, 10, 10, 10]] * 4, own], dtype=float)
    found = all_odds(futures_of(by_month))[1].payback
    assert found is not None
    assert (found.share_never, found.share_in_time) == (0.25, 0.5)
    assert found.months == Spread(0, 3, None)
