"""The cheapest assignment as a mixed-integer programme, solved to proof by HiGHS.

Source: https://docs.scipy.org/doc/scipy/reference/generated/scipy.optimize.milp.html, https://highs.dev
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from costmodel.case.mix import MixCase
from costmodel.decide.mix.evaluate import Assignment

SECONDS = 60.0
TIGHT = 1e4
"""Rows are scaled by this: the solver's tolerance of 1e-6 then lies below what the exact figures can tell apart."""

Row = dict[int, float]
Goal = Literal["cost", "simple", "latency", "quality"]


@dataclass(frozen=True)
class Asked:
    """What is asked of the programme beside the plan's own constraints.

    `usable` narrows the options; `other_than` are assignments that must not come back; `goal` is what is made
    small: cost, simplicity (pools, adapters and hosted models in use), latency, or loss of quality.
    """

    usable: NDArray[np.bool_] | None = None
    other_than: tuple[Assignment, ...] = ()
    goal: Goal = "cost"
    most_usd: float = math.inf
    with_quality: bool = True
    with_latency: bool = True


@dataclass(frozen=True)
class Solution:
    """An assignment, and whether nothing better exists; `gap` is the share by which something might be."""

    assignment: Assignment
    proved: bool
    gap: float


@dataclass
class _Rows:
    """Constraints while they are gathered: coefficients by variable, and the limits of their sum."""

    rows: list[Row] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, row: Row, low: float, high: float) -> None:
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)


def usable_options(case: MixCase) -> NDArray[np.bool_]:
    """Which options each sub-task may take: permitted, good enough alone, and known where a limit asks for it."""
    needs_quality = (case.task_floors[:, None] > 0) | (case.quality_floor > 0)
    known = ~np.isnan(case.quality)
    good = np.where(known, np.nan_to_num(case.quality) >= case.task_floors[:, None] - 1e-12, ~needs_quality)
    timed = ~np.isnan(case.latency_ms) | math.isinf(case.latency_budget_ms)
    return np.asarray(case.permitted & good & timed)


