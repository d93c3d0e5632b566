"""The tokens of one call, checked."""

from __future__ import annotations

from dataclasses import dataclass, fields
from numbers import Integral

from costmodel.errors import InputError, Problem

MOST_TOKENS = 10**9
"""Of one kind in one call: far beyond any context window, and exact as a float."""

COUNT_ALLOWED = f"a whole number from 0 to {MOST_TOKENS:,} is needed"


@dataclass(frozen=True, slots=True)
class CallUsage:
    """The tokens of one call; `input_tokens` is the whole prompt, cached and written tokens included.

    `cache_write_tokens` are written for 5 minutes, or for the vendor's default time, `cache_write_1h_tokens` for
    an hour; no token counts as both. `output_tokens` includes reasoning. Raises InputError with every count that
    is no whole number from 0 to 10**9, and where cached and written tokens together exceed the prompt.
    """

    input_tokens: int
    output_tokens: int
    cached_input_tokens: int = 0
    cache_write_tokens: int = 0
    cache_write_1h_tokens: int = 0
    web_searches: int = 0

    def __post_init__(self) -> None:
        counts = {field.name: getattr(self, field.name) for field in fields(self)}
        problems = [
            Problem(name, count, COUNT_ALLOWED) for name, count in counts.items() if not _is_count(count)
        ]
        if not problems and self.fresh_input_tokens < 0:
            problems = [cache_exceeds_prompt(self.input_tokens - self.fresh_input_tokens, self.input_tokens)]
        if problems:
            raise InputError(problems)

    @property
    def fresh_input_tokens(self) -> int:
        """The part of the prompt that is neither read from a cache nor written to one."""
        in_caches = (self.cached_input_tokens, self.cache_write_tokens, self.cache_write_1h_tokens)
        return int(self.input_tokens) - sum(int(tokens) for tokens in in_caches)


def cache_exceeds_prompt(in_caches: int, prompt: int) -> Problem:
    """What is said where more tokens are read and written than the prompt holds."""
    allowed = f"cached and written tokens are part of the prompt: together at most its input_tokens, {prompt}, are allowed"
    return Problem("cached_input_tokens", in_caches, allowed)


def _is_count(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and 0 <= int(value) <= MOST_TOKENS
