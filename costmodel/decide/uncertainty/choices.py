"""What each choice comes to in each future, whether the option is good enough there or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from costmodel.decide.compare import Comparison
from costmodel.decide.uncertainty.futures import Futures
from costmodel.scenario.model import Scenario

Values = NDArray[np.float64]
Meets = NDArray[np.bool_]
"""Whether a quality reaches the bar, for each draw, or once for all of them."""


@dataclass(frozen=True)
class Choices:
    """The options that may be chosen, by place, and what each choice costs, shape (draws, choices).

    An option that misses the bar or cannot serve in a future costs its one-off money there and, since the
    work goes back, what the baseline costs; see `cost_of_choosing`.
    """

    places: tuple[int, ...]
    cost_usd: Values


def meets_bar_by_draw(scenario: Scenario, numbers: Mapping[str, Values]) -> tuple[Meets | None, ...]:
    """For each option, whether its drawn quality reaches the bar; None where there is no bar or no quality."""
    bar = scenario.quality_bar
    return tuple(
        None
        if bar is None or option.quality is None
        else np.asarray(numbers.get(f"options.{place}.quality", np.array([float(option.quality)])) >= bar)
        for place, option in enumerate(scenario.options)
    )


def cost_of_choosing(comparison: Comparison, drawn: Futures, meets: Sequence[Meets | None]) -> Values:
    """What it comes to in each future to have chosen each option, shape (draws, options); infinite where today's cannot serve."""
    baseline = comparison.case.baseline_index
    costs = drawn.npv_usd.copy()
    for place, enough in enumerate(meets):
        if place != baseline:
            does = np.isfinite(costs[:, place]) & (True if enough is None else enough)
            upfront = drawn.cumulative_usd[place, :, 0]
            costs[:, place] = np.where(does, costs[:, place], drawn.npv_usd[:, baseline] + upfront)
    return costs


def choices_of(comparison: Comparison, cost_usd: Values, meets: Sequence[Meets | None]) -> Choices:
    """Every option that is good enough at its point estimate or in some future; none if today's cannot always serve.

    `cost_usd`: of choosing each option, shape (draws, options).
    """
    good = comparison.recommendation.candidates
    places = tuple(
        place
        for place, enough in enumerate(meets)
        if (place in good or (enough is not None and enough.any())) and np.isfinite(cost_usd[:, place]).all()
    )
    return Choices(places, cost_usd[:, list(places)])
