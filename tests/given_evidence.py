"""Evidence for tests: one of every field, and plain ones to start from, as the objects JSON holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from given_scenarios import Json

from costmodel.scenario.evidence import Evidence
from costmodel.scenario.parse_evidence import evidence_from_dict

FIGURES = {"probability_pays": 0.95, "break_even_p90": 4.7e6, "forecast_p25": 6.5e6}
RIGHT: Json = {
    "bar": 0.9,
    "alpha": 0.05,
    "looks": 1,
    "prompting": {
        "items": 100,
        "passes": [80, 78],
        "repeats": 1,
        "passed_by_any": 85,
        "design_effects": [1, 2],
    },
    "retrieval": {
        "newly_passing": 5,
        "newly_failing": 3,
        "passes": 82,
        "arms": 2,
        "design_effect": 1.5,
        "failures": {"search_defect": 1, "missing_knowledge": 2, "wrong_behaviour": 3, "bad_label": 4},
        "failures_design_effect": 1,
        "expected_cure": 0.7,
    },
    "volume": FIGURES,
    "levels": {"pays": 0.8, "does_not_pay": 0.4, "break_even_quantile": 0.9, "forecast_quantile": 0.25},
}


def changed(path: str, value: Any) -> Json:
    """`RIGHT` with another value at a dotted path."""
    copy: Json = json.loads(json.dumps(RIGHT))
    *parents, last = path.split(".")
    place: Any = copy
    for key in parents:
        place = place[int(key) if key.isdigit() else key]
    place[int(last) if last.isdigit() else last] = value
    return copy


def prompts(passes: Sequence[float], items: int, bar: float = 0.9, **fields: Any) -> Json:
    """What a team measured about its prompts alone; `fields` of prompting."""
    return {"bar": bar, "prompting": {"items": items, "passes": list(passes), **fields}}


def arm(newly_passing: int, newly_failing: int, failures: Json | None = None, **fields: Any) -> Json:
    """An arm with retrieval or tools."""
    return {"newly_passing": newly_passing, "newly_failing": newly_failing, "failures": failures, **fields}


def sorted_failures(behaviour: int, other: int = 0, bad_label: int = 0) -> Json:
    """Failures sorted by the oracle test; the others lack facts."""
    return {"wrong_behaviour": behaviour, "missing_knowledge": other, "bad_label": bad_label}


def evidence(given: Json, **fields: Any) -> Evidence:
    """The same, read; `fields` of the whole."""
    return evidence_from_dict({**given, **fields})
