"""Verdicts and decision as plain objects for JSON; names and meaning are public and stable."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from costmodel.case.model import Case
from costmodel.decide.evidence import EvidenceAnswer
from costmodel.decide.evidence.decision import STATEMENT_KEYS
from costmodel.decide.evidence.retrieval import RetrievalVerdict
from costmodel.decide.evidence.verdict import Limit, Needed, Verdict
from costmodel.decide.evidence.volume import VolumeVerdict
from costmodel.export.scenario_file import scenario_json
from costmodel.scenario.evidence import Evidence
from costmodel.scenario.model import Scenario

JsonObject = dict[str, Any]


def evidence_answer(found: EvidenceAnswer) -> JsonObject:
    """The three verdicts, the decision and why."""
    return {
        "verdicts": {
            key: _verdict(verdict) for key, verdict in zip(STATEMENT_KEYS, found.verdicts, strict=True)
        },
        "decision": found.decision,
        "why": found.why,
        "blocked_by": [STATEMENT_KEYS[place] for place in found.blocking],
        "contradiction": found.contradiction,
    }


def evidence_json(evidence: Evidence, scenario: Scenario, case: Case) -> str:
    """The evidence as the command line reads it, with the scenario as its volume."""
    counts = evidence.model_dump(mode="json", exclude_unset=True, exclude={"volume"})
    return json.dumps({**counts, "volume": json.loads(scenario_json(scenario, case))}, indent=2)


def _verdict(verdict: Verdict) -> JsonObject:
    items, failures = (
        next((needed for needed in verdict.needed if needed.unit == unit), None)
        for unit in ("items", "failures")
    )
    answer: JsonObject = {
        "state": verdict.state,
        "why": verdict.why,
        "next_step": verdict.next_step,
        "items_needed": None if items is None else items.at_least,
        "limits": [_limit(limit) for limit in verdict.limits],
        "needed": [_needed(needed) for needed in (items, failures) if needed is not None],
        "notes": list(verdict.notes),
    }
    if isinstance(verdict, RetrievalVerdict):
        answer["lift"] = None if verdict.lift is None else asdict(verdict.lift)
        answer["reachable_rate"] = verdict.reachable_rate
    if isinstance(verdict, VolumeVerdict):
        answer |= _volume(verdict)
    return answer


def _limit(limit: Limit) -> JsonObject:
    return {
        "what": limit.what,
        "passes": limit.counted.passes,
        "items": limit.counted.items,
        "design_effect": limit.counted.design_effect,
        "rate": limit.counted.rate,
        "lower": limit.lower,
        "upper": limit.upper,
        "bar": limit.bar,
        "lower_alpha": limit.lower_alpha,
        "upper_alpha": limit.upper_alpha,
    }


def _needed(needed: Needed) -> JsonObject:
    return {
        "unit": needed.unit,
        "have": needed.have,
        "at_least": needed.at_least,
        "likely": needed.likely,
        "chance": needed.chance,
    }


def _volume(verdict: VolumeVerdict) -> JsonObject:
    facts, measure = verdict.facts, verdict.measure
    return {
        "build": verdict.build,
        "rival": verdict.rival,
        "probability_pays": None if facts is None else facts.probability_pays,
        "break_even_p90": None if facts is None else facts.break_even,
        "forecast_p25": None if facts is None else facts.forecast,
        "evpi_usd": verdict.evpi_usd,
        "measure": None if measure is None else {"field": measure.swing.path, "evppi_usd": measure.evppi_usd},
    }
