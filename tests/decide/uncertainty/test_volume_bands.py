"""The band around the cost of a month at other volumes."""

from __future__ import annotations

import numpy as np
import pytest
from given_scenarios import api, own, scenario

from costmodel.case import resolve
from costmodel.catalog import Catalog
from costmodel.cost.ledgers import monthly_usd
from costmodel.decide.by_volume import a_month_in_use
from costmodel.decide.uncertainty.by_volume import DRAWS, volume_bands
from costmodel.decide.uncertainty.sample import inputs_of, probabilities
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.ranges import with_numbers

RANGED = scenario(
    {**api(), "discount": {"min": 0, "mode": 0.1, "max": 0.4}},
    own(requests_per_second={"p10": 5, "p90": 20}, programme={"build_months": 2, "one_off_usd": 1e5}),
    workload={"tasks_per_month": {"p10": 1e5, "p90": 1e7}},
)


def test_it_is_the_quantiles_of_each_future_by_itself(catalog: Catalog) -> None:
    given = scenario_from_dict(RANGED)
    inputs = inputs_of(given)
    values = inputs.values(probabilities(inputs, DRAWS))
    values.pop("workload.tasks_per_month")
    for place, band in enumerate(volume_bands(given, catalog, inputs, range(2))):
        costs = []
        for draw in range(DRAWS):
            numbers = {path: float(each[draw]) for path, each in values.items()}
            month = a_month_in_use(resolve(with_numbers(given, numbers), catalog))
            costs.append(monthly_usd(month, band.tasks_per_month[:, np.newaxis], [place])[0][:, 0])
        ordered = np.sort(costs, axis=0)
        assert band.low_usd == pytest.approx(ordered[int(np.ceil(0.1 * DRAWS)) - 1])
        assert band.high_usd == pytest.approx(ordered[int(np.ceil(0.9 * DRAWS)) - 1])


def test_without_other_ranges_it_has_no_width(catalog: Catalog) -> None:
    given = scenario_from_dict(scenario(api(), own(), workload={"tasks_per_month": {"p10": 1e5, "p90": 1e7}}))
    for band in volume_bands(given, catalog, inputs_of(given), range(2)):
        assert band.low_usd == pytest.approx(band.high_usd)
