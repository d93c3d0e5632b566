"""`prices check`: is the price book sound, how old is it, and what changes soon?"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from costmodel.catalog.changes import Change, upcoming_of
from costmodel.catalog.check import BookCheck, check_book
from costmodel.catalog.faults import Fault
from costmodel.catalog.prices import FineTunePrice, GpuPrice, HostedPrice
from costmodel.catalog.staleness import ages
from costmodel.commands.answer import Answer
from costmodel.commands.price_book_file import error_lines, read_book, shipped_cards

LOOKS_AHEAD = timedelta(days=365)
MOST_WARNINGS = 20
MARKS = ("fresh", "amber", "red", "past")


def run(options: argparse.Namespace) -> Answer:
    """The answer as text or JSON; status 2 and one line per problem for a book that is not sound."""
    name = "standard input" if options.file == "-" else Path(options.file).name
    today = date.today()
    found = check_book(read_book(options.file), today, shipped_cards())
    answer = _as_json(found, options.file, today)
    text = json.dumps(answer, allow_nan=False) if options.json else "\n".join(_lines(answer, name))
    return Answer(text, 0 if found.sound else 2, error_lines(found.faults, name))


def _as_json(found: BookCheck, file: str, today: date) -> dict[str, Any]:
    rows = [row for _, row in found.accepted]
    dates = sorted(row.as_of for row in rows)
    return {
        "file": file,
        "on": str(today),
        "sound": found.sound,
        "rows": {
            "read": found.rows_read,
            "accepted": len(rows),
            "refused": len(found.refused_lines),
            "refused_lines": list(found.refused_lines),
            "by_kind": {
                kind: sum(row.kind == kind for row in rows) for kind in ("hosted", "gpu", "finetune")
            },
        },
        "as_of": {"oldest": str(dates[0]), "newest": str(dates[-1])} if dates else None,
        "ages": _ages_by_group(rows, today),
        "changes": [change_as_json(change) for change in upcoming_of(rows, today, today + LOOKS_AHEAD)],
        "problems": [_place(fault) | {"allowed": fault.allowed} for fault in found.faults],
        "warnings": [_place(odd) | {"why": odd.allowed} for odd in found.warnings],
    }


def _place(fault: Fault) -> dict[str, Any]:
    value = None if fault.value is None else str(fault.value)
    return {"line": fault.line, "field": fault.field, "value": value}


def _ages_by_group(
    rows: list[HostedPrice | GpuPrice | FineTunePrice], today: date
) -> dict[str, dict[str, int]]:
    groups: dict[str, Counter[str]] = {}
    for row, age in zip(rows, ages(rows, today), strict=True):
        group = f"gpu {row.commitment}" if isinstance(row, GpuPrice) else row.kind
        groups.setdefault(group, Counter())[age.mark] += 1
    return {group: {mark: counts[mark] for mark in MARKS} for group, counts in groups.items()}


def change_as_json(change: Change) -> dict[str, Any]:
    """A change as JSON: prices as decimal strings."""
    return {
        "date": str(change.day),
        "kind": change.kind,
        "sku": change.sku,
        "display_name": change.display_name,
        "what": change.what,
        "tier_from_tokens": change.tier_from_tokens,
        "time_window": change.time_window,
        "successor": change.successor,
        "steps": [
            {
                "field": step.field,
                "old": None if step.old is None else str(step.old),
                "new": None if step.new is None else str(step.new),
            }
            for step in change.steps
        ],
    }


def _lines(answer: dict[str, Any], name: str) -> Iterator[str]:
    rows = answer["rows"]
    kinds = ", ".join(f"{count} {kind}" for kind, count in rows["by_kind"].items())
    state = "sound" if answer["sound"] else f"not sound, {_counted(len(answer['problems']), 'problem')}"
    refused = f"; {rows['refused']} refused" if rows["refused"] else ""
    yield f"{name}: {state}; {rows['accepted']} of {rows['read']} rows accepted ({kinds}){refused}"
    if answer["as_of"]:
        yield f"  read from {answer['as_of']['oldest']} to {answer['as_of']['newest']}; today is {answer['on']}"
    for group, counts in answer["ages"].items():
        shown = ", ".join(f"{counts[mark]} {mark}" for mark in MARKS if counts[mark])
        yield f"  {group}: {shown}"
    changes = answer["changes"]
    yield f"  in the next 12 months: {_counted(len(changes), 'change')}" + (":" if changes else "")
    for change in changes:
        yield f"    {change['date']} {change['sku']}: {_what(change)}"
    yield from _warnings(answer["warnings"])


def _warnings(warnings: list[dict[str, Any]]) -> Iterator[str]:
    """Values that are accepted and may be slips; none: nothing is said."""
    if warnings:
        yield f"  accepted, but check {_counted(len(warnings), 'odd value')}:"
    for odd in warnings[:MOST_WARNINGS]:
        yield f"    line {odd['line']}: {odd['field']}: {odd['why']}"
    if len(warnings) > MOST_WARNINGS:
        yield f"    and {len(warnings) - MOST_WARNINGS} more; --json lists all"


def _what(change: dict[str, Any]) -> str:
    if change["what"] == "retirement":
        return f"stops; successor {change['successor'] or 'not named'}"
    window = "" if change["time_window"] == "all" else f"{change['time_window']}: "
    tier = f"above {change['tier_from_tokens']:,} tokens: " if change["tier_from_tokens"] else ""
    steps = (f"{step['field']} {step['old'] or '-'} -> {step['new'] or '-'}" for step in change["steps"])
    return tier + window + ", ".join(steps)


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
