"""From tokens of text to tokens computed: packing, padding and pairs."""

from __future__ import annotations

from collections.abc import Sequence

from costmodel.errors import InputError, Problem
from costmodel.estimate.elementwise import Amount, larger

PADDED_SHARE = 0.8
"""Of rows x longest length, where the single lengths are not known: an upper figure."""

PADDED_SHARE_OF_PAIRS = 0.9
"""Between 0.8 and 1.0: https://huggingface.co/alignment-handbook/zephyr-7b-dpo-qlora fits the upper end."""


def padded_tokens(lengths: Sequence[int], micro_batch: int) -> int:
    """Tokens computed in one epoch if each example is padded to the longest of its batch, in this order."""
    if micro_batch < 1:
        raise InputError([Problem("micro_batch", micro_batch, "it must be 1 or more")])
    batches = (lengths[start : start + micro_batch] for start in range(0, len(lengths), micro_batch))
    return sum(len(batch) * max(batch) for batch in batches)


def computed_tokens(
    tokens: Amount, *, packed: bool, seq_len: Amount, tokens_per_example: Amount | None, pairs: bool
) -> Amount:
    """Tokens the GPUs compute for `tokens` of text; never fewer than those.

    Packed: no padding. Else each example (each pair, for DPO) is padded towards `seq_len`; without
    `tokens_per_example` the tokens are taken as padded already.
    """
    if packed or tokens_per_example is None:
        return tokens
    examples = tokens / tokens_per_example
    padded = examples * seq_len * (2 * PADDED_SHARE_OF_PAIRS if pairs else PADDED_SHARE)
    return larger(tokens, padded)
