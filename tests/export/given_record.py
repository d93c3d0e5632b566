"""Records for tests, and their tables read back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from given_scenarios import Json

from costmodel.case.resolve import resolve
from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.catalog.load import load_catalog
from costmodel.decide.compare import compare
from costmodel.decide.evidence.answer import judge
from costmodel.decide.uncertainty import uncertainty
from costmodel.export.record import RecordInput
from costmodel.scenario.evidence import Evidence, Failures, Prompting, Retrieval
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.presets import preset

CATALOG = load_catalog()


DAY = date(2026, 11, 26)


CELL = re.compile(r"(?<!\\)\|")


def router(volume: Scenario) -> Evidence:
    """The measurements of the ticket router of the practice cases."""
    return Evidence(
        bar=0.94,
        prompting=Prompting(items=600, passes=(540, 546, 549, 551, 552)),
        retrieval=Retrieval(
            newly_passing=9,
            newly_failing=7,
            failures=Failures(search_defect=6, missing_knowledge=8, wrong_behaviour=86),
        ),
        volume=volume,
    )


@cache
def given_of(name: str) -> RecordInput:
    """A preset with its usual ranges and the router's measurements."""
    asked = with_usual_ranges(preset(name))
    evidence = router(asked)
    comparison = compare(resolve(asked, CATALOG))
    return RecordInput(
        question="Should we build our own model?",
        evidence=evidence,
        found=judge(evidence, CATALOG),
        scenario=asked,
        defaults=asked,
        comparison=comparison,
        sure=uncertainty(asked, CATALOG, comparison, 256),
        link="https://app.example/?preset=Router&tasks=10000000",
        day=DAY,
    )


def plain_given(asked: Json, **fields: Any) -> RecordInput:
    """Without evidence, odds or preset."""
    read = scenario_from_dict(asked)
    comparison = compare(resolve(read, CATALOG))
    bare = RecordInput("Build?", None, None, read, None, comparison, None, None, DAY)
    return replace(bare, **fields)


def table_under(record: str, heading: str) -> list[list[str]]:
    """Rows of the first table under a heading, without its rule."""
    after = record.split(f"\n## {heading}", 1)[1]
    lines = [line for line in after.split("\n\n## ")[0].splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in CELL.split(line)[1:-1]] for line in lines]
    return [rows[0], *rows[2:]]
