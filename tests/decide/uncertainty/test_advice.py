"""What to measure and what to ask for, from what each input is worth to know."""

from __future__ import annotations

from dataclasses import replace

import pytest

from costmodel.case.resolve import resolve
from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.catalog import Catalog
from costmodel.decide.compare import compare
from costmodel.decide.uncertainty import Uncertainty, uncertainty
from costmodel.decide.uncertainty.advice import advice
from costmodel.scenario.presets import preset


@pytest.fixture
def found(catalog: Catalog) -> Uncertainty:
    scenario = with_usual_ranges(preset("email-extraction"))
    return uncertainty(scenario, catalog, compare(resolve(scenario, catalog)), 1024)


def with_worth(found: Uncertainty, **usd_by_end: float) -> Uncertainty:
    """Each input worth what its path ends with says, all others nothing; everything together 1,000."""
    drivers = tuple(
        replace(
            driver,
            evppi_usd=next((u for end, u in usd_by_end.items() if driver.swing.path.endswith(end)), 0.0),
        )
        for driver in found.drivers
    )
    return replace(found, drivers=drivers, evpi_usd=1000.0)


def test_what_lies_in_the_future_is_asked_for_and_the_rest_measured(found: Uncertainty) -> None:
    told = advice(with_worth(found, tasks_per_month=500, throughput_factor=300, usd_per_example=200))
    assert told.ask_for is not None
    assert told.ask_for.swing.path == "workload.tasks_per_month"
    assert told.measure is not None
    assert told.measure.swing.path.endswith("throughput_factor")


def test_what_is_worth_hardly_anything_is_no_advice(found: Uncertainty) -> None:
    told = advice(with_worth(found, tasks_per_month=19, throughput_factor=20))
    assert (told.measure, told.ask_for) == (None, None)
    assert advice(with_worth(found, throughput_factor=21)).measure is not None
