"""The error cost at which the recommendation changes, against a scan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from given_scenarios import Json, api, case_of, compared, scenario, typed_scenarios
from hypothesis import given
from hypothesis import strategies as st

from costmodel.case import Case
from costmodel.cost.ledgers import ledgers
from costmodel.decide.flips import error_cost_flips
from costmodel.decide.recommend import Standing, recommend


def recommended_at(case: Case, error_cost_usd: float) -> str | None:
    """From the ledgers at that very error cost, nothing extrapolated."""
    standings = [
        Standing(float(ledger.npv_usd), option.quality)  # type: ignore[arg-type]
        for ledger, option in zip(
            ledgers(replace(case, error_cost_usd=error_cost_usd)), case.options, strict=True
        )
    ]
    place = recommend(standings, case.quality_bar).place
    return None if place is None else case.options[place].name


def test_a_better_option_takes_over_where_errors_are_dear() -> None:
    """$500 a month against $1,000, 10 % against 5 % wrong: the 5,000 errors are worth $500 at $0.10."""
    case = case_of(scenario(api("Cheap", 0.005, quality=0.9), api("Good", 0.01, quality=0.95)))
    flips = error_cost_flips(case)
    assert flips.below is None
    assert flips.above is not None
    assert (flips.above.option, flips.above.error_cost_usd) == ("Good", pytest.approx(0.1))
    back = error_cost_flips(replace(case, error_cost_usd=0.3))
    assert back.above is None
    assert back.below is not None
    assert (back.below.option, back.below.error_cost_usd) == ("Cheap", pytest.approx(0.1))


def test_nothing_flips_where_nothing_may_be_recommended() -> None:
    case = case_of(scenario(api("A", quality=0.5), api("B", quality=0.4), quality_bar=0.9))
    flips = error_cost_flips(case)
    assert (flips.above, flips.below) == (None, None)


def test_an_option_that_misses_the_bar_takes_nothing_over() -> None:
    case = case_of(
        scenario(api("Cheap", 0.005, quality=0.9), api("Bad", 0.001, quality=0.5), quality_bar=0.8)
    )
    flips = error_cost_flips(case)
    assert (flips.above, flips.below) == (None, None)


@given(typed_scenarios(most_months=6), st.sampled_from([None, 0.3, 0.9]))
def test_flips_against_a_scan(drawn: Json, bar: float | None) -> None:
    """Up to the flip nothing changes, just beyond it the named option is recommended."""
    case = case_of({**drawn, "quality_bar": bar})
    today = float(case.error_cost_usd)
    here, flips = recommended_at(case, today), error_cost_flips(case)
    if flips.above is None:
        scanned = [today + 10.0**power for power in range(-4, 7)]
    else:
        flip_usd = flips.above.error_cost_usd
        assert flip_usd >= today
        assert recommended_at(case, flip_usd * 1.000001 + 1e-9) == flips.above.option != here
        scanned = [today + (flip_usd - today) * share for share in (0.1, 0.5, 0.9, 0.999)]
    assert {recommended_at(case, usd) for usd in scanned} == {here}
    if flips.below is None:
        scanned = [today * share for share in (0, 0.1, 0.5, 0.9)]
    else:
        flip_usd = flips.below.error_cost_usd
        assert 0 < flip_usd <= today
        assert recommended_at(case, flip_usd * 0.999999) == flips.below.option != here
        scanned = [today + (flip_usd - today) * share for share in (0.1, 0.5, 0.9, 0.999)]
    assert {recommended_at(case, usd) for usd in scanned} == {here}


def test_the_scan_and_the_comparison_speak_of_the_same_choice() -> None:
    given_scenario = scenario(api("A", 0.005, quality=0.9), api("B", 0.01, quality=0.99), error_cost_usd=1)
    recommended = compared(given_scenario).recommended
    assert recommended is not None
    assert recommended_at(case_of(given_scenario), 1) == recommended.name == "B"
