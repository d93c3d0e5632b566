"""What a replica is asked to do: how long the calls are, how many at once, and how fast they must be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from costmodel.errors import InputError, Problem
from costmodel.estimate.elementwise import Amount, Condition, amount, every

UNLIMITED = float("inf")


@dataclass(frozen=True)
class Load:
    """The calls of a closed loop: a new one starts when one ends. What is not limited is infinite."""

    input_tokens: Amount
    output_tokens: Amount
    prefix_hit_rate: Amount
    concurrency: Amount
    max_tpot_s: Amount
    max_ttft_s: Amount


def serving_load(
    *,
    input_tokens: ArrayLike,
    output_tokens: ArrayLike,
    prefix_hit_rate: ArrayLike,
    concurrency: ArrayLike | None,
    max_tpot_ms: ArrayLike | None,
    max_ttft_s: ArrayLike | None,
) -> Load:
    """The load in seconds and tokens; an InputError names every field that is out of range."""
    load = Load(
        amount(input_tokens),
        amount(output_tokens),
        amount(prefix_hit_rate),
        amount(UNLIMITED if concurrency is None else concurrency),
        amount(UNLIMITED if max_tpot_ms is None else max_tpot_ms) / 1000,
        amount(UNLIMITED if max_ttft_s is None else max_ttft_s),
    )
    problems = list(_problems(load))
    if problems:
        raise InputError(problems)
    return load


def _problems(load: Load) -> Iterator[Problem]:
    tokens = "tokens must be finite and not below 0"
    prompt, answer, hits = load.input_tokens, load.output_tokens, load.prefix_hit_rate
    yield from _outside("input_tokens", prompt, (prompt >= 0) & (prompt < UNLIMITED), tokens)
    yield from _outside("output_tokens", answer, (answer >= 0) & (answer < UNLIMITED), tokens)
    yield from _outside("prefix_hit_rate", hits, (hits >= 0) & (hits <= 1), "it must lie between 0 and 1")
    calls = load.concurrency
    yield from _outside("concurrency", calls, calls >= 1, "it must be 1 or more, or left out")
    limit = "it must be above 0, or left out"
    yield from _outside("max_tpot_ms", load.max_tpot_s * 1000, load.max_tpot_s > 0, limit)
    yield from _outside("max_ttft_s", load.max_ttft_s, load.max_ttft_s > 0, limit)
    message = "a call needs output tokens, or input tokens that are not all cached"
    work = (answer > 0) | ((prompt > 0) & (hits < 1))
    if every((answer >= 0) & (prompt >= 0)):
        yield from _outside("output_tokens", answer, work, message)


def _outside(field: str, value: Amount, allowed: Condition, message: str) -> Iterator[Problem]:
    if every(allowed):
        return
    values, accepted = np.broadcast_arrays(value, allowed)
    yield Problem(field, float(values[~accepted][0]), message)
