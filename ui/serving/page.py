"""The page about serving from top to bottom: the answer, every card, when the GPUs run, the day."""

from __future__ import annotations

import streamlit as st

from costmodel.case.model import machines_of
from costmodel.catalog.load import load_catalog
from costmodel.decide.compare import Comparison
from costmodel.decide.serving import (
    card_choices,
    checkpoint_choices,
    day_of_fleet,
    hosted_months,
    owned_curve,
    ways_to_run,
)
from costmodel.decide.serving.ways import fleet_of
from costmodel.scenario.model import Scenario
from costmodel.scenario.options import Fleet
from ui.answer import Answer
from ui.notices import draw_left_out, draw_problems, label_of
from ui.scenario_file import draw_banner
from ui.serving import cards, running

OPTION = "serving_of"
KEYS = (OPTION,)
"""Parameters of a link that only this page draws."""


def draw(answer: Answer) -> None:
    """Draw the page, or what stands in the way of an answer."""
    draw_banner()
    draw_left_out(answer.left_out)
    if answer.comparison is None or answer.scenario is None:
        title = "These inputs cannot be answered yet; nothing of them is lost:"
        draw_problems(answer.problems, title, name_of=label_of)
        return
    names = _fleets(answer.comparison)
    if not names:
        st.title("Nothing is served on own GPUs in this comparison.", anchor=False)
        st.markdown("Switch “Own GPUs” on in the sidebar to see which card it should run on.")
        return
    heading = st.container()
    name = names[-1]
    if len(names) > 1:
        name = (
            st.segmented_control(
                "What is served", names, default=names[-1], required=True, key=OPTION, bind="query-params"
            )
            or name
        )
    place = next(i for i, result in enumerate(answer.comparison.results) if result.name == name)
    _draw_one(answer.comparison, answer.scenario, place, heading)


def _fleets(comparison: Comparison) -> list[str]:
    return [result.name for result in comparison.results if machines_of(result.option.bill) is not None]


def _draw_one(
    comparison: Comparison, scenario: Scenario, place: int, heading: st.delta_generator.DeltaGenerator
) -> None:
    case = comparison.case
    option = case.options[place]
    asked = scenario.options[place]
    assert isinstance(asked, Fleet)
    choices = card_choices(scenario, case, place, load_catalog())
    day = day_of_fleet(fleet_of(option), option.calls, float(case.tasks_per_month))
    with heading:
        cards.draw_title(choices)
        cards.draw_promise(asked, (day.mean_requests_per_second, day.peak_requests_per_second), case.as_of)
    cards.draw(choices, hosted_months(case))
    running.draw_ways(ways_to_run(case, place), owned_curve(case, place))
    running.draw_day(day)
    cards.draw_checkpoints(
        checkpoint_choices(scenario, case, place, load_catalog()), load_catalog().gpu(asked.gpu or "").gpu
    )
