"""What the check is asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass

from costmodel.errors import InputError, Problem

CHARACTERS_PER_TOKEN = 4.0
"""English text, https://help.openai.com/en/articles/4936856-what-are-tokens-and-how-to-count-them"""


@dataclass(frozen=True)
class DatasetOptions:
    """How tokens are counted, what is too long, which field is a label, how much is listed.

    `tokenizer` is the path of a `tokenizer.json`; without one a token is `characters_per_token` characters.
    `max_tokens` None: no example is too long. `most_listed` bounds each list, never a count.
    `workers` above 1 start processes and need a file with a path; a script that asks for them must guard
    its entry by `if __name__ == "__main__"`. Raises InputError.
    """

    tokenizer: str | None = None
    characters_per_token: float = CHARACTERS_PER_TOKEN
    max_tokens: int | None = None
    label_field: str | None = None
    most_listed: int = 20
    workers: int = 1

    def __post_init__(self) -> None:
        problems = []
        if not (math.isfinite(self.characters_per_token) and 0.1 <= self.characters_per_token <= 100):
            problems.append(
                Problem("characters_per_token", self.characters_per_token, "a number from 0.1 to 100 is")
            )
        if self.max_tokens is not None and self.max_tokens < 1:
            problems.append(Problem("max_tokens", self.max_tokens, "a whole number from 1 is"))
        if self.most_listed < 0:
            problems.append(Problem("most_listed", self.most_listed, "a whole number from 0 is"))
        if not 1 <= self.workers <= 64:
            problems.append(Problem("workers", self.workers, "a whole number from 1 to 64 is"))
        if problems:
            raise InputError(problems)
