"""`evidence`: the three verdicts."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from costmodel.catalog.load import load_catalog
from costmodel.commands.answer_compare import read_text
from costmodel.decide.evidence import EvidenceAnswer, judge
from costmodel.decide.evidence.decision import STATEMENTS
from costmodel.decide.evidence.retrieval import Lift
from costmodel.export.evidence import evidence_answer
from costmodel.scenario.parse_evidence import parse_evidence

STATES = {
    "holds": "holds",
    "does_not_hold": "does not hold",
    "not_enough_evidence": "not enough evidence",
}


def run(options: argparse.Namespace) -> str:
    """The answer as text or JSON."""
    found = judge(parse_evidence(read_text(options.evidence, "evidence")), load_catalog())
    if options.json:
        return json.dumps(evidence_answer(found), allow_nan=False)
    return "\n".join(_lines(found))


def _lines(found: EvidenceAnswer) -> Iterator[str]:
    yield f"decision: {found.decision}"
    yield f"    {found.why}"
    for statement, verdict in zip(STATEMENTS, found.verdicts, strict=True):
        yield f"{statement}: {STATES[verdict.state]}"
        yield f"    {verdict.why}"
        yield f"    next: {verdict.next_step}"
        yield from (f"    note: {note}" for note in verdict.notes)
    if found.retrieval_does_not_fix_it.lift is not None:
        yield _lift_line(found.retrieval_does_not_fix_it.lift)


def _lift_line(lift: Lift) -> str:
    gain = (lift.newly_passing - lift.newly_failing) / lift.items
    return (
        f"lift of retrieval or tools: {gain:+.1%} ({lift.low:+.1%} to {lift.high:+.1%}); McNemar exact p {lift.exact_p:.3g},"
        f" mid p {lift.mid_p:.3g}"
    )
