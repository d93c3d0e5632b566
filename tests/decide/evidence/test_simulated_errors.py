"""Teams at the very boundary: a verdict that speaks against the truth is as rare as it promises."""

from __future__ import annotations

import numpy as np
import pytest
from given_evidence import arm, evidence, prompts, sorted_failures
from simulated import (
    ALPHA,
    TEAMS,
    cautious_effects,
    lower_limits,
    prompting_does_not_hold,
    prompting_holds,
    retrieval_holds,
    upper_limits,
)

from costmodel.decide.evidence.prompting import prompting_fails
from costmodel.decide.evidence.retrieval import retrieval_does_not_fix_it
from costmodel.estimate.clusters import cautious_design_effect

SAMPLE = 40
CASES = [(items, bar) for items in (50, 100, 300) for bar in (0.8, 0.9, 0.95)]


def drawn(items: int, *rates: float, seed: int = 5) -> np.ndarray:
    """Passes of 20,000 teams, one column for each rate."""
    return np.random.default_rng(seed).binomial(items, rates, size=(TEAMS, len(rates))).astype(float)


@pytest.mark.parametrize(("items", "bar"), CASES)
def test_one_prompt_at_the_bar(items: int, bar: float) -> None:
    passes = drawn(items, bar)
    wrong = prompting_holds(passes, items, bar).mean()
    assert 0 < wrong <= ALPHA
    assert prompting_does_not_hold(passes, items, bar).mean() <= ALPHA


@pytest.mark.parametrize(("items", "bar"), CASES)
@pytest.mark.parametrize("below", [0.0, 0.05, 0.4])
def test_the_best_of_five_prompts_at_the_bar(items: int, bar: float, below: float) -> None:
    """The others lie on the bar too, near it, or so far below that only the best can save the truth."""
    passes = drawn(items, bar, *[bar - below] * 4)
    assert prompting_holds(passes, items, bar).mean() <= ALPHA
    assert prompting_does_not_hold(passes, items, bar).mean() <= ALPHA


def test_without_its_correction_the_winner_would_be_wrong_too_often() -> None:
    """So that the test above can fail: five prompts on the bar, each at 5 %."""
    passes = drawn(300, *[0.9] * 5)
    assert (lower_limits(passes, 300) >= 0.9).any(axis=1).mean() > 2 * ALPHA


@pytest.mark.parametrize(("items", "bar"), CASES)
@pytest.mark.parametrize("classified", [40, 100, 200])
def test_the_arm_at_the_bar(items: int, bar: float, classified: int) -> None:
    """Nine failures in ten are behaviour and training cures them all: only the arm's limit stands in the way."""
    passes, behaviour = drawn(items, bar)[:, 0], drawn(classified, 0.9, seed=6)[:, 0]
    wrong = retrieval_holds(passes, items, bar, behaviour, classified, cure=1).mean()
    assert 0 < wrong <= ALPHA
    assert (lower_limits(passes, items) >= bar).mean() <= ALPHA


@pytest.mark.parametrize("classified", [20, 60, 100, 101, 300])
def test_behaviour_at_one_half(classified: int) -> None:
    """The arm is far below and half a cure is enough: only the share stands in the way."""
    passes, behaviour = drawn(300, 0.7)[:, 0], drawn(classified, 0.5, seed=6)[:, 0]
    wrong = retrieval_holds(passes, 300, 0.75, behaviour, classified, cure=1).mean()
    assert 0 < wrong <= ALPHA
    assert (upper_limits(behaviour, classified) < 0.5).mean() <= ALPHA


def test_prompting_on_arrays_is_the_verdict() -> None:
    passes = drawn(100, 0.82, 0.84, 0.9, seed=8)[:SAMPLE]
    holds, fails = prompting_holds(passes, 100, 0.88), prompting_does_not_hold(passes, 100, 0.88)
    states = [prompting_fails(evidence(prompts(list(team), 100, 0.88))).state for team in passes]
    assert [state == "holds" for state in states] == list(holds)
    assert [state == "does_not_hold" for state in states] == list(fails)
    one = drawn(100, 0.8, seed=8)[:SAMPLE]
    wanted = [prompting_fails(evidence(prompts(list(team), 100, 0.87))).state == "holds" for team in one]
    assert wanted == list(prompting_holds(one, 100, 0.87))
    assert set(wanted) == {True, False}


