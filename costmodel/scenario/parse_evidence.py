"""From JSON, or what JSON holds, to evidence, with every mistake reported at once."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from costmodel.errors import InputError, Problem
from costmodel.scenario.evidence import Evidence, VolumeFigures
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import json_of, problems_of, scenario_from_dict

EVIDENCE, VOLUME = "evidence", "volume"


def parse_evidence(text: str) -> Evidence:
    """Read evidence from JSON text.

    Raises InputError with one problem per mistake; text that is no JSON is one problem.
    """
    return evidence_from_dict(json_of(text, EVIDENCE))


def evidence_from_dict(data: Any) -> Evidence:
    """Validate what a JSON object holds; its volume is a scenario, or three figures.

    Raises InputError with one problem per mistake, each naming the field, the value and what is allowed.
    """
    if not isinstance(data, dict):
        raise InputError([Problem(EVIDENCE, data, "it must be one JSON object")])
    problems: list[Problem] = []
    volume = None
    try:
        volume = _volume(data.get(VOLUME))
    except InputError as error:
        problems += error.problems
    try:
        evidence = Evidence.model_validate({**data, VOLUME: volume})
    except ValidationError as error:
        problems = [*problems_of(error.errors(), EVIDENCE), *problems]
    if problems:
        raise InputError(problems)
    return evidence


def _volume(data: Any) -> Scenario | VolumeFigures | None:
    if data is None:
        return None
    if not isinstance(data, dict):
        allowed = "it must be a scenario, or probability_pays with break_even_p90 and forecast_p25"
        raise InputError([Problem(VOLUME, data, allowed)])
    if "options" in data or "workload" in data:
        try:
            return scenario_from_dict(data)
        except InputError as error:
            raise error.inside(VOLUME) from None
    try:
        return VolumeFigures.model_validate(data)
    except ValidationError as error:
        raise InputError(problems_of(error.errors())).inside(VOLUME) from None
