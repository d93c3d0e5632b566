"""A reader's answers, and how many of them are right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from costmodel.decide.evidence.decision import Decision
from costmodel.practice.cases import PracticeCase, Tip


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


def score_of(given: Mapping[str, Given], cases: Sequence[PracticeCase]) -> Score:
    """What a reader's answers, by the id of the case, come to."""
    pairs = [(given[case.id], case) for case in cases if case.id in given]
    return Score(
        answered=len(pairs),
        decisions_right=sum(each.decision == case.answer for each, case in pairs),
        tips_right=sum(each.tip in case.tipped_by for each, case in pairs),
    )
