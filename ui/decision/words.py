"""States and decisions as the pages say them."""

from __future__ import annotations

from typing import Literal

from costmodel.decide.compare import Comparison
from costmodel.decide.evidence.answer import EvidenceAnswer
from costmodel.decide.evidence.decision import Decision
from costmodel.decide.evidence.verdict import State
from costmodel.decide.evidence.volume import OWN, contest_of

Colour = Literal["green", "blue", "gray"]

PROMPTING, RETRIEVAL = "1 Prompting fails", "2 Retrieval and tools do not fix it"

STATES: dict[State, tuple[str, Colour]] = {
    "holds": ("holds", "green"),
    "does_not_hold": ("does not hold", "blue"),
    "not_enough_evidence": ("not enough evidence", "gray"),
}
"""That a statement does not hold is an answer like the other, no failure."""

HEADLINES: dict[Decision, str] = {
    "fine_tune": "Build: fine-tune an open model and serve it.",
    "fine_tune_for_cost": "Build for cost: a hosted model is good enough, your own would be cheaper.",
    "fine_tune_on_shared_hosting": "Fine-tune, but pay by the token: own GPUs do not pay.",
    "use_retrieval": "Do not train: retrieval or tools are the answer.",
    "stay_hosted": "Stay hosted: own GPUs do not pay at this volume.",
}


def headline(found: EvidenceAnswer, is_measured: bool) -> str:
    """The decision in one sentence."""
    if not is_measured:
        return "Collect evidence first: nothing is measured yet."
    if found.decision != "collect_evidence":
        return HEADLINES[found.decision]
    count = len(found.blocking)
    return f"Collect evidence first: {count} of three conditions {'is' if count == 1 else 'are'} open."


def volume_statement(comparison: Comparison | None) -> str:
    """The third statement; it speaks of own GPUs where such a fleet is compared."""
    contest = None if comparison is None else contest_of(comparison)
    if comparison is None or contest is None or comparison.results[contest.build].option.kind != OWN:
        return "3 The volume pays"
    return "3 The volume pays for own GPUs"
