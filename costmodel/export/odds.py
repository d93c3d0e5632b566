"""How sure an answer is, as plain objects for JSON; names and meaning are public and stable."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from costmodel.decide.uncertainty.answer import Driver, Uncertainty
from costmodel.decide.uncertainty.cases import Cases
from costmodel.decide.uncertainty.detail import BreakEvenSpread, SharesOfVariance
from costmodel.decide.uncertainty.odds import Odds

JsonObject = dict[str, Any]


def uncertainty_answer(
    found: Uncertainty, shares: SharesOfVariance, break_evens: Mapping[str, BreakEvenSpread]
) -> JsonObject:
    """Odds of every option, what drives them, and what it would be worth to know more."""
    return {
        "draws": found.draws,
        "seed": found.seed,
        "options": {odds.option: _option(odds, break_evens.get(odds.option)) for odds in found.options},
        "about": None if found.about is None else found.options[found.about].option,
        "drivers": [_driver(driver, shares) for driver in found.drivers],
        "total_sobol_why": shares.why,
        "evpi_usd": found.evpi_usd,
        "regret": None if found.regret is None else asdict(found.regret),
        "cases": None
        if found.cases is None
        else _cases(found.cases, [odds.option for odds in found.options]),
    }


def _option(odds: Odds, break_even: BreakEvenSpread | None) -> JsonObject:
    payback = odds.payback
    return {
        "probability_cheapest": odds.probability_cheapest,
        "probability_cheaper_than_baseline": odds.probability_cheaper_than_baseline,
        "probability_meets_bar": odds.probability_meets_bar,
        "npv_saving": asdict(odds.npv_saving_usd),
        "payback_months": None
        if payback is None
        else {
            **asdict(payback.months),
            "share_never": payback.share_never,
            "share_in_time": payback.share_in_time,
        },
        "break_even_tasks_per_month": None
        if break_even is None
        else {
            **asdict(break_even.tasks_per_month),
            "share_never": break_even.share_never,
            "share_not_verified": break_even.share_not_verified,
            "draws": break_even.draws,
        },
        "cumulative_usd": {
            name: [_finite(usd) for usd in by_month]
            for name, by_month in zip(("p10", "p50", "p90"), odds.cumulative_usd.tolist(), strict=True)
        },
    }


def _driver(driver: Driver, shares: SharesOfVariance) -> JsonObject:
    swing = driver.swing
    return {
        "field": swing.path,
        "low": swing.low,
        "high": swing.high,
        "low_usd": _finite(swing.low_usd),
        "high_usd": _finite(swing.high_usd),
        "total_sobol": None if shares.by_path is None else shares.by_path[swing.path],
        "evppi_usd": driver.evppi_usd,
    }


def _cases(cases: Cases, names: Sequence[str]) -> JsonObject:
    return {
        case: {
            name: {
                "npv_usd": _finite(each.npv_usd),
                "saving_usd": _finite(each.saving_usd),
                "payback_months": None if each.payback_months is None else _finite(each.payback_months),
            }
            for name, each in zip(names, figures, strict=True)
        }
        for case, figures in cases.by_name.items()
    }


def _finite(usd: float) -> float | None:
    """Costs are infinite where an option cannot serve; JSON has no such number."""
    return usd if math.isfinite(usd) else None
