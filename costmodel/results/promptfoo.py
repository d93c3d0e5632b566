"""Results of promptfoo, as `promptfoo eval -o results.json` and `-o results.jsonl` write them.

A variant is a column of its table: a provider, and a prompt where a provider answers to several. An item is a
test: results of one column whose tests have the same description, variables and assertions are its repeats,
because the file numbers repeats as if they were further tests. A failed assertion is a fail, and so is an
empty answer; where the call or its grading ended in an error, nothing was measured and the result is left out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, cast

from costmodel.errors import NOT_GIVEN, InputError, Problem
from costmodel.results.findings import one_line, places
from costmodel.results.json_lines import FORMAT as LINES
from costmodel.results.json_lines import objects_in
from costmodel.results.model import MOST_NAME_CHARACTERS
from costmodel.results.tally import Batch, Origin, Tally

FORMAT = "promptfoo"
READ_VERSION = 3
VERIFIED = "0.121.20"
"""The version whose code was read and whose files, of an evaluation with repeats and errors, were tried. Source:
https://github.com/promptfoo/promptfoo/blob/main/src/types/index.ts (OutputFile, EvaluateSummaryV3,
EvaluateResult, ResultFailureReason); src/util/output.ts and src/evaluator.ts of the same repository."""

ENDED_IN_ERROR = 2
"""`failureReason` of a result whose call or grading failed."""

MOST_PROMPT_CHARACTERS = 60

Column = tuple[str, str, int]
"""A provider, a prompt's label, and which of several such columns it is, from 0."""

Placed = tuple[int, dict[str, Any]]
"""A result and where in the file it stands."""


@dataclass(frozen=True)
class Result:
    """One result that has a verdict: its place in the file, its column, its test's content and whether it passed."""

    place: int
    column: Column
    test: str
    passed: bool


@dataclass(frozen=True)
class Run:
    """One file, its results in the order of its tests and columns; `tests` names tests by their content."""

    origin: Origin
    format: str
    results: tuple[Result, ...]
    tests: dict[str, str]


def is_promptfoo(found: dict[str, Any]) -> bool:
    """Whether a JSON object is such a file."""
    return isinstance(found.get("results"), dict) and "results" in found["results"]


def is_result(found: dict[str, Any]) -> bool:
    """Whether the object of a line is a result."""
    return "testIdx" in found and "success" in found


def run_of(name: str, found: dict[str, Any], tally: Tally) -> Run:
    """What a JSON file holds; raises InputError if its format is not read, notes problems of results."""
    version = found["results"].get("version")
    listed = found["results"]["results"]
    if not isinstance(version, int) or version < READ_VERSION or not isinstance(listed, list):
        allowed = (
            f"version {READ_VERSION} of the format is read; export the results again with a new promptfoo"
        )
        raise InputError([Problem(f"{name}, results.version", version, allowed)])
    if version > READ_VERSION:
        tally.notes.add(
            f"{name}: version {version} of the format is newer than {READ_VERSION}, the one known"
        )
    if not listed:
        raise InputError([Problem(f"{name}, results.results", NOT_GIVEN, "the file holds no results")])
    metadata = found.get("metadata")
    written_by = metadata.get("promptfooVersion") if isinstance(metadata, dict) else None
    words = one_line(f"{FORMAT} {written_by}")[:MOST_NAME_CHARACTERS] if written_by else FORMAT
    return _run(Origin(name, "result"), words, enumerate(listed, start=1), tally)


def run_of_lines(name: str, data: bytes, tally: Tally) -> Run:
    """What a file of JSON Lines holds; notes problems of its lines."""
    return _run(Origin(name), f"{FORMAT}, {LINES}", objects_in(name, data, tally), tally)


def variant_names(runs: Sequence[Run]) -> dict[Column, str]:
    """A name for each column of all runs: as much of provider and prompt as tells them apart."""
    columns = dict.fromkeys(result.column for run in runs for result in run.results)
    prompts = Counter(provider for provider, _ in {column[:2] for column in columns})
    names: dict[Column, str] = {}
    taken: Counter[str] = Counter()
    for column in columns:
        provider, prompt, _ = column
        wanted = f"{provider}, {_short(prompt)}" if prompts[provider] > 1 else provider
        taken[wanted] += 1
        names[column] = f"{wanted} ({taken[wanted]})" if taken[wanted] > 1 else wanted
    return names


def add_run(run: Run, names: dict[Column, str], tally: Tally) -> str:
    """Add a run's results to the tally, repeats of one item numbered in the file's order; return the format."""
    tally.begin(run.origin)
    asked: Counter[tuple[Column, str]] = Counter()
    repeats = []
    for result in run.results:
        asked[result.column, result.test] += 1
        repeats.append(str(asked[result.column, result.test]))
    again = sum(count - 1 for count in asked.values())
    if again:
        same = "the same description, variables and assertions"
        tally.notes.add(f"{run.origin.name}: {again:,} results are repeats, of tests with {same}")
    for test, item in run.tests.items():
        tally.same_content(item, test)
    tally.take(
        Batch(
            places=[result.place for result in run.results],
            item=[run.tests[result.test] for result in run.results],
            variant=[names[result.column] for result in run.results],
            passed=[result.passed for result in run.results],
            repeat=repeats,
        )
    )
    return run.format


