"""What every option costs in many futures at once, by the very functions that the headline uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.case.draws import resolve_draws, with_room_for_lifts
from costmodel.case.model import Case
from costmodel.catalog.book import Catalog
from costmodel.cost import programme
from costmodel.cost.ledger import discount_factors
from costmodel.cost.ledgers import monthly_usd
from costmodel.decide.uncertainty.fixed_sizes import with_fixed_sizes
from costmodel.scenario.model import Scenario
from costmodel.scenario.ranges import ranged_numbers

DRAWS_AT_ONCE = 4_096
"""Few enough that the arrays of all months stay near the processor."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Futures:
    """Costs of every option in every draw.

    `npv_usd` has shape (draws, options); `cumulative_usd` (options, draws, months + 1), undiscounted, at
    time 0 and at each month end. Infinite in a draw in which an option cannot serve at all.
    """

    npv_usd: Values
    cumulative_usd: Values

    def split(self, draws: int) -> tuple[Futures, Futures]:
        """The first so many draws, and the others."""
        return (
            Futures(self.npv_usd[:draws], self.cumulative_usd[:, :draws]),
            Futures(self.npv_usd[draws:], self.cumulative_usd[:, draws:]),
        )


def futures(scenario: Scenario, catalog: Catalog, numbers: Mapping[str, Values], draws: int) -> Futures:
    """Cost out the scenario with `numbers` at dotted paths, each of shape (draws,). Raises InputError."""
    parts = list(_parts(scenario, catalog, numbers, draws))
    return Futures(
        np.concatenate([part.npv_usd for part in parts]),
        np.concatenate([part.cumulative_usd for part in parts], axis=1),
    )


def npvs_usd(scenario: Scenario, catalog: Catalog, numbers: Mapping[str, Values], draws: int) -> Values:
    """The NPVs alone, shape (draws, options): what many more draws leave room for. Raises InputError."""
    return np.concatenate([part.npv_usd for part in _parts(scenario, catalog, numbers, draws)])


def _parts(
    scenario: Scenario, catalog: Catalog, numbers: Mapping[str, Values], draws: int
) -> Iterator[Futures]:
    fleets = with_fixed_sizes(scenario, catalog)
    for start in range(0, draws, DRAWS_AT_ONCE):
        part = {path: values[start : start + DRAWS_AT_ONCE] for path, values in numbers.items()}
        yield _costs(fleets, catalog, part, min(DRAWS_AT_ONCE, draws - start))


def npv_usd(case: Case, draws: int) -> Values:
    """The NPV of every option of a case of draws, shape (draws, options); infinite where it cannot serve."""
    factors = discount_factors(case.discount_rate, case.horizon_months)
    npv = np.empty((draws, len(case.options)))
    for place, usd in enumerate(_monthly_usd(case)):
        npv[:, place] = _today_usd(_upfront_usd(case, place), usd, factors)
    return npv


def _today_usd(upfront: Values, by_month: Values, factors: Values) -> Values:
    """One-off money and discounted running cost, shape (draws or 1,)."""
    return np.asarray(upfront[:, 0] + (by_month * factors).sum(axis=-1))


def _monthly_usd(case: Case) -> tuple[Values, ...]:
    """Running cost by month, shape (draws or 1, months); infinite where an option cannot serve."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = monthly_usd(case, case.tasks_per_month, range(len(case.options)))
    # No rent of infinitely many machines, or no call to them, is no number: it cannot serve either.
    return tuple(np.atleast_2d(np.where(np.isnan(usd), np.inf, usd)) for usd in found)


def _costs(scenario: Scenario, catalog: Catalog, numbers: Mapping[str, Values], draws: int) -> Futures:
    # The point estimate goes first: it can be served, so draws that cannot are costs and no error.
    points = dict(ranged_numbers(scenario))
    with_point = {
        path: np.concatenate(([points.get(path, values[0])], values)) for path, values in numbers.items()
    }
    case = resolve_draws(scenario, catalog, with_room_for_lifts(scenario, with_point))
    factors = discount_factors(case.discount_rate, case.horizon_months)
    npv = np.empty((draws, len(case.options)))
    cumulative = np.empty((len(case.options), draws, case.horizon_months + 1))
    for place, usd in enumerate(_monthly_usd(case)):
        by_month, upfront = _without_point(usd), _without_point(_upfront_usd(case, place))
        npv[:, place] = _today_usd(upfront, by_month, factors)
        cumulative[place, :, :1] = upfront
        cumulative[place, :, 1:] = by_month
    return Futures(npv, np.cumsum(cumulative, axis=-1, out=cumulative))


def _upfront_usd(case: Case, place: int) -> Values:
    """One-off money, shape (draws, 1), or (1, 1) where it is the same in all."""
    return np.atleast_2d(np.asarray(programme.upfront_usd(case.options[place].upkeep), dtype=float))


def _without_point(rows: Values) -> Values:
    """The draws alone; one row is the same in all."""
    return rows[1:] if len(rows) > 1 else rows