def test_retrieval_on_arrays_is_the_verdict() -> None:
    passes, behaviour = drawn(200, 0.85, seed=8)[:SAMPLE, 0], drawn(100, 0.62, seed=9)[:SAMPLE, 0]
    found = retrieval_holds(passes, 200, 0.9, behaviour, 100, cure=0.6)
    wanted = []
    for count, wrong in zip(passes, behaviour, strict=True):
        failures = sorted_failures(int(wrong), 100 - int(wrong))
        given_arm = arm(0, 0, failures, passes=count, expected_cure=0.6)
        verdict = retrieval_does_not_fix_it(evidence(prompts([150], 200), retrieval=given_arm))
        wanted.append(verdict.state == "holds")
    assert wanted == list(found)
    assert set(wanted) == {True, False}


def in_clusters(clusters: int, size: int, rate: float, icc: float, seed: int = 7) -> np.ndarray:
    """Passes by cluster, beta-binomial with this correlation of two items of one cluster."""
    random, strength = np.random.default_rng(seed), 1 / icc - 1
    rates = random.beta(rate * strength, (1 - rate) * strength, size=(TEAMS, clusters))
    return random.binomial(size, rates).astype(float)


@pytest.mark.parametrize("icc", [0.05, 0.2, 0.5])
@pytest.mark.parametrize(("clusters", "size"), [(8, 10), (15, 20), (20, 10), (40, 5), (60, 8)])
@pytest.mark.parametrize("bar", [0.7, 0.8, 0.9])
def test_items_in_clusters_at_the_bar(clusters: int, size: int, bar: float, icc: float) -> None:
    by_cluster = in_clusters(clusters, size, bar, icc)
    passes, effects = by_cluster.sum(axis=1), cautious_effects(by_cluster, size)
    items = clusters * size
    assert (upper_limits(passes / effects, items / effects) < bar).mean() <= ALPHA


@pytest.mark.parametrize("icc", [0.05, 0.2, 0.5])
@pytest.mark.parametrize(("clusters", "size"), [(20, 10), (40, 5), (60, 8)])
@pytest.mark.parametrize("bar", [0.5, 0.7, 0.8])
def test_items_in_clusters_do_not_reach_the_bar_by_luck(
    clusters: int, size: int, bar: float, icc: float
) -> None:
    """At bars higher than these few clusters can all pass, and no estimate of their variance tells."""
    by_cluster = in_clusters(clusters, size, bar, icc)
    passes, effects = by_cluster.sum(axis=1), cautious_effects(by_cluster, size)
    items = clusters * size
    assert (lower_limits(passes / effects, items / effects) >= bar).mean() <= ALPHA


@pytest.mark.parametrize(("clusters", "size"), [(5, 10), (8, 10), (20, 10)])
def test_clusters_that_all_pass_count_as_one_item_each(clusters: int, size: int) -> None:
    """Of clusters that nearly always pass or fail as a whole: counted item by item, a third would be wrong."""
    bar, items = 0.9, clusters * size
    by_cluster = in_clusters(clusters, size, bar, 0.9)
    passes, effects = by_cluster.sum(axis=1), cautious_effects(by_cluster, size)
    unanimous = passes == items
    assert unanimous.mean() > ALPHA
    assert (lower_limits(passes[unanimous] / effects[unanimous], items / effects[unanimous]) < bar).all()


def test_clusters_that_are_not_asked_for_make_it_wrong_too_often() -> None:
    """So that the test above can fail."""
    passes = in_clusters(20, 10, 0.8, 0.2).sum(axis=1)
    assert (upper_limits(passes, 200) < 0.8).mean() > 2 * ALPHA


def test_effects_on_arrays_are_the_functions() -> None:
    by_cluster = in_clusters(12, 6, 0.9, 0.4)[:SAMPLE]
    places = np.repeat(np.arange(12), 6)
    wanted = [
        cautious_design_effect((np.tile(np.arange(6), 12) < np.repeat(team, 6)).astype(float), places, ALPHA)
        for team in by_cluster
    ]
    assert cautious_effects(by_cluster, 6) == pytest.approx(wanted, rel=1e-9)
    assert max(wanted) > 1.5
    states = []
    for team, effect in zip(by_cluster, wanted, strict=True):
        given = evidence(prompts([float(team.sum())], 72, 0.95, design_effects=[effect]))
        states.append(prompting_fails(given).state == "holds")
    effects = np.array(wanted)
    assert states == list(upper_limits(by_cluster.sum(axis=1) / effects, 72 / effects) < 0.95)
