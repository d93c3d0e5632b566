"""What a command has to say besides its answer: an exit status of its own, and lines for standard error."""

from __future__ import annotations

from typing import NamedTuple


class Answer(NamedTuple):
    """Text for standard output, the exit status, and lines for standard error (ten of them are shown)."""

    text: str
    status: int = 0
    errors: tuple[str, ...] = ()
