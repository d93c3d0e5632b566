"""How many calls run at once: as many as memory, the engine, the load and the promised pace allow."""

from __future__ import annotations

from collections.abc import Callable

from costmodel.estimate.elementwise import Amount, choose, every

HALVINGS = 45
"""Enough to find a batch up to 16,384 to one part in 10^12."""


def largest_batch(tpot_s: Callable[[Amount], Amount], most: Amount, max_tpot_s: Amount) -> Amount:
    """The largest batch from 1 to `most` whose time per token keeps `max_tpot_s`; 1 where none does.

    `tpot_s` must not fall with the batch; then halving the range (in logarithms) finds the answer.
    """
    keeps = tpot_s(most) <= max_tpot_s
    if every(keeps):
        return most
    low, high = choose(keeps, most, 1.0), most
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5
        keeps = tpot_s(middle) <= max_tpot_s
        low, high = choose(keeps, middle, low), choose(keeps, high, middle)
    return low
