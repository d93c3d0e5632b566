"""In which order cases and cards come."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

SHUFFLE_SEED = 20_261_123

Each = TypeVar("Each")


def shuffled(every: Sequence[Each]) -> tuple[Each, ...]:
    """All of them in an order that is mixed, and always the same."""
    return tuple(random.Random(SHUFFLE_SEED).sample(every, len(every)))


def next_after(every: Sequence[Each], one: Each) -> Each:
    """The one that follows; the first after the last, or where it is not among them."""
    place = every.index(one) if one in every else -1
    return every[(place + 1) % len(every)]
