"""From three verdicts to one decision: a table, read from the top, first match wins."""

from __future__ import annotations

from typing import Literal

from costmodel.decide.evidence.verdict import State

Decision = Literal[
    "fine_tune",
    "fine_tune_for_cost",
    "fine_tune_on_shared_hosting",
    "use_retrieval",
    "stay_hosted",
    "collect_evidence",
]

STATEMENT_KEYS = ("prompting_fails", "retrieval_does_not_fix", "volume_justifies")
STATEMENTS = ("prompting fails", "retrieval and tools do not fix it", "volume pays")


def decision_of(
    prompting_fails: State, retrieval_does_not_fix_it: State, volume_justifies: State
) -> Decision:
    """The decision that three states lead to."""
    states = (prompting_fails, retrieval_does_not_fix_it, volume_justifies)
    if prompting_fails == "does_not_hold":
        if volume_justifies == "holds":
            return "fine_tune_for_cost"
        return "stay_hosted" if volume_justifies == "does_not_hold" else "collect_evidence"
    if retrieval_does_not_fix_it == "does_not_hold":
        return "use_retrieval"
    if volume_justifies == "does_not_hold":
        return "fine_tune_on_shared_hosting" if states[:2] == ("holds", "holds") else "stay_hosted"
    return "fine_tune" if states == ("holds", "holds", "holds") else "collect_evidence"


def blocking(
    prompting_fails: State, retrieval_does_not_fix_it: State, volume_justifies: State
) -> tuple[int, ...]:
    """Which verdicts, by place, keep the decision open; none if it is made."""
    states = (prompting_fails, retrieval_does_not_fix_it, volume_justifies)
    if decision_of(*states) != "collect_evidence":
        return ()
    if prompting_fails == "does_not_hold":
        return (2,)
    return tuple(place for place, state in enumerate(states) if state == "not_enough_evidence")
