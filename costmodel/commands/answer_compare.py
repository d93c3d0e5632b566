"""`compare`: all options of a scenario side by side."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from costmodel.case.resolve import resolve
from costmodel.catalog.load import load_catalog
from costmodel.commands.answer_odds import how_sure, odds_lines
from costmodel.decide.compare import Comparison, OptionResult, compare
from costmodel.decide.money import usd_in_words
from costmodel.decide.thresholds import Thresholds, nearest_flips
from costmodel.errors import InputError, Problem
from costmodel.export.answers import comparison_answer
from costmodel.export.csv_text import csv_text
from costmodel.export.odds import uncertainty_answer
from costmodel.export.provenance import provenance
from costmodel.export.tables import comparison_rows
from costmodel.export.threshold_answers import thresholds_answer
from costmodel.plain_text import UTF8_NEEDED, first_bad_byte
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import parse_scenario

MAX_FILE_BYTES = 1_000_000


def run(options: argparse.Namespace) -> str:
    """The answer as text or JSON; `--csv` writes the table as well."""
    if options.json and options.csv == "-":
        raise InputError([Problem("--csv", "-", "--json prints one object and nothing else; name a file")])
    scenario = parse_scenario(read_text(options.scenario, "scenario"))
    catalog = load_catalog()
    comparison = compare(resolve(scenario, catalog))
    flips = _flips(scenario, options.flip)
    if options.csv:
        table = csv_text(comparison_rows(comparison, provenance(scenario, comparison.case)))
        if options.csv == "-":
            return table.rstrip("\n")
        _write_text(options.csv, table)
    sure = None if options.draws is None else how_sure(scenario, catalog, comparison, options.draws)
    if options.json:
        answer = comparison_answer(comparison) | thresholds_answer(flips)
        if sure is not None:
            answer["uncertainty"] = uncertainty_answer(sure.odds, sure.shares, sure.break_evens)
        return json.dumps(answer, allow_nan=False)
    lines = [_as_text(comparison), *(f"flip of {found.path}: {found.why}" for found in flips)]
    return "\n".join((*lines, *(() if sure is None else odds_lines(comparison, sure))))


def _flips(scenario: Scenario, paths: Sequence[str]) -> tuple[Thresholds, ...]:
    try:
        return nearest_flips(scenario, load_catalog(), paths)
    except InputError as error:
        raise InputError(replace(problem, field="--flip") for problem in error.problems) from None


def read_text(name: str, field: str, most_bytes: int = MAX_FILE_BYTES) -> str:
    """The text of a file, or of standard input for `-`; raises InputError if it cannot be read or is larger."""
    if name == "-" and sys.stdin is None:
        raise InputError([Problem(field, name, "standard input is closed")])
    try:
        raw = (
            sys.stdin.buffer.read(most_bytes + 1) if name == "-" else _first_bytes(Path(name), most_bytes + 1)
        )
        if len(raw) > most_bytes:
            raise InputError([Problem(field, name, f"a file may hold at most {most_bytes:,} bytes")])
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise InputError([Problem(field, name, f"the file cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        line, place, byte = first_bad_byte(error)
        allowed = f"{UTF8_NEEDED} (byte {place} of line {line} is {byte})"
        raise InputError([Problem(field, name, allowed)]) from None


def _first_bytes(path: Path, count: int) -> bytes:
    with path.open("rb") as file:
        return file.read(count)


def _write_text(name: str, text: str) -> None:
    try:
        Path(name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise InputError([Problem("--csv", name, f"the file cannot be written: {error.strerror}")]) from None


def _as_text(comparison: Comparison) -> str:
    recommended = comparison.recommended
    head = (
        f"recommended: {recommended.name if recommended else 'none, every option is known to miss the bar'}"
    )
    if comparison.recommendation.provisional:
        head += " (provisional: its quality is not known)"
    lines = [
        head,
        f"cheapest: {comparison.cheapest.name}",
        f"prices of {comparison.case.as_of}, before tax",
        "",
    ]
    lines += [_option_line(result, comparison) for result in comparison.results]
    return "\n".join(lines + [f"note: {note}" for note in comparison.case.notes])


def _option_line(result: OptionResult, comparison: Comparison) -> str:
    line = (
        f"{result.name}: {usd_in_words(result.total_usd)} in {comparison.case.horizon_months} months,"
        f" {usd_in_words(result.npv_usd)} today, {usd_in_words(result.usd_per_task)} a task"
    )
    crossover = comparison.crossovers.get(result.name)
    if crossover is None:
        return f"{line} (baseline)"
    return (
        f"{line}\n    payback {crossover.payback.status}: {crossover.payback.why}"
        f"\n    return {crossover.irr.status}: {crossover.irr.why}"
        f"\n    break-even {crossover.break_even.status}: {crossover.break_even.why}"
    )
