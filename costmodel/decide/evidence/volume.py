"""Third statement: the saving repays the programme with good odds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from costmodel.catalog.book import Catalog
from costmodel.decide.compare import Comparison
from costmodel.decide.evidence.verdict import State, Verdict
from costmodel.decide.evidence.volume_words import (
    against_in_words,
    field_in_words,
    next_in_words,
    why_in_words,
)
from costmodel.decide.evidence.wording import listed, percent
from costmodel.decide.recommend import meets_bar
from costmodel.decide.uncertainty.advice import advice
from costmodel.decide.uncertainty.answer import Driver, Uncertainty
from costmodel.decide.uncertainty.detail import break_even_volumes
from costmodel.decide.verdict import TUNED_KINDS
from costmodel.estimate.distributions import quantiles
from costmodel.scenario.evidence import Levels, VolumeFigures
from costmodel.scenario.model import Scenario

OWN = "self_hosted"


@dataclass(frozen=True)
class VolumeFacts:
    """What the verdict rests on.

    `break_even`: the level's quantile of the starting volume from which on building is cheaper for good, None
    for never. `forecast`: the level's quantile of the starting volume that is expected.
    """

    probability_pays: float
    break_even: float | None
    forecast: float


@dataclass(frozen=True)
class VolumeVerdict(Verdict):
    """`build` is held against `rival`, the cheapest other option that meets the bar; None where figures were given.

    `tuned_rival`: the rival's name where it is itself a tuned model, billed by the token.
    `measure`: the input that is worth most to measure, where the chance is open.
    """

    facts: VolumeFacts | None = None
    build: str | None = None
    rival: str | None = None
    tuned_rival: str | None = None
    evpi_usd: float | None = None
    measure: Driver | None = None


@dataclass(frozen=True)
class Contest:
    """Places of the option that would be built and of the one it is held against."""

    build: int
    rival: int


def volume_not_given() -> VolumeVerdict:
    """Nobody has said what building costs."""
    return VolumeVerdict(
        "not_enough_evidence",
        "Nothing is said about volume and cost.",
        "Describe the workload and the options as a scenario.",
    )


def volume_justifies(figures: VolumeFigures, levels: Levels) -> VolumeVerdict:
    """The verdict on given figures."""
    facts = VolumeFacts(figures.probability_pays, figures.break_even_p90, figures.forecast_p25)
    state = state_of(facts, levels)
    return VolumeVerdict(
        state, why_in_words(facts, levels, None), next_in_words(state, facts, levels, None, None), facts=facts
    )


def volume_of_scenario_justifies(
    scenario: Scenario, catalog: Catalog, comparison: Comparison, found: Uncertainty, levels: Levels
) -> VolumeVerdict:
    """The verdict on a scenario, whose `comparison` and `found` answer it.

    Costs are those of choosing an option: one that misses the bar in a future has cost its one-off money.
    """
    contest = contest_of(comparison)
    if contest is None:
        return VolumeVerdict(
            "not_enough_evidence",
            "No option of the comparison would be built.",
            "Compare a tuned option, on own GPUs or billed by the token.",
        )
    facts = facts_of(scenario, catalog, found, contest, levels)
    names = [comparison.results[place].name for place in (contest.build, contest.rival)]
    state, told = state_of(facts, levels), advice(found)
    measure = told.measure or told.ask_for
    worth = None
    if measure is not None and measure.evppi_usd is not None:
        every = [result.name for result in comparison.results]
        worth = (field_in_words(measure.swing.path, every), measure.evppi_usd)
    return VolumeVerdict(
        state,
        why_in_words(facts, levels, (names[0], names[1])),
        next_in_words(state, facts, levels, found.evpi_usd, worth),
        notes=against_in_words(scenario, comparison, found, contest.build, contest.rival),
        facts=facts,
        build=names[0],
        rival=names[1],
        tuned_rival=names[1] if comparison.results[contest.rival].option.kind in TUNED_KINDS else None,
        evpi_usd=found.evpi_usd,
        measure=measure if state == "not_enough_evidence" else None,
    )


def state_of(facts: VolumeFacts, levels: Levels) -> State:
    """Holds with good odds and a break-even well below the forecast; does not hold with poor odds."""
    if facts.probability_pays <= levels.does_not_pay:
        return "does_not_hold"
    is_early = facts.break_even is not None and facts.break_even < facts.forecast
    return "holds" if facts.probability_pays >= levels.pays and is_early else "not_enough_evidence"


def contest_of(comparison: Comparison) -> Contest | None:
    """The best own fleet, or without one the best tuned option, and the cheapest other that is good enough.

    An option known to miss the bar is no rival. Where nothing else is good enough, today's option is.
    """
    baseline, bar = comparison.case.baseline_index, comparison.case.quality_bar
    tuned = [
        place
        for place, result in enumerate(comparison.results)
        if place != baseline and result.option.kind in TUNED_KINDS
    ]
    ways = [place for place in tuned if comparison.results[place].option.kind == OWN] or tuned
    if not ways:
        return None

    def misses(place: int) -> bool:
        quality = comparison.results[place].option.quality
        return meets_bar(None if quality is None else float(quality), bar) is False

    build = min(ways, key=lambda place: (misses(place), comparison.results[place].npv_usd))
    rivals = [place for place in comparison.recommendation.candidates if place not in ways]
    rival = min(rivals, key=lambda place: comparison.results[place].npv_usd, default=baseline)
    return Contest(build, rival)


def volume_state(
    scenario: Scenario, catalog: Catalog, comparison: Comparison, found: Uncertainty, levels: Levels
) -> State:
    """The state alone; break-even volumes are only searched where it depends on them."""
    contest = contest_of(comparison)
    if contest is None:
        return "not_enough_evidence"
    chance = probability_pays(found, contest)
    if chance < levels.pays:
        return state_of(VolumeFacts(chance, None, 0.0), levels)
    return state_of(facts_of(scenario, catalog, found, contest, levels), levels)


def probability_pays(found: Uncertainty, contest: Contest) -> float:
    """The share of futures in which building costs less than the rival, everything counted."""
    cost = found.cost_of_choosing_usd
    return float((cost[:, contest.build] < cost[:, contest.rival]).mean())


def contradiction(prompting: State, comparison: Comparison) -> str | None:
    """Where the scenario says of hosted options what the measured prompts refute."""
    bar = comparison.case.quality_bar
    hosted = [result for result in comparison.results if result.option.kind == "hosted"]
    good = [
        result
        for result in hosted
        if meets_bar(None if result.option.quality is None else float(result.option.quality), bar)
    ]
    if prompting == "holds" and good:
        names = listed([f"{each.name} ({percent(float(each.option.quality or 0))})" for each in good])
        return (
            f"The measured prompts miss the bar, yet the scenario counts {names} as good enough: put the measured quality into"
            " it, or measure that model as one more prompt."
        )
    if prompting == "does_not_hold" and hosted and bar is not None and not good:
        return "A measured prompt reaches the bar, yet no hosted option of the scenario does: put the measured quality into it."
    return None


def facts_of(
    scenario: Scenario, catalog: Catalog, found: Uncertainty, contest: Contest, levels: Levels
) -> VolumeFacts:
    """The chance that building saves money, and the two volumes."""
    volumes = break_even_volumes(scenario, catalog, found, [contest.build], contest.rival)[:, 0]
    known = volumes[~np.isnan(volumes)]
    break_even = (
        float(np.quantile(known, levels.break_even_quantile, method="inverted_cdf")) if len(known) else np.inf
    )
    volume = found.inputs.ranges.get("workload.tasks_per_month")
    forecast = (
        float(scenario.workload.tasks_per_month)
        if volume is None
        else float(quantiles(volume, np.array([levels.forecast_quantile]))[0])
    )
    return VolumeFacts(
        probability_pays=probability_pays(found, contest),
        break_even=break_even if np.isfinite(break_even) else None,
        forecast=forecast,
    )
