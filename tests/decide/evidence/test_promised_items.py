"""Teams that measure as many items as was promised to be enough: four in five of them settle it."""

from __future__ import annotations

import numpy as np
import pytest
from given_evidence import arm, evidence, prompts, sorted_failures
from simulated import SIMULATION, TEAMS, prompting_does_not_hold, prompting_holds, retrieval_holds

from costmodel.decide.evidence.prompting import prompting_fails
from costmodel.decide.evidence.retrieval import retrieval_does_not_fix_it
from costmodel.decide.evidence.verdict import Needed

PROMISED = 0.8 - SIMULATION


def drawn(items: int, *rates: float, seed: int = 11) -> np.ndarray:
    return np.random.default_rng(seed).binomial(items, rates, size=(TEAMS, len(rates))).astype(float)


def needed_by(passes: list[float], items: int, bar: float) -> Needed:
    verdict = prompting_fails(evidence(prompts(passes, items, bar)))
    assert verdict.state == "not_enough_evidence"
    (needed,) = verdict.needed
    return needed


def shares(passes: list[float], items: int, bar: float, total: int | None) -> tuple[float, float]:
    """Of teams that say "holds" with so many items: variants that fail on the same items, and independent ones."""
    assert total is not None
    independent = drawn(total, *(count / items for count in passes))
    together = np.random.default_rng(12).random((TEAMS, 1))
    same = np.stack([np.floor(_quantile(together[:, 0], total, count / items)) for count in passes], axis=1)
    holds = prompting_holds(same, total, bar).mean(), prompting_holds(independent, total, bar).mean()
    return float(holds[0]), float(holds[1])


def _quantile(chance: np.ndarray, items: int, rate: float) -> np.ndarray:
    from scipy.stats import binom  # noqa: PLC0415

    return np.asarray(binom.ppf(chance, items, rate))


ONE = [([86], 100, 0.9), ([74], 100, 0.8), ([46], 50, 0.95), ([280], 300, 0.95)]


@pytest.mark.parametrize(("passes", "items", "bar"), ONE)
def test_one_prompt(passes: list[float], items: int, bar: float) -> None:
    needed = needed_by(passes, items, bar)
    _, share = shares(passes, items, bar, needed.likely)
    assert share >= PROMISED
    # It promises no more than it must: the floor alone settles it in fewer than six teams of ten.
    _, at_floor = shares(passes, items, bar, needed.at_least)
    assert at_floor < 0.6
    assert share < 0.87


@pytest.mark.parametrize(
    ("passes", "items", "bar"),
    [([86] * 5, 100, 0.9), ([80, 82, 84, 85, 86], 100, 0.9), ([74] * 5, 100, 0.8), ([274] * 5, 300, 0.93)],
)
def test_five_prompts(passes: list[float], items: int, bar: float) -> None:
    together, independent = shares(passes, items, bar, needed_by(passes, items, bar).likely)
    assert together >= PROMISED
    assert independent >= PROMISED


def test_five_prompts_need_more_than_one() -> None:
    """So that the test above can fail: with the items that do for one, too few teams settle five."""
    one = needed_by([86], 100, 0.9).likely
    _, independent = shares([86] * 5, 100, 0.9, one)
    assert independent < PROMISED - 0.2


@pytest.mark.parametrize(
    ("passes", "items", "bar"), [([94], 100, 0.9), ([94, 60, 60, 60, 60], 100, 0.9), ([85, 50], 100, 0.8)]
)
def test_a_prompt_that_is_good_enough(passes: list[float], items: int, bar: float) -> None:
    likely = needed_by(passes, items, bar).likely
    assert likely is not None
    measured = drawn(likely, *(count / items for count in passes))
    assert prompting_does_not_hold(measured, likely, bar).mean() >= PROMISED


@pytest.mark.parametrize(
    ("passes", "items", "bar", "behaviour", "classified"),
    [(86, 100, 0.9, 12, 20), (258, 300, 0.88, 28, 50), (88, 100, 0.92, 9, 14)],
)
def test_retrieval_where_items_and_failures_are_open(
    passes: int, items: int, bar: float, behaviour: int, classified: int
) -> None:
    failures = sorted_failures(behaviour, classified - behaviour)
    given_arm = arm(0, 0, failures, passes=passes, expected_cure=1)
    verdict = retrieval_does_not_fix_it(evidence(prompts([passes], items, bar), retrieval=given_arm))
    assert verdict.state == "not_enough_evidence"
    arm_needs, failures_need = verdict.needed
    assert (arm_needs.unit, failures_need.unit) == ("items", "failures")
    assert arm_needs.likely is not None
    assert failures_need.likely is not None
    measured = drawn(arm_needs.likely, passes / items)[:, 0]
    sorted_ones = drawn(failures_need.likely, behaviour / classified, seed=13)[:, 0]
    share = retrieval_holds(measured, arm_needs.likely, bar, sorted_ones, failures_need.likely, cure=1).mean()
    assert PROMISED <= share < 0.9


def test_retrieval_where_only_failures_are_open() -> None:
    given_arm = arm(0, 0, sorted_failures(12, 8), passes=160, expected_cure=1)
    verdict = retrieval_does_not_fix_it(evidence(prompts([160], 200), retrieval=given_arm))
    (needed,) = verdict.needed
    assert (needed.unit, needed.chance) == ("failures", 0.8)
    assert needed.likely is not None
    behaviour = drawn(needed.likely, 0.6)[:, 0]
    share = retrieval_holds(np.full(TEAMS, 160.0), 200, 0.9, behaviour, needed.likely, cure=1).mean()
    assert PROMISED <= share < 0.87
