"""Tokens of a text: by the user's tokenizer, or by a stated number of characters."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

from costmodel.dataset.options import DatasetOptions
from costmodel.dataset.report import TokenLengths
from costmodel.errors import InputError, Problem

CountTokens = Callable[[Sequence[str]], list[int]]
"""Tokens of each text."""


def token_counter(options: DatasetOptions) -> CountTokens:
    """The counter that the options ask for; raises InputError if the tokenizer cannot be used.

    The control tokens of a chat template are not counted.
    """
    if options.tokenizer is None:
        per_token = options.characters_per_token
        return lambda texts: [math.ceil(len(text) / per_token) for text in texts]
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415 only who brings a tokenizer needs the library
    except ImportError:
        allowed = "counting by a tokenizer needs the package tokenizers: pip install tokenizers"
        raise InputError([Problem("tokenizer", options.tokenizer, allowed)]) from None
    try:
        tokenizer = Tokenizer.from_file(options.tokenizer)
    except Exception as error:  # the library raises plain Exception
        allowed = f"it must be a tokenizer.json that the package tokenizers reads: {error}"
        raise InputError([Problem("tokenizer", options.tokenizer, allowed)]) from None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return lambda texts: [
        len(found) for found in tokenizer.encode_batch(list(texts), add_special_tokens=False)
    ]


def counted_by(options: DatasetOptions) -> str:
    """How tokens are counted, in words."""
    if options.tokenizer is None:
        return f"estimate: {options.characters_per_token:g} characters per token, without a chat template"
    return "the given tokenizer, without a chat template"


def token_lengths(examples_by_length: Counter[int], total: int) -> TokenLengths:
    """The distribution behind counts of examples by length."""
    examples = examples_by_length.total()
    lengths = sorted(examples_by_length.items())

    def percentile(share: float) -> int:
        rank, passed = max(1, math.ceil(share * examples)), 0
        for length, count in lengths:
            passed += count
            if passed >= rank:
                return length
        return 0

    return TokenLengths(
        total=total,
        mean=sum(length * count for length, count in lengths) / examples if examples else 0.0,
        min=percentile(0.0),
        p10=percentile(0.10),
        p50=percentile(0.50),
        p90=percentile(0.90),
        p95=percentile(0.95),
        p99=percentile(0.99),
        max=percentile(1.0),
    )
