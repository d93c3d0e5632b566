"""The state alone is that of the full verdict, and poor odds never search for a volume."""

from __future__ import annotations

import pytest

from costmodel.case.resolve import resolve
from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.catalog import Catalog
from costmodel.decide.compare import compare
from costmodel.decide.evidence.verdict import State
from costmodel.decide.evidence.volume import contest_of, volume_of_scenario_justifies, volume_state
from costmodel.decide.uncertainty import uncertainty
from costmodel.scenario.evidence import Levels
from costmodel.scenario.model import Scenario
from costmodel.scenario.presets import preset, preset_names

DRAWS = 256
LEVELS = (Levels(), Levels(pays=0.5, does_not_pay=0.1), Levels(pays=0.99, does_not_pay=0.9))


def states_of(scenario: Scenario, catalog: Catalog) -> list[State]:
    """By each set of levels, after holding the state alone against the full verdict."""
    comparison = compare(resolve(scenario, catalog))
    found = uncertainty(scenario, catalog, comparison, DRAWS)
    contest = contest_of(comparison)
    assert contest is not None
    states = []
    for levels in LEVELS:
        full = volume_of_scenario_justifies(scenario, catalog, comparison, found, levels)
        assert volume_state(scenario, catalog, comparison, found, levels) == full.state
        assert full.build == comparison.results[contest.build].name
        assert full.rival == comparison.results[contest.rival].name
        assert full.why
        assert full.next_step
        assert (full.measure is None) or full.state == "not_enough_evidence"
        states.append(full.state)
    return states


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_with_its_usual_ranges(catalog: Catalog, name: str) -> None:
    states = states_of(with_usual_ranges(preset(name)), catalog)
    assert states[0] in ("does_not_hold", "not_enough_evidence")


def test_a_preset_without_its_cheaper_tuned_option(catalog: Catalog) -> None:
    """Own GPUs against the frontier model alone."""
    scenario = with_usual_ranges(preset("batch-extraction").with_options([0, 3]))
    assert states_of(scenario, catalog)[:2] == ["holds", "holds"]
