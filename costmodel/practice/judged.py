"""A case as the model judges it, with the figures that a reader needs to judge it alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from costmodel.case.resolve import resolve
from costmodel.catalog.book import Catalog
from costmodel.decide.compare import OptionResult, compare
from costmodel.decide.evidence import EvidenceAnswer, judge
from costmodel.decide.evidence.decision import Decision
from costmodel.decide.evidence.verdict import State
from costmodel.practice.cases import PracticeCase, Tip

Each = TypeVar("Each")


@dataclass(frozen=True)
class Way:
    """One way to do the work, at the most likely numbers.

    `month_usd`: what its last month costs, people included. `good_enough`: whether it meets the bar.
    """

    name: str
    quality: float | None
    good_enough: bool | None
    upfront_usd: float
    month_usd: float
    total_usd: float


@dataclass(frozen=True)
class JudgedCase:
    """The answer to a case; `todays_bill_usd` is what the provider charges in the first month."""

    case: PracticeCase
    found: EvidenceAnswer
    ways: tuple[Way, ...]
    todays_bill_usd: float


@dataclass(frozen=True)
class Given:
    """What a reader answered."""

    decision: Decision
    tip: Tip


@dataclass(frozen=True)
class Score:
    """How many cases were answered, and how often each of the two answers was right."""

    answered: int
    decisions_right: int
    tips_right: int


def judge_case(case: PracticeCase, catalog: Catalog) -> JudgedCase:
    """Judge a case; takes up to a second."""
    comparison = compare(resolve(case.scenario, catalog))
    return JudgedCase(
        case=case,
        found=judge(case.evidence, catalog),
        ways=tuple(_way(result) for result in comparison.results),
        todays_bill_usd=float(comparison.baseline.ledger.running_usd["api"][0]),
    )


def _way(result: OptionResult) -> Way:
    quality = result.option.quality
    return Way(
        name=result.name,
        quality=None if quality is None else float(quality),
        good_enough=result.meets_quality_bar,
        upfront_usd=result.upfront_usd,
        month_usd=float(result.ledger.usd_by_month[-1]),
        total_usd=result.total_usd,
    )


def conditions_of(decision: Decision, states: tuple[State, State, State]) -> frozenset[Tip]:
    """Which statements the decision rests on: those that the row of its table names."""
    if decision == "collect_evidence":
        return frozenset({"evidence"})
    if states[0] == "does_not_hold":
        return frozenset({"prompting", "volume"})
    if decision == "use_retrieval":
        return frozenset({"retrieval"})
    if decision == "stay_hosted":
        return frozenset({"volume"})
    return frozenset({"prompting", "retrieval", "volume"})


def score_of(given: Mapping[str, Given], cases: Sequence[PracticeCase]) -> Score:
    """What a reader's answers, by the id of the case, come to."""
    pairs = [(given[case.id], case) for case in cases if case.id in given]
    return Score(
        answered=len(pairs),
        decisions_right=sum(each.decision == case.answer for each, case in pairs),
        tips_right=sum(each.tip in case.tipped_by for each, case in pairs),
    )


def next_after(every: Sequence[Each], one: Each) -> Each:
    """The one that follows; the first after the last, or where it is not among them."""
    place = every.index(one) if one in every else -1
    return every[(place + 1) % len(every)]
