"""The answer to a plan of sub-tasks as a plain object for JSON."""

from __future__ import annotations

from typing import Any

from costmodel.case.mix import MixCase
from costmodel.decide.mix import Mix, MixAnswer, NoMix

JsonObject = dict[str, Any]


def mix_answer(case: MixCase, found: MixAnswer | NoMix) -> JsonObject:
    """The cheapest architecture with its rivals, or why there is none; names are public and stable."""
    if isinstance(found, NoMix):
        return {"feasible": False, "why": found.why}
    return {
        "feasible": True,
        **_mix(case, found.best),
        "runner_up": _rival(case, found.runner_up),
        "simplest_within_5_percent": _rival(case, found.simplest),
        "api_only_usd_per_month": found.api_only and found.api_only.usd_per_month,
        "own_only_usd_per_month": found.own_only and found.own_only.usd_per_month,
        "proved_optimal": found.proved_optimal,
        "gap": found.gap,
        "notes": list(case.notes),
    }


def _mix(case: MixCase, mix: Mix) -> JsonObject:
    used = [place for place, replicas in enumerate(mix.replicas) if replicas]
    return {
        "usd_per_month": mix.usd_per_month,
        "assignment": _assignment(case, mix),
        "replicas": {case.pools[place].name: mix.replicas[place] for place in used},
        "load": {case.pools[place].name: mix.load[place] for place in used},
        "quality": mix.quality,
        "latency_ms": mix.latency_ms,
        "longest_path": [case.subtasks[place] for place in mix.longest_path],
        "usd_by_subtask": dict(zip(case.subtasks, mix.usd_by_subtask, strict=True)),
        "usd_by_pool": {case.pools[place].name: mix.usd_by_pool[place] for place in used},
    }


def _rival(case: MixCase, mix: Mix | None) -> JsonObject | None:
    if mix is None:
        return None
    return {"usd_per_month": mix.usd_per_month, "assignment": _assignment(case, mix)}


def _assignment(case: MixCase, mix: Mix) -> dict[str, str]:
    return {task: case.options[column] for task, column in zip(case.subtasks, mix.assignment, strict=True)}
