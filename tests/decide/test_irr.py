"""Rates of return against published figures, built roots, and a search that knows nothing of the method."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from given_scenarios import Json, api, compared, known_cost, scenario, typed_scenarios
from hypothesis import given
from hypothesis import strategies as st

from costmodel.decide.irr import (
    HIGHEST_LOG,
    HIGHEST_PER_YEAR,
    LOWEST_LOG,
    LOWEST_PER_YEAR,
    Irr,
    flows_usd,
    irr,
    irr_of_flows,
)

CLOSE = 1e-9


def of(*flows: float) -> Irr:
    return irr_of_flows(np.array(flows, dtype=float))


def with_roots(*per_year: float) -> list[float]:
    """Flows that are worth nothing at exactly these rates: one factor (1 - (1 + monthly) x) for each."""
    flows = np.ones(1)
    for rate in per_year:
        flows = np.convolve(flows, [1, -((1 + rate) ** (1 / 12))])
    return list(flows)


def level(flows: Any, log: float) -> float:
    """Present value over the sum of its parts' sizes, added up without rounding."""
    parts = [float(flow) * math.exp(-log * month) for month, flow in enumerate(flows)]
    return math.fsum(parts) / (math.fsum(map(abs, parts)) or 1.0)


def log_of(per_year: float) -> float:
    return math.log1p(per_year) / 12


def test_the_published_vector() -> None:
    """-40,000 and 24 times 3,000: numpy-financial 1.0.0 and pyxirr give 5.355865712122 % a month."""
    found = of(-40_000, *[3_000] * 24)
    assert found.status == "one"
    assert found.per_year == pytest.approx([1.05355865712122809**12 - 1], rel=CLOSE)
    assert found.why == "What it costs more at first earns 87% a year by costing less later."


@pytest.mark.parametrize(
    ("flows", "per_year"),
    [
        ((-100, *[0] * 11, 138), 0.38),
        ((-100, *[0] * 11, 100), 0.0),
        ((-100, *[0] * 23, 25), -0.5),
        ((0, 0, -100, *[0] * 11, 110), 0.1),
        ((-1, 1.5), 1.5**12 - 1),
        ((-1, 0, 4), 2.0**12 - 1),
    ],
)
def test_one_rate_by_hand(flows: tuple[float, ...], per_year: float) -> None:
    found = of(*flows)
    assert found.status == "one"
    assert found.per_year == pytest.approx([per_year], rel=CLOSE, abs=CLOSE)


def test_saving_first_and_paying_later_is_a_loan() -> None:
    found = of(100, *[0] * 11, -138)
    assert found.per_year == pytest.approx([0.38])
    assert found.why == "It costs less at first and more later, like a loan at 38% a year."


@pytest.mark.parametrize(
    ("flows", "words"),
    [
        ((0, 0, 0), "the same as the baseline"),
        ((0, 5, 0, 5), "never costs more"),
        ((-5, 0, -1), "never costs less"),
        ((-1, 5), "No rate from"),
        ((-1, *[0] * 11, 5e-5), "No rate from"),
        ((10, -25, 16), "No rate from"),
    ],
)
def test_no_rate(flows: tuple[float, ...], words: str) -> None:
    found = of(*flows)
    assert (found.status, found.per_year) == ("none", ())
    assert words in found.why


@pytest.mark.parametrize(
    "per_year",
    [
        (0.1, 0.3),
        (0.0, 0.38, 2.0),
        (-0.6, 0.05, 3.0),
        (0.05, 0.06),
        (0.2, 0.2005),
        (-0.99, -0.5, 0.1, 9.0, 1e5),
    ],
)
def test_several_rates_that_were_built_in(per_year: tuple[float, ...]) -> None:
    found = of(*with_roots(*per_year))
    assert found.status == "several"
    assert found.per_year == pytest.approx(per_year, rel=1e-4, abs=1e-6)
    assert found.why.startswith(f"The flows change sign {len(per_year)} times; no single rate describes them")


def test_a_value_that_only_touches_nothing_is_one_rate() -> None:
    found = of(*with_roots(0.2, 0.2))
    assert found.status == "one"
    assert found.per_year == pytest.approx([0.2], abs=1e-5)
    assert "at one rate only, 20% a year" in found.why


def test_the_ends_of_the_range() -> None:
    just_inside, just_outside = LOWEST_PER_YEAR + 1e-8, LOWEST_PER_YEAR - 1e-8
    assert of(*with_roots(HIGHEST_PER_YEAR * (1 - 1e-9))).status == "one"
    assert of(*with_roots(HIGHEST_PER_YEAR * (1 + 1e-9))).status == "none"
    assert of(*with_roots(just_inside)).per_year == pytest.approx([just_inside], rel=CLOSE)
    assert of(*with_roots(just_outside)).status == "none"


