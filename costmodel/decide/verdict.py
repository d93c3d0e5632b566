"""Two questions kept apart: would fine-tuning pay, and would renting GPUs pay?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from costmodel.case.model import FleetBill
from costmodel.decide.break_even import BreakEven, break_even
from costmodel.decide.compare import Comparison, OptionResult

TUNED_KINDS = ("managed_fine_tune", "self_hosted")

FROM_SCRATCH = "from_scratch"
"""Neither a way to fine-tune nor a reason to rent GPUs for one: it takes part in no finding."""


@dataclass(frozen=True)
class Finding:
    """One way of doing it against the best of the other ways, all of them good enough to be recommended.

    `pays`: it costs less in today's money than that rival, or there is no rival. The volumes say from where
    on its undiscounted total beats that of today's baseline, and that of the rival.
    """

    option: OptionResult
    rival: OptionResult | None
    pays: bool
    saving_npv_usd: float | None
    volume_against_baseline: BreakEven
    volume_against_rival: BreakEven | None


@dataclass(frozen=True)
class Verdict:
    """What the economics say; they speak for the third of three conditions only.

    A finding is None where no such option may be recommended. `passed_over` cost less than the recommended
    option but miss the bar, or are not known to meet it while others are; cheapest first.
    """

    fine_tune: Finding | None
    rent_gpus: Finding | None
    passed_over: tuple[OptionResult, ...]


def verdict(comparison: Comparison) -> Verdict:
    """Hold the best tuned option against the best hosted one, and the best own fleet against all others."""
    candidates = [comparison.results[place] for place in comparison.recommendation.candidates]
    usual = [result for result in candidates if result.option.kind != FROM_SCRATCH]
    tuned = [result for result in usual if result.option.kind in TUNED_KINDS]
    hosted = [result for result in usual if result.option.kind not in TUNED_KINDS]
    own = [result for result in usual if isinstance(result.option.bill, FleetBill)]
    not_own = [result for result in usual if not isinstance(result.option.bill, FleetBill)]
    return Verdict(
        fine_tune=_finding(comparison, tuned, hosted),
        rent_gpus=_finding(comparison, own, not_own),
        passed_over=_passed_over(comparison, candidates),
    )


def _finding(
    comparison: Comparison, ways: Sequence[OptionResult], others: Sequence[OptionResult]
) -> Finding | None:
    ways = [result for result in ways if result is not comparison.baseline]
    if not ways:
        return None
    option = min(ways, key=lambda result: result.npv_usd)
    against_baseline = comparison.crossovers[option.name].break_even
    if not others:
        return Finding(option, None, True, None, against_baseline, None)
    rival = min(others, key=lambda result: result.npv_usd)
    return Finding(
        option=option,
        rival=rival,
        pays=option.npv_usd < rival.npv_usd,
        saving_npv_usd=rival.npv_usd - option.npv_usd,
        volume_against_baseline=against_baseline,
        volume_against_rival=_volume(comparison, option, rival),
    )


def _volume(comparison: Comparison, option: OptionResult, rival: OptionResult) -> BreakEven:
    if rival is comparison.baseline:
        return comparison.crossovers[option.name].break_even
    places = [comparison.results.index(result) for result in (option, rival)]
    return break_even(comparison.case, *places)


def _passed_over(comparison: Comparison, candidates: Sequence[OptionResult]) -> tuple[OptionResult, ...]:
    recommended = comparison.recommended
    if recommended is None:
        return ()
    cheaper = [
        result
        for result in comparison.results
        if result not in candidates and result.npv_usd < recommended.npv_usd
    ]
    return tuple(sorted(cheaper, key=lambda result: result.npv_usd))
