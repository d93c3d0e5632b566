"""The answer to a plan: the cheapest architecture with its rivals, or what stands in the way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from costmodel.case.mix import MixCase
from costmodel.decide.mix.evaluate import Mix, evaluate
from costmodel.decide.mix.programme import Asked, narrowed, solve, usable_options

NEAR = 1.05
"""Within 5 % of the best, the plan with fewer pools, adapters and models is worth its price."""


@dataclass(frozen=True)
class MixAnswer:
    """The cheapest architecture, and the rivals that one would ask about; each may be None.

    `simplest` is the plan with fewest parts within 5 % of the best, None if that is the best itself.
    """

    best: Mix
    proved_optimal: bool
    gap: float
    runner_up: Mix | None
    simplest: Mix | None
    api_only: Mix | None
    own_only: Mix | None


@dataclass(frozen=True)
class NoMix:
    """No assignment keeps every limit; `why` names the one that binds and what would help."""

    why: str


def answer_mix(case: MixCase) -> MixAnswer | NoMix:
    """Solve a plan to proof; a plan that nothing satisfies is an answer, too."""
    best = _cheapest(case, Asked())
    if best is None:
        return NoMix(_why_not(case))
    mix, proved, gap = best
    runner_up = _cheapest(case, Asked(other_than=(mix.assignment,)))
    hosted = case.is_hosted
    return MixAnswer(
        best=mix,
        proved_optimal=proved,
        gap=gap,
        runner_up=runner_up and runner_up[0],
        simplest=_simplest(case, mix),
        api_only=_restricted(case, narrowed(case, hosted)),
        own_only=_restricted(case, narrowed(case, ~hosted)),
    )


def cheapest(case: MixCase) -> Mix | None:
    """The cheapest plan that keeps every limit, None if there is none."""
    found = _cheapest(case, Asked())
    return None if found is None else found[0]


Found = tuple[Mix, bool, float]


def _cheapest(case: MixCase, asked: Asked) -> Found | None:
    """The cheapest by the product of qualities, or a measured assignment if that is cheaper still."""
    solution = solve(case, asked)
    found = None if solution is None else (evaluate(case, solution.assignment), solution.proved, solution.gap)
    for assignment, _ in case.measured:
        usable = usable_options(case) if asked.usable is None else usable_options(case) & asked.usable
        if assignment in asked.other_than or not all(
            usable[row, column] for row, column in enumerate(assignment)
        ):
            continue
        mix = evaluate(case, assignment)
        if keeps_limits(case, mix) and (found is None or mix.usd_per_month < found[0].usd_per_month):
            found = mix, found is None or found[1], 0.0 if found is None else found[2]
    return found


def keeps_limits(case: MixCase, mix: Mix) -> bool:
    """Whether an architecture keeps the end-to-end floor and the latency budget."""
    is_good = case.quality_floor == 0 or (mix.quality or 0.0) >= case.quality_floor - 1e-12
    budget = case.latency_budget_ms
    is_fast = math.isinf(budget) or (mix.latency_ms is not None and mix.latency_ms <= budget * (1 + 1e-9))
    return is_good and is_fast


def _restricted(case: MixCase, usable: np.ndarray) -> Mix | None:
    found = _cheapest(case, Asked(usable=usable))
    return None if found is None else found[0]


def _simplest(case: MixCase, best: Mix) -> Mix | None:
    solution = solve(case, Asked(goal="simple", most_usd=NEAR * best.usd_per_month))
    if solution is None:
        return None
    mix = evaluate(case, solution.assignment)
    return mix if parts(case, mix) < parts(case, best) else None


def parts(case: MixCase, mix: Mix) -> int:
    """Pools, adapters and hosted models that an architecture has to keep."""
    lora = sum(case.is_adapter(column) for column in mix.assignment)
    pools = {case.pool_of[column] for column in mix.assignment} - {-1}
    return lora + len(pools) + len({*mix.assignment})


def _why_not(case: MixCase) -> str:
    usable = usable_options(case)
    for row, task in enumerate(case.subtasks):
        if not usable[row].any():
            return _no_option(case, row, task)
    best_quality, fastest = _best(case, "quality"), _best(case, "latency")
    limits = []
    if best_quality is not None and case.quality_floor > 0:
        limits.append(
            f"the best end-to-end quality{_within_budget(case)} is {best_quality.quality:.4g}, below {case.quality_floor:g}"
        )
    if fastest is not None and not math.isinf(case.latency_budget_ms):
        limits.append(
            f"the fastest plan{_at_floor(case)} takes {fastest.latency_ms:,.0f} ms, above {case.latency_budget_ms:,.0f} ms"
        )
    if not limits:
        return (
            f"No plan keeps every limit: none reaches a quality of {case.quality_floor:g}, and none keeps"
            f" {case.latency_budget_ms:,.0f} ms, whatever becomes of the other."
        )
    helps = "The limit" if len(limits) == 1 else "Either limit"
    return f"No plan keeps every limit: {'; or: '.join(limits)}. {helps} moved that far would help."


def _best(case: MixCase, goal: Literal["quality", "latency"]) -> Mix | None:
    """The best that one limit alone can be kept to while the other holds."""
    solution = solve(case, Asked(goal=goal, with_quality=goal != "quality", with_latency=goal != "latency"))
    return None if solution is None else evaluate(case, solution.assignment)


def _within_budget(case: MixCase) -> str:
    return "" if math.isinf(case.latency_budget_ms) else f" within {case.latency_budget_ms:,.0f} ms"


def _at_floor(case: MixCase) -> str:
    return f" at a quality of {case.quality_floor:g}" if case.quality_floor > 0 else ""


def _no_option(case: MixCase, row: int, task: str) -> str:
    permitted = case.permitted[row]
    if not permitted.any():
        return f"No option is left for {task}: its `allowed`, or that users see it, rules all of them out."
    known = np.where(permitted, np.nan_to_num(case.quality[row], nan=-1.0), -1.0)
    best = int(known.argmax())
    if known[best] < 0:
        return f"No option of {task} has a quality, which its floor or the end-to-end floor asks for."
    if known[best] < case.task_floors[row]:
        return (
            f"No option of {task} reaches its quality floor of {case.task_floors[row]:g}; the best is"
            f" {case.options[best]} with {known[best]:g}."
        )
    return f"No good enough option of {task} has a latency, which the budget asks for."
