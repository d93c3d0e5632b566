"""What a replica is asked to do: how long the calls are, how many at once, and how fast they must be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from costmodel.errors import InputError, Problem
from costmodel.estimate.elementwise import Amount, Condition, amount, every, smaller

UNLIMITED = float("inf")
SPECULATIVE_SPEEDUP = (0.8, 2.5)
"""Drafting that is often refused costs time; published gains reach 2 to 3 at small batches.

https://arxiv.org/abs/2211.17192, https://arxiv.org/abs/2401.15077
"""


@dataclass(frozen=True)
class Load:
    """The calls of a closed loop: a new one starts when one ends. What is not limited is infinite."""

    input_tokens: Amount
    output_tokens: Amount
    prefix_hit_rate: Amount
    concurrency: Amount
    max_tpot_s: Amount
    max_ttft_s: Amount
    requests: Amount = UNLIMITED
    """Of a test that sends so many at once and then waits: the last ones run in a batch that empties."""
    tokens_per_step: Amount = 1.0
    """More than 1 where a small model drafts tokens and the large one checks them (speculative decoding)."""


def serving_load(
    *,
    input_tokens: ArrayLike,
    output_tokens: ArrayLike,
    prefix_hit_rate: ArrayLike,
    concurrency: ArrayLike | None,
    max_tpot_ms: ArrayLike | None,
    max_ttft_s: ArrayLike | None,
    requests: ArrayLike | None = None,
    tokens_per_step: ArrayLike = 1.0,
) -> Load:
    """The load in seconds and tokens; an InputError names every field that is out of range."""
    load = Load(
        amount(input_tokens),
        amount(output_tokens),
        amount(prefix_hit_rate),
        smaller(
            amount(UNLIMITED if concurrency is None else concurrency),
            amount(UNLIMITED if requests is None else requests),
        ),
        amount(UNLIMITED if max_tpot_ms is None else max_tpot_ms) / 1000,
        amount(UNLIMITED if max_ttft_s is None else max_ttft_s),
        amount(UNLIMITED if requests is None else requests),
        amount(tokens_per_step),
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
    burst = load.requests
    yield from _outside("n_requests", burst, burst >= 1, "it must be 1 or more, or left out")
    drafted = load.tokens_per_step
    least, most = SPECULATIVE_SPEEDUP
    bounds = f"it must lie between {least:g} and {most:g}"
    yield from _outside("speculative_speedup", drafted, (drafted >= least) & (drafted <= most), bounds)
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
