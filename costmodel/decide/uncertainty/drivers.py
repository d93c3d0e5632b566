"""Which input decides: each at its ends alone, its share of the spread, and what knowing it is worth."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.catalog.book import Catalog
from costmodel.decide.uncertainty.futures import npvs_usd
from costmodel.decide.uncertainty.odds import saving_usd
from costmodel.decide.uncertainty.sample import SEED, Inputs
from costmodel.scenario.model import Scenario

SOBOL_POINTS = 1_024
"""A power of two; each input takes as many futures again. Half as many miss the Ishigami function by 0.1."""

Values = NDArray[np.float64]
Saving = Callable[[dict[str, Values], int], Values]
"""From numbers at dotted paths and a count of draws to the saving in each, shape (draws,)."""


@dataclass(frozen=True)
class Swing:
    """The saving with one input at its p10 and at its p90, all others at their point estimates."""

    path: str
    low: float
    high: float
    low_usd: float
    high_usd: float

    @property
    def usd(self) -> float:
        """How far the input moves the saving; infinite where an end cannot be served."""
        if not math.isfinite(self.low_usd) or not math.isfinite(self.high_usd):
            return math.inf
        return abs(self.high_usd - self.low_usd)


def saving_of(scenario: Scenario, catalog: Catalog, place: int, against: int) -> Saving:
    """The NPV saving of one option over another as a function of the drawn numbers."""

    def saving(numbers: dict[str, Values], draws: int) -> Values:
        return saving_usd(npvs_usd(scenario, catalog, numbers, draws), place, against)

    return saving


def tornado(inputs: Inputs, saving: Saving) -> tuple[tuple[Swing, ...], float]:
    """Every input at its ends alone, the widest swing first; and the saving with all at their points."""
    rows = rows_of_tornado(inputs)
    return swings_of(inputs, saving(inputs.by_path(rows), len(rows)))


def rows_of_tornado(inputs: Inputs) -> Values:
    """Each input at its p10, then each at its p90, then all at their points; shape (2 ranges + 1, ranges)."""
    each = np.arange(len(inputs.ranges))
    rows = np.tile(inputs.points, (2 * len(each) + 1, 1))
    rows[each, each], rows[len(each) + each, each] = inputs.ends()
    return rows


def swings_of(inputs: Inputs, usd: Values) -> tuple[tuple[Swing, ...], float]:
    """The swings and the base, from the savings in those rows."""
    count = len(inputs.ranges)
    low, high = inputs.ends()
    swings = [
        Swing(path, *map(float, numbers))
        for path, *numbers in zip(inputs.paths, low, high, usd[:count], usd[count:-1], strict=True)
    ]
    return tuple(sorted(swings, key=lambda swing: swing.usd, reverse=True)), float(usd[-1])


class _NotFiniteError(ValueError):
    """A saving that is no number: an option cannot serve."""


def total_sobol(
    inputs: Inputs, saving: Saving, points: int = SOBOL_POINTS, seed: int = SEED
) -> Values | None:
    """Each input's share of the variance of the saving, interactions included; shape (ranges,).

    For independent inputs only; all 0 where the saving does not vary, None where it is not finite. Source: Saltelli et al. 2010,
    https://doi.org/10.1016/j.cpc.2009.09.018
    """
    # Loading SciPy takes longer than answering without ranges.
    from scipy.stats import sobol_indices  # noqa: PLC0415

    count = len(inputs.ranges)

    def of_unit_cube(unit: Values) -> Values:
        usd = saving(inputs.values(unit[:count].T), unit.shape[1])
        if not np.isfinite(usd).all():
            raise _NotFiniteError
        return usd

    # SciPy 1.17 cannot take one input alone: a second one that does nothing keeps it company.
    try:
        found = sobol_indices(func=of_unit_cube, n=points, dists=[_Uniform()] * max(2, count), rng=seed)
    except _NotFiniteError:
        return None
    return np.nan_to_num(np.array(found.total_order, dtype=np.float64)[:count])


class _Uniform:
    """The unit interval, as SciPy asks for a distribution."""

    def ppf(self, probability: Values) -> Values:
        """The probability itself."""
        return probability
