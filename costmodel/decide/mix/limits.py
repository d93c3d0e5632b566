"""What each limit of a plan costs, by solving once more without it, and what one step moved by hand would do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from costmodel.case.mix import MixCase
from costmodel.decide.mix.evaluate import Mix, evaluate
from costmodel.decide.mix.programme import Asked, solve, usable_options


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
    found = []
    for limit, without, asked in _freed(case):
        solution = solve(without, replace(asked, most_usd=best.usd_per_month))
        mix = None if solution is None else evaluate(without, solution.assignment)
        if mix is None or mix.usd_per_month >= best.usd_per_month:
            mix = best
        found.append(LimitCost(limit, best.usd_per_month - mix.usd_per_month, mix))
    return tuple(sorted(found, key=lambda cost: -cost.saves_usd))


def _freed(case: MixCase) -> Iterator[tuple[str, MixCase, Asked]]:
    """Each limit, the plan without it, and what could be cheaper then."""
    if case.quality_floor > 0:
        yield "end-to-end quality", replace(case, quality_floor=0.0), Asked()
    if np.isfinite(case.latency_budget_ms):
        yield "latency", replace(case, latency_budget_ms=np.inf), Asked()
    for row, task in enumerate(case.subtasks):
        if case.task_floors[row] > 0:
            floors = case.task_floors.copy()
            floors[row] = 0.0
            without = replace(case, task_floors=floors)
            yield f"quality of {task}", without, _with_new_option(case, without, row)
        if not case.permitted[row].all():
            permitted = case.permitted.copy()
            permitted[row] = True
            without = replace(case, permitted=permitted)
            yield f"where {task} may run", without, _with_new_option(case, without, row)


def _with_new_option(case: MixCase, without: MixCase, row: int) -> Asked:
    """What the best plan could not do: put this step on an option that only the freed limit lets it take.

    Any plan without one was open before, and none of those is cheaper.
    """
    usable = usable_options(without)
    usable[row] &= ~usable_options(case)[row]
    return Asked(usable=usable)


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
