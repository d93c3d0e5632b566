"""What a replica is asked to do: how long the calls are, how many at once, and how fast they must be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from costmodel.errors import InputError, Problem
from costmodel.estimate.elementwise import Amount, Condition, amount, every


@dataclass(frozen=True)
class Load:
    """The calls of a closed loop: a new one starts when one ends. None is no limit."""

    input_tokens: Amount
    output_tokens: Amount
    prefix_hit_rate: Amount
    concurrency: Amount | None
    max_tpot_s: Amount | None
    max_ttft_s: Amount | None


def serving_load(
    input_tokens: ArrayLike,
    output_tokens: ArrayLike,
    prefix_hit_rate: ArrayLike,
    concurrency: ArrayLike | None,
    max_tpot_ms: ArrayLike | None,
    max_ttft_s: ArrayLike | None,
) -> Load:
    """The load in seconds and tokens; an InputError names every field that is out of range."""
    tpot_ms = None if max_tpot_ms is None else amount(max_tpot_ms)
    load = Load(
        amount(input_tokens),
        amount(output_tokens),
        amount(prefix_hit_rate),
        None if concurrency is None else amount(concurrency),
        None if tpot_ms is None else tpot_ms / 1000,
        None if max_ttft_s is None else amount(max_ttft_s),
    )
    problems = list(_problems(load, tpot_ms))
    if problems:
        raise InputError(problems)
    return load


def _problems(load: Load, tpot_ms: Amount | None) -> Iterator[Problem]:
    tokens = "tokens must be finite and not below 0"
    yield from _outside("input_tokens", load.input_tokens, _between(load.input_tokens, 0), tokens)
    yield from _outside("output_tokens", load.output_tokens, _between(load.output_tokens, 0), tokens)
    hits = load.prefix_hit_rate
    yield from _outside("prefix_hit_rate", hits, _between(hits, 0, 1), "it must lie between 0 and 1")
    if load.concurrency is not None:
        at_least_one = _between(load.concurrency, 1)
        yield from _outside("concurrency", load.concurrency, at_least_one, "it must be 1 or more")
    for field, limit in (("max_tpot_ms", tpot_ms), ("max_ttft_s", load.max_ttft_s)):
        if limit is not None:
            yield from _outside(field, limit, limit > 0, "it must be above 0, or left out")
    work = (load.output_tokens > 0) | ((load.input_tokens > 0) & (hits < 1))
    message = "a call needs output tokens, or input tokens that are not all cached"
    yield from _outside("output_tokens", load.output_tokens, work, message)


def _between(value: Amount, low: float, high: float = float("inf")) -> Condition:
    return (value >= low) & (value <= high) & (value < float("inf"))


def _outside(field: str, value: Amount, allowed: Condition, message: str) -> Iterator[Problem]:
    if every(allowed):
        return
    shown: object = value
    if isinstance(value, np.ndarray):
        shown = float(value[~np.broadcast_to(allowed, value.shape)][0])
    yield Problem(field, shown, message)
