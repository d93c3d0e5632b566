"""Second statement: retrieval and tools do not fix it; the gap is behaviour, not missing facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from costmodel.decide.evidence.needed import CHANCE, needed_to_fall_short, needed_to_reach
from costmodel.decide.evidence.verdict import Counted, Limit, Needed, State, Verdict, limit_of
from costmodel.decide.evidence.wording import (
    bar_in_words,
    confidence,
    counted_in_words,
    in_one_line,
    listed,
    lower_in_words,
    needed_in_words,
    number_of,
    percent,
    upper_in_words,
)
from costmodel.estimate.paired import bonett_price_interval, mcnemar_exact, mcnemar_mid_p
from costmodel.scenario.evidence import Evidence, Failures, Retrieval

MOSTLY = 0.5
"""More than half of the failures must be behaviour."""
ROUNDING = 1e-12
"""A reachable rate that is the bar itself may come out so much lower."""
FEWEST_FAILURES = 100
"""https://www.skills.sh/hamelsmu/evals-skills/error-analysis"""


@dataclass(frozen=True)
class Lift:
    """What the arm gained on the best prompt, item by item; it informs and does not decide."""

    newly_passing: int
    newly_failing: int
    items: int
    exact_p: float
    mid_p: float
    low: float
    high: float


@dataclass(frozen=True)
class RetrievalVerdict(Verdict):
    """`reachable_rate`: what the arm would pass if training cured the expected share of behaviour failures."""

    lift: Lift | None = None
    reachable_rate: float | None = None


@dataclass(frozen=True)
class _Facts:
    """The arm and the share of behaviour against their bars; None where no failure is classified."""

    arm: Limit
    behaviour: Limit | None
    reachable_rate: float | None

    @property
    def is_behaviour(self) -> bool:
        return self.behaviour is not None and self.behaviour.lower > MOSTLY

    @property
    def is_not_behaviour(self) -> bool:
        return self.behaviour is not None and self.behaviour.upper < MOSTLY

    @property
    def can_reach(self) -> bool:
        return self.reachable_rate is not None and self.reachable_rate >= self.arm.bar - ROUNDING


def retrieval_does_not_fix_it(evidence: Evidence) -> RetrievalVerdict:
    """Holds if the arm is below the bar, most failures are behaviour, and training can plausibly reach the bar.

    Does not hold if the arm reaches the bar, or most failures are not behaviour. A test without a significant lift is
    no proof that retrieval is useless, so that McNemar's p decides nothing.
    """
    arm = evidence.retrieval
    if arm is None:
        return retrieval_not_tested()
    facts = _facts(evidence, arm)
    state, why, next_step, needed = _judged(evidence, arm, facts)
    return RetrievalVerdict(
        state,
        why,
        next_step,
        (facts.arm,) if facts.behaviour is None else (facts.arm, facts.behaviour),
        needed,
        tuple(_notes(evidence, arm)),
        lift=lift_of(arm, evidence.prompting.items),
        reachable_rate=facts.reachable_rate,
    )


def retrieval_not_tested() -> RetrievalVerdict:
    """There is no arm yet."""
    return RetrievalVerdict(
        "not_enough_evidence",
        "Retrieval and tools have not been tested.",
        "Run the best prompt with retrieval or tools on the same items, and sort what still fails by the oracle test.",
    )


def lift_of(arm: Retrieval, items: int) -> Lift:
    """McNemar's exact and mid p, and the Bonett-Price interval of the lift."""
    better, worse = arm.newly_passing, arm.newly_failing
    low, high = bonett_price_interval(better, worse, items)
    return Lift(better, worse, items, mcnemar_exact(better, worse), mcnemar_mid_p(better, worse), low, high)


