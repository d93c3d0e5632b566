"""What each limit of a plan costs, by solving once more without it, and what one step moved by hand would do."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from costmodel.case.mix import MixCase
from costmodel.decide.mix.evaluate import Mix, evaluate
from costmodel.decide.mix.programme import solve


@dataclass(frozen=True)
class LimitCost:
    """A limit, and the cheapest plan without it; `saves_usd` is what keeping it costs a month."""

    limit: str
    saves_usd: float
    without: Mix


@dataclass(frozen=True)
class Swap:
    """One step on another option, all others as they are; `extra_usd` may be negative where a limit breaks."""

    option: str
    mix: Mix
    extra_usd: float
    breaks: tuple[str, ...]


def limit_costs(case: MixCase, best: Mix) -> tuple[LimitCost, ...]:
    """The limits of the plan, dearest first; those that cost nothing are listed with 0."""
    freed: dict[str, MixCase] = {}
    if case.quality_floor > 0:
        freed["end-to-end quality"] = replace(case, quality_floor=0.0)
    if np.isfinite(case.latency_budget_ms):
        freed["latency"] = replace(case, latency_budget_ms=np.inf)
    for row, task in enumerate(case.subtasks):
        if case.task_floors[row] > 0:
            floors = case.task_floors.copy()
            floors[row] = 0.0
            freed[f"quality of {task}"] = replace(case, task_floors=floors)
        if not case.permitted[row].all():
            permitted = case.permitted.copy()
            permitted[row] = True
            freed[f"where {task} may run"] = replace(case, permitted=permitted)
    found = []
    for limit, without in freed.items():
        solution = solve(without)
        if solution is not None:
            mix = evaluate(without, solution.assignment)
            found.append(LimitCost(limit, max(0.0, best.usd_per_month - mix.usd_per_month), mix))
    return tuple(sorted(found, key=lambda cost: -cost.saves_usd))


def swaps(case: MixCase, mix: Mix, task: int) -> tuple[Swap, ...]:
    """Every other option of one sub-task, cheapest first, with the limits that it would break."""
    found = []
    for column, option in enumerate(case.options):
        if column == mix.assignment[task]:
            continue
        moved = (*mix.assignment[:task], column, *mix.assignment[task + 1 :])
        other = evaluate(case, moved)
        found.append(Swap(option, other, other.usd_per_month - mix.usd_per_month, broken(case, other)))
    return tuple(sorted(found, key=lambda swap: (bool(swap.breaks), swap.extra_usd)))


def broken(case: MixCase, mix: Mix) -> tuple[str, ...]:
    """The limits that an assignment does not keep, in words."""
    found = []
    for row, column in enumerate(mix.assignment):
        if not case.permitted[row, column]:
            found.append(f"{case.subtasks[row]} may not run there")
        elif (
            not np.isnan(case.quality[row, column])
            and case.quality[row, column] < case.task_floors[row] - 1e-12
        ):
            found.append(f"{case.subtasks[row]} below its floor")
    if case.quality_floor > 0 and (mix.quality is None or mix.quality < case.quality_floor - 1e-12):
        found.append("end-to-end quality")
    budget = case.latency_budget_ms
    if np.isfinite(budget) and (mix.latency_ms is None or mix.latency_ms > budget * (1 + 1e-9)):
        found.append("latency")
    return tuple(found)
