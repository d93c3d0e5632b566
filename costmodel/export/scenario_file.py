"""The scenario as a file that the app and the command line take back."""

from __future__ import annotations

from costmodel.case.model import Case
from costmodel.scenario.model import Scenario


def scenario_json(scenario: Scenario, case: Case) -> str:
    """The scenario as JSON, with the price date it was answered at, so that it answers the same later."""
    dated = scenario.model_copy(update={"as_of": case.as_of})
    return dated.model_dump_json(indent=2, exclude_unset=True) + "\n"