def solve(case: MixCase, asked: Asked | None = None, seconds: float = SECONDS) -> Solution | None:
    """The best assignment, or None if there is none (or none was found in `seconds`)."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - a third of a second to import
    from scipy.sparse import csr_array  # noqa: PLC0415

    asked = asked or Asked()
    usable = usable_options(case) if asked.usable is None else asked.usable & usable_options(case)
    if not usable.any(axis=1).all():
        return None
    names = _Variables(case, usable)
    rows = _constraints(case, names, asked)
    data = [(row, column, value) for row, terms in enumerate(rows.rows) for column, value in terms.items()]
    at_row, at_column, values = (np.array(part) for part in zip(*data, strict=True))
    matrix = csr_array((values, (at_row, at_column)), shape=(len(rows.rows), names.count))
    found = milp(
        names.objective(asked),
        constraints=LinearConstraint(matrix, rows.low, rows.high),
        integrality=names.integrality(),
        bounds=Bounds(np.zeros(names.count), names.upper()),
        options={"mip_rel_gap": 0.0, "time_limit": seconds},
    )
    if found.x is None:
        return None
    chosen = tuple(
        max(names.columns[row], key=lambda column, row=row: found.x[names.x[row, column]])  # type: ignore[misc]
        for row in range(len(case.subtasks))
    )
    return Solution(chosen, bool(found.status == 0), float(found.mip_gap or 0.0))


class _Variables:
    """Places of the variables: x for each usable pair, whole replicas and a switch for each pool, times of steps."""

    def __init__(self, case: MixCase, usable: NDArray[np.bool_]) -> None:
        self.case = case
        self.columns = [np.flatnonzero(row).tolist() for row in usable]
        pairs = [(row, column) for row, columns in enumerate(self.columns) for column in columns]
        self.x = {pair: place for place, pair in enumerate(pairs)}
        self.replicas = len(pairs)
        self.open = self.replicas + len(case.pools)
        self.finish = self.open + len(case.pools)
        self.end = self.finish + len(case.subtasks)
        self.model = self.end + 1
        self.count = self.model + len(case.options)

    def pairs_of(self, pool: int) -> list[tuple[int, int]]:
        """The pairs that a pool serves."""
        return [pair for pair in self.x if self.case.pool_of[pair[1]] == pool]

    def most_replicas(self, pool: int) -> float:
        """More than all sub-tasks together fill."""
        load = sum(float(self.case.load[pair]) for pair in self.pairs_of(pool))
        return max(self.case.pools[pool].min_replicas, math.ceil(load)) + 1.0

    def upper(self) -> NDArray[np.float64]:
        """The largest value of each variable."""
        upper = np.ones(self.count)
        for pool in range(len(self.case.pools)):
            upper[self.replicas + pool] = self.most_replicas(pool)
        upper[self.finish : self.model] = np.inf
        return upper

    def integrality(self) -> NDArray[np.int_]:
        """Which variables are whole: all but the times of steps."""
        whole = np.ones(self.count, dtype=int)
        whole[self.finish : self.model] = 0
        return whole

    def usd(self) -> Row:
        """What each variable costs a month."""
        row = {place: float(self.case.usd[pair]) for pair, place in self.x.items()}
        for place, pool in enumerate(self.case.pools):
            row[self.replicas + place] = pool.usd_per_replica_month
            row[self.open + place] = pool.platform_usd + pool.spare_replicas * pool.usd_per_replica_month
        return row

    def objective(self, asked: Asked) -> NDArray[np.float64]:
        """What is made small."""
        goal = np.zeros(self.count)
        terms = {"cost": self.usd, "simple": self._parts, "latency": self._latest, "quality": self._loss}[
            asked.goal
        ]()
        for place, value in terms.items():
            goal[place] = value
        return goal

    def _parts(self) -> Row:
        adapters = {place: 1.0 for (_, column), place in self.x.items() if self.case.is_adapter(column)}
        pools = {self.open + place: 1.0 for place in range(len(self.case.pools))}
        return adapters | pools | {self.model + column: 1.0 for column in range(len(self.case.options))}

    def _latest(self) -> Row:
        return {self.end: 1.0}

    def _loss(self) -> Row:
        return {place: -_log_quality(self.case, pair) for pair, place in self.x.items()}


def _log_quality(case: MixCase, pair: tuple[int, int]) -> float:
    quality = float(case.quality[pair])
    return math.log(quality) if quality > 0 else -1e6


def _constraints(case: MixCase, names: _Variables, asked: Asked) -> _Rows:
    rows = _Rows()
    for task, columns in enumerate(names.columns):
        rows.add({names.x[task, column]: 1.0 for column in columns}, 1.0, 1.0)
    _pools(case, names, rows)
    if asked.with_quality and case.quality_floor > 0:
        logs = {place: TIGHT * _log_quality(case, pair) for pair, place in names.x.items()}
        rows.add(logs, TIGHT * (math.log(case.quality_floor) - 1e-12), math.inf)
    if asked.goal == "latency" or (asked.with_latency and not math.isinf(case.latency_budget_ms)):
        _latency(case, names, rows, asked)
    for assignment in (*asked.other_than, *(each for each, _ in case.measured)):
        pairs = list(enumerate(assignment))
        if all(pair in names.x for pair in pairs):
            rows.add({names.x[pair]: 1.0 for pair in pairs}, -math.inf, len(pairs) - 1.0)
    if not math.isinf(asked.most_usd):
        rows.add(names.usd(), -math.inf, asked.most_usd)
    if asked.goal == "simple":
        for (_, column), place in names.x.items():
            rows.add({place: 1.0, names.model + column: -1.0}, -math.inf, 0.0)
    return rows


def _pools(case: MixCase, names: _Variables, rows: _Rows) -> None:
    """Loads add up before they are rounded; a pool in use has its fewest replicas and its fee."""
    for place, pool in enumerate(case.pools):
        replicas, opened = names.replicas + place, names.open + place
        pairs = names.pairs_of(place)
        loads = {names.x[pair]: TIGHT * float(case.load[pair]) for pair in pairs}
        rows.add({**loads, replicas: -TIGHT}, -math.inf, 0.0)
        rows.add({replicas: 1.0, opened: -float(pool.min_replicas)}, 0.0, math.inf)
        rows.add({replicas: 1.0, opened: -names.most_replicas(place)}, -math.inf, 0.0)
        for pair in pairs:
            rows.add({names.x[pair]: 1.0, opened: -1.0}, -math.inf, 0.0)


def _latency(case: MixCase, names: _Variables, rows: _Rows, asked: Asked) -> None:
    """A step ends no sooner than those before it and its own time; every end lies within the budget."""
    budget = case.latency_budget_ms
    is_limited = asked.with_latency and not math.isinf(budget)
    unit = TIGHT / (budget if is_limited and budget > 0 else 1000.0)
    starts: dict[int, list[int | None]] = {place: [] for place in range(len(case.subtasks))}
    for begin, end in case.edges:
        starts[end].append(begin)
    for place, earlier in starts.items():
        own = {
            names.x[place, column]: -unit * float(case.latency_ms[place, column])
            for column in names.columns[place]
        }
        for start in earlier or [None]:
            before: Row = {} if start is None else {names.finish + start: -unit}
            rows.add({**own, **before, names.finish + place: unit}, 0.0, math.inf)
        if is_limited:
            rows.add({names.finish + place: unit}, -math.inf, unit * budget)
        rows.add({names.end: unit, names.finish + place: -unit}, 0.0, math.inf)


def narrowed(case: MixCase, columns: Sequence[bool] | NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A table that leaves these options to every sub-task."""
    return np.tile(np.asarray(columns, dtype=bool), (len(case.subtasks), 1))
