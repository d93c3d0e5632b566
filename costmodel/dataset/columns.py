"""What is kept of every example, in temporary files: one column in memory at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from costmodel.dataset.fingerprints import BANDS, Hashes

Places = NDArray[np.int64]


class Columns:
    """Line numbers, positions, digests and band keys of all examples of a file, in the file's order."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._files = []
        for _ in range(6 + BANDS):
            file = tempfile.TemporaryFile()  # noqa: SIM115 the stack closes it
            self._files.append(self._open.enter_context(file))
        self.examples = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def append(self, lines: Places, starts: Places, digests: Hashes, bands: Hashes) -> None:
        """Add the examples of a block."""
        columns: Iterable[NDArray[np.int64] | NDArray[np.uint64]] = (lines, starts, *digests.T, *bands.T)
        for file, column in zip(self._files, columns, strict=True):
            file.write(np.ascontiguousarray(column).tobytes())
        self.examples += len(lines)

    @property
    def lines(self) -> Places:
        """Line numbers from 1."""
        return self._read(0).astype(np.int64)

    @property
    def starts(self) -> Places:
        """Bytes from the start of the file to the line."""
        return self._read(1).astype(np.int64)

    @property
    def texts(self) -> tuple[Hashes, Hashes]:
        """Both halves of the digest of the whole text."""
        return self._read(2), self._read(3)

    @property
    def prompts(self) -> tuple[Hashes, Hashes]:
        """Both halves of the digest of the prompt."""
        return self._read(4), self._read(5)

    def band(self, place: int) -> Hashes:
        """One band's keys."""
        return self._read(6 + place)

    def _read(self, place: int) -> Hashes:
        file = self._files[place]
        file.seek(0)
        found: Hashes = np.frombuffer(file.read(), dtype=np.uint64)
        file.seek(0, 2)
        return found
