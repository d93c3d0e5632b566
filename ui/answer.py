"""What the pages read: the scenario that is shown, and the answer to it, worked out once per run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import streamlit as st

from costmodel.case.market import market_of
from costmodel.case.resolve import resolve
from costmodel.case.usual_ranges import with_usual_ranges
from costmodel.catalog.book import Catalog
from costmodel.decide.compare import Comparison, compare
from costmodel.decide.invoice import tasks_behind_invoice
from costmodel.errors import InputError, Problem
from costmodel.scenario.model import Scenario
from costmodel.units import DAYS_PER_MONTH
from ui.inputs.binding import included_places, scenario_from, shown_values
from ui.inputs.fields import Values
from ui.inputs.table.places import OPTION_INPUTS, OWN
from ui.inputs.volume import FROM_BILL, PER_DAY

SHOWN, IN_FRAME = "shown_answer", "page_is_drawn_in_the_frame"


@dataclass(frozen=True)
class Answer:
    """The scenario, its defaults and its comparison; without one, the problems that stand in the way.

    Without defaults the scenario came from a file. `left_out` are options that could not be worked out, each with the reason; the others stand, and `places` says where those stood in the preset, or in the file.
    """

    scenario: Scenario | None
    defaults: Scenario | None
    comparison: Comparison | None
    problems: tuple[Problem, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    places: tuple[int, ...] = ()


@contextmanager
def shown_while(answer: Answer) -> Iterator[None]:
    """Hand the answer to the page that is drawn inside."""
    st.session_state[SHOWN], st.session_state[IN_FRAME] = answer, True
    try:
        yield
    finally:
        st.session_state[IN_FRAME] = False


def is_shown() -> bool:
    """Whether the frame is drawn around the page: not so where a page is run without it."""
    return bool(st.session_state.get(IN_FRAME))


def shown() -> Answer:
    """The answer of this run."""
    answer: Answer = st.session_state[SHOWN]
    return answer


def answer_inputs(values: Mapping[str, Any], base: Scenario, catalog: Catalog) -> Answer:
    """Answer what the inputs say; a challenger that contradicts itself is left out and named."""
    left_out: list[tuple[str, str]] = []
    seen = market_of(base, catalog).catalog
    while True:
        try:
            scenario = scenario_from(_with_volume(values, base, catalog), base, seen)
        except InputError as error:
            at_fault = _challengers_at_fault(error, values)
            if at_fault is None:
                return Answer(None, base, None, error.problems)
            left_out += [(_name(key, values, base, seen), why) for key, why in at_fault.items()]
            values = {**values, **dict.fromkeys(at_fault, False)}
        else:
            places = included_places(values)
            answered = answer_scenario(scenario, _usual(base).with_options(places), catalog)
            return replace(
                answered,
                left_out=(*left_out, *answered.left_out),
                places=tuple(places[kept] for kept in answered.places),
            )


def answer_scenario(scenario: Scenario, defaults: Scenario | None, catalog: Catalog) -> Answer:
    """Answer a scenario; a challenger that cannot be worked out is left out and named.

    `defaults` has its options in the same places; None for a scenario that came from a file.
    """
    left_out: list[tuple[str, str]] = []
    places = tuple(range(len(scenario.options)))
    while True:
        try:
            case = resolve(scenario, catalog)
        except InputError as error:
            at_fault = {int(p.field.split(".")[1]) for p in error.problems if p.field.startswith("options.")}
            if not at_fault or scenario.baseline_index in at_fault:
                return Answer(scenario, defaults, None, error.problems)
            left_out += [
                (scenario.options[int(problem.field.split(".")[1])].name, _reason(problem))
                for problem in error.problems
            ]
            kept = [place for place in range(len(scenario.options)) if place not in at_fault]
            defaults = None if defaults is None else defaults.with_options(kept)
            scenario = scenario.with_options(kept)
            places = tuple(places[place] for place in kept)
        else:
            return Answer(scenario, defaults, compare(case), left_out=tuple(left_out), places=places)


@lru_cache(maxsize=16)
def _usual(base: Scenario) -> Scenario:
    """A preset as the inputs show it before anything is changed: with the usual ranges."""
    return with_usual_ranges(base)


def _challengers_at_fault(error: InputError, values: Values) -> dict[str, str] | None:
    """The inputs that include the options at fault, with reasons; None if leaving them out is no help."""
    places = included_places(values)
    include_key_of = {option.place: option.include for option in OPTION_INPUTS}
    reasons = {}
    for problem in error.problems:
        group, *rest = problem.field.split(".")
        key = include_key_of.get(places[int(rest[0])]) if group == "options" and len(rest) > 1 else None
        if key is None:
            return None
        reasons[key] = _reason(problem)
    return reasons


def _reason(problem: Problem) -> str:
    """What is wrong; a field of the programme is named, because it stands on another page."""
    _, _, field = problem.field.partition(".programme.")
    return (
        str(replace(problem, field=field.replace("_", " ").replace(".", ", "))) if field else problem.allowed
    )


def _name(include_key: str, values: Values, base: Scenario, catalog: Catalog) -> str:
    """What an option that could not be made would have been called."""
    place = next(option.place for option in OPTION_INPUTS if option.include == include_key)
    before = shown_values(base, catalog)
    if place == OWN and any(values[key] != before[key] for key in ("checkpoint", "gpu")):
        return f"Own {values['checkpoint']} on {values['gpu']}"
    return base.options[place].name


def _with_volume(values: Mapping[str, Any], base: Scenario, catalog: Catalog) -> Mapping[str, Any]:
    """Put the monthly volume into the inputs, whichever way it was said."""
    if values["volume_by"] == PER_DAY:
        return {**values, "tasks": values["tasks_per_day"] * DAYS_PER_MONTH}
    if values["volume_by"] != FROM_BILL:
        return values
    seen = market_of(base, catalog).catalog
    scenario = scenario_from({**values, "tasks": base.workload.tasks_per_month}, base, seen)
    baseline_alone = scenario.with_options([scenario.baseline_index])
    tasks = tasks_behind_invoice(resolve(baseline_alone, catalog), float(values["bill"]))
    if tasks is None:
        raise InputError(
            [Problem("bill", values["bill"], "it must cover at least one task at today's prices")]
        )
    return {**values, "tasks": tasks}
