"""What every option comes to, what would be built against its rival, and which numbers would change it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from costmodel.decide.break_even import BreakEven, break_even
from costmodel.decide.compare import Comparison, OptionResult
from costmodel.decide.crossing_words import payback_in_words, volumes_in_words
from costmodel.decide.evidence.volume import Contest, contest_of, probability_pays
from costmodel.decide.evidence.volume_words import field_in_words
from costmodel.decide.evidence.wording import percent
from costmodel.decide.flips import ErrorCostFlip, error_cost_flips
from costmodel.decide.money import short_number, usd_in_words
from costmodel.decide.uncertainty.advice import advice
from costmodel.decide.uncertainty.answer import Driver, Uncertainty
from costmodel.decide.uncertainty.odds import Spread, saving_usd, spread
from costmodel.export.record.document import Block, Heading, Paragraph, Table, Text
from costmodel.export.record.given import RecordInput

NONE, NOT_KNOWN = "-", "not known"


def economics_part(given: RecordInput) -> Iterator[Block]:
    """One row per option, and the option that would be built against its rival."""
    comparison = given.comparison
    yield Heading(2, f"Economics over {comparison.case.horizon_months} months")
    yield Paragraph((_in_a_sentence(given),))
    columns = (
        "Option",
        "Quality",
        "Today's money",
        "Up front",
        "Last month",
        "Paid back",
        "Break-even volume",
    )
    odds = () if given.sure is None else ("Odds to beat today",)
    yield Table(
        (*columns, *odds),
        tuple(
            _row(given.names[place], result, comparison) + _odds(given.sure, place, comparison)
            for place, result in enumerate(comparison.results)
        ),
        numbers=frozenset({1, 2, 3, 4, 7}),
    )


def changes_of_numbers(given: RecordInput) -> Iterator[Text]:
    """What to measure, and at which volume and error cost the economics turn."""
    if given.sure is not None:
        told = advice(given.sure)
        for words, driver in (("Measure next", told.measure), ("Ask for", told.ask_for)):
            if driver is not None:
                yield (_worth(words, driver, given.names),)
    contest = contest_of(given.comparison)
    if contest is not None:
        build, rival = given.names[contest.build], given.names[contest.rival]
        tasks = short_number(float(given.comparison.case.tasks_per_month))
        volumes = volumes_in_words(_break_even(given.comparison, contest))
        yield (
            f"Volume at which {build} costs less than {rival}, undiscounted: {volumes}; it is {tasks} tasks a month now.",
        )
    yield from _error_costs(given)


def money(usd: float | None) -> str:
    """Dollars, or that they are not known."""
    return usd_in_words(usd) if usd is not None and math.isfinite(usd) else NOT_KNOWN


def _in_a_sentence(given: RecordInput) -> str:
    comparison, names = given.comparison, given.names
    place, contest = comparison.recommendation.place, contest_of(comparison)
    best = (
        "No option is known to meet the bar."
        if place is None
        else f"Of the options that may be chosen, {names[place]} costs least."
    )
    if contest is None:
        return f"No option of this comparison would be built. {best}"
    build = comparison.results[contest.build]
    upfront = f"Building it costs {money(build.upfront_usd)} before month 0."
    return f"{_duel(given, contest)} {upfront} {best}"


def _duel(given: RecordInput, contest: Contest) -> str:
    """The option that would be built against the cheapest other one that may be chosen."""
    comparison, names = given.comparison, given.names
    is_candidate = contest.rival in comparison.recommendation.candidates
    stands_for = (
        "the cheapest other that may be chosen" if is_candidate else "which stands for what is paid today"
    )
    against = f"{names[contest.build]} is held against {names[contest.rival]}, {stands_for}:"
    if given.sure is None:
        build, rival = (comparison.results[place].npv_usd for place in (contest.build, contest.rival))
        less = "more" if build > rival else "less"
        return f"{against} it costs {money(abs(build - rival))} {less} in today's money."
    pays = percent(probability_pays(given.sure, contest))
    return (
        f"{against} it costs less in {pays} of {given.sure.draws:,} futures, and the saving in today's money is"
        f" {_spread(_saving(given.sure, contest))} (p10 / p50 / p90)."
    )


def _saving(sure: Uncertainty, contest: Contest) -> Spread:
    return spread(saving_usd(sure.cost_of_choosing_usd, contest.build, contest.rival))


def _spread(found: Spread) -> str:
    return " / ".join(money(usd) for usd in (found.p10, found.p50, found.p90))


def _row(name: str, result: OptionResult, comparison: Comparison) -> tuple[str, ...]:
    crossover = comparison.crossovers.get(result.name)
    mark = " (today)" if crossover is None else ""
    return (
        f"{name}{mark}",
        _quality(result),
        money(result.npv_usd),
        money(float(result.upfront_usd)),
        money(float(result.ledger.usd_by_month[-1])),
        NONE if crossover is None else payback_in_words(crossover.payback),
        NONE if crossover is None else volumes_in_words(crossover.break_even),
    )


def _quality(result: OptionResult) -> str:
    quality = result.option.quality
    if quality is None:
        return NOT_KNOWN
    misses = ", misses the bar" if result.meets_quality_bar is False else ""
    return f"{percent(float(quality))}{misses}"


def _odds(sure: Uncertainty | None, place: int, comparison: Comparison) -> tuple[str, ...]:
    if sure is None:
        return ()
    if place == comparison.case.baseline_index:
        return (NONE,)
    return (percent(sure.options[place].probability_cheaper_than_baseline),)


def _worth(words: str, driver: Driver, names: tuple[str, ...]) -> str:
    worth = f", worth up to {money(driver.evppi_usd)}" if driver.evppi_usd is not None else ""
    return f"{words}: {field_in_words(driver.swing.path, names)}{worth}."


def _break_even(comparison: Comparison, contest: Contest) -> BreakEven:
    if contest.rival == comparison.case.baseline_index:
        return comparison.crossovers[comparison.results[contest.build].name].break_even
    return break_even(comparison.case, contest.build, contest.rival)


def _error_costs(given: RecordInput) -> Iterator[Text]:
    comparison = given.comparison
    flips = error_cost_flips(comparison.case)
    for side, flip in (("more", flips.above), ("less", flips.below)):
        if flip is not None:
            yield (_error_cost(side, flip, given),)


def _error_cost(side: str, flip: ErrorCostFlip, given: RecordInput) -> str:
    place = [result.name for result in given.comparison.results].index(flip.option)
    now = usd_in_words(float(given.comparison.case.error_cost_usd))
    at = usd_in_words(flip.error_cost_usd)
    return (
        f"If a wrong task costs {side} than {at}, {given.names[place]} is the one to take; it is {now} now."
    )
