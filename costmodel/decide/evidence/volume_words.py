"""The sentences of the verdict on volume."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from costmodel.case.model import TokenBill
from costmodel.decide.compare import Comparison
from costmodel.decide.evidence.verdict import State
from costmodel.decide.evidence.wording import percent, sentence_of
from costmodel.decide.money import short_number, usd_in_words
from costmodel.decide.uncertainty.answer import Uncertainty
from costmodel.scenario.evidence import Levels
from costmodel.scenario.model import Scenario

if TYPE_CHECKING:
    from costmodel.decide.evidence.volume import VolumeFacts


def why_in_words(facts: VolumeFacts, levels: Levels, names: tuple[str, str] | None) -> str:
    """The chance, and the break-even volume against the forecast."""
    build, rival = names or ("building", "the cheapest other way that meets the bar")
    chance = (
        f"{sentence_of(build)} costs less than {rival} in {_chance(facts.probability_pays, levels)} of futures, everything counted:"
        f" {percent(levels.pays)} are asked for, {percent(levels.does_not_pay)} or less speak against."
    )
    forecast = f"{percent(1 - levels.forecast_quantile)} of forecasts lie above {short_number(facts.forecast)} tasks a month"
    if facts.break_even is None:
        return f"{chance} In more than {percent(1 - levels.break_even_quantile)} of futures it breaks even at no volume; {forecast}."
    breaks_even = short_number(facts.break_even)
    if breaks_even == short_number(facts.forecast):
        breaks_even = f"{facts.break_even:,.0f}"
        forecast = forecast.replace(short_number(facts.forecast), f"{facts.forecast:,.0f}")
    return f"{chance} In {percent(levels.break_even_quantile)} of futures it breaks even by {breaks_even} tasks a month; {forecast}."


def _chance(chance: float, levels: Levels) -> str:
    nearest = min((levels.pays, levels.does_not_pay), key=lambda level: abs(level - chance))
    return percent(chance, apart_from=nearest)


def field_in_words(path: str, names: Sequence[str]) -> str:
    """A dotted path of the scenario as people say it: `the quality of Own 8B`, `tasks per month`."""
    field = path.rpartition(".")[2].replace("_", " ")
    group, *rest = path.split(".")
    return f"the {field} of {names[int(rest[0])]}" if group == "options" else field


def next_in_words(
    state: State, facts: VolumeFacts, levels: Levels, evpi_usd: float | None, worth: tuple[str, float] | None
) -> str:
    """What to do about it; `worth`: the input that is worth most to measure, in words, and its dollars."""
    if state == "holds":
        return "Plan the programme stage by stage."
    if state == "does_not_hold":
        return "Do not rent GPUs for this volume; look again when volume or prices have changed."
    steps = []
    if worth is not None:
        steps.append(
            f"Find out {worth[0]} before deciding: to know it is worth up to {usd_in_words(worth[1])}."
        )
    if evpi_usd is not None:
        steps.append(
            f"To know everything would be worth {usd_in_words(evpi_usd)}; no study should cost more."
        )
    if facts.probability_pays >= levels.pays:
        steps.append(
            "The odds are good, but the volume that pays is not clearly below the forecast: firm up the volume."
        )
    return " ".join(steps) or "Narrow the ranges of what decides the saving."


def against_in_words(
    scenario: Scenario, comparison: Comparison, found: Uncertainty, build: int, rival: int
) -> tuple[str, ...]:
    """What the rival stands for, how its prices were taken, and what the chance contains."""
    option, chance = comparison.results[rival].option, found.options[build].probability_meets_bar
    notes = []
    if not found.inputs.ranges:
        notes.append("No number of the scenario is a range, so that the odds are all or nothing.")
    if chance is not None and chance < 1:
        notes.append(
            f"In {percent(1 - chance)} of futures {comparison.results[build].name} misses the bar: its one-off money is spent, and"
            " the bill of today goes on."
        )
    if rival == comparison.case.baseline_index and rival not in comparison.recommendation.candidates:
        notes.append(
            f"No other option is known to meet the bar, so {option.name} stands for what is paid today."
        )
    if isinstance(option.bill, TokenBill):
        notes.append(
            _prices_in_words(
                option.name, float(scenario.workload.batch_share), float(option.calls.cached_input_tokens)
            )
        )
    if comparison.results[build].option.quality is None:
        notes.append(
            f"The quality of {comparison.results[build].name} is not known: its cost counts as if it met the bar."
        )
    return tuple(notes)


def _prices_in_words(name: str, waits: float, cached_tokens: float) -> str:
    batch = (
        f"{percent(waits)} of its calls may wait and cost its batch price, where it has one"
        if waits
        else "no call may wait, so that batch prices do not count"
    )
    cached = (
        f"{cached_tokens:,.0f} tokens a call are read from its cache"
        if cached_tokens
        else "none of its prompt is cached"
    )
    return f"{name}: {batch}; {cached}."
