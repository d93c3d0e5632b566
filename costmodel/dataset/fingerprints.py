"""Texts as numbers: a digest for equality, 5-word shingles for similarity, MinHash bands for finding it.

Case and white space do not count. Shingles leave out system messages, which examples share.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from costmodel.dataset.examples import SYSTEM_ROLES, Example, Message

Hashes = NDArray[np.uint64]

WORDS_PER_SHINGLE = 5
BANDS, ROWS_PER_BAND = 16, 5
"""A pair of similarity s shares a band with probability 1 - (1 - s^5)^16: 0.998 at 0.8, 0.04 at 0.3.

Source: https://infolab.stanford.edu/~ullman/mmds/ch3.pdf, section 3.4.
"""
SHINGLES_AT_ONCE = 10_000
"""A long text would otherwise take 80 permutations of all its shingles at once."""

MOST_WORDS_KEPT = 400_000
MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD],
    dtype=np.uint64,
)
"""Odd constants of splitmix64 and MurmurHash3, https://prng.di.unimi.it/splitmix64.c"""


class Digest(NamedTuple):
    """128 bits in two halves."""

    high: int
    low: int


NO_TEXT = Digest(0, 0)
"""Stands for a prompt without words, which is like no other."""


class Fingerprint(NamedTuple):
    """One example: equal texts, equal prompts, and the words that shingles are made of."""

    whole: Digest
    prompt: Digest
    words: list[str]


class _WordHashes(dict[str, int]):
    """CRC-32 of each word met; forgotten all at once where there are too many."""

    def __missing__(self, word: str) -> int:
        if len(self) >= MOST_WORDS_KEPT:
            self.clear()
        found = self[word] = zlib.crc32(word.encode("utf-8"))
        return found


def fingerprint(example: Example) -> Fingerprint:
    """Digests and words of an example; raises UnicodeEncodeError where a text holds half a character."""
    parts = [(message.role in SYSTEM_ROLES, _words(message)) for message in example.messages]
    prompt = [words for is_system, words in parts[: len(example.prompt)] if not is_system]
    words = [word for is_system, part in parts if not is_system for word in part]
    return Fingerprint(
        _digest([part for _, part in parts]), _digest(prompt) if any(prompt) else NO_TEXT, words
    )


class ShingleHasher:
    """64-bit hashes of 5-word shingles, for many texts at once; a shorter text is one shingle."""

    def __init__(self) -> None:
        self._hashes = _WordHashes()

    def shingles(self, texts: Sequence[Sequence[str]]) -> list[Hashes]:
        """The shingles of each text, in order, repeated where the text repeats them."""
        flat: list[int] = []
        ends: list[int] = []
        for words in texts:
            flat.extend(map(self._hashes.__getitem__, words))
            flat.extend([0] * (WORDS_PER_SHINGLE - len(words)))
            ends.append(len(flat))
        values = np.array(flat, dtype=np.uint64)
        count = max(0, len(values) - WORDS_PER_SHINGLE + 1)
        rolled = np.zeros(count, dtype=np.uint64)
        for place, multiplier in enumerate(MULTIPLIERS):
            rolled += _mixed(values[place : place + count] + multiplier) * multiplier
        rolled = _mixed(rolled)
        starts = [0, *ends[:-1]]
        return [rolled[start : end - WORDS_PER_SHINGLE + 1] for start, end in zip(starts, ends, strict=True)]


class MinHasher:
    """Band keys by the MinHash of datasketch, https://ekzhu.com/datasketch/minhash.html"""

    def __init__(self) -> None:
        from datasketch import MinHash  # noqa: PLC0415 heavy, and needed only here

        # A batch is one array of hashes, handed on as it is: number by number would take three times as long.
        self._minhash = MinHash(num_perm=BANDS * ROWS_PER_BAND, hashfunc=lambda hashes: hashes)

    def bands(self, shingles: Sequence[Hashes]) -> Hashes:
        """One row of band keys for each text; texts with an equal key in one place may be alike."""
        values = np.empty((len(shingles), BANDS * ROWS_PER_BAND), dtype=np.uint64)
        for row, hashes in zip(values, shingles, strict=True):
            self._minhash.clear()
            for begin in range(0, len(hashes), SHINGLES_AT_ONCE):
                part = hashes[begin : begin + SHINGLES_AT_ONCE] >> np.uint64(32)
                self._minhash.update_batch([part.astype(np.uint32)])
            row[:] = self._minhash.hashvalues
        rows = values.reshape(len(shingles), BANDS, ROWS_PER_BAND)
        mixed: Hashes = _mixed((_mixed(rows + MULTIPLIERS) * MULTIPLIERS).sum(axis=2, dtype=np.uint64))
        return mixed


def jaccard(first: Hashes, second: Hashes) -> float:
    """Shared over all different shingles; both sorted and without repeats."""
    shared = len(np.intersect1d(first, second, assume_unique=True))
    return shared / (len(first) + len(second) - shared)


def _words(message: Message) -> list[str]:
    return message.text.casefold().split()


def _digest(parts: Sequence[Sequence[str]]) -> Digest:
    text = "\n".join(" ".join(words) for words in parts)
    raw = blake2b(text.encode("utf-8"), digest_size=16).digest()
    return Digest(int.from_bytes(raw[:8], "little"), int.from_bytes(raw[8:], "little"))


def _mixed(values: Hashes) -> Hashes:
    values = values ^ (values >> np.uint64(31))
    values = values * MULTIPLIERS[2]
    mixed: Hashes = values ^ (values >> np.uint64(29))
    return mixed
