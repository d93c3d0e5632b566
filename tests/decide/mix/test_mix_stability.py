"""Qualities that are a little off: with none the plan stands, with more it may fall, and draws are counted once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from given_mixes import case_of, plan

from costmodel.case.mix import MixCase
from costmodel.decide.mix import Mix, MixAnswer, answer_mix, stability


def reference() -> tuple[MixCase, Mix]:
    case = case_of(plan())
    found = answer_mix(case)
    assert isinstance(found, MixAnswer)
    return case, found.best


def test_qualities_that_are_known_leave_the_plan_as_it_is() -> None:
    case, best = reference()
    found = stability(case, best, spread=0, draws=5)
    assert (found.draws, found.same, found.kept, found.none, found.rivals) == (5, 5, 5, 0, ())


def test_every_draw_has_one_winner_or_none() -> None:
    case, best = reference()
    heard: list[float] = []
    found = stability(case, best, draws=20, say=heard.append)
    assert found.same + found.none + sum(times for _, times in found.rivals) == 20
    assert found.same <= found.kept
    assert heard[-1] == 1
    assert best.assignment not in dict(found.rivals)
    assert found == stability(case, best, draws=20)


def test_the_product_of_drawn_qualities_keeps_its_floor_as_often_as_sampling_says() -> None:
    """By a closed-form sample of its own: only the six qualities of the plan and their floors matter."""
    case, best = reference()
    free = replace(case, task_floors=np.zeros_like(case.task_floors))
    found = stability(free, best, spread=0.3, draws=200)
    rows = np.arange(len(best.assignment))
    errors = 1 - free.quality[rows, list(best.assignment)]
    chance = np.random.default_rng(1)
    drawn = 1 - errors * np.exp(0.3 * chance.standard_normal((100_000, len(errors))))
    expected = float((np.prod(drawn, axis=1) >= free.quality_floor).mean())
    assert found.kept / 200 == pytest.approx(expected, abs=0.12)


def test_a_measured_plan_stands_whatever_its_parts() -> None:
    case, best = reference()
    free = replace(
        case,
        task_floors=np.zeros_like(case.task_floors),
        measured=((best.assignment, 0.9),),
        quality_floor=0.85,
    )
    assert stability(free, best, spread=0.5, draws=10).kept == 10