def _facts(evidence: Evidence, arm: Retrieval) -> _Facts:
    alpha, items = evidence.alpha / evidence.looks, evidence.prompting.items
    against_bar = limit_of(
        _name(arm),
        Counted(evidence.arm_passes, items, arm.design_effect),
        evidence.bar,
        lower_alpha=alpha / arm.arms,
        upper_alpha=alpha,
    )
    if arm.failures is None or not arm.failures.classified:
        return _Facts(against_bar, None, None)
    share = Counted(arm.failures.wrong_behaviour, arm.failures.classified, arm.failures_design_effect)
    rate = against_bar.counted.rate
    return _Facts(
        against_bar,
        limit_of("Behaviour among failures", share, MOSTLY, lower_alpha=alpha, upper_alpha=alpha),
        rate + share.rate * (1 - rate) * arm.expected_cure,
    )


def _name(arm: Retrieval) -> str:
    name = "Retrieval or tools" if arm.name is None else in_one_line(arm.name)
    return name if arm.arms == 1 else f"{name}, the best of {arm.arms} arms"


def _judged(evidence: Evidence, arm: Retrieval, facts: _Facts) -> tuple[State, str, str, tuple[Needed, ...]]:
    if facts.arm.reaches:
        return "does_not_hold", _arm_reaches(evidence, facts.arm), "Ship it with retrieval or tools.", ()
    if facts.is_not_behaviour and arm.failures is not None:
        return "does_not_hold", _facts_are_missing(evidence, facts), _repair(arm.failures), ()
    if facts.arm.is_below and facts.is_behaviour and facts.can_reach:
        return "holds", _behaviour_is_wrong(evidence, arm, facts), "", ()
    needed = _needed(facts)
    steps = [*(_step(each) for each in needed), *_missing_steps(arm, facts)]
    return "not_enough_evidence", _open(evidence, arm, facts), " ".join(steps), needed


def _arm_reaches(evidence: Evidence, limit: Limit) -> str:
    return (
        f"{limit.what}: {counted_in_words(limit.counted)} pass. With {confidence(evidence.alpha)} the true rate is at least"
        f" {lower_in_words(limit)}, which reaches your bar of {bar_in_words(evidence.bar)}."
    )


def _facts_are_missing(evidence: Evidence, facts: _Facts) -> str:
    share = facts.behaviour
    if share is None:
        return ""
    return (
        f"{number_of(share.counted.passes)} of {number_of(share.counted.items)} classified failures ({percent(share.counted.rate)}) are wrong"
        f" behaviour. With {confidence(evidence.alpha)} the share is at most {upper_in_words(share)}, less than half: most"
        " failures lack facts or a search that works."
    )


def _behaviour_is_wrong(evidence: Evidence, arm: Retrieval, facts: _Facts) -> str:
    share, reachable = facts.behaviour, facts.reachable_rate
    if share is None or reachable is None:
        return ""
    return (
        f"{facts.arm.what}: {counted_in_words(facts.arm.counted)} pass. With {confidence(evidence.alpha)} the true rate is at most"
        f" {upper_in_words(facts.arm)}, below your bar of {bar_in_words(evidence.bar)}, and at least {lower_in_words(share)} of"
        f" the failures are behaviour. Curing {percent(arm.expected_cure)} of them would lift the rate to {percent(reachable)}."
    )


def _open(evidence: Evidence, arm: Retrieval, facts: _Facts) -> str:
    """What is shown so far, and what is not."""
    limit, bar = facts.arm, bar_in_words(evidence.bar)
    words = [
        f"{limit.what}: {counted_in_words(limit.counted)} pass; the true rate may be {lower_in_words(limit)} to {upper_in_words(limit)}"
    ]
    words[0] += f", below your bar of {bar}." if limit.is_below else f", and your bar of {bar} lies between."
    share = facts.behaviour
    if share is None:
        bad = arm.failures is not None and arm.failures.bad_label
        words.append(
            "Every failure that was classified is one of the evaluation."
            if bad
            else "No failure is classified yet."
        )
    elif not facts.is_behaviour:
        words.append(
            f"{number_of(share.counted.passes)} of {number_of(share.counted.items)} failures are behaviour; the true share may be"
            f" {lower_in_words(share)} to {upper_in_words(share)}, and a half lies between."
        )
    elif not facts.can_reach and facts.reachable_rate is not None:
        words.append(
            f"Curing {percent(arm.expected_cure)} of the behaviour failures would lift the rate to"
            f" {percent(facts.reachable_rate, apart_from=evidence.bar)} only: training is not expected to reach the bar."
        )
    return " ".join(words)


