"""How many items the tests need, before anything is measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from costmodel.decide.evidence.wording import percent
from costmodel.errors import InputError, Problem
from costmodel.estimate.bar_samples import (
    items_to_fall_short,
    items_to_reach,
    likely_items_to_fall_short,
    likely_items_to_reach,
)
from costmodel.estimate.looks import false_alarm_rate, obrien_fleming_z, pocock_z
from costmodel.estimate.samples import (
    ab_items_per_arm,
    held_out_items_wilson,
    non_inferiority_items_per_arm,
    paired_items,
)

ALPHA = 0.05
CHANCE = 0.8
"""The usual power of a test: https://en.wikipedia.org/wiki/Power_of_a_test"""
USUAL_Z = 1.96
LEAST = 1e-4
"""Differences below a hundredth of a point are no question anyone asks."""
Kind = Literal["rate", "bar_floor", "bar_likely", "two_arms", "paired", "not_worse"]


@dataclass(frozen=True)
class Asked:
    """What the tests are planned for; rates, shares, differences and margins are fractions.

    `pass_rate`: expected of today's best prompt, and of what is held against it. `difference`: the smallest
    that matters. `newly_passing` and `newly_failing`: shares of items that only the new, and only the old,
    system passes. `looks`: how often the results are looked at with the choice to stop. `variants`: prompts
    tried. `design_effect`: so many items in clusters tell as much as one that stands alone.
    """

    bar: float
    pass_rate: float = 0.85
    difference: float = 0.05
    newly_passing: float = 0.08
    newly_failing: float = 0.03
    margin: float = 0.02
    looks: int = 1
    variants: int = 5
    design_effect: float = 1.0


@dataclass(frozen=True)
class PlannedTest:
    """One test: `items` in each of `arms`; None where no number settles it, or `problem` stands in the way."""

    kind: Kind
    name: str
    shows: str
    assumes: str
    items: int | None = None
    arms: int = 1
    problem: Problem | None = None

    @property
    def all_items(self) -> int | None:
        """Over all arms."""
        return None if self.items is None else self.items * self.arms


@dataclass(frozen=True)
class Peeking:
    """What looking so many times does to false alarms, and the bounds that keep them at 5% together."""

    looks: int
    false_alarms: float
    pocock_z: float
    obrien_fleming_z: tuple[float, ...]


@dataclass(frozen=True)
class Pairing:
    """The same lift seen on shared items, and in two arms."""

    lift: float
    pairs: int
    in_two_arms: int


