"""What a decision record is written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from costmodel.decide.compare import Comparison
from costmodel.decide.evidence import EvidenceAnswer
from costmodel.decide.uncertainty import Uncertainty
from costmodel.export.record.document import one_line
from costmodel.scenario.evidence import Evidence, Levels
from costmodel.scenario.model import Scenario

MOST_NAME_CHARACTERS = 60


@dataclass(frozen=True)
class RecordInput:
    """The question and everything that was found out about it, worked out already.

    `evidence` and `found`: None where no evidence was entered. `defaults`: the preset that the scenario started
    from, None for a scenario file. `sure`: how sure `comparison` is, None where no odds were drawn. `link`: the
    address that restores the inputs. `day`: of the record.
    """

    question: str
    evidence: Evidence | None
    found: EvidenceAnswer | None
    scenario: Scenario
    defaults: Scenario | None
    comparison: Comparison
    sure: Uncertainty | None
    link: str | None
    day: date

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the options, short enough for a cell."""
        return tuple(short_name(result.name) for result in self.comparison.results)

    @property
    def levels(self) -> Levels:
        """Where the third verdict changes."""
        return Levels() if self.evidence is None else self.evidence.levels


def short_name(name: str) -> str:
    """A name on one line."""
    return one_line(name, MOST_NAME_CHARACTERS)
