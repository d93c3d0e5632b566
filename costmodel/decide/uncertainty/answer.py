"""The answer to "how sure?": everything that draws, ends and indices say about one scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.catalog.book import Catalog
from costmodel.decide.compare import Comparison
from costmodel.decide.uncertainty.cases import Cases, three_cases
from costmodel.decide.uncertainty.choices import (
    Choices,
    Meets,
    choices_of,
    cost_of_choosing,
    meets_bar_by_draw,
)
from costmodel.decide.uncertainty.drivers import Swing, rows_of_tornado, swings_of
from costmodel.decide.uncertainty.fixed_sizes import with_fixed_sizes
from costmodel.decide.uncertainty.futures import Futures, futures
from costmodel.decide.uncertainty.information import Regret, evpi_usd, evppi_usd, regret
from costmodel.decide.uncertainty.odds import Odds, odds, saving_usd
from costmodel.decide.uncertainty.sample import SEED, Inputs, inputs_of, probabilities
from costmodel.errors import InputError, Problem
from costmodel.scenario.model import Scenario

USUAL_DRAWS = 1_024
"""The share of futures that an option wins is then known to about a point."""
MOST_DRAWS = 131_072
MOST_CELLS = 50_000_000
"""Draws times options times months: 400 MB of cumulative costs."""


@dataclass(frozen=True)
class Driver:
    """One input: its swing, and what it would be worth to know it before deciding."""

    swing: Swing
    evppi_usd: float | None


@dataclass(frozen=True)
class Uncertainty:
    """How sure the answer is.

    `about`: the option whose saving over the baseline the drivers and cases speak of, None where there is
    only one option. `evpi_usd`, `regret` and the drivers' value weigh the choices of
    `costmodel.decide.uncertainty.choices`; None where there are fewer than two. `cost_of_choosing_usd`: what
    it comes to in each future to have chosen each option, shape (draws, options).
    """

    draws: int
    seed: int
    inputs: Inputs
    options: tuple[Odds, ...]
    about: int | None
    drivers: tuple[Driver, ...]
    base_saving_usd: float
    cases: Cases | None
    evpi_usd: float | None
    regret: Regret | None
    can_fail_to_serve: bool
    cost_of_choosing_usd: NDArray[np.float64]


def uncertainty(
    scenario: Scenario, catalog: Catalog, comparison: Comparison, draws: int, seed: int = SEED
) -> Uncertainty:
    """Draw the ranges of the scenario that `comparison` answers, 1 to 131,072 times.

    Deterministic: the same scenario, catalog, draws and seed give the same figures. Raises InputError for
    a count that is none, and for draws that cannot be costed.
    """
    _check_count(draws, scenario)
    scenario = with_fixed_sizes(scenario, catalog)
    inputs = inputs_of(scenario)
    probability = probabilities(inputs, draws, seed)
    numbers = inputs.values(probability)
    ends = rows_of_tornado(inputs)
    both = {path: np.concatenate((numbers[path], ends[:, i])) for i, path in enumerate(inputs.paths)}
    drawn, at_ends = futures(scenario, catalog, both, draws + len(ends)).split(draws)
    case, baseline = comparison.case, comparison.case.baseline_index
    about = option_in_question(comparison)
    meets = meets_bar_by_draw(scenario, numbers)
    cost_usd = cost_of_choosing(comparison, drawn, meets)
    choices = choices_of(comparison, cost_usd, meets)
    swings, base_usd = _swings(inputs, at_ends, about, baseline)
    taken = comparison.recommendation.place
    return Uncertainty(
        draws=draws,
        seed=seed,
        inputs=inputs,
        options=odds(case, drawn, [None if enough is None else float(enough.mean()) for enough in meets]),
        about=about,
        drivers=tuple(
            Driver(swing, _worth_usd(choices, meets, inputs, probability, swing)) for swing in swings
        ),
        base_saving_usd=base_usd,
        cases=None if about is None else three_cases(scenario, catalog, case, inputs, swings),
        evpi_usd=evpi_usd(choices.cost_usd) if len(choices.places) > 1 else None,
        regret=regret(choices.cost_usd, choices.places.index(taken)) if taken in choices.places else None,
        can_fail_to_serve=not np.isfinite(drawn.npv_usd).all(),
        cost_of_choosing_usd=cost_usd,
    )


def _check_count(draws: int, scenario: Scenario) -> None:
    options, months = len(scenario.options), scenario.horizon_months
    most = min(MOST_DRAWS, MOST_CELLS // (options * (months + 1)))
    if not 1 <= draws <= most:
        allowed = f"from 1 to {most:,} are allowed for {options} options over {months} months"
        raise InputError([Problem("draws", draws, allowed)])


def option_in_question(comparison: Comparison) -> int | None:
    """The recommended option or, if that is the baseline, the best challenger; good enough ones first."""
    baseline = comparison.case.baseline_index
    recommended = comparison.recommendation.place
    if recommended is not None and recommended != baseline:
        return recommended
    others = [place for place in range(len(comparison.results)) if place != baseline]
    good = [place for place in others if place in comparison.recommendation.candidates]
    return min(good or others, key=lambda place: comparison.results[place].npv_usd, default=None)


def _swings(
    inputs: Inputs, at_ends: Futures, about: int | None, baseline: int
) -> tuple[tuple[Swing, ...], float]:
    if about is None:
        return (), 0.0
    return swings_of(inputs, saving_usd(at_ends.npv_usd, about, baseline))


def _worth_usd(
    choices: Choices,
    meets: Sequence[Meets | None],
    inputs: Inputs,
    probability: NDArray[np.float64],
    swing: Swing,
) -> float | None:
    if len(choices.places) < 2:
        return None
    steps = (enough for place, enough in enumerate(meets) if swing.path == f"options.{place}.quality")
    step = next(steps, None)
    varies = step is not None and step.any() and not step.all()
    return evppi_usd(
        choices.cost_usd, probability[:, inputs.paths.index(swing.path)], step if varies else None
    )
