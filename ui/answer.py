"""What the pages read: the scenario that is shown, and the answer to it, worked out once per run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from costmodel.case.resolve import resolve
from costmodel.catalog.book import Catalog
from costmodel.decide.compare import Comparison, compare
from costmodel.decide.invoice import tasks_behind_invoice
from costmodel.errors import InputError, Problem
from costmodel.scenario.model import Scenario
from costmodel.units import DAYS_PER_MONTH
from ui.inputs.binding import scenario_from
from ui.inputs.volume import FROM_BILL, PER_DAY

SHOWN = "shown_answer"


@dataclass(frozen=True)
class Answer:
    """The scenario, its defaults and its comparison; without one, the problems that stand in the way.

    `left_out` are options that could not be worked out, each with the reason; the others stand.
    """

    scenario: Scenario | None
    defaults: Scenario
    comparison: Comparison | None
    problems: tuple[Problem, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    from_file: bool = False


def show(answer: Answer) -> None:
    """Keep the answer for the page that is drawn next."""
    st.session_state[SHOWN] = answer


def shown() -> Answer:
    """The answer of this run."""
    answer: Answer = st.session_state[SHOWN]
    return answer


def answer_inputs(values: Mapping[str, Any], base: Scenario, catalog: Catalog) -> Answer:
    """Answer what the inputs say."""
    try:
        scenario = scenario_from(_with_volume(values, base, catalog), base, catalog)
    except InputError as error:
        return Answer(None, base, None, error.problems)
    return answer_scenario(scenario, base, catalog)


def answer_scenario(
    scenario: Scenario, defaults: Scenario, catalog: Catalog, from_file: bool = False
) -> Answer:
    """Answer a scenario; a challenger that cannot be worked out is left out and named."""
    left_out: list[tuple[str, str]] = []
    while True:
        try:
            case = resolve(scenario, catalog)
        except InputError as error:
            places = {int(problem.field.split(".")[1]) for problem in error.problems}
            if scenario.baseline_index in places:
                return Answer(scenario, defaults, None, error.problems, from_file=from_file)
            left_out += [
                (scenario.options[int(p.field.split(".")[1])].name, p.allowed) for p in error.problems
            ]
            scenario = _without(scenario, places)
        else:
            return Answer(scenario, defaults, compare(case), left_out=tuple(left_out), from_file=from_file)


def _without(scenario: Scenario, places: set[int]) -> Scenario:
    kept = tuple(option for place, option in enumerate(scenario.options) if place not in places)
    return scenario.model_copy(update={"options": kept, "baseline": scenario.baseline_option.name})


def _with_volume(values: Mapping[str, Any], base: Scenario, catalog: Catalog) -> Mapping[str, Any]:
    """Put the monthly volume into the inputs, whichever way it was said."""
    if values["volume_by"] == PER_DAY:
        return {**values, "tasks": values["tasks_per_day"] * DAYS_PER_MONTH}
    if values["volume_by"] != FROM_BILL:
        return values
    scenario = scenario_from({**values, "tasks": base.workload.tasks_per_month}, base, catalog)
    baseline_alone = _without(scenario, set(range(len(scenario.options))) - {scenario.baseline_index})
    tasks = tasks_behind_invoice(resolve(baseline_alone, catalog), float(values["bill"]))
    if tasks is None:
        raise InputError(
            [Problem("bill", values["bill"], "it must cover at least one task at today's prices")]
        )
    return {**values, "tasks": tasks, "invoice": float(values["bill"])}
