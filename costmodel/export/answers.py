"""Answers as plain objects for JSON; names and meaning are public and stable."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from costmodel.cost.ledger import LINES, Ledger
from costmodel.decide.compare import Comparison, Crossover, OptionResult
from costmodel.decide.envelope import Envelope
from costmodel.estimate.throughput import DoesNotFit, MissesPromise, Throughput
from costmodel.estimate.training import TrainingEstimate

JsonObject = dict[str, Any]


def envelope_answer(answer: Envelope) -> JsonObject:
    """The envelope rule's figures."""
    return asdict(answer)


def comparison_answer(comparison: Comparison) -> JsonObject:
    """Totals, months and lines of every option, the recommendation and the crossovers."""
    recommended = comparison.recommended
    check = comparison.invoice_check
    return {
        "as_of": comparison.case.as_of.isoformat(),
        "baseline": comparison.baseline.name,
        "cheapest": comparison.cheapest.name,
        "recommended": recommended.name if recommended else None,
        "provisional": comparison.recommendation.provisional,
        "invoice_check": asdict(check) if check else None,
        "notes": list(comparison.case.notes),
        "options": [_option(result) for result in comparison.results],
        "crossover": {name: _crossover(crossover) for name, crossover in comparison.crossovers.items()},
    }


def throughput_answer(estimate: Throughput | DoesNotFit | MissesPromise) -> JsonObject:
    """What one replica sustains, or why it cannot serve."""
    if isinstance(estimate, DoesNotFit):
        return {"fits": False, "needed_gb": estimate.needed_gb, "why": estimate.why}
    if isinstance(estimate, MissesPromise):
        return {
            "fits": True,
            "meets_limits": False,
            "best_tpot_ms": estimate.best_tpot_ms,
            "best_ttft_s": estimate.best_ttft_s,
            "why": estimate.why,
        }
    return {"fits": True, "meets_limits": True, "extrapolated": estimate.extrapolated, **asdict(estimate)}


def training_answer(estimate: TrainingEstimate) -> JsonObject:
    """What one training run takes."""
    return asdict(estimate)


def _option(result: OptionResult) -> JsonObject:
    return {
        "name": result.name,
        "kind": result.option.kind,
        "meets_quality_bar": result.meets_quality_bar,
        "total_usd": result.total_usd,
        "npv_usd": result.npv_usd,
        "usd_per_task": result.usd_per_task,
        "usd_per_good_task": result.usd_per_good_task,
        "upfront_usd": result.upfront_usd,
        "months": _months(result.ledger),
        "lines": {line: float(result.ledger.line_total_usd(line)) for line in LINES},
    }


def _months(ledger: Ledger) -> list[JsonObject]:
    columns = zip(
        ledger.tasks.tolist(),
        ledger.usd_by_month.tolist(),
        ledger.replicas.tolist(),
        ledger.utilisation.tolist(),
        strict=True,
    )
    return [
        {
            "month": month,
            "tasks": tasks,
            "usd": usd,
            "replicas": int(replicas),
            "utilisation": None if math.isnan(used) else used,
        }
        for month, (tasks, usd, replicas, used) in enumerate(columns)
    ]


def _crossover(crossover: Crossover) -> JsonObject:
    rates, volumes = crossover.irr, crossover.break_even
    return {
        "payback": asdict(crossover.payback),
        "irr": {**asdict(rates), "per_year": list(rates.per_year)},
        "break_even": {**asdict(volumes), "tasks_per_month": list(volumes.tasks_per_month)},
    }
