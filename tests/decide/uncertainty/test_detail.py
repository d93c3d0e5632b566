"""Break-even volumes of many futures are those of each future by itself; shares are left out with a reason."""

from __future__ import annotations

import numpy as np
import pytest

from costmodel.case.draws import sized
from costmodel.case.resolve import resolve
from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.catalog import Catalog
from costmodel.decide.break_even import BreakEven, break_even
from costmodel.decide.compare import compare
from costmodel.decide.uncertainty import uncertainty
from costmodel.decide.uncertainty.detail import break_even_spreads, shares_of_variance
from costmodel.decide.uncertainty.sample import probabilities
from costmodel.scenario.presets import preset
from costmodel.scenario.ranges import with_numbers

DRAWS = 16


@pytest.mark.parametrize("name", ["email-extraction", "contract-summaries"])
def test_volumes_are_searched_in_each_future_by_itself(catalog: Catalog, name: str) -> None:
    scenario = with_usual_ranges(preset(name))
    comparison = compare(resolve(scenario, catalog))
    found = uncertainty(scenario, catalog, comparison, DRAWS)
    spreads = break_even_spreads(scenario, catalog, comparison, found)
    values = found.inputs.values(probabilities(found.inputs, DRAWS))
    baseline = comparison.case.baseline_index
    for place, option in enumerate(comparison.case.options):
        if place == baseline:
            continue
        volumes = []
        for draw in range(DRAWS):
            numbers = {path: float(each[draw]) for path, each in values.items()}
            case = resolve(with_numbers(sized(scenario, catalog), numbers), catalog)
            volume = break_even(case, place, baseline).for_good_from
            volumes.append(np.inf if volume is None else volume)
        spread = spreads[option.name]
        assert spread.draws == DRAWS
        assert spread.share_never == np.isinf(volumes).mean()
        ordered = sorted(volumes)
        for quantile, rank in ((spread.tasks_per_month.p10, 1), (spread.tasks_per_month.p90, 14)):
            expected = ordered[rank]
            assert quantile == (None if np.isinf(expected) else pytest.approx(expected))


@pytest.mark.parametrize(
    ("found", "volume"),
    [
        (BreakEven("always", True, (), ""), 1.0),
        (BreakEven("never", False, (), ""), None),
        (BreakEven("reached", False, (50.0,), ""), 50.0),
        (BreakEven("reached", True, (50.0,), ""), None),
        (BreakEven("reached", False, (50.0, 60.0, 70.0), ""), 70.0),
        (BreakEven("reached", True, (50.0, 60.0), ""), 60.0),
        (BreakEven("not_verified", False, (), ""), None),
    ],
)
def test_cheaper_for_good_is_what_holds_up_to_the_highest_volume(
    found: BreakEven, volume: float | None
) -> None:
    assert found.for_good_from == volume


def test_without_ranges_there_are_no_shares(catalog: Catalog) -> None:
    scenario = preset("email-extraction")
    comparison = compare(resolve(scenario, catalog))
    found = uncertainty(scenario, catalog, comparison, DRAWS)
    shares = shares_of_variance(scenario, catalog, found, comparison.case.baseline_index)
    assert shares.by_path is None
    assert shares.why == "No number is a range."
