"""One check between two stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from costmodel.scenario.progress import StageName

State = Literal["passes", "fails", "not_known"]


@dataclass(frozen=True)
class Gate:
    """One check: what was found, what is needed, and what to do about it if it does not pass.

    `measured` says whether `found` was recorded, or is what the programme plans.
    """

    stage: StageName
    name: str
    state: State
    found: str
    needed: str
    remedy: str
    measured: bool


def state_of(holds: bool | None) -> State:
    """A check that holds passes; one that nobody can answer yet is not known."""
    return "not_known" if holds is None else "passes" if holds else "fails"