FLOWS = st.lists(
    st.just(0.0) | st.integers(-20, 20).map(float) | st.floats(-1e6, 1e6).map(lambda usd: round(usd, 2)),
    min_size=2,
    max_size=121,
)


@given(FLOWS)
def test_every_rate_is_one_and_a_fine_search_finds_no_other(flows: list[float]) -> None:
    found = irr_of_flows(np.array(flows))
    assert list(found.per_year) == sorted(found.per_year)
    assert found.status == {0: "none", 1: "one"}.get(len(found.per_year), "several")
    assert found.why
    logs = [log_of(rate) for rate in found.per_year]
    assert all(LOWEST_LOG <= log <= HIGHEST_LOG for log in logs)
    assert all(abs(level(flows, log)) < 1e-11 for log in logs)
    if not any(flows):
        return
    grid = np.linspace(LOWEST_LOG, HIGHEST_LOG, 3001)
    parts = np.array(flows) * np.exp(-np.outer(grid, np.arange(len(flows))))
    levels = parts.sum(axis=1) / np.maximum(np.abs(parts).sum(axis=1), 1e-300)
    clear = np.flatnonzero(np.abs(levels) > 1e-12)
    for low, high in itertools.pairwise(clear):
        inside = sum(grid[low] < log < grid[high] for log in logs)
        if (levels[low] > 0) != (levels[high] > 0):
            assert inside >= 1


@given(FLOWS, st.floats(1e-9, 1e9))
def test_the_currency_does_not_matter(flows: list[float], times: float) -> None:
    found, scaled = irr_of_flows(np.array(flows)), irr_of_flows(np.array(flows) * times)
    if any(abs(level(flows, log)) < 1e-11 for log in np.linspace(LOWEST_LOG, HIGHEST_LOG, 50)):
        return
    assert len(found.per_year) == len(scaled.per_year)
    for one, other in zip(found.per_year, scaled.per_year, strict=True):
        assert log_of(one) == pytest.approx(log_of(other), abs=1e-6)


@given(st.integers(1, 120), st.floats(1, 1e6), st.floats(-0.9, 1e3))
def test_a_level_saving_earns_what_it_was_built_to_earn(months: int, usd: float, per_year: float) -> None:
    monthly = math.expm1(log_of(per_year))
    worth = math.fsum(usd * (1 + monthly) ** -month for month in range(1, months + 1))
    found = of(-worth, *[usd] * months)
    assert found.status == "one"
    assert found.per_year == pytest.approx([per_year], rel=1e-6, abs=1e-9)


def irr_of(option: Json, **fields: Any) -> Irr:
    return compared(scenario(api(), option, **fields)).crossovers[option["name"]].irr


def test_flows_are_what_the_option_costs_less() -> None:
    """$450 a month for $2,000, over 24 months: (1 - 1.2224...**-24) / 0.2224... = 2000 / 450."""
    found = irr_of(known_cost(programme={"one_off_usd": 2_000}))
    (per_year,) = found.per_year
    monthly = math.expm1(log_of(per_year))
    assert (1 - (1 + monthly) ** -24) / monthly == pytest.approx(2_000 / 450)
    comparison = compared(scenario(api(), known_cost(programme={"one_off_usd": 2_000}), horizon_months=2))
    own, baseline = comparison.results[1].ledger, comparison.baseline.ledger
    assert flows_usd(own, baseline).tolist() == pytest.approx([-2_000, 450, 450])
    assert irr(own, baseline) == comparison.crossovers["Own"].irr


def test_statuses_of_options() -> None:
    assert irr_of(known_cost()).why.startswith("It never costs more")
    assert irr_of(api("Twin")).why.startswith("It costs the same")
    assert irr_of(api("Dearer", usd_per_task=1)).why.startswith("It never costs less")
    retrained = {"one_off_usd": 1_000, "retrain_every_months": 6, "retrain_usd": 2_000}
    found = irr_of(known_cost(programme=retrained), horizon_months=7)
    assert (found.status, "change sign 2 times" in found.why) == ("several", True)


def test_rounding_is_no_flow() -> None:
    """The same cost a task, said in two ways: three times a tenth of a cent, and 0.3 cents."""
    twice = api("Twice", usd_per_task=0.001 * 3)
    found = compared(scenario(api(usd_per_task=0.003), twice)).crossovers["Twice"].irr
    assert found.why.startswith("It costs the same")


@given(typed_scenarios())
def test_every_option_of_every_scenario_has_an_answer(drawn: Json) -> None:
    comparison = compared(drawn)
    for name, crossover in comparison.crossovers.items():
        ledger = next(result.ledger for result in comparison.results if result.name == name)
        flows = flows_usd(ledger, comparison.baseline.ledger)
        assert flows.shape == (drawn["horizon_months"] + 1,)
        assert crossover.irr.why
        assert all(abs(level(flows, log_of(rate))) < 1e-9 for rate in crossover.irr.per_year)
