"""`prices refresh`: what has moved since the prices were read, as a diff to review, and written if asked."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from costmodel.commands.answer import Answer
from costmodel.commands.price_book_file import read_book, shipped_cards
from costmodel.errors import InputError, Problem
from costmodel.refresh import (
    Outcome,
    PackageMissingError,
    offline_sources,
    online_sources,
    refresh,
    write_whole,
)
from costmodel.refresh.price_list import Difference, plain
from costmodel.refresh.review import Review

EXIT_SOMETHING_TO_WRITE = 3
MOST_NAMED = 5


def run(options: argparse.Namespace) -> Answer:
    """The diff as text or JSON; status 3 if any of it was not written."""
    if options.book == "-":
        raise InputError([Problem("--book", "-", "a file is needed, since it may be written")])
    before = read_book(options.book)
    try:
        outcome = refresh(
            before,
            offline_sources() if options.offline else online_sources(),
            date.today(),
            accept=options.accept,
            cards=shipped_cards(),
            say=_progress,
        )
    except PackageMissingError as error:
        return Answer("", 2, (str(error),))
    written = options.write and outcome.after != before
    if written:
        _write(options.book, outcome.after)
    status = "unchanged" if not outcome.differs else "differs"
    if options.write and outcome.differs:
        status = "written" if written else "held_back"
    answer = _as_json(outcome, options.book, status)
    text = json.dumps(answer, allow_nan=False) if options.json else "\n".join(_lines(answer))
    is_left = outcome.differs and (not options.write or bool(outcome.held))
    return Answer(text, EXIT_SOMETHING_TO_WRITE if is_left else 0)


def _write(name: str, content: bytes) -> None:
    _progress(f"writing {name} ...")
    try:
        write_whole(Path(name), content)
    except OSError as error:
        raise InputError([Problem("--book", name, f"it cannot be written: {error.strerror}")]) from error


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _as_json(outcome: Outcome, book: str, status: str) -> dict[str, Any]:
    return {
        "book": book,
        "status": status,
        "confirmed_sources": list(outcome.confirmed_sources),
        "confirmed_rows": outcome.confirmed_rows,
        "differences": _differences(outcome.taken),
        "held_back": [
            {
                "sku": review.plan.product.name,
                "why": list(review.held),
                "differences": _differences((review,)),
            }
            for review in sorted(
                outcome.held, key=lambda review: -max(map(_size, review.plan.differences), default=0)
            )
        ],
        "witness_differs": [
            {
                "sku": conflict.sku,
                "field": conflict.field,
                "tier_from_tokens": conflict.tier_from_tokens,
                "source": plain(conflict.first),
                "witness": plain(conflict.second),
                "share": conflict.share,
            }
            for conflict in sorted(outcome.conflicts, key=lambda conflict: -abs(conflict.share))
        ],
        "not_read": dict(outcome.unread),
        "remarks": list(outcome.remarks),
    }


def _differences(reviews: tuple[Review, ...]) -> list[dict[str, Any]]:
    """By falling size of the change; what has no size comes first."""
    found = [(review, difference) for review in reviews for difference in review.plan.differences]
    found.sort(key=lambda entry: -_size(entry[1]))
    return [_difference(review, difference) for review, difference in found]


def _size(difference: Difference) -> float:
    return math.inf if difference.share is None else abs(difference.share)


def _difference(review: Review, difference: Difference) -> dict[str, Any]:
    old, new = difference.old, difference.new
    witness = _said_by_witness(review, difference)
    return {
        "sku": difference.sku,
        "field": difference.field,
        "tier_from_tokens": difference.tier_from_tokens,
        "time_window": difference.time_window,
        "from": str(difference.day),
        "old": None if old is None else plain(old),
        "new": str(difference.day) if difference.retires else None if new is None else plain(new),
        "share": difference.share,
        "source": review.plan.product.source,
        "witness": review.witness.source if review.witness else None,
        "witness_says": witness,
    }


def _said_by_witness(review: Review, difference: Difference) -> str | None:
    if review.witness_quote is None:
        return None
    cells = review.witness_quote.segments[0].cells
    tier = difference.tier_from_tokens
    prices = cells.get((tier, difference.time_window)) or cells.get((tier, "all")) or {}
    return plain(prices[difference.field]) if difference.field in prices else None


def _lines(answer: dict[str, Any]) -> Iterator[str]:
    yield from answer["remarks"]
    if answer["confirmed_rows"]:
        sources = ", ".join(answer["confirmed_sources"])
        yield f"{answer['confirmed_rows']} rows are repeated by {sources}: their date moves to today"
    for difference in answer["differences"]:
        yield _diff_line(difference)
    for held in answer["held_back"]:
        yield f"held back, unless --accept {held['sku']}: {'; '.join(held['why'])}"
        yield from ("  " + _diff_line(difference) for difference in held["differences"])
    for conflict in answer["witness_differs"]:
        yield (
            f"the witness differs: {conflict['sku']} {conflict['field']}"
            f" {conflict['source']} against {conflict['witness']} ({conflict['share']:+.1%})"
        )
    yield from _not_read(answer["not_read"])
    yield {
        "unchanged": "nothing to change",
        "written": f"written to {answer['book']}",
        "differs": "not written; --write does",
        "held_back": "nothing written: all that differs is held back",
    }[answer["status"]]


def _diff_line(difference: dict[str, Any]) -> str:
    share = "" if difference["share"] is None else f" ({difference['share']:+.1%})"
    tier, window = difference["tier_from_tokens"], difference["time_window"]
    where = (f" above {tier:,} tokens" if tier else "") + ("" if window == "all" else f" {window}")
    says = difference["witness_says"]
    second = f"{difference['witness']} says {says}" if says else "no witness"
    return (
        f"{difference['sku']}{where}: {difference['field']} {difference['old'] or '-'} ->"
        f" {difference['new'] or '-'}{share} from {difference['from']}; {difference['source']}, {second}"
    )


def _not_read(reasons: dict[str, str]) -> Iterator[str]:
    for why, count in Counter(reasons.values()).items():
        names = [name for name, reason in reasons.items() if reason == why]
        more = f" and {count - MOST_NAMED} more" if count > MOST_NAMED else ""
        yield f"not read: {', '.join(names[:MOST_NAMED])}{more}: {why}"
