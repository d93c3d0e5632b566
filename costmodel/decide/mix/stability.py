"""How much of a plan hangs on qualities that are guessed: the same question with every one a little off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from costmodel.case.mix import MixCase
from costmodel.decide.mix.answer import cheapest, keeps_limits
from costmodel.decide.mix.evaluate import Assignment, Mix, evaluate
from costmodel.decide.mix.programme import usable_options

DRAWS, SEED = 60, 20_260_901
USUAL_SPREAD = 0.25
"""Of 400 held-out items at 4 % errors 16 fail, give or take 4: one binomial standard deviation, a quarter."""


@dataclass(frozen=True)
class Stability:
    """What became of a plan in `draws` futures, in each of which every quality is another.

    In `same` of them it is the cheapest, in `kept` it keeps every limit, in `none` no plan does. `rivals` are the
    other plans that were cheapest, most frequent first.
    """

    draws: int
    same: int
    kept: int
    none: int
    rivals: tuple[tuple[Assignment, int], ...]


def stability(
    case: MixCase,
    best: Mix,
    spread: float = USUAL_SPREAD,
    draws: int = DRAWS,
    say: Callable[[float], None] | None = None,
) -> Stability:
    """Solve the plan for drawn qualities; `say` hears the share done.

    The share of errors of each step on each option is multiplied by a factor of its own, log-normal with a
    median of 1 and `spread` as the standard deviation of its logarithm. Measured end-to-end qualities stay.
    """
    chance = np.random.default_rng(SEED)
    kept = none = 0
    won: Counter[Assignment] = Counter()
    for place in range(draws):
        drawn = _with_drawn_errors(case, spread, chance)
        kept += _is_possible(drawn, best.assignment)
        found = cheapest(drawn)
        if found is None:
            none += 1
        else:
            won[found.assignment] += 1
        if say is not None:
            say((place + 1) / draws)
    rivals = tuple((each, times) for each, times in won.most_common() if each != best.assignment)
    return Stability(draws, won[best.assignment], kept, none, rivals)


def _with_drawn_errors(case: MixCase, spread: float, chance: np.random.Generator) -> MixCase:
    factors = np.exp(spread * chance.standard_normal(case.quality.shape))
    return replace(case, quality=np.maximum(1 - (1 - case.quality) * factors, 0.0))


def _is_possible(case: MixCase, assignment: Assignment) -> bool:
    usable = usable_options(case)
    is_open = all(usable[row, column] for row, column in enumerate(assignment))
    return is_open and keeps_limits(case, evaluate(case, assignment))
