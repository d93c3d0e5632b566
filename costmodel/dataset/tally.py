"""All blocks of a file added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from costmodel.dataset.columns import Columns
from costmodel.dataset.options import DatasetOptions
from costmodel.dataset.report import FileReport, Finding, Kind, LabelBalance, Pair
from costmodel.dataset.scan import (
    MOST_LABELS_KEPT,
    BlockScan,
    ScanTools,
    scan_block,
    scan_block_in_own_process,
)
from costmodel.dataset.source import Block, Place, Source, blocks, ends_with_newline
from costmodel.dataset.tokens import token_lengths
from costmodel.dataset.workers import Workers
from costmodel.errors import InputError, Problem

LABELS_LISTED = 100
FORMAT_ERRORS_SAID = 3


@dataclass
class Tally:
    """What has been read of a file so far."""

    lines: int = 0
    blank_lines: int = 0
    examples: int = 0
    formats: Counter[str] = field(default_factory=Counter)
    problems: Counter[Kind] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    lengths: Counter[int] = field(default_factory=Counter)
    tokens: int = 0
    labels: Counter[str] = field(default_factory=Counter)

    def add(self, scan: BlockScan, most_listed: int) -> None:
        """Add the next block; its findings get the file's line numbers."""
        listed = Counter(finding.kind for finding in self.findings)
        for finding in scan.findings:
            if listed[finding.kind] < most_listed:
                listed[finding.kind] += 1
                self.findings.append(replace(finding, line=finding.line + self.lines))
        self.lines += scan.lines
        self.blank_lines += scan.blank_lines
        self.examples += len(scan.starts)
        self.tokens += scan.tokens
        self.formats += scan.formats
        self.problems += scan.problems
        self.lengths += scan.lengths
        for label, count in scan.labels.items():
            if label in self.labels or len(self.labels) < MOST_LABELS_KEPT:
                self.labels[label] += count

    def report(
        self,
        *,
        size: int,
        options: DatasetOptions,
        duplicates_exact: int,
        duplicates_near: int,
        exact: tuple[Pair, ...],
        near: tuple[Pair, ...],
    ) -> FileReport:
        """The file's report, with what was found to repeat."""
        return FileReport(
            bytes=size,
            lines=self.lines,
            blank_lines=self.blank_lines,
            examples=self.examples,
            formats=dict(self.formats),
            problems=dict(self.problems),
            findings=tuple(sorted(self.findings, key=lambda finding: finding.line)),
            duplicates_exact=duplicates_exact,
            duplicates_near=duplicates_near,
            exact=exact,
            near=near,
            tokens=token_lengths(self.lengths, self.tokens),
            labels=None if options.label_field is None else label_balance(options.label_field, self.labels),
        )


def read_file(
    source: Source,
    options: DatasetOptions,
    workers: Workers,
    columns: Columns,
    progress: Callable[[int], None],
) -> Tally:
    """Read a file to its end into a tally and columns; raises InputError naming the line that stops it."""
    tally, last, name = Tally(), BlockScan(), source.name
    for block, scan in _scans(source, options, workers):
        if scan.fatal:
            if scan.fatal.may_be_cut_off and block.start + block.size == source.size:
                raise _cut_off(name, tally.lines + scan.fatal.line)
            raise InputError([Problem(name, f"line {tally.lines + scan.fatal.line:,}", scan.fatal.why)])
        before, last = tally.lines, scan
        columns.append(before + scan.line_numbers, scan.starts, scan.digests, scan.bands)
        tally.add(scan, options.most_listed)
        progress(block.start + block.size)
    if last.last_line_breaks_off and not ends_with_newline(source):
        raise _cut_off(name, tally.lines)
    if not tally.examples:
        raise _no_examples(name, tally)
    return tally


def label_balance(name: str, labels: Counter[str]) -> LabelBalance:
    """How evenly examples spread over labels."""
    ranked = sorted(labels.items(), key=lambda item: (-item[1], item[0]))
    total = sum(count for _, count in ranked)
    return LabelBalance(
        field=name,
        different=len(ranked),
        complete=len(ranked) < MOST_LABELS_KEPT,
        counts=dict(ranked[:LABELS_LISTED]),
        largest_share=ranked[0][1] / total if ranked else 0.0,
        smallest_share=ranked[-1][1] / total if ranked else 0.0,
    )


def _scans(source: Source, options: DatasetOptions, workers: Workers) -> Iterator[tuple[Block, BlockScan]]:
    """The first block alone, for its format is what the others are held against."""
    todo = blocks(source)
    first = next(todo)
    tools = ScanTools(options)
    scan = scan_block(tools, source.place, first, None)
    yield first, scan
    expected = next(iter(scan.formats), None)
    given: list[Block] = []

    def pieces() -> Iterator[tuple[Place, Block, str | None]]:
        for block in todo:
            given.append(block)
            yield source.place, block, expected

    work = (
        partial(scan_block_in_own_process, options) if workers.are_processes else partial(scan_block, tools)
    )
    for number, found in enumerate(workers.run(work, pieces())):
        yield given[number], found


def _cut_off(name: str, line: int) -> InputError:
    why = (
        "the last line breaks off, so the file was not written to its end; write it again or remove the line"
    )
    return InputError([Problem(name, f"line {line:,}", why)])


def _no_examples(name: str, tally: Tally) -> InputError:
    if not tally.findings:
        allowed = (
            "one example a line is expected: messages, prompt and completion, or prompt, chosen and rejected"
        )
        return InputError([Problem(name, f"{tally.lines:,} lines", f"no line holds an example; {allowed}")])
    first = tally.findings[0]
    why = f"none of {tally.lines - tally.blank_lines:,} lines holds an example; here {first.why}"
    return InputError([Problem(name, f"line {first.line:,}", why)])
