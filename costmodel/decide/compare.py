"""All options side by side: totals, the recommendation, and where they cross."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from costmodel.case.model import Case, OptionCase
from costmodel.cost.hybrid import with_best_owned
from costmodel.cost.ledger import Ledger
from costmodel.cost.ledgers import ledgers
from costmodel.decide.break_even import BreakEven, break_even
from costmodel.decide.fleet_notes import with_fleet_notes
from costmodel.decide.invoice import InvoiceCheck, invoice_check
from costmodel.decide.irr import Irr, irr
from costmodel.decide.payback import Payback, payback
from costmodel.decide.recommend import Recommendation, Standing, meets_bar, recommend


@dataclass(frozen=True)
class OptionResult:
    """What one option comes to; figures that cannot be known are None."""

    option: OptionCase
    ledger: Ledger
    meets_quality_bar: bool | None
    total_usd: float
    npv_usd: float
    upfront_usd: float
    usd_per_task: float
    usd_per_good_task: float | None

    @property
    def name(self) -> str:
        """The option's name in the scenario."""
        return self.option.name


@dataclass(frozen=True)
class Crossover:
    """When and from which volume on an option beats the baseline, and what its extra cost earns."""

    payback: Payback
    irr: Irr
    break_even: BreakEven


@dataclass(frozen=True)
class Comparison:
    """The answer to a case; `results` are in the order of its options.

    A hybrid that leaves its number of own replicas open is open in `case`, where other volumes choose anew,
    and has the best number for the case's own volume in its result.
    """

    case: Case
    results: tuple[OptionResult, ...]
    cheapest: OptionResult
    recommendation: Recommendation
    invoice_check: InvoiceCheck | None
    crossovers: Mapping[str, Crossover]

    @property
    def baseline(self) -> OptionResult:
        """The option the others are held against."""
        return self.results[self.case.baseline_index]

    @property
    def recommended(self) -> OptionResult | None:
        """The option to take, None if all are known to miss the quality bar."""
        place = self.recommendation.place
        return None if place is None else self.results[place]


def compare(case: Case) -> Comparison:
    """Answer a case of plain numbers."""
    settled = with_best_owned(case)
    found = ledgers(settled)
    settled = with_fleet_notes(settled, found)
    case = _left_open(settled, case)
    results = tuple(
        _result(option, ledger, case.quality_bar)
        for option, ledger in zip(settled.options, found, strict=True)
    )
    standings = [Standing(result.npv_usd, _plain(result.option.quality)) for result in results]
    return Comparison(
        case=case,
        results=results,
        cheapest=min(results, key=lambda result: result.npv_usd),
        recommendation=recommend(standings, case.quality_bar),
        invoice_check=invoice_check(settled, results[case.baseline_index].ledger),
        crossovers=_crossovers(case, results),
    )


def _left_open(settled: Case, asked: Case) -> Case:
    """The settled case and its notes, with every hybrid as open as it was asked."""
    pairs = zip(settled.options, asked.options, strict=True)
    return replace(settled, options=tuple(replace(one, bill=as_asked.bill) for one, as_asked in pairs))


def _result(option: OptionCase, ledger: Ledger, quality_bar: float | None) -> OptionResult:
    total_usd = float(ledger.total_usd)
    tasks = float(ledger.tasks.sum())
    quality = _plain(option.quality)
    return OptionResult(
        option=option,
        ledger=ledger,
        meets_quality_bar=meets_bar(quality, quality_bar),
        total_usd=total_usd,
        npv_usd=float(ledger.npv_usd),
        upfront_usd=float(ledger.upfront_usd),
        usd_per_task=total_usd / tasks,
        usd_per_good_task=total_usd / (tasks * quality) if quality else None,
    )


def _crossovers(case: Case, results: tuple[OptionResult, ...]) -> dict[str, Crossover]:
    baseline = results[case.baseline_index].ledger
    return {
        result.name: Crossover(
            payback=payback(result.ledger, baseline, result.option.upkeep.build_months),
            irr=irr(result.ledger, baseline),
            break_even=break_even(case, place, case.baseline_index),
        )
        for place, result in enumerate(results)
        if place != case.baseline_index
    }


def _plain(quality: object) -> float | None:
    return None if quality is None else float(quality)  # type: ignore[arg-type]
