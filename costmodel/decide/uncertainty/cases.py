"""Three cases side by side: all inputs at their worse ends, as typed, at their better ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from costmodel.case.model import Case
from costmodel.catalog.book import Catalog
from costmodel.decide.uncertainty.drivers import Swing
from costmodel.decide.uncertainty.futures import futures
from costmodel.decide.uncertainty.odds import payback_months, saving_usd
from costmodel.decide.uncertainty.sample import Inputs
from costmodel.scenario.model import Scenario

CASE_NAMES = ("pessimistic", "base", "optimistic")


@dataclass(frozen=True)
class CaseFigures:
    """One option in one case: cost in today's money, saving against the baseline, months until paid back.

    `payback_months` is infinite where it never pays back, None for the baseline.
    """

    npv_usd: float
    saving_usd: float
    payback_months: float | None


@dataclass(frozen=True)
class Cases:
    """Figures of every option, in the order of the scenario, by the name of the case."""

    by_name: Mapping[str, tuple[CaseFigures, ...]]


def three_cases(
    scenario: Scenario, catalog: Catalog, case: Case, inputs: Inputs, swings: Sequence[Swing]
) -> Cases:
    """Worse and better are judged by what each input, at its p10 or p90, does to the saving in question.

    All at once is much rarer than one future in ten.
    """
    at = {swing.path: swing for swing in swings}
    better = [
        at[path].high if at[path].high_usd >= at[path].low_usd else at[path].low for path in inputs.paths
    ]
    worse = [
        at[path].low if at[path].high_usd >= at[path].low_usd else at[path].high for path in inputs.paths
    ]
    rows = np.array([worse, inputs.points, better]).reshape(3, len(inputs.paths))
    drawn = futures(scenario, catalog, inputs.by_path(rows), len(rows))
    columns = []
    for place, option in enumerate(case.options):
        is_baseline = place == case.baseline_index
        months = payback_months(drawn, place, case.baseline_index, option.upkeep.build_months)
        saving = saving_usd(drawn.npv_usd, place, case.baseline_index)
        columns.append(
            [
                CaseFigures(float(npv), float(usd), None if is_baseline else float(paid_back))
                for npv, usd, paid_back in zip(drawn.npv_usd[:, place], saving, months, strict=True)
            ]
        )
    by_case = zip(*columns, strict=True)
    return Cases(dict(zip(CASE_NAMES, map(tuple, by_case), strict=True)))


def _ends(swing: Swing, point: float) -> tuple[float, float]:
    """The worse and the better end of an input, or its point where neither changes the saving."""
    if swing.low_usd == swing.high_usd:
        return point, point
    return (swing.low, swing.high) if swing.high_usd > swing.low_usd else (swing.high, swing.low)
