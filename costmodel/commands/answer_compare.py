"""`compare`: all options of a scenario side by side."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from costmodel.case.resolve import resolve
from costmodel.catalog.load import load_catalog
from costmodel.decide.compare import Comparison, OptionResult, compare
from costmodel.decide.money import usd_in_words
from costmodel.errors import InputError, Problem
from costmodel.export.answers import comparison_answer
from costmodel.export.csv_text import csv_text
from costmodel.export.provenance import provenance
from costmodel.export.tables import comparison_rows
from costmodel.scenario.parse import parse_scenario

MAX_FILE_BYTES = 1_000_000


def run(options: argparse.Namespace) -> str:
    """The answer as text or JSON; `--csv` writes the table as well."""
    if options.json and options.csv == "-":
        raise InputError([Problem("--csv", "-", "--json prints one object and nothing else; name a file")])
    scenario = parse_scenario(read_text(options.scenario, "scenario"))
    comparison = compare(resolve(scenario, load_catalog()))
    if options.csv:
        table = csv_text(comparison_rows(comparison, provenance(scenario, comparison.case)))
        if options.csv == "-":
            return table.rstrip("\n")
        _write_text(options.csv, table)
    return (
        json.dumps(comparison_answer(comparison), allow_nan=False) if options.json else _as_text(comparison)
    )


def read_text(name: str, field: str) -> str:
    """The text of a file, or of standard input for `-`; raises InputError if it cannot be read."""
    try:
        raw = (
            sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
            if name == "-"
            else _first_bytes(Path(name), MAX_FILE_BYTES + 1)
        )
        if len(raw) > MAX_FILE_BYTES:
            raise InputError([Problem(field, name, f"a file may hold at most {MAX_FILE_BYTES:,} bytes")])
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise InputError([Problem(field, name, f"the file cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError:
        raise InputError([Problem(field, name, "the file must be UTF-8 text")]) from None


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
