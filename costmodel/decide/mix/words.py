"""The plan in one sentence."""

from __future__ import annotations

from collections.abc import Iterable

from costmodel.case.mix import MixCase
from costmodel.decide.mix.answer import MixAnswer
from costmodel.decide.mix.evaluate import Assignment, Mix
from costmodel.decide.money import percent_in_words


def plan_in_words(case: MixCase, found: MixAnswer) -> str:
    """What is tuned, what stays hosted, and how much cheaper that is than hosted models alone."""
    best = found.best
    sentence = assignment_in_words(case, best)
    if found.api_only is None:
        return f"{sentence}; no plan of hosted models alone keeps every limit"
    saved = 1 - best.usd_per_month / found.api_only.usd_per_month if found.api_only.usd_per_month else 0.0
    if saved <= 0:
        return f"{sentence}: nothing cheaper keeps every limit"
    return f"{sentence}: {percent_in_words(saved)} cheaper than hosted models alone"


def assignment_in_words(case: MixCase, mix: Mix) -> str:
    """Steps by where they run, pools first."""
    parts = []
    for place, pool in enumerate(case.pools):
        tuned = _steps(case, mix, place, tuned=True)
        plain = _steps(case, mix, place, tuned=False)
        if tuned:
            shared = " shared" if len(tuned) > 1 else ""
            parts.append(f"fine-tune {listed(tuned)} on one{shared} {pool.name} pool")
        if plain:
            parts.append(f"run {listed(plain)} on {pool.name} as it is")
    hosted = [
        task for task, column in zip(case.subtasks, mix.assignment, strict=True) if case.pool_of[column] < 0
    ]
    if hosted:
        parts.append(f"keep {listed(hosted)} hosted" if parts else "keep everything hosted")
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:]


def assignment_in_full(case: MixCase, assignment: Assignment) -> str:
    """Every step with the very option it runs on: `rewrite and draft: mid (hosted); route: 8b pool, adapter`."""
    steps: dict[int, list[str]] = {}
    for task, column in zip(case.subtasks, assignment, strict=True):
        steps.setdefault(column, []).append(task)
    return "; ".join(f"{listed(tasks)}: {where(case, column)}" for column, tasks in steps.items())


def listed(names: Iterable[str]) -> str:
    """`a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _steps(case: MixCase, mix: Mix, pool: int, *, tuned: bool) -> list[str]:
    return [
        task
        for task, column in zip(case.subtasks, mix.assignment, strict=True)
        if case.pool_of[column] == pool and case.is_adapter(column) == tuned
    ]


def where(case: MixCase, column: int) -> str:
    """Where an option runs."""
    pool = case.pool_of[column]
    if pool < 0:
        return f"{case.options[column]} (hosted)"
    return f"{case.pools[pool].name} pool, {'adapter' if case.is_adapter(column) else 'base model'}"
