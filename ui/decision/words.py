"""States and decisions as the pages say them."""

from __future__ import annotations

from typing import Literal

from costmodel.decide.compare import Comparison
from costmodel.decide.evidence.answer import EvidenceAnswer
from costmodel.decide.evidence.verdict import State
from costmodel.decide.evidence.volume import OWN, contest_of
from ui.evidence import Stated

Colour = Literal["green", "blue", "gray"]

PROMPTING, RETRIEVAL = "1 Prompting fails", "2 Retrieval and tools do not fix it"

COLOURS: dict[State, Colour] = {"holds": "green", "does_not_hold": "blue", "not_enough_evidence": "gray"}
"""That a statement does not hold is an answer like the other, no failure."""


def headline(found: EvidenceAnswer, said: Stated, has_bar: bool) -> str:
    """The decision in one sentence, or what keeps it from being made."""
    if said.problems:
        return "Repair the counts first: they contradict each other."
    if not said.has_prompting:
        return "Collect evidence first: nothing is measured yet."
    return found.headline if has_bar else "Say the quality bar first: without one nothing can fail it."


def volume_statement(comparison: Comparison | None) -> str:
    """The third statement; it speaks of own GPUs where such a fleet is compared."""
    contest = None if comparison is None else contest_of(comparison)
    if comparison is None or contest is None or comparison.results[contest.build].option.kind != OWN:
        return "3 The volume pays"
    return "3 The volume pays for own GPUs"
