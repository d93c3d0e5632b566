"""Break-even volumes against an enumeration of every stair step in exact fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import witness
from given_scenarios import case_of, typed_scenarios
from hypothesis import given

from costmodel.decide.break_even import break_even

MOST_STEPS = 90
CLOSE = 1e-5


def highest_volume(drawn: dict[str, Any], option: dict[str, Any]) -> Fraction:
    """So high that about MOST_STEPS steps lie below, at most 10 billion."""
    highest = Fraction(10**4)
    while highest < 10**10:
        wider = min(highest * 2, Fraction(10**10))
        baseline = witness.baseline_of(drawn)
        steps = witness.steps_up_to(drawn, option, wider) | witness.steps_up_to(drawn, baseline, wider)
        if len(steps) > MOST_STEPS:
            break
        highest = wider
    return highest


def without_touching(volumes: list[float]) -> list[float]:
    """Two changes at one volume cancel out."""
    kept: list[float] = []
    for volume in volumes:
        if kept and volume - kept[-1] <= 1e-9 * volume:
            kept.pop()
        else:
            kept.append(volume)
    return kept


@given(typed_scenarios(most_months=5, options=2))
def test_every_change_of_side_is_found_and_no_other(drawn: dict[str, Any]) -> None:
    place = next(i for i, o in enumerate(drawn["options"]) if o["name"] != drawn["baseline"])
    option = drawn["options"][place]
    highest = highest_volume(drawn, option)
    cheaper_at_lowest, changes = witness.break_even(drawn, option, highest)
    found = break_even(case_of(drawn), place, 1 - place)
    assert found.cheaper_at_lowest is cheaper_at_lowest
    if found.status == "not_verified":
        return
    below = float(highest) * (1 - 2 * CLOSE)
    wanted = [volume for volume in without_touching(changes) if volume <= below]
    got = [volume for volume in found.tasks_per_month if volume <= below]
    assert got == pytest.approx(wanted, rel=CLOSE)
    if not found.tasks_per_month:
        assert found.status == ("always" if cheaper_at_lowest else "never")
    assert list(found.tasks_per_month) == sorted(found.tasks_per_month)