def _needed(facts: _Facts) -> tuple[Needed, ...]:
    """If both are open, each gets a chance such that both together keep theirs."""
    arm, share = facts.arm, facts.behaviour
    asks_items = not arm.is_below and arm.counted.rate != arm.bar
    if asks_items and arm.counted.rate > arm.bar:
        return (needed_to_reach(arm, "items"),)
    asks_failures = share is not None and not facts.is_behaviour and share.counted.rate != MOSTLY
    chance = 1 - (1 - CHANCE) / max(1, asks_items + asks_failures)
    found = [needed_to_fall_short([arm], "items", chance)] if asks_items else []
    if asks_failures and share is not None:
        more = share.counted.rate > MOSTLY
        found.append(
            needed_to_reach(share, "failures", chance)
            if more
            else needed_to_fall_short([share], "failures", chance)
        )
    return tuple(found)


def _step(needed: Needed) -> str:
    verb = "Measure more items" if needed.unit == "items" else "Classify more failures"
    return f"{verb}: {needed_in_words(needed)}."


def _missing_steps(arm: Retrieval, facts: _Facts) -> Iterator[str]:
    if facts.arm.counted.rate == facts.arm.bar:
        yield "The arm lies exactly on the bar, where no number of items decides: improve it, or look at the bar."
    if facts.behaviour is None:
        if arm.failures is not None and arm.failures.bad_label:
            yield "Repair the evaluation first: its labels or its grader are wrong."
        yield (
            f"Sort at least {FEWEST_FAILURES} failures by the oracle test: does the item pass with the right passage or tool"
            " result supplied by hand?"
        )
    elif facts.behaviour.counted.rate == MOSTLY:
        yield "Classify more failures: exactly half of them are behaviour so far, a share that no number of them settles."
    elif facts.is_behaviour and not facts.can_reach:
        yield "Train a small pilot and replace the expected cure by what it shows, or look at the bar."


def _repair(failures: Failures) -> str:
    todo = [
        words
        for count, words in (
            (failures.search_defect, f"repair search ({failures.search_defect:,} failures)"),
            (
                failures.missing_knowledge,
                f"build retrieval for what is missing ({failures.missing_knowledge:,})",
            ),
        )
        if count
    ]
    return f"{listed(todo).capitalize()}, then measure again."


def _notes(evidence: Evidence, arm: Retrieval) -> Iterator[str]:
    yield from _notes_on_failures(evidence, arm)
    follows = evidence.prompting.best + arm.newly_passing - arm.newly_failing
    if evidence.prompting.repeats == 1 and evidence.arm_passes != follows:
        yield (
            f"The arm's {number_of(evidence.arm_passes)} passes decide, although the items that changed would make {number_of(follows)}:"
            " check that both ran on the same items."
        )
    if arm.design_effect > 1:
        yield "McNemar's test and the interval of the lift treat the items as independent; in clusters both are too sure."


def _notes_on_failures(evidence: Evidence, arm: Retrieval) -> Iterator[str]:
    """Whether those that were sorted are many, and those that failed."""
    failures = arm.failures
    if failures is None or not failures.classified:
        return
    failing = evidence.prompting.items - evidence.arm_passes
    sorted_ = failures.classified + failures.bad_label
    if sorted_ > failing:
        yield (
            f"{sorted_:,} failures are sorted, but only {number_of(failing)} of the items fail: the others must come from the same system on"
            " like items, or the share says nothing about these."
        )
    elif failures.classified < FEWEST_FAILURES:
        more = "sort more of them" if sorted_ < failing else "all are sorted, so that more need more items"
        yield f"{failures.classified:,} sorted failures are few, {FEWEST_FAILURES} are usual: {more}."
    if failures.bad_label:
        yield (
            f"{failures.bad_label:,} failures are errors of the evaluation and count in no share: repair it, the rates above"
            " contain them."
        )
