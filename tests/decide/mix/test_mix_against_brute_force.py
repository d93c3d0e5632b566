"""The programme against trying every assignment, on random plans of which many keep no limit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from given_mixes import Json, case_of, plan, plans
from hypothesis import Phase, given, settings
from numpy.typing import NDArray

from costmodel.case.mix import MixCase
from costmodel.decide.mix import MixAnswer, NoMix, answer_mix, evaluate
from costmodel.decide.mix.answer import NEAR, parts
from costmodel.decide.mix.evaluate import in_order

WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""Trying everything takes too long to try it on ever smaller plans."""

Every = NDArray[np.int_]


def all_feasible(case: MixCase) -> tuple[Every, NDArray[np.float64]]:
    """Every assignment that keeps all limits, and what each costs: rules written out once more, in arrays."""
    tasks, options = case.usd.shape
    every = np.array(np.meshgrid(*[range(options)] * tasks, indexing="ij")).reshape(tasks, -1).T
    rows = np.arange(tasks)
    keeps = case.permitted[rows, every].all(axis=1)
    floors = case.task_floors
    quality = case.quality[rows, every]
    unknown_matters = (floors > 0) | (case.quality_floor > 0)
    keeps &= (np.where(np.isnan(quality), ~unknown_matters, quality >= floors - 1e-12)).all(axis=1)
    if case.quality_floor > 0:
        keeps &= np.nan_to_num(quality).prod(axis=1) >= case.quality_floor * (1 - 1e-12)
    if np.isfinite(case.latency_budget_ms):
        keeps &= slowest(case, every) <= case.latency_budget_ms * (1 + 1e-9)
    every = every[keeps]
    usd = case.usd[rows, every].sum(axis=1)
    pool_of = np.array(case.pool_of)[every]
    for place, pool in enumerate(case.pools):
        load = np.where(pool_of == place, case.load[rows, every], 0).sum(axis=1)
        replicas = np.maximum(pool.min_replicas, np.ceil(load - 1e-9)) + pool.spare_replicas
        used = (pool_of == place).any(axis=1)
        usd = usd + np.where(used, replicas * pool.usd_per_replica_month + pool.platform_usd, 0)
    return every, usd


def slowest(case: MixCase, every: Every) -> NDArray[np.float64]:
    finish = np.zeros(every.shape)
    for place in in_order(every.shape[1], case.edges):
        before = [finish[:, start] for start, end in case.edges if end == place]
        started = np.max(before, axis=0) if before else 0.0
        finish[:, place] = started + case.latency_ms[place, every[:, place]]
    return finish.max(axis=1, initial=0)


def lowest(usd: NDArray[np.float64], of: NDArray[np.bool_]) -> Any:
    return pytest.approx(float(usd[of].min()), rel=1e-9, abs=1e-6) if of.any() else None


def check(given_plan: Json) -> None:
    case = case_of(given_plan)
    (every, usd), found = all_feasible(case), answer_mix(case)
    if not len(every):
        assert isinstance(found, NoMix)
        assert found.why
        return
    assert isinstance(found, MixAnswer)
    assert found.proved_optimal
    own = np.array(case.pool_of)[every] >= 0
    best = np.array(found.best.assignment)
    assert (every == best).all(axis=1).any()
    assert found.best.usd_per_month == lowest(usd, np.ones(len(usd), dtype=bool))
    for rival, of in (
        (found.runner_up, ~(every == best).all(axis=1)),
        (found.api_only, ~own.any(axis=1)),
        (found.own_only, own.all(axis=1)),
    ):
        assert (None if rival is None else rival.usd_per_month) == lowest(usd, of)
    simple = found.simplest or found.best
    assert simple.usd_per_month <= NEAR * found.best.usd_per_month * (1 + 1e-6) + 1e-6
    near = every[usd <= NEAR * found.best.usd_per_month][:2_000]
    assert parts(case, simple) <= min(
        (parts(case, evaluate(case, each)) for each in near.tolist()), default=99
    )


@settings(max_examples=200, phases=WITHOUT_SHRINKING)
@given(plans())
def test_the_programme_finds_what_trying_everything_finds(given_plan: Json) -> None:
    check(given_plan)


@pytest.mark.parametrize("requests", [30_000, 700_000, 12_000_000])
def test_the_worked_example_at_other_volumes(requests: int) -> None:
    check(plan(requests_per_month=requests))


def test_a_load_of_exactly_two_replicas_needs_two() -> None:
    case = case_of(plan())
    found = answer_mix(case)
    assert isinstance(found, MixAnswer)
    full = case.at_volume(case.requests_per_month * 2 / found.best.load[1])
    mix = evaluate(full, found.best.assignment)
    assert mix.load[1] == pytest.approx(2)
    assert mix.replicas[1] == 2
