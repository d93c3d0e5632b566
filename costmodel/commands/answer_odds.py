"""`compare --draws`: how sure the answer is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from costmodel.catalog.book import Catalog
from costmodel.decide.compare import Comparison
from costmodel.decide.money import short_number, usd_in_words
from costmodel.decide.uncertainty.answer import Driver, Uncertainty, uncertainty
from costmodel.decide.uncertainty.detail import (
    BreakEvenSpread,
    SharesOfVariance,
    break_even_spreads,
    shares_of_variance,
)
from costmodel.decide.uncertainty.odds import Odds, Spread
from costmodel.scenario.model import Scenario

DRIVERS_TOLD = 5
NOTHING_USD = 0.5
"""Less than that is rounding."""


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
    ranges = len(found.inputs.ranges)
    yield ""
    if ranges:
        counted = "1 range" if ranges == 1 else f"{ranges} ranges"
        yield f"of {found.draws:,} futures, seed {found.seed}, {counted}:"
    else:
        yield f"no number is a range: all {found.draws:,} futures are the same"
    for place, odds in enumerate(found.options):
        yield _option_line(odds, is_baseline=place == comparison.case.baseline_index)
    moving = [driver for driver in found.drivers if driver.swing.usd >= NOTHING_USD or _worth(driver)]
    if moving and found.about is not None:
        yield f"what decides the saving of {found.options[found.about].option}, at the p10 and p90 of each:"
        told = [driver for place, driver in enumerate(moving) if place < DRIVERS_TOLD or _worth(driver)]
        yield from map(_driver_line, told)
    if found.evpi_usd is not None:
        yield f"to know everything before deciding is worth up to {usd_in_words(found.evpi_usd)}"


def _driver_line(driver: Driver) -> str:
    swing = driver.swing
    ends = (
        f"{usd_in_words(usd) if math.isfinite(usd) else 'cannot serve'} at {_number(end)}"
        for end, usd in ((swing.low, swing.low_usd), (swing.high, swing.high_usd))
    )
    worth = f"; to know it is worth up to {usd_in_words(driver.evppi_usd or 0)}" if _worth(driver) else ""
    return f"    {swing.path}: {', '.join(ends)}{worth}"


def _worth(driver: Driver) -> bool:
    return driver.evppi_usd is not None and driver.evppi_usd >= NOTHING_USD


def _number(value: float) -> str:
    return short_number(value) if value >= 0 else f"-{short_number(-value)}"


def _option_line(odds: Odds, *, is_baseline: bool) -> str:
    line = f"{odds.option}: cheapest in {odds.probability_cheapest:.1%}"
    if odds.probability_meets_bar is not None:
        line += f", meets the bar in {odds.probability_meets_bar:.1%}"
    if is_baseline or odds.payback is None:
        return f"{line} (baseline)"
    return (
        f"{line}, cheaper than the baseline in {odds.probability_cheaper_than_baseline:.1%}; saves"
        f" {_money(odds.npv_saving_usd)}; paid back within the horizon in {odds.payback.share_in_time:.1%},"
        f" never in {odds.payback.share_never:.1%}"
    )


def _money(spread: Spread) -> str:
    ends = (spread.p10, spread.p50, spread.p90)
    return " / ".join("unknown" if usd is None else usd_in_words(usd) for usd in ends) + " (p10 / p50 / p90)"