def _run(origin: Origin, words: str, numbered: Iterable[tuple[int, object]], tally: Tally) -> Run:
    listed = [(place, one) for place, one in numbered if _is_sound(origin.at(place), one, tally)]
    sound = sorted(
        cast("list[Placed]", listed), key=lambda placed: (placed[1]["testIdx"], placed[1]["promptIdx"])
    )
    measured = [(place, one) for place, one in sound if not _ended_in_error(one)]
    _note(origin, sound, measured, tally)
    columns = _columns([one for _, one in sound])
    results = [
        Result(place, columns[one["promptIdx"]], _content(one), one["success"]) for place, one in measured
    ]
    return Run(origin, words, tuple(results), _test_names([one for _, one in sound]))


def _is_sound(where: str, one: object, tally: Tally) -> bool:
    if not isinstance(one, dict):
        tally.problems.add(where, one, "each result must be a JSON object")
        return False
    before = tally.problems.count
    if not isinstance(one.get("success"), bool):
        tally.problems.add(f"{where}, success", one.get("success"), "true and false are allowed")
    for key in ("testIdx", "promptIdx"):
        value = one.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            tally.problems.add(f"{where}, {key}", value, "it must be a whole number from 0")
    return tally.problems.count == before


def _ended_in_error(one: dict[str, Any]) -> bool:
    grading = one.get("gradingResult")
    if "failureReason" not in one:
        return bool(one.get("error")) and not grading
    if one["success"] or not isinstance(grading, dict):
        return bool(one["failureReason"] == ENDED_IN_ERROR)
    parts = grading.get("componentResults")
    if not isinstance(parts, list) or not parts:
        parts = [grading]
    failed = [part for part in parts if isinstance(part, dict) and part.get("pass") is False]
    only_grader_errors = bool(failed) and all(_is_grader_error(part) for part in failed)
    return bool(one["failureReason"] == ENDED_IN_ERROR) or only_grader_errors


def _is_grader_error(part: dict[str, Any]) -> bool:
    metadata = part.get("metadata")
    return isinstance(metadata, dict) and metadata.get("graderError") is True


def _note(origin: Origin, sound: list[Placed], measured: list[Placed], tally: Tally) -> None:
    kept = {place for place, _ in measured}
    errors = sorted(place for place, _ in sound if place not in kept)
    if errors:
        where = places(origin.unit, errors)
        tally.notes.add(f"{origin.name}: an error in place of an answer or its grading is left out ({where})")
    ungraded = sorted(
        place for place, one in measured if one["success"] and not _test_case(one).get("assert")
    )
    if ungraded:
        where = places(origin.unit, ungraded)
        tally.notes.add(f"{origin.name}: a test without assertions passes whatever is answered ({where})")


def _columns(results: list[dict[str, Any]]) -> dict[int, Column]:
    """Each column by its number; of columns that are alike, the lower number comes first."""
    columns: dict[int, Column] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for one in sorted(results, key=lambda one: one["promptIdx"]):
        if one["promptIdx"] not in columns:
            said = (_provider(one), _prompt(one))
            columns[one["promptIdx"]] = (*said, seen[said])
            seen[said] += 1
    return columns


def _provider(one: dict[str, Any]) -> str:
    provider = one.get("provider")
    if isinstance(provider, dict):
        provider = provider.get("label") or provider.get("id")
    named = _short_line(provider) if isinstance(provider, str) else ""
    return named or f"column {one['promptIdx'] + 1}"


def _prompt(one: dict[str, Any]) -> str:
    prompt = one.get("prompt")
    label = prompt.get("label") if isinstance(prompt, dict) else prompt
    named = " ".join(label.split()) if isinstance(label, str) else ""
    return named or f"prompt {one['promptIdx'] + 1}"


def _test_case(one: dict[str, Any]) -> dict[str, Any]:
    case = one.get("testCase")
    return case if isinstance(case, dict) else {}


def _content(one: dict[str, Any]) -> str:
    """What a test asks; its own number if the file was written without the variables."""
    case = _test_case(one)
    given = case.get("vars")
    if not isinstance(given, dict):
        return f"test {one['testIdx']}"
    lasting = {key: value for key, value in given.items() if key != "sessionId" and not key.startswith("_")}
    asked = json.dumps([case.get("description"), lasting, case.get("assert")], sort_keys=True)
    return blake2b(asked.encode(), digest_size=16).hexdigest()


def _test_names(results: list[dict[str, Any]]) -> dict[str, str]:
    """Tests are numbered from 1 in the order of the file's own numbers, repeats left out."""
    names: dict[str, str] = {}
    for one in results:
        content = _content(one)
        if content not in names:
            description = _test_case(one).get("description")
            told = f": {_short_line(description)}" if isinstance(description, str) and description else ""
            names[content] = f"test {len(names) + 1}{told}"[:MOST_NAME_CHARACTERS].strip()
    return names


def _short_line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[: MOST_NAME_CHARACTERS // 2]


def _short(text: str) -> str:
    return text if len(text) <= MOST_PROMPT_CHARACTERS else text[:MOST_PROMPT_CHARACTERS] + "…"