@dataclass(frozen=True)
class TestsPlan:
    """All tests that were planned; `pairing` is None where the shares make no lift, `peeking` for one look."""

    __test__ = False

    tests: tuple[PlannedTest, ...]
    pairing: Pairing | None
    peeking: Peeking | None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that makes a test impossible, each once."""
        return tuple(dict.fromkeys(test.problem for test in self.tests if test.problem is not None))

    def of(self, kind: Kind) -> PlannedTest:
        """The test of a kind."""
        return next(test for test in self.tests if test.kind == kind)


def plan_tests(asked: Asked) -> TestsPlan:
    """Plan every test; one that is impossible carries its problem and leaves the others alone.

    Limits against the bar are one-sided at 5%, as `judge` takes them; tests of a difference are two-sided at
    5% with a power of 80%, the test for "not worse" is one-sided at 2.5%.
    """
    tests = (_rate(asked), *_against_bar(asked), _two_arms(asked), _paired(asked), _not_worse(asked))
    peeking = peeking_at(asked.looks) if asked.looks > 1 else None
    return TestsPlan(tests, _pairing(asked), peeking)


def peeking_at(looks: int) -> Peeking:
    """Raises InputError for looks that are none, or more than 50."""
    return Peeking(looks, false_alarm_rate(looks, USUAL_Z), pocock_z(looks), obrien_fleming_z(looks))


def _rate(asked: Asked) -> PlannedTest:
    test = PlannedTest(
        "rate",
        f"Pass rate to ±{points(asked.difference)}",
        "How good it is: half the width of its 95% interval",
        f"{percent(asked.pass_rate)} pass",
    )
    return _sized(test, asked, partial(_items_of_interval, asked.pass_rate, asked.difference))


def _against_bar(asked: Asked) -> Iterator[PlannedTest]:
    """By the rules of the first verdict: every prompt must fall short, or the one picked must reach the bar."""
    bar, rate, alpha, variants = asked.bar, asked.pass_rate, ALPHA / asked.looks, asked.variants
    if rate <= bar:
        shows, who = (
            "Prompting fails",
            f"all {variants} prompts pass" if variants > 1 else "the prompt passes",
        )
        floor = partial(items_to_fall_short, bar, rate, alpha)
        likely = partial(likely_items_to_fall_short, bar, [rate] * variants, alpha, CHANCE)
    else:
        shows = "Prompting is enough"
        who = f"the best of {variants} prompts passes" if variants > 1 else "the prompt passes"
        floor = partial(items_to_reach, bar, rate, alpha / variants)
        likely = partial(likely_items_to_reach, bar, rate, alpha / variants, CHANCE)
    against = f"bar {percent(bar)}{f', {asked.looks} looks' if asked.looks > 1 else ''}"
    name, who = "Prompts against the bar", f"{who} {percent(rate, apart_from=bar)}"
    at_least = PlannedTest("bar_floor", f"{name}, at least", shows, f"{who}, as observed; {against}")
    in_truth = PlannedTest("bar_likely", f"{name}, {CHANCE:.0%} chance", shows, f"{who} in truth; {against}")
    for test, items in ((at_least, floor), (in_truth, likely)):
        yield _sized(test, asked, items)


def _two_arms(asked: Asked) -> PlannedTest:
    test = PlannedTest(
        "two_arms",
        "Two arms (A/B)",
        f"A lift of {points(asked.difference)}, each item seen by one system",
        f"{percent(asked.pass_rate)} against {percent(asked.pass_rate + asked.difference)}",
        arms=2,
    )
    return _sized(test, asked, partial(_items_of_lift, asked.pass_rate, asked.difference, "difference"))


def _paired(asked: Asked) -> PlannedTest:
    lift = asked.newly_passing - asked.newly_failing
    test = PlannedTest(
        "paired",
        "Same items, both systems",
        f"A {'loss' if lift < 0 else 'lift'} of {points(abs(lift))}, each item seen by both (McNemar)",
        f"{percent(asked.newly_passing)} newly passing, {percent(asked.newly_failing)} newly failing",
    )
    return _sized(test, asked, partial(_items_of_pairs, asked.newly_passing, asked.newly_failing))


def _not_worse(asked: Asked) -> PlannedTest:
    test = PlannedTest(
        "not_worse",
        "Not worse, in two arms",
        f"The new system is at most {points(asked.margin)} worse",
        f"{percent(asked.pass_rate)} pass in both",
        arms=2,
    )
    return _sized(test, asked, partial(_items_of_margin, asked.pass_rate, asked.margin))


def _pairing(asked: Asked) -> Pairing | None:
    lift = round(asked.newly_passing - asked.newly_failing, 12)
    if lift <= 0:
        return None
    try:
        pairs = _items_of_pairs(asked.newly_passing, asked.newly_failing)
        arm = _items_of_lift(asked.pass_rate, lift, "newly_passing")
    except InputError:
        return None
    return Pairing(lift, _clustered(pairs, asked), 2 * _clustered(arm, asked))


def _items_of_interval(rate: float, half_width: float) -> int:
    _check_points("difference", half_width, 0.5)
    return held_out_items_wilson(rate, half_width)


def _items_of_margin(rate: float, margin: float) -> int:
    _check_points("margin", margin, 1)
    return non_inferiority_items_per_arm(rate, margin)


def _items_of_lift(rate: float, lift: float, field: str) -> int:
    if rate + lift >= 1:
        allowed = f"a pass rate of {percent(rate)} leaves room for less than {points(1 - rate)}"
        raise InputError([Problem(field, lift, allowed)])
    _check_points(field, lift, 1)
    return ab_items_per_arm(rate, rate + lift)


def _items_of_pairs(newly_passing: float, newly_failing: float) -> int:
    allowed = ""
    if abs(newly_passing - newly_failing) < LEAST:
        allowed = f"it must differ from the share newly passing by {points(LEAST)} or more"
    if newly_passing + newly_failing > 1:
        allowed = f"together with the {percent(newly_passing)} newly passing it may be at most 100%"
    if allowed:
        raise InputError([Problem("newly_failing", newly_failing, allowed)])
    return paired_items(newly_passing, newly_failing)


def _check_points(field: str, value: float, below: float) -> None:
    if not LEAST <= value < below:
        allowed = f"{points(LEAST)} or more, and less than {points(below)}, are"
        raise InputError([Problem(field, value, allowed)])


def _sized(test: PlannedTest, asked: Asked, items: Callable[[], int | None]) -> PlannedTest:
    """The test with its items, or with what makes it impossible."""
    try:
        if not 0 < asked.pass_rate < 1:
            raise InputError([Problem("pass_rate", asked.pass_rate, "a rate above 0% and below 100% is")])
        found = items()
    except InputError as error:
        return replace(test, problem=error.problems[0])
    return test if found is None else replace(test, items=_clustered(found, asked))


def _clustered(items: int, asked: Asked) -> int:
    return math.ceil(items * asked.design_effect)


def points(share: float) -> str:
    """`5 points`, `1 point`, `0.5 points`."""
    number = round(share * 100, 2)
    return f"{number:g} {'point' if number == 1 else 'points'}"
