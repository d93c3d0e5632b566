"""What one assignment of sub-tasks to options comes to, exactly: cost, replicas, quality, latency."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.case.mix import MixCase

EXACT_FIT = 1e-9
"""A load of exactly two replicas needs two: rounding noise opens no third."""

Assignment = tuple[int, ...]
"""The column of the option of each sub-task, in their order."""


@dataclass(frozen=True)
class Mix:
    """One architecture. `quality` is None where a quality in it is not known, `latency_ms` likewise.

    `usd_by_subtask` leaves the pools out, `usd_by_pool` holds rent and platform of those in use.
    """

    assignment: Assignment
    usd_per_month: float
    usd_by_subtask: tuple[float, ...]
    usd_by_pool: tuple[float, ...]
    replicas: tuple[int, ...]
    load: tuple[float, ...]
    quality: float | None
    latency_ms: float | None
    longest_path: tuple[int, ...]


def evaluate(case: MixCase, assignment: Sequence[int]) -> Mix:
    """Cost, replicas, quality and longest path of an assignment, allowed or not."""
    chosen = np.array(assignment, dtype=int)
    rows = np.arange(len(chosen))
    usd = case.usd[rows, chosen]
    loads = [0.0] * len(case.pools)
    used = [False] * len(case.pools)
    for row, column in enumerate(assignment):
        pool = case.pool_of[column]
        if pool >= 0:
            loads[pool] += float(case.load[row, column])
            used[pool] = True
    replicas = [_replicas(case, place, load) if used[place] else 0 for place, load in enumerate(loads)]
    by_pool = [
        count * pool.usd_per_replica_month + pool.platform_usd if count or in_use else 0.0
        for pool, count, in_use in zip(case.pools, replicas, used, strict=True)
    ]
    latency, path = longest_path(case, case.latency_ms[rows, chosen])
    return Mix(
        assignment=tuple(int(column) for column in assignment),
        usd_per_month=float(usd.sum()) + sum(by_pool),
        usd_by_subtask=tuple(usd.tolist()),
        usd_by_pool=tuple(by_pool),
        replicas=tuple(replicas),
        load=tuple(loads),
        quality=quality_of(case, assignment),
        latency_ms=latency,
        longest_path=path,
    )


def usd_by_step(case: MixCase, mix: Mix) -> tuple[float, ...]:
    """What each step costs a month: its own bill, and its share of a pool by the load that it brings."""
    spend = list(mix.usd_by_subtask)
    for place, column in enumerate(mix.assignment):
        pool = case.pool_of[column]
        if pool >= 0:
            sharing = sum(case.pool_of[each] == pool for each in mix.assignment)
            load = float(case.load[place, column])
            spend[place] += mix.usd_by_pool[pool] * (load / mix.load[pool] if mix.load[pool] else 1 / sharing)
    return tuple(spend)


def usd_per_1000_requests(case: MixCase, usd_per_month: float) -> float:
    """A month's cost for each thousand of its requests."""
    return 1000 * usd_per_month / case.requests_per_month


def quality_of(case: MixCase, assignment: Sequence[int]) -> float | None:
    """The end-to-end quality: what was measured for this assignment, else the product over sub-tasks."""
    measured = dict(case.measured).get(tuple(int(column) for column in assignment))
    if measured is not None:
        return measured
    product = float(np.prod(case.quality[np.arange(len(assignment)), list(assignment)]))
    return None if math.isnan(product) else product


def longest_path(case: MixCase, latency_ms: NDArray[np.float64]) -> tuple[float | None, tuple[int, ...]]:
    """The slowest way through the graph, one call of each step on it, and the steps; None if one is not known."""
    if np.isnan(latency_ms).any():
        return None, ()
    before: dict[int, list[int]] = {place: [] for place in range(len(latency_ms))}
    for start, end in case.edges:
        before[end].append(start)
    finish: dict[int, tuple[float, tuple[int, ...]]] = {}
    for place in in_order(len(latency_ms), case.edges):
        earlier = max(
            (finish[start] for start in before[place]), key=lambda found: found[0], default=(0.0, ())
        )
        finish[place] = earlier[0] + float(latency_ms[place]), (*earlier[1], place)
    return max(finish.values(), key=lambda found: found[0])


def in_order(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Places so that every edge leads forward; the graph has no cycle.

    Source: https://en.wikipedia.org/wiki/Topological_sorting (Kahn)
    """
    waiting = [0] * count
    for _, end in edges:
        waiting[end] += 1
    ready = [place for place in range(count) if not waiting[place]]
    ordered: list[int] = []
    while ready:
        place = ready.pop(0)
        ordered.append(place)
        for start, end in edges:
            if start == place:
                waiting[end] -= 1
                if not waiting[end]:
                    ready.append(end)
    return ordered


def _replicas(case: MixCase, place: int, load: float) -> int:
    pool = case.pools[place]
    return max(pool.min_replicas, math.ceil(load - EXACT_FIT)) + pool.spare_replicas
