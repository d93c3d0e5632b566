"""Draws of the ranges of a scenario: Sobol points, a Gaussian copula, inverse distribution functions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.case.draws import drawn_ranges
from costmodel.estimate.distributions import normal_probability, quantiles, standard_normal
from costmodel.scenario.correlation import among, correlation_matrix
from costmodel.scenario.model import Scenario
from costmodel.scenario.ranges import Ranged

SEED = 0
"""Fixed, so that the same question has the same answer."""

LOW, HIGH = 0.1, 0.9

SMALLEST_PROBABILITY = 2.0**-40
"""Sobol points may lie at 0 itself, where a normal score is infinite."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Inputs:
    """The ranges of a scenario, with the correlations of their normal scores, shape (ranges, ranges)."""

    ranges: Mapping[str, Ranged]
    correlations: Values

    @property
    def paths(self) -> tuple[str, ...]:
        """Dotted paths, in the order of the correlations."""
        return tuple(self.ranges)

    @property
    def are_independent(self) -> bool:
        """Whether no two of them move together."""
        return not np.any(self.correlations - np.eye(len(self.ranges)))

    def values(self, probability: Values) -> dict[str, Values]:
        """The value of every range at its probability; `probability` has shape (draws, ranges)."""
        return {
            path: quantiles(number, probability[:, place])
            for place, (path, number) in enumerate(self.ranges.items())
        }

    @property
    def points(self) -> Values:
        """The point estimate of every range."""
        return np.array([float(number) for number in self.ranges.values()])

    def ends(self) -> Values:
        """The p10 and the p90 of every range, shape (2, ranges)."""
        if not self.ranges:
            return np.empty((2, 0))
        low_and_high = np.tile([[LOW], [HIGH]], (1, len(self.ranges)))
        return np.stack(list(self.values(low_and_high).values()), axis=1)

    def by_path(self, rows: Values) -> dict[str, Values]:
        """Values of every range, of shape (draws, ranges), by its path."""
        return {path: rows[:, place] for place, path in enumerate(self.paths)}


def inputs_of(scenario: Scenario) -> Inputs:
    """The ranges that a cost may depend on."""
    ranges = drawn_ranges(scenario)
    between = among(scenario.correlations, {path: path for path in ranges})
    return Inputs(ranges, correlation_matrix(tuple(ranges), between))


def probabilities(inputs: Inputs, draws: int, seed: int = SEED) -> Values:
    """Scrambled Sobol points, one for each draw, correlated by a Gaussian copula; shape (draws, ranges).

    Sources: https://doi.org/10.1016/0041-5553(67)90144-9 (Sobol),
    https://en.wikipedia.org/wiki/Copula_(statistics)#Gaussian_copula
    """
    points = sobol_points(len(inputs.ranges), draws, seed)
    if inputs.are_independent:
        return points
    scores = standard_normal(points) @ np.linalg.cholesky(inputs.correlations).T
    return _within_unit_cube(normal_probability(scores))


def sobol_points(dimensions: int, draws: int, seed: int) -> Values:
    """The first `draws` points of a scrambled Sobol sequence, within the open unit cube."""
    if dimensions == 0:
        return np.empty((draws, 0))
    # Loading SciPy takes longer than answering without ranges.
    from scipy.stats import qmc  # noqa: PLC0415

    sequence = qmc.Sobol(dimensions, scramble=True, rng=seed)
    points = sequence.random_base2(max(0, math.ceil(math.log2(draws))))[:draws]
    return _within_unit_cube(points)


def _within_unit_cube(points: Values) -> Values:
    return np.asarray(np.clip(points, SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY))
