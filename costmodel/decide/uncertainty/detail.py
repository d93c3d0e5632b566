"""What takes longer than the odds: shares of the variance, and the volumes from which an option wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.case.model import Case
from costmodel.case.resolve import resolve
from costmodel.catalog.book import Catalog
from costmodel.decide.break_even import LOWEST_TASKS_PER_MONTH, break_even
from costmodel.decide.compare import Comparison
from costmodel.decide.uncertainty.answer import Uncertainty
from costmodel.decide.uncertainty.drivers import SOBOL_POINTS, saving_of, total_sobol
from costmodel.decide.uncertainty.fixed_sizes import with_fixed_sizes
from costmodel.decide.uncertainty.odds import Spread, spread
from costmodel.decide.uncertainty.sample import probabilities
from costmodel.errors import InputError
from costmodel.scenario.model import Scenario
from costmodel.scenario.ranges import with_numbers

BREAK_EVEN_DRAWS = 128
"""Each is a search of its own over every step of whole machines."""
BREAK_EVEN_STEPS = 5_000
"""So few that 128 searches take seconds where costs run side by side over many steps."""
MOST_CELLS = 30_000_000
"""Futures times options times months that shares of variance may take."""


CANNOT_SERVE = "In some futures an option cannot serve, so the variance is not finite."


@dataclass(frozen=True)
class BreakEvenSpread:
    """The starting volume from which on an option is cheaper for good, over a subsample of `draws` futures.

    `share_not_verified`: of futures in which the costs run side by side over too many steps; they count in
    neither of the others.
    """

    tasks_per_month: Spread
    share_never: float
    share_not_verified: float
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
    reason, about = _why_not(found), found.about
    if reason or about is None:
        return SharesOfVariance(None, reason)
    cells = SOBOL_POINTS * (len(found.inputs.ranges) + 2) * len(scenario.options) * scenario.horizon_months
    if cells > MOST_CELLS:
        return SharesOfVariance(None, "So many ranges, options and months would take too long.")
    shares = total_sobol(found.inputs, saving_of(scenario, catalog, about, baseline), seed=found.seed)
    if shares is None:
        return SharesOfVariance(None, CANNOT_SERVE)
    why = "Interactions count for each input that takes part, so they may add up to more than 100 %."
    return SharesOfVariance(dict(zip(found.inputs.paths, map(float, shares), strict=True)), why)


def _why_not(found: Uncertainty) -> str:
    """Why there are no shares of variance; empty if nothing stands in the way."""
    reasons = (
        (not found.inputs.ranges, "No number is a range."),
        (found.about is None, "There is only one option."),
        (
            not found.inputs.are_independent,
            "Some ranges move together; shares of variance are defined for independent ones only.",
        ),
        (found.can_fail_to_serve, CANNOT_SERVE),
    )
    return next((words for holds, words in reasons if holds), "")


def break_even_spreads(
    scenario: Scenario, catalog: Catalog, comparison: Comparison, found: Uncertainty
) -> dict[str, BreakEvenSpread]:
    """Break-even volumes of every challenger, by name, over the first futures of those drawn."""
    baseline = comparison.case.baseline_index
    challengers = [place for place in range(len(comparison.results)) if place != baseline]
    volumes = break_even_volumes(scenario, catalog, found, challengers, baseline)
    return {
        comparison.results[place].name: _spread(volumes[:, column])
        for column, place in enumerate(challengers)
    }


def break_even_volumes(
    scenario: Scenario, catalog: Catalog, found: Uncertainty, challengers: Sequence[int], against: int
) -> NDArray[np.float64]:
    """From which starting volume on each challenger is cheaper for good than the option at `against`, future by future.

    Shape (draws, challengers), of the first 128 futures; infinite where there is no such volume, not a number
    where it could not be verified.
    """
    draws = min(BREAK_EVEN_DRAWS, found.draws)
    asked = sorted({scenario.baseline_index, against, *challengers})
    scenario = with_fixed_sizes(scenario, catalog)
    values = found.inputs.values(probabilities(found.inputs, draws, found.seed))
    search = _Search(scenario, catalog, tuple(challengers), against, tuple(asked))
    return np.array(
        [
            _volumes(search, {path: float(each[draw]) for path, each in values.items()})
            for draw in range(draws)
        ]
    ).reshape(draws, len(challengers))


@dataclass(frozen=True)
class _Search:
    """Who is held against whom; `asked` are the options that must be resolved for it."""

    scenario: Scenario
    catalog: Catalog
    challengers: tuple[int, ...]
    against: int
    asked: tuple[int, ...]


def _volumes(search: _Search, numbers: Mapping[str, float]) -> list[float]:
    """Of one future."""
    drawn, served = with_numbers(search.scenario, numbers), list(search.asked)
    while True:
        try:
            case = resolve(drawn.with_options(served), search.catalog)
        except InputError as error:
            at_fault = {served[int(problem.field.split(".")[1])] for problem in error.problems}
            served = [place for place in served if place not in at_fault]
            if at_fault & {search.against, search.scenario.baseline_index}:
                # Whoever can serve is cheaper than one that cannot.
                return [LOWEST_TASKS_PER_MONTH if place in served else np.inf for place in search.challengers]
        else:
            against = served.index(search.against)
            return [
                _volume(case, served.index(place), against) if place in served else np.inf
                for place in search.challengers
            ]


def _volume(case: Case, place: int, against: int) -> float:
    found = break_even(case, place, against, BREAK_EVEN_STEPS)
    if found.status == "not_verified":
        return np.nan
    return np.inf if found.for_good_from is None else found.for_good_from


def _spread(volumes: NDArray[np.float64]) -> BreakEvenSpread:
    known = volumes[~np.isnan(volumes)]
    return BreakEvenSpread(
        spread(known) if len(known) else Spread(None, None, None),
        float(np.isinf(known).mean()) if len(known) else 0.0,
        1 - len(known) / len(volumes),
        len(volumes),
    )
