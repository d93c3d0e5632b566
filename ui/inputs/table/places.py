"""Where the four options of every preset stand, and which inputs are theirs."""

from __future__ import annotations

from dataclasses import dataclass

TODAY, RIVAL, TUNED, OWN = range(4)

PERCENT = 100
"""Fractions are stored; shares of a hundred are shown."""


@dataclass(frozen=True)
class OptionInputs:
    """The keys of the inputs that one option has; None where it has no such input."""

    place: int
    kind: str
    people: str
    model: str | None = None
    known_cost: str | None = None
    include: str | None = None
    plan: str | None = None


OPTION_INPUTS = (
    OptionInputs(TODAY, "hosted", "fte_today", "model", "cost_today"),
    OptionInputs(RIVAL, "hosted", "fte_rival", "model_rival", "cost_rival", "with_rival"),
    OptionInputs(
        TUNED, "managed_fine_tune", "fte_tuned", "model_tuned", "cost_tuned", "with_tuned", "plan_tuned"
    ),
    OptionInputs(OWN, "self_hosted", "fte_own", include="with_own", plan="plan_own"),
)
