"""The comparison and the ledger as tables: one row per option, one row per option, month and line."""

from __future__ import annotations

import math
from collections.abc import Iterator

from costmodel.case.dates import month_start
from costmodel.cost.ledger import LINES, Ledger
from costmodel.decide.compare import Comparison, Crossover, OptionResult
from costmodel.export.csv_text import Cell, Row
from costmodel.export.provenance import Provenance

MONTH_OF_ONE_OFFS = -1
"""One-off money falls at time 0, before month 0 has run."""


def comparison_rows(comparison: Comparison, origin: Provenance) -> list[Row]:
    """One row per option with every figure; volumes of a break-even and several rates are parted by semicolons."""
    return [
        {
            **_figures(result, comparison),
            **_crossing(comparison.crossovers.get(result.name)),
            **{f"{line}_usd": float(result.ledger.line_total_usd(line)) for line in LINES},
            **origin.columns(),
        }
        for result in comparison.results
    ]


def ledger_rows(comparison: Comparison, origin: Provenance) -> list[Row]:
    """One row per option, month and line that is not 0; `month` -1 holds the one-off money at time 0."""
    as_of = comparison.case.as_of
    return [
        {
            "option": result.name,
            "month": month,
            "calendar_month": month_start(as_of, max(month, 0)).strftime("%Y-%m"),
            "line": line,
            "usd": usd,
            **origin.columns(),
        }
        for result in comparison.results
        for month, line, usd in _entries(result.ledger)
    ]


def _figures(result: OptionResult, comparison: Comparison) -> dict[str, Cell]:
    ledger = result.ledger
    return {
        "option": result.name,
        "kind": result.option.kind,
        "is_baseline": result is comparison.baseline,
        "is_cheapest": result is comparison.cheapest,
        "is_recommended": result is comparison.recommended,
        "is_provisional": comparison.recommendation.provisional and result is comparison.recommended,
        "quality": None if result.option.quality is None else float(result.option.quality),
        "meets_quality_bar": result.meets_quality_bar,
        "total_usd": result.total_usd,
        "npv_usd": result.npv_usd,
        "upfront_usd": result.upfront_usd,
        "usd_per_task": result.usd_per_task,
        "usd_per_good_task": result.usd_per_good_task,
        "first_month_usd": float(ledger.usd_by_month[0]),
        "last_month_usd": float(ledger.usd_by_month[-1]),
        "replicas_last_month": int(ledger.replicas[-1]),
        "utilisation_last_month": _or_none(float(ledger.utilisation[-1])),
    }


def _crossing(crossover: Crossover | None) -> dict[str, Cell]:
    if crossover is None:
        return dict.fromkeys(
            (
                *("payback", "payback_months", "payback_why", "irr", "irr_per_year", "irr_why"),
                *("break_even", "break_even_tasks_per_month", "cheaper_at_lowest", "break_even_why"),
            )
        )
    payback, rates, volumes = crossover.payback, crossover.irr, crossover.break_even
    return {
        "payback": payback.status,
        "payback_months": payback.months,
        "payback_why": payback.why,
        "irr": rates.status,
        "irr_per_year": rates.per_year,
        "irr_why": rates.why,
        "break_even": volumes.status,
        "break_even_tasks_per_month": volumes.tasks_per_month,
        "cheaper_at_lowest": volumes.cheaper_at_lowest,
        "break_even_why": volumes.why,
    }


def _entries(ledger: Ledger) -> Iterator[tuple[int, str, float]]:
    for line in LINES:
        upfront_usd = float(ledger.upfront_usd_by_line.get(line, 0.0))
        if upfront_usd:
            yield MONTH_OF_ONE_OFFS, line, upfront_usd
        for month, usd in enumerate(ledger.running_usd.get(line, ())):
            if usd:
                yield month, line, float(usd)


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value
