"""The slow way to many futures: one scenario of plain numbers after the other, by the headline's own functions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from costmodel.case import resolve
from costmodel.catalog import Catalog
from costmodel.cost.ledger import Ledger
from costmodel.cost.ledgers import ledgers
from costmodel.decide.payback import cumulative_difference_usd, payback
from costmodel.decide.uncertainty.futures import Futures, futures
from costmodel.decide.uncertainty.odds import payback_months
from costmodel.decide.uncertainty.sample import inputs_of, probabilities
from costmodel.scenario.model import Scenario
from costmodel.scenario.ranges import with_numbers

Values = NDArray[np.float64]
EXACT = 1e-9


@dataclass(frozen=True)
class Drawn:
    """Draws of a scenario's ranges, and what the vectorised functions make of them."""

    scenario: Scenario
    numbers: dict[str, Values]
    futures: Futures


def drawn(scenario: Scenario, catalog: Catalog, draws: int, seed: int = 0) -> Drawn:
    inputs = inputs_of(scenario)
    numbers = inputs.values(probabilities(inputs, draws, seed))
    return Drawn(scenario, numbers, futures(scenario, catalog, numbers, draws))


def ledgers_of(scenario: Scenario, catalog: Catalog, numbers: Mapping[str, float]) -> tuple[Ledger, ...]:
    return ledgers(resolve(with_numbers(scenario, numbers), catalog))


def assert_equal_one_by_one(found: Drawn, catalog: Catalog) -> None:
    """Every option's NPV, cost by month and payback in every draw."""
    scenario, baseline = found.scenario, found.scenario.baseline_index
    build_months = [option.programme.build_months for option in scenario.options]
    months = [
        payback_months(found.futures, place, baseline, build) for place, build in enumerate(build_months)
    ]
    for draw in range(len(found.futures.npv_usd)):
        numbers = {path: float(values[draw]) for path, values in found.numbers.items()}
        alone = ledgers_of(scenario, catalog, numbers)
        for place, ledger in enumerate(alone):
            assert found.futures.npv_usd[draw, place] == pytest.approx(float(ledger.npv_usd), rel=EXACT)
            by_month = np.cumsum(np.append(ledger.upfront_usd, ledger.usd_by_month))
            np.testing.assert_allclose(found.futures.cumulative_usd[place, draw], by_month, rtol=EXACT)
            if place != baseline and not _is_on_edge(ledger, alone[baseline]):
                wanted = payback(ledger, alone[baseline], build_months[place]).months
                wanted = math.inf if wanted is None else wanted
                assert months[place][draw] == pytest.approx(wanted, rel=1e-6, abs=1e-6)


def _is_on_edge(option: Ledger, baseline: Ledger) -> bool:
    """Whether rounding decides which of the two is ahead, or by how much it gains at last."""
    spent = float(option.total_usd + baseline.total_usd)
    owed = cumulative_difference_usd(option, baseline)
    gained = option.usd_by_month[-1] - baseline.usd_by_month[-1]
    return any(usd != 0 and abs(usd) <= 1e-9 * spent for usd in (*owed, gained))
