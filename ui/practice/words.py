"""What decisions, statements and states are called where one is asked to choose among them."""

from __future__ import annotations

from costmodel.decide.evidence.decision import Decision
from costmodel.decide.evidence.verdict import State
from costmodel.practice.cases import Tip

DECISIONS: dict[Decision, str] = {
    "fine_tune": "Fine-tune and serve it",
    "fine_tune_on_shared_hosting": "Fine-tune, on shared hosting",
    "fine_tune_for_cost": "Fine-tune, for cost only",
    "use_retrieval": "Use retrieval or tools",
    "stay_hosted": "Stay hosted",
    "collect_evidence": "Collect more evidence",
}

MEANINGS: dict[Decision, str] = {
    "fine_tune": "Nothing else reaches the bar, and the volume pays.",
    "fine_tune_on_shared_hosting": "It must be trained, but own GPUs do not pay.",
    "fine_tune_for_cost": "A prompt is good enough, but building costs less.",
    "use_retrieval": "Facts or a working search are missing.",
    "stay_hosted": "Building does not pay; own no machines.",
    "collect_evidence": "Something decisive is not shown yet.",
}

TIPS: dict[Tip, str] = {
    "prompting": "Whether prompts are good enough",
    "retrieval": "Whether retrieval fixes it",
    "volume": "Whether the volume pays",
    "evidence": "That evidence is missing",
}

STATEMENTS = ("Prompting fails", "Retrieval and tools do not fix it", "The volume pays")

STATES: dict[State, str] = {
    "holds": ":green[:material/check_circle:] holds",
    "does_not_hold": ":blue[:material/do_not_disturb_on:] does not hold",
    "not_enough_evidence": ":gray[:material/help:] not enough evidence",
}


def tips_in_words(tips: tuple[Tip, ...]) -> str:
    """What tipped it, in the middle of a sentence."""
    return ", and ".join(TIPS[tip][0].lower() + TIPS[tip][1:] for tip in tips)
