"""Cases to judge: a story, what a team has measured, and the answer with its reason."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.catalog.load import DATA_FOLDER
from costmodel.decide.evidence.decision import Decision
from costmodel.errors import InputError, Problem
from costmodel.scenario.evidence import Evidence
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import json_of, problems_of
from costmodel.scenario.parse_evidence import evidence_from_dict

CASES_FILE = "practice_cases.json"

Tip = Literal["prompting", "retrieval", "volume", "evidence"]
"""What a decision turned on: one of the three statements, or that evidence is missing."""

Words = Annotated[str, Field(min_length=10, max_length=900)]


class Trap(BaseModel):
    """The tempting answer, and why it is wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tempting: Decision
    why: Words


class PracticeCase(BaseModel):
    """One case; its volume is a scenario at the prices of a fixed day, with the usual ranges.

    `answer`: what the model says. `textbook`: what a lesson with illustrative prices said, None for a case of our own;
    `why_it_differs` stands where the two are not the same. `tipped_by`: what the decision turned on, any of these.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=40)]
    title: Annotated[str, Field(min_length=3, max_length=60)]
    story: Words
    evidence: Evidence
    textbook: Decision | None
    answer: Decision
    tipped_by: Annotated[tuple[Tip, ...], Field(min_length=1)]
    reason: Words
    trap: Trap
    why_it_differs: Words | None

    @property
    def scenario(self) -> Scenario:
        """The workload and the ways to do it, held to the bar of the evidence."""
        volume = self.evidence.volume
        if not isinstance(volume, Scenario):
            raise ValueError("there is no scenario")
        return volume.model_copy(update={"quality_bar": self.evidence.bar})

    @model_validator(mode="after")
    def _answers_agree(self) -> PracticeCase:
        if self.trap.tempting == self.answer:
            raise _at("trap.tempting", self.trap.tempting, "it must be another answer than the right one")
        if (self.why_it_differs is not None) != (self.textbook not in (None, self.answer)):
            allowed = "it must stand where textbook and answer differ, and only there"
            raise _at("why_it_differs", self.why_it_differs, allowed)
        if not isinstance(self.evidence.volume, Scenario) or self.evidence.volume.as_of is None:
            raise _at("evidence.volume.as_of", None, "a scenario at the prices of a fixed day is needed")
        return self


def practice_cases(folder: Path | None = None) -> tuple[PracticeCase, ...]:
    """All cases, in their order, read once per process.

    Raises InputError with every mistake, each with the place of its case.
    """
    return _cases(DATA_FOLDER if folder is None else folder)


@cache
def _cases(folder: Path) -> tuple[PracticeCase, ...]:
    data = json_of((folder / CASES_FILE).read_text(encoding="utf-8"), CASES_FILE)
    rows = data.get("cases") if isinstance(data, dict) else None
    if not isinstance(rows, list) or not rows:
        raise InputError(
            [Problem(CASES_FILE, type(data).__name__, "an object with a list of cases is needed")]
        )
    cases: list[PracticeCase] = []
    problems: list[Problem] = []
    for place, row in enumerate(rows):
        try:
            cases.append(_case(row))
        except InputError as error:
            problems += error.inside(f"{CASES_FILE}.cases.{place}").problems
    problems += _repeated(cases)
    if problems:
        raise InputError(problems)
    return tuple(cases)


def _case(row: Any) -> PracticeCase:
    if not isinstance(row, dict):
        raise InputError([Problem("case", row, "it must be one JSON object")])
    try:
        evidence = evidence_from_dict(row.get("evidence"))
    except InputError as error:
        raise error.inside("evidence") from None
    if isinstance(evidence.volume, Scenario):
        evidence = evidence.model_copy(update={"volume": with_usual_ranges(evidence.volume)})
    try:
        return PracticeCase.model_validate({**row, "evidence": evidence})
    except ValidationError as error:
        raise InputError(problems_of(error.errors(), "case")) from None


def _repeated(cases: list[PracticeCase]) -> list[Problem]:
    return [
        Problem(f"{CASES_FILE}.cases.{place}.{field}", getattr(case, field), "an earlier case has the same")
        for field in ("id", "title")
        for place, case in enumerate(cases)
        if getattr(case, field) in [getattr(earlier, field) for earlier in cases[:place]]
    ]


def _at(field: str, value: object, allowed: str) -> PydanticCustomError:
    return PydanticCustomError("at_field", "{allowed}", {"field": field, "value": value, "allowed": allowed})
