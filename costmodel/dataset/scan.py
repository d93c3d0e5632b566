"""One pass over a block of lines: findings, lengths, labels, and a fingerprint of every example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from costmodel.dataset.examples import Example, LineError, parse_line, problems_of
from costmodel.dataset.fingerprints import BANDS, Fingerprint, Hashes, MinHasher, ShingleHasher, fingerprint
from costmodel.dataset.options import DatasetOptions
from costmodel.dataset.report import Finding, Kind
from costmodel.dataset.source import BYTE_ORDER_MARK, MOST_LINE_BYTES, Block, Place, lines_of
from costmodel.dataset.tokens import token_counter

TEXTS_AT_ONCE = 256
MOST_LABELS_KEPT = 10_000
LONGEST_LABEL = 100


class Fatal(NamedTuple):
    """Why the file cannot be read from this line on."""

    line: int
    why: str
    may_be_cut_off: bool = False


class Row(NamedTuple):
    """A usable example and where it stands."""

    line: int
    start: int
    example: Example
    print: Fingerprint


@dataclass
class BlockScan:
    """What one block holds; lines count from 1 within the block, `starts` are bytes from the file's start."""

    lines: int = 0
    blank_lines: int = 0
    fatal: Fatal | None = None
    last_line_breaks_off: bool = False
    formats: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    problems: Counter[Kind] = field(default_factory=Counter)
    lengths: Counter[int] = field(default_factory=Counter)
    tokens: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    line_numbers: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    starts: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    digests: Hashes = field(default_factory=lambda: np.empty((0, 4), np.uint64))
    bands: Hashes = field(default_factory=lambda: np.empty((0, BANDS), np.uint64))


class ScanTools:
    """What is costly to make and the same for every block of a file; for one thread."""

    def __init__(self, options: DatasetOptions) -> None:
        self.options = options
        self.count_tokens = token_counter(options)
        self.shingle_hasher = ShingleHasher()
        self.min_hasher = MinHasher()


def scan_block(tools: ScanTools, place: Place, block: Block, expected_format: str | None) -> BlockScan:
    """Scan the lines of a block, up to the first that shows that this is no UTF-8 text of lines."""
    scanner = _Scanner(expected_format, tools)
    batch: list[Row] = []
    for row in scanner.usable_rows(lines_of(place, block), block.start):
        batch.append(row)
        if len(batch) == TEXTS_AT_ONCE:
            scanner.take(batch)
            batch = []
    scanner.take(batch)
    return scanner.finished()


def scan_block_in_own_process(
    options: DatasetOptions, place: Place, block: Block, expected_format: str | None
) -> BlockScan:
    """The same in a process that scans blocks of one check only, and makes its tools once."""
    return scan_block(_tools_of_this_process(options), place, block, expected_format)


def fatal_in(line: bytes, number: int) -> Fatal | None:
    """Why a line cannot belong to a file of JSON lines, or None."""
    if len(line) > MOST_LINE_BYTES:
        why = f"the line is longer than {MOST_LINE_BYTES:,} bytes; one example a line is expected"
        return Fatal(number, why)
    if b"\0" in line:
        why = "the line holds zero bytes, so this is a binary file or UTF-16 text; UTF-8 is expected"
        return Fatal(number, why)
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        why = f"the line is no UTF-8 text (byte {error.start + 1} of it is 0x{line[error.start]:02x})"
        return Fatal(number, why, error.reason == "unexpected end of data")
    return None


def label_of(example: Example, label_field: str) -> str | None:
    """The label as text, or None where there is none."""
    value: Any = example.fields.get(label_field)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        text = str(value).encode("utf-8", "replace").decode("utf-8")
        return text if len(text) <= LONGEST_LABEL else text[:LONGEST_LABEL] + "…"
    return None


class _Scanner:
    def __init__(self, expected_format: str | None, tools: ScanTools) -> None:
        self._options, self._expected, self._tools = tools.options, expected_format, tools
        self._scan = BlockScan()
        self._listed: Counter[Kind] = Counter()
        self._rows: list[tuple[int, int]] = []
        self._digests: list[tuple[int, ...]] = []
        self._bands: list[Hashes] = []

    def usable_rows(self, lines: list[bytes], start: int) -> Iterator[Row]:
        scan = self._scan
        for line in lines:
            here, start = start, start + len(line) + 1
            scan.lines += 1
            scan.fatal = fatal_in(line, scan.lines)
            if scan.fatal:
                return
            text = line.removeprefix(BYTE_ORDER_MARK) if here == 0 else line
            scan.last_line_breaks_off = False
            if not text.strip():
                scan.blank_lines += 1
                continue
            try:
                example = parse_line(text)
                yield Row(scan.lines, here, example, fingerprint(example))
            except LineError as error:
                scan.last_line_breaks_off = text.lstrip().startswith(b"{") and not error.is_json
                self._note(scan.lines, "format", str(error))
            except UnicodeEncodeError:
                self._note(scan.lines, "format", "a text holds half a character (a lone surrogate)")

    def take(self, batch: list[Row]) -> None:
        if not batch:
            return
        sequences = [row.example.sequences for row in batch]
        counted = iter(self._tools.count_tokens([text for pair in sequences for text in pair]))
        for row, texts in zip(batch, sequences, strict=True):
            lengths = [next(counted) for _ in texts]
            self._scan.tokens += sum(lengths)
            self._scan.lengths[max(lengths)] += 1
            self._judge(row, max(lengths))
            self._rows.append((row.line, row.start))
            self._digests.append((*row.print.whole, *row.print.prompt))
        shingles = self._tools.shingle_hasher.shingles([row.print.words for row in batch])
        self._bands.append(self._tools.min_hasher.bands(shingles))

    def finished(self) -> BlockScan:
        scan = self._scan
        if self._rows:
            places = np.array(self._rows, dtype=np.int64)
            scan.line_numbers, scan.starts = places[:, 0], places[:, 1]
            scan.digests = np.array(self._digests, dtype=np.uint64)
            scan.bands = np.concatenate(self._bands)
        return scan

    def _judge(self, row: Row, tokens: int) -> None:
        example, options = row.example, self._options
        self._scan.formats[example.format] += 1
        self._expected = self._expected or example.format
        if example.format != self._expected:
            self._note(
                row.line, "mixed_formats", f"this is {example.format}, the file began as {self._expected}"
            )
        for kind, why in problems_of(example):
            self._note(row.line, kind, why)
        if options.max_tokens is not None and tokens > options.max_tokens:
            self._note(row.line, "overlong", f"{tokens:,} tokens, at most {options.max_tokens:,} are allowed")
        if options.label_field is not None:
            self._count_label(row, options.label_field)

    def _count_label(self, row: Row, label_field: str) -> None:
        label = label_of(row.example, label_field)
        if label is None:
            self._note(row.line, "label_missing", f"{label_field} holds no text, number or truth value")
        elif label in self._scan.labels or len(self._scan.labels) < MOST_LABELS_KEPT:
            self._scan.labels[label] += 1

    def _note(self, line: int, kind: Kind, why: str) -> None:
        self._scan.problems[kind] += 1
        if self._listed[kind] < self._options.most_listed:
            self._listed[kind] += 1
            self._scan.findings.append(Finding(line, kind, why))


@lru_cache(maxsize=1)
def _tools_of_this_process(options: DatasetOptions) -> ScanTools:
    return ScanTools(options)
