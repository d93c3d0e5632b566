"""Around the best plan: other volumes, what each limit costs, one step moved by hand, the sentence."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from given_mixes import case_of, plan, plans
from hypothesis import Phase, given, settings

from costmodel.decide.mix import (
    MixAnswer,
    NoMix,
    answer_mix,
    limit_costs,
    plan_in_words,
    swaps,
    sweep,
    switches,
)


def answered(**changes: object) -> MixAnswer:
    found = answer_mix(case_of(plan(**changes)))
    assert isinstance(found, MixAnswer)
    return found


def test_a_sweep_is_the_answer_at_each_volume_and_tells_how_far_it_is() -> None:
    case, heard = case_of(plan()), []
    swept = sweep(case, points=4, say=heard.append)
    assert heard == [0.25, 0.5, 0.75, 1.0]
    for point in swept:
        at_volume = answer_mix(case_of(plan(requests_per_month=point.requests_per_month)))
        assert isinstance(at_volume, MixAnswer)
        assert point.best is not None
        assert point.best.usd_per_month == pytest.approx(at_volume.best.usd_per_month)
        assert point.api_only is not None
        assert at_volume.api_only is not None
        assert point.api_only.usd_per_month == pytest.approx(at_volume.api_only.usd_per_month)


def test_hosted_fees_are_solved_anew_at_each_volume() -> None:
    apis = {name: {**api, "usd_per_month": 900} for name, api in plan()["apis"].items() if name != "small"}
    case = case_of(plan(apis=apis | {"small": plan()["apis"]["small"]}))
    for point in sweep(case, points=3):
        alone = answer_mix(case.at_volume(point.requests_per_month))
        assert isinstance(alone, MixAnswer)
        assert alone.api_only is not None
        assert point.api_only is not None
        assert point.api_only.usd_per_month == pytest.approx(alone.api_only.usd_per_month)


def test_plans_change_where_a_switch_says_so() -> None:
    case = case_of(plan())
    swept = sweep(case, points=6)
    found = switches(case, swept)
    assert found
    for lower, upper in pairwise(swept):
        assert lower.best is not None
        assert upper.best is not None
        inside = [
            s for s in found if lower.requests_per_month < s.requests_per_month <= upper.requests_per_month
        ]
        assert bool(inside) == (lower.best.assignment != upper.best.assignment)


def test_a_limit_costs_what_the_plan_without_it_saves() -> None:
    case, best = case_of(plan()), answered().best
    costs = {cost.limit: cost.saves_usd for cost in limit_costs(case, best)}
    free = answered(quality_floor=0).best.usd_per_month
    assert costs["end-to-end quality"] == pytest.approx(best.usd_per_month - free)
    assert costs["latency"] == pytest.approx(
        best.usd_per_month - answered(latency_budget_ms=None).best.usd_per_month
    )
    assert min(costs.values()) >= 0


def test_a_step_moved_by_hand_costs_more_or_breaks_a_limit() -> None:
    case, best = case_of(plan()), answered().best
    for task in range(len(case.subtasks)):
        moved = swaps(case, best, task)
        assert len(moved) == len(case.options) - 1
        for swap in moved:
            assert swap.breaks or swap.extra_usd >= -1e-9
            assert swap.mix.usd_per_month == pytest.approx(best.usd_per_month + swap.extra_usd)


def test_the_plan_in_one_sentence() -> None:
    case = case_of(plan())
    assert plan_in_words(case, answered()) == (
        "Fine-tune route, plan, extract and safety on one shared 32b pool; keep rewrite and draft hosted:"
        " 28% cheaper than hosted models alone"
    )
    small = answer_mix(case.at_volume(10_000))
    assert isinstance(small, MixAnswer)
    assert plan_in_words(case, small).startswith("Keep everything hosted: nothing cheaper")
    assert not isinstance(small, NoMix)


@settings(max_examples=40, phases=(Phase.generate,))
@given(plans())
def test_any_limit_costs_what_a_whole_new_answer_without_it_saves(drawn: dict[str, Any]) -> None:
    case = case_of(drawn)
    found = answer_mix(case)
    if isinstance(found, NoMix):
        return
    for cost in limit_costs(case, found.best):
        name = cost.limit.removeprefix("quality of ").removeprefix("where ").removesuffix(" may run")
        if cost.limit == "latency":
            freed = {**drawn, "latency_budget_ms": None}
        elif cost.limit == "end-to-end quality":
            freed = {**drawn, "quality_floor": 0}
        else:
            open_again = (
                {"quality_floor": 0}
                if cost.limit.startswith("quality of")
                else {"allowed": None, "user_facing": False}
            )
            steps = drawn["subtasks"]
            freed = {**drawn, "subtasks": {**steps, name: {**steps[name], **open_again}}}
        without = answer_mix(case_of(freed))
        assert isinstance(without, MixAnswer)
        saved = found.best.usd_per_month - without.best.usd_per_month
        assert cost.saves_usd == pytest.approx(max(0.0, saved), abs=1e-4, rel=1e-6)
