"""Two questions kept apart: would fine-tuning pay, and would renting GPUs pay?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from costmodel.case.model import FleetBill
from costmodel.decide.break_even import BreakEven, break_even
from costmodel.decide.compare import Comparison, OptionResult

TUNED_KINDS = ("managed_fine_tune", "self_hosted")


@dataclass(frozen=True)
class Finding:
    """One way of doing it against the best of the other ways.

    `pays`: it costs less in today's money than the best other way that is good enough. The volumes say
    from where on it beats today's baseline, and from where on that best other way.
    """

    option: OptionResult
    rival: OptionResult
    pays: bool
    saving_npv_usd: float
    volume_against_baseline: BreakEven | None
    volume_against_rival: BreakEven | None


@dataclass(frozen=True)
class Verdict:
    """What the economics say; they speak for the third of three conditions only.

    A finding is None where the scenario has no such option. `cheaper_but_not_good_enough` cost less than
    the recommended option and are known to miss the bar, cheapest first.
    """

    fine_tune: Finding | None
    rent_gpus: Finding | None
    cheaper_but_not_good_enough: tuple[OptionResult, ...]


def verdict(comparison: Comparison) -> Verdict:
    """Hold the best tuned option against the best hosted one, and the best own fleet against all others."""
    good_enough = [result for result in comparison.results if result.meets_quality_bar is not False]
    tuned = [result for result in good_enough if result.option.kind in TUNED_KINDS]
    hosted = [result for result in good_enough if result.option.kind not in TUNED_KINDS]
    own = [result for result in good_enough if isinstance(result.option.bill, FleetBill)]
    not_own = [result for result in good_enough if result not in own]
    return Verdict(
        fine_tune=_finding(comparison, tuned, hosted),
        rent_gpus=_finding(comparison, own, not_own),
        cheaper_but_not_good_enough=_cheaper_but_not_good_enough(comparison),
    )


def _finding(
    comparison: Comparison, candidates: Sequence[OptionResult], others: Sequence[OptionResult]
) -> Finding | None:
    candidates = [result for result in candidates if result is not comparison.baseline]
    if not candidates:
        return None
    option = min(candidates, key=lambda result: result.npv_usd)
    rival = min(others or [comparison.baseline], key=lambda result: result.npv_usd)
    if rival is option:
        return None
    return Finding(
        option=option,
        rival=rival,
        pays=option.npv_usd < rival.npv_usd,
        saving_npv_usd=rival.npv_usd - option.npv_usd,
        volume_against_baseline=comparison.crossovers[option.name].break_even,
        volume_against_rival=_volume(comparison, option, rival),
    )


def _volume(comparison: Comparison, option: OptionResult, rival: OptionResult) -> BreakEven:
    if rival is comparison.baseline:
        return comparison.crossovers[option.name].break_even
    places = [comparison.results.index(result) for result in (option, rival)]
    return break_even(comparison.case, *places)


def _cheaper_but_not_good_enough(comparison: Comparison) -> tuple[OptionResult, ...]:
    recommended = comparison.recommended
    if recommended is None:
        return ()
    missing = [result for result in comparison.results if result.meets_quality_bar is False]
    cheaper = [result for result in missing if result.npv_usd < recommended.npv_usd]
    return tuple(sorted(cheaper, key=lambda result: result.npv_usd))
