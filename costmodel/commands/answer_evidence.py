"""`evidence`: the three verdicts, on counts or on files of results."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from costmodel.catalog.load import load_catalog
from costmodel.commands.answer_compare import read_text
from costmodel.decide.evidence import EvidenceAnswer, judge
from costmodel.decide.evidence.decision import STATEMENTS
from costmodel.decide.evidence.from_results import Counts, counts_of
from costmodel.decide.evidence.retrieval import Lift
from costmodel.decide.evidence.wording import STATE_WORDS, in_one_line, number_of
from costmodel.errors import NOT_GIVEN, InputError, Problem
from costmodel.export.evidence import evidence_answer
from costmodel.results import NamedFile, read_results
from costmodel.scenario.evidence import Evidence
from costmodel.scenario.parse import json_of
from costmodel.scenario.parse_evidence import evidence_from_dict, parse_evidence

USUAL_ALPHA: float = Evidence.model_fields["alpha"].default


def run(options: argparse.Namespace) -> str:
    """The answer as text or JSON; from results also the evidence that was counted."""
    if not options.results:
        return _without_files(options)
    if options.evidence is not None:
        raise InputError(
            [Problem("--results", options.results[0], "give EVIDENCE.json or results, not both")]
        )
    if options.bar is None:
        raise InputError([Problem("--bar", NOT_GIVEN, "the share of items that must pass, from 0 to 1")])
    alpha = USUAL_ALPHA if options.alpha is None else options.alpha
    counts = counts_of(read_results([_file(name) for name in options.results]), options.arm, alpha)
    given: dict[str, Any] = {"bar": options.bar, "alpha": alpha, **counts.evidence}
    if options.volume is not None:
        given["volume"] = json_of(read_text(options.volume, "--volume"), "--volume")
    found = judge(evidence_from_dict(given), load_catalog())
    if options.json:
        answer = evidence_answer(found) | {"evidence": given, "notes": list(counts.notes)}
        return json.dumps(answer, allow_nan=False)
    return "\n".join([*_counted_lines(counts), *_lines(found)])


def _file(name: str) -> NamedFile:
    if name != "-":
        return NamedFile(name, Path(name))
    if sys.stdin is None:
        raise InputError([Problem("--results", name, "standard input is closed")])
    return NamedFile("standard input", io.BytesIO(sys.stdin.buffer.read()))


def _without_files(options: argparse.Namespace) -> str:
    if options.evidence is None:
        raise InputError(
            [Problem("evidence", NOT_GIVEN, "name EVIDENCE.json, or files of results by --results")]
        )
    for flag in ("bar", "alpha", "arm", "volume"):
        if getattr(options, flag) not in (None, []):
            allowed = "with EVIDENCE.json the file says it; the flag goes with --results"
            raise InputError([Problem(f"--{flag}", getattr(options, flag), allowed)])
    found = judge(parse_evidence(read_text(options.evidence, "evidence")), load_catalog())
    if options.json:
        return json.dumps(evidence_answer(found), allow_nan=False)
    return "\n".join(_lines(found))


def _counted_lines(counts: Counts) -> Iterator[str]:
    prompting = counts.evidence["prompting"]
    yield f"counted on {prompting['items']:,} items:"
    for name, passes in zip(counts.prompts, prompting["passes"], strict=True):
        yield f"    {in_one_line(name)}: {number_of(passes)} pass"
    if counts.arm is not None:
        passes = number_of(counts.evidence["retrieval"]["passes"])
        yield f"    {in_one_line(counts.arm)} (retrieval or tools): {passes} pass"
    yield from (f"    note: {in_one_line(note)}" for note in counts.notes)


def _lines(found: EvidenceAnswer) -> Iterator[str]:
    yield f"decision: {found.decision}"
    yield f"    {found.why}"
    for statement, verdict in zip(STATEMENTS, found.verdicts, strict=True):
        yield f"{statement}: {STATE_WORDS[verdict.state]}"
        yield f"    {verdict.why}"
        yield f"    next: {verdict.next_step}"
        yield from (f"    note: {note}" for note in verdict.notes)
    if found.contradiction:
        yield f"note: {found.contradiction}"
    if found.retrieval_does_not_fix_it.lift is not None:
        yield _lift_line(found.retrieval_does_not_fix_it.lift)


def _lift_line(lift: Lift) -> str:
    gain = (lift.newly_passing - lift.newly_failing) / lift.items
    return (
        f"lift of retrieval or tools: {gain:+.1%} ({lift.low:+.1%} to {lift.high:+.1%}); McNemar exact p {lift.exact_p:.3g},"
        f" mid p {lift.mid_p:.3g}"
    )
