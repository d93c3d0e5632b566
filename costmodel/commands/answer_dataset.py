"""`dataset`: is this training set sound?"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from costmodel.dataset import DatasetOptions, DatasetReport, FileReport, Pair, check_dataset
from costmodel.errors import InputError, Problem

MOST_WORKERS = 2
BYTES_WORTH_A_WORKER = 16_000_000


def run(options: argparse.Namespace) -> str:
    """The answer as text or JSON."""
    if options.file == "-" and options.held_out == "-":
        raise InputError([Problem("--held-out", "-", "only one of two files may be standard input")])
    with _on_disk(options.file) as train, _on_disk(options.held_out) as held_out:
        if train is None:
            raise InputError([Problem("file", options.file, "name a file")])
        report = check_dataset(
            train,
            held_out,
            options=DatasetOptions(
                tokenizer=options.tokenizer,
                characters_per_token=options.characters_per_token,
                max_tokens=options.max_tokens,
                label_field=options.label_field,
                most_listed=options.list,
                workers=_workers([path for path in (train, held_out) if path]),
            ),
        )
    return json.dumps(asdict(report), allow_nan=False) if options.json else _as_text(report)


@contextmanager
def _on_disk(name: str | None) -> Iterator[Path | None]:
    """The file's path; standard input or a pipe is copied to a temporary file, because it is read twice."""
    if name is None or (name != "-" and not _is_pipe(name)):
        yield None if name is None else Path(name)
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "standard-input.jsonl"
        with copy.open("wb") as file:
            if name == "-":
                shutil.copyfileobj(sys.stdin.buffer, file)
            else:
                with Path(name).open("rb") as pipe:
                    shutil.copyfileobj(pipe, file)
        yield copy


def _is_pipe(name: str) -> bool:
    try:
        return Path(name).is_fifo()
    except (OSError, ValueError):
        return False


def _workers(paths: list[Path]) -> int:
    try:
        size = sum(path.stat().st_size for path in paths)
    except (OSError, ValueError):
        return 1
    return MOST_WORKERS if size >= BYTES_WORTH_A_WORKER and (os.cpu_count() or 1) > 1 else 1


def _as_text(report: DatasetReport) -> str:
    lines = ["sound: nothing found that speaks against it" if report.sound else "not sound:"]
    lines += [f"  {why}" for why in report.why]
    lines += ["", *_file_lines("training", report.train)]
    if report.held_out:
        lines += _file_lines("held-out", report.held_out)
    if report.overlap:
        lines += _pair_lines("leak, the same as training", report.overlap.exact_pairs)
        lines += _pair_lines("leak, nearly as training", report.overlap.near_pairs)
        lines += _pair_lines("leak, prompt as in training", report.overlap.same_prompt_pairs)
    return "\n".join([*lines, f"tokens by {report.tokens_counted_by}"])


def _file_lines(name: str, report: FileReport) -> Iterator[str]:
    formats = ", ".join(f"{count:,} {words}" for words, count in report.formats.items())
    tokens = report.tokens
    yield f"{name}: {report.examples:,} examples in {report.lines:,} lines ({formats})"
    yield (
        f"  tokens: {tokens.total:,} in all; an example has {tokens.p50:,} (half), {tokens.p90:,} (9 of 10),"
        f" {tokens.p99:,} (99 of 100), at most {tokens.max:,}"
    )
    if report.labels:
        labels = report.labels
        shown = ", ".join(f"{label!r} {count:,}" for label, count in list(labels.counts.items())[:10])
        more = "" if labels.complete else " or more"
        yield f"  {labels.different:,}{more} labels in {labels.field}: {shown}"
    yield from (f"  line {finding.line:,}: {finding.why}" for finding in report.findings)
    yield from _pair_lines("the same", report.exact)
    yield from _pair_lines("nearly the same", report.near)


def _pair_lines(words: str, pairs: tuple[Pair, ...]) -> Iterator[str]:
    for pair in pairs:
        yield f"  line {pair.line:,}: {words} ({pair.similarity:.0%}) as line {pair.repeats_line:,}"
