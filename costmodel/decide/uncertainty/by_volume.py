"""What a month in use costs at other volumes in most futures: the band around the stair steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.case.draws import resolve_draws, with_room_for_lifts
from costmodel.catalog.book import Catalog
from costmodel.cost.ledgers import monthly_usd
from costmodel.decide.by_volume import a_month_in_use, shown_volumes
from costmodel.decide.uncertainty.fixed_sizes import with_fixed_sizes
from costmodel.decide.uncertainty.sample import SEED, Inputs, probabilities
from costmodel.scenario.model import Scenario

DRAWS = 128
POINTS = 40
VOLUME = "workload.tasks_per_month"


@dataclass(frozen=True)
class VolumeBand:
    """The p10 and the p90 of running cost at each volume, both of the shape of the volumes."""

    option: str
    tasks_per_month: NDArray[np.float64]
    low_usd: NDArray[np.float64]
    high_usd: NDArray[np.float64]


def volume_bands(
    scenario: Scenario, catalog: Catalog, inputs: Inputs, places: Sequence[int], seed: int = SEED
) -> tuple[VolumeBand, ...]:
    """Of the options at `places`, over a subsample of futures; the volume is the axis and is not drawn.

    Infinite where an option cannot serve. Raises InputError.
    """
    numbers = inputs.values(probabilities(inputs, DRAWS, seed))
    numbers.pop(VOLUME, None)
    fleets = with_fixed_sizes(scenario, catalog)
    case = a_month_in_use(resolve_draws(fleets, catalog, with_room_for_lifts(fleets, numbers)))
    volumes = np.geomspace(*shown_volumes(float(scenario.workload.tasks_per_month)), POINTS)
    with np.errstate(divide="ignore", invalid="ignore"):
        costs = monthly_usd(case, volumes[:, np.newaxis, np.newaxis], places)
    return tuple(
        VolumeBand(case.options[place].name, volumes, *_ends(usd[..., 0]))
        for place, usd in zip(places, costs, strict=True)
    )


def _ends(usd: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Quantiles over the draws, of costs of shape (volumes, draws or 1)."""
    found = np.where(np.isnan(usd), np.inf, usd)
    low, high = np.quantile(found, (0.1, 0.9), axis=1, method="inverted_cdf")
    return low, high
