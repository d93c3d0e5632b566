"""What the check found, as plain frozen data that JSON can hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["format", "mixed_formats", "roles", "empty", "overlong", "no_preference", "label_missing"]
"""What can be wrong with one line.

format: no usable example; mixed_formats: another format than the file's first example; roles: out of order;
empty: nothing to read or to learn; overlong: above `max_tokens`; no_preference: chosen and rejected are equal;
label_missing: the label field is absent or holds no text, number or truth value.
"""


@dataclass(frozen=True)
class Finding:
    """One thing wrong with one line, counted from 1."""

    line: int
    kind: Kind
    why: str


@dataclass(frozen=True)
class Pair:
    """A line, the earlier or training line it repeats, and the Jaccard similarity of their 5-word shingles."""

    line: int
    repeats_line: int
    similarity: float


@dataclass(frozen=True)
class TokenLengths:
    """Tokens of an example: nearest-rank percentiles, mean and total.

    For preference pairs the length is that of the longer of prompt + chosen and prompt + rejected, and
    `total` counts both.
    """

    total: int
    mean: float
    min: int
    p10: int
    p50: int
    p90: int
    p95: int
    p99: int
    max: int


@dataclass(frozen=True)
class LabelBalance:
    """Examples by label, most frequent first; `different` counts all labels, `counts` lists the first ones.

    Where there are more different labels than are kept, `complete` is False and `different` a lower bound.
    """

    field: str
    different: int
    complete: bool
    counts: dict[str, int]
    largest_share: float
    smallest_share: float


@dataclass(frozen=True)
class FileReport:
    """One file: counts are complete, lists are bounded.

    `duplicates_exact` and `duplicates_near` count examples that repeat an earlier one; an exact copy is not
    counted as near as well.
    """

    bytes: int
    lines: int
    blank_lines: int
    examples: int
    formats: dict[str, int]
    problems: dict[Kind, int]
    findings: tuple[Finding, ...]
    duplicates_exact: int
    duplicates_near: int
    exact: tuple[Pair, ...]
    near: tuple[Pair, ...]
    tokens: TokenLengths
    labels: LabelBalance | None


@dataclass(frozen=True)
class Overlap:
    """Held-out examples that training has seen: each is counted once, under the first that fits.

    exact: the same text; near: Jaccard at least 0.8; same_prompt: the prompt alone. Lines are held-out lines,
    `repeats_line` training lines.
    """

    leaks: int
    exact: int
    near: int
    same_prompt: int
    exact_pairs: tuple[Pair, ...]
    near_pairs: tuple[Pair, ...]
    same_prompt_pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class DatasetReport:
    """The answer: sound if there is nothing in `why`, which holds one sentence for each thing found."""

    sound: bool
    why: tuple[str, ...]
    tokens_counted_by: str
    train: FileReport
    held_out: FileReport | None
    overlap: Overlap | None
