"""What takes longer than the odds: shares of the variance, and the volumes from which an option wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.case.draws import sized
from costmodel.case.resolve import resolve
from costmodel.catalog.book import Catalog
from costmodel.decide.break_even import break_even
from costmodel.decide.compare import Comparison
from costmodel.decide.uncertainty.answer import Uncertainty
from costmodel.decide.uncertainty.drivers import saving_of, total_sobol
from costmodel.decide.uncertainty.odds import Spread, spread
from costmodel.decide.uncertainty.sample import probabilities
from costmodel.errors import InputError
from costmodel.scenario.model import Scenario
from costmodel.scenario.ranges import with_numbers

BREAK_EVEN_DRAWS = 128
"""Each is a search of its own over every step of whole machines."""


@dataclass(frozen=True)
class BreakEvenSpread:
    """The starting volume from which on an option is cheaper for good, over a subsample of `draws` futures."""

    tasks_per_month: Spread
    share_never: float
    draws: int


@dataclass(frozen=True)
class SharesOfVariance:
    """Total-order Sobol indices of the saving by dotted path; None with the reason where there are none."""

    by_path: Mapping[str, float] | None
    why: str


def shares_of_variance(
    scenario: Scenario, catalog: Catalog, found: Uncertainty, baseline: int
) -> SharesOfVariance:
    """How much of the saving's variance each input has a part in."""
    if not found.inputs.ranges:
        return SharesOfVariance(None, "No number is a range.")
    if found.about is None:
        return SharesOfVariance(None, "There is only one option.")
    if not found.inputs.are_independent:
        why = "Some ranges move together; shares of variance are defined for independent ones only."
        return SharesOfVariance(None, why)
    if found.can_fail_to_serve:
        return SharesOfVariance(
            None, "In some futures an option cannot serve, so the variance is not finite."
        )
    shares = total_sobol(found.inputs, saving_of(scenario, catalog, found.about, baseline), seed=found.seed)
    why = "Shares of variance, interactions counted for each input that takes part; they may add up to more than 1."
    return SharesOfVariance(dict(zip(found.inputs.paths, map(float, shares), strict=True)), why)


def break_even_spreads(
    scenario: Scenario, catalog: Catalog, comparison: Comparison, found: Uncertainty
) -> dict[str, BreakEvenSpread]:
    """Break-even volumes of every challenger, by name, over the first futures of those drawn."""
    scenario = sized(scenario, catalog)
    draws = min(BREAK_EVEN_DRAWS, found.draws)
    values = found.inputs.values(probabilities(found.inputs, draws, found.seed))
    baseline = comparison.case.baseline_index
    challengers = [place for place in range(len(comparison.results)) if place != baseline]
    volumes = np.array(
        [
            _volumes(
                scenario, catalog, {path: float(each[draw]) for path, each in values.items()}, challengers
            )
            for draw in range(draws)
        ]
    ).reshape(draws, len(challengers))
    return {
        comparison.results[place].name: _spread(volumes[:, column])
        for column, place in enumerate(challengers)
    }


def _volumes(
    scenario: Scenario, catalog: Catalog, numbers: Mapping[str, float], challengers: list[int]
) -> list[float]:
    """The break-even volumes of one future, infinite where there is none for good."""
    try:
        case = resolve(with_numbers(scenario, numbers), catalog)
    except InputError:
        # In this future some fleet cannot serve at all; who could win from which volume on is not known.
        return [np.inf] * len(challengers)
    found = (break_even(case, place, case.baseline_index).for_good_from for place in challengers)
    return [np.inf if volume is None else volume for volume in found]


def _spread(volumes: NDArray[np.float64]) -> BreakEvenSpread:
    return BreakEvenSpread(spread(volumes), float(np.isinf(volumes).mean()), len(volumes))
