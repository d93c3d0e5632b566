"""The scenario as a file that the app and the command line take back."""

from __future__ import annotations

from costmodel.case.model import Case
from costmodel.export.provenance import provenance
from costmodel.scenario.model import Exported, Scenario


def scenario_json(scenario: Scenario, case: Case) -> str:
    """The scenario as JSON, with the price date it was answered at, so that it answers the same later."""
    origin = provenance(scenario, case)
    about = Exported(
        scenario_hash=origin.scenario_hash,
        price_date=origin.price_date,
        version=origin.version,
        terms=origin.terms,
    )
    dated = scenario.model_copy(update={"as_of": case.as_of, "exported": about})
    return dated.model_dump_json(indent=2, exclude_unset=True) + "\n"
