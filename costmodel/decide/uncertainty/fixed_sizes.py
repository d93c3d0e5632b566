"""What is decided before the future is known: the size of a replica, and how many a hybrid owns."""

from __future__ import annotations

from costmodel.case.draws import sized
from costmodel.case.model import HybridBill
from costmodel.case.resolve import resolve
from costmodel.catalog.book import Catalog
from costmodel.cost.hybrid import with_best_owned
from costmodel.scenario.model import Scenario
from costmodel.scenario.options import Hybrid


def with_fixed_sizes(scenario: Scenario, catalog: Catalog) -> Scenario:
    """The scenario with the replicas, and the number of owned ones, that its point estimates take."""
    scenario = sized(scenario, catalog)
    if not any(isinstance(option, Hybrid) and option.owned_replicas is None for option in scenario.options):
        return scenario
    case = with_best_owned(resolve(scenario, catalog))
    options = tuple(
        option.model_copy(update={"owned_replicas": found.bill.owned_replicas})
        if isinstance(found.bill, HybridBill)
        else option
        for option, found in zip(scenario.options, case.options, strict=True)
    )
    return scenario.model_copy(update={"options": options})
