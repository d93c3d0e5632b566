"""The whole check: one pass over each file, then what repeats within and between them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from costmodel.dataset.columns import Columns
from costmodel.dataset.fingerprints import NO_TEXT
from costmodel.dataset.matching import NO_MATCH, Indices, earliest_equal, equal_in
from costmodel.dataset.near import Side, alike_between, alike_within
from costmodel.dataset.options import DatasetOptions
from costmodel.dataset.report import DatasetReport, FileReport, Overlap, Pair
from costmodel.dataset.source import Place, Source, source_of
from costmodel.dataset.summary import why_not_sound
from costmodel.dataset.tally import Tally, read_file
from costmodel.dataset.tokens import counted_by, token_counter
from costmodel.dataset.workers import Workers

Progress = Callable[[int], None]
"""Told the bytes read so far, of both files together."""

Shares = NDArray[np.float64]


@dataclass(frozen=True)
class _Read:
    source: Source
    tally: Tally
    columns: Columns
    earliest: Indices

    @property
    def firsts(self) -> Side:
        """The examples that are no copy of an earlier one."""
        chosen = np.flatnonzero(self.earliest == np.arange(len(self.earliest)))
        return Side(self.source.place, self.columns, chosen)


def check_dataset(
    train: Place,
    held_out: Place | None = None,
    *,
    options: DatasetOptions | None = None,
    progress: Progress | None = None,
) -> DatasetReport:
    """Check a training set, and whether a held-out set overlaps with it.

    Files are JSON Lines in UTF-8: chat (`messages`), `prompt` and `completion`, or preference pairs (`prompt`,
    `chosen`, `rejected`). Open files must be seekable. Two examples are the same if their texts are, after case
    and white space, and near if the Jaccard similarity of their 5-word shingles is at least 0.8
    (https://infolab.stanford.edu/~ullman/mmds/ch3.pdf). Raises InputError if a file cannot be read as such.
    """
    options = options or DatasetOptions()
    token_counter(options)
    told = progress or (lambda _: None)
    source = source_of(train, "train")
    held_source = None if held_out is None else source_of(held_out, "held_out")
    on_disk = isinstance(train, Path) and (held_out is None or isinstance(held_out, Path))
    with Workers(options.workers if on_disk else 1) as workers, ExitStack() as kept:
        read = _read(source, options, workers, kept, told)
        train_report = _file_report(read, options, workers)
        held_report, overlap = None, None
        if held_source is not None:
            other = _read(held_source, options, workers, kept, lambda count: told(source.size + count))
            held_report = _file_report(other, options, workers)
            overlap = _overlap(other, read, options, workers)
    why = why_not_sound(train_report, held_report, overlap)
    return DatasetReport(not why, why, counted_by(options), train_report, held_report, overlap)


def _read(
    source: Source, options: DatasetOptions, workers: Workers, kept: ExitStack, told: Progress
) -> _Read:
    columns = kept.enter_context(Columns())
    tally = read_file(source, options, workers, columns, told)
    return _Read(source, tally, columns, earliest_equal(columns.texts))


def _file_report(read: _Read, options: DatasetOptions, workers: Workers) -> FileReport:
    lines, firsts = read.columns.lines, read.firsts
    copies = np.flatnonzero(read.earliest != np.arange(len(read.earliest)))
    near = alike_within(firsts, workers)
    hits = np.flatnonzero(near.of != NO_MATCH)
    most = options.most_listed
    return read.tally.report(
        size=read.source.size,
        options=options,
        duplicates_exact=len(copies),
        duplicates_near=len(hits),
        exact=_pairs(lines[copies[:most]], lines[read.earliest[copies[:most]]]),
        near=_pairs(
            lines[firsts.chosen[hits[:most]]], lines[near.of[hits[:most]]], near.similarity[hits[:most]]
        ),
    )


def _overlap(held: _Read, train: _Read, options: DatasetOptions, workers: Workers) -> Overlap:
    lines, train_lines, most = held.columns.lines, train.columns.lines, options.most_listed
    exact = equal_in(held.columns.texts, train.columns.texts)
    firsts = held.firsts
    asked = Side(held.source.place, held.columns, firsts.chosen[exact[firsts.chosen] == NO_MATCH])
    alike = alike_between(asked, train.firsts, workers)
    near, similarity = _spread(asked.chosen, alike.of, alike.similarity, held.earliest)
    prompts = held.columns.prompts
    prompt = np.where(prompts[0] == NO_TEXT.high, NO_MATCH, equal_in(prompts, train.columns.prompts))
    is_near = (exact == NO_MATCH) & (near != NO_MATCH)
    is_prompt = (exact == NO_MATCH) & (near == NO_MATCH) & (prompt != NO_MATCH)
    exact_at, near_at, prompt_at = (np.flatnonzero(mask) for mask in (exact != NO_MATCH, is_near, is_prompt))
    return Overlap(
        leaks=len(exact_at) + len(near_at) + len(prompt_at),
        exact=len(exact_at),
        near=len(near_at),
        same_prompt=len(prompt_at),
        exact_pairs=_pairs(lines[exact_at[:most]], train_lines[exact[exact_at[:most]]]),
        near_pairs=_pairs(
            lines[near_at[:most]], train_lines[near[near_at[:most]]], similarity[near_at[:most]]
        ),
        same_prompt_pairs=_pairs(lines[prompt_at[:most]], train_lines[prompt[prompt_at[:most]]], None),
    )


def _spread(chosen: Indices, of: Indices, similarity: Shares, earliest: Indices) -> tuple[Indices, Shares]:
    """Matches of the first of several equal examples, given to all of them."""
    everywhere, similarities = np.full(len(earliest), NO_MATCH, dtype=np.int64), np.zeros(len(earliest))
    everywhere[chosen], similarities[chosen] = of, similarity
    return everywhere[earliest], similarities[earliest]


def _pairs(lines: Indices, others: Indices, similarity: Shares | None = None) -> tuple[Pair, ...]:
    shares = np.ones(len(lines)) if similarity is None else similarity
    found = zip(lines.tolist(), others.tolist(), shares.tolist(), strict=True)
    return tuple(Pair(line, other, share) for line, other, share in found)
