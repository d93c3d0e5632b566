"""`compare --draws`: how sure the answer is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from costmodel.catalog.book import Catalog
from costmodel.decide.compare import Comparison
from costmodel.decide.money import short_number, usd_in_words
from costmodel.decide.uncertainty.answer import Uncertainty, uncertainty
from costmodel.decide.uncertainty.detail import (
    BreakEvenSpread,
    SharesOfVariance,
    break_even_spreads,
    shares_of_variance,
)
from costmodel.decide.uncertainty.odds import Odds, Spread
from costmodel.scenario.model import Scenario

DRIVERS_TOLD = 5


@dataclass(frozen=True)
class HowSure:
    """Odds and drivers, shares of variance, and break-even volumes by option."""

    odds: Uncertainty
    shares: SharesOfVariance
    break_evens: Mapping[str, BreakEvenSpread]


def how_sure(scenario: Scenario, catalog: Catalog, comparison: Comparison, draws: int) -> HowSure:
    """Everything about how sure a comparison is. Raises InputError for futures that cannot be costed."""
    found = uncertainty(scenario, catalog, comparison, draws)
    return HowSure(
        found,
        shares_of_variance(scenario, catalog, found, comparison.case.baseline_index),
        break_even_spreads(scenario, catalog, comparison, found),
    )


def odds_lines(comparison: Comparison, sure: HowSure) -> Iterator[str]:
    """The odds as lines of text."""
    found = sure.odds
    yield ""
    if not found.inputs.ranges:
        yield f"no number is a range: all {found.draws:,} futures are the same"
    else:
        yield f"of {found.draws:,} futures, seed {found.seed}, {len(found.inputs.ranges)} ranges:"
    for place, odds in enumerate(found.options):
        yield _option_line(odds, is_baseline=place == comparison.case.baseline_index)
    if found.about is not None:
        name = found.options[found.about].option
        yield f"what decides the saving of {name}:"
        for driver in found.drivers[:DRIVERS_TOLD]:
            swing, worth = driver.swing, driver.evppi_usd
            yield (
                f"    {swing.path}: {usd_in_words(swing.low_usd)} at {short_number(swing.low)},"
                f" {usd_in_words(swing.high_usd)} at {short_number(swing.high)}"
                + ("" if worth is None else f"; to know it is worth up to {usd_in_words(worth)}")
            )
    if found.evpi_usd is not None:
        yield f"to know everything before deciding is worth up to {usd_in_words(found.evpi_usd)}"


def _option_line(odds: Odds, *, is_baseline: bool) -> str:
    line = f"{odds.option}: cheapest in {odds.probability_cheapest:.1%}"
    if is_baseline or odds.payback is None:
        return f"{line} (baseline)"
    return (
        f"{line}, cheaper than the baseline in {odds.probability_cheaper_than_baseline:.1%}; saves"
        f" {_money(odds.npv_saving_usd)}; never paid back in {odds.payback.share_never:.1%}"
    )


def _money(spread: Spread) -> str:
    ends = (spread.p10, spread.p50, spread.p90)
    return " / ".join("unknown" if usd is None else usd_in_words(usd) for usd in ends) + " (p10 / p50 / p90)"
