"""The page about building from top to bottom: the answer, the timeline, each stage, and what leaves."""

from __future__ import annotations

import streamlit as st

from costmodel.catalog.load import load_catalog
from costmodel.dataset import DatasetReport
from costmodel.decide.pipeline.plan import BuildPlan, build_plan, tuned_names
from ui.answer import Answer
from ui.inputs.table.places import OPTION_INPUTS
from ui.notices import draw_left_out, draw_problems, label_of
from ui.pipeline import anchors, cheaper, contrast, data_check, first_screen, recipe, stages
from ui.pipeline.counts import changes_of_report
from ui.pipeline.programme_inputs import BEFORE, change, editor_of, start_over, take_back
from ui.pipeline.stage_choices import cards_for
from ui.scenario_file import draw_banner
from ui.words import plain

OPTION, SHOWN = "pipeline_of", "pipeline_shown"
KEYS = (OPTION,)
"""Parameters of a link that only this page draws."""


def draw(answer: Answer) -> None:
    """Draw the page, or what stands in the way of an answer."""
    draw_banner()
    draw_left_out(answer.left_out)
    if answer.comparison is None or st.session_state.get(SHOWN) in dict(answer.left_out):
        _draw_way_back()
    if answer.comparison is None or answer.scenario is None:
        title = "These inputs cannot be answered yet; nothing of them is lost:"
        draw_problems(answer.problems, title, name_of=label_of)
        return
    if st.session_state.get(SHOWN) in dict(answer.left_out):
        # The other option would answer a question that was not asked.
        return
    names = tuned_names(answer.comparison)
    if not names:
        st.title("Nothing is to be built: no option of this comparison is fine-tuned.", anchor=False)
        st.markdown("Compare a tuned option: “Tuned, by the token” or “Own GPUs” in the sidebar.")
        return
    heading = st.container()
    name = st.segmented_control(
        "What is built", names, default=names[-1], required=True, key=OPTION, bind="query-params"
    )
    plan = build_plan(answer.comparison, answer.scenario, name or names[-1], load_catalog())
    st.session_state[SHOWN] = plan.option.name
    if len(names) > 1:
        st.caption(
            f"Each way has a programme of its own: what is changed here is that of {plain(plan.option.name)}."
        )
    with heading:
        first_screen.draw_title(plan)
    _draw_plan(answer, plan)


def _draw_plan(answer: Answer, plan: BuildPlan) -> None:
    editor = editor_of(plan.option, plan.recipe, locked=answer.defaults is None)
    # A section that grows or shrinks must not move the others: a folded part that moves folds again.
    with st.container():
        first_screen.draw(plan, editor)
    if plan.is_itemised:
        stages.draw(plan, editor)
        with st.container():
            contrast.draw(plan)
        with st.container():
            cheaper.draw(plan, answer.scenario)
        with st.container():
            recipe.draw(plan, answer.scenario)
    else:
        stages.draw_keeping(plan, editor)

    def use_counts(report: DatasetReport) -> None:
        counted = changes_of_report(report, plan.recipe)
        change(editor.key, {**cards_for(plan, counted), **counted})
        st.toast("The programme above now holds the counts of your files.")

    data_check.draw(use_counts)
    anchors.draw()


def _draw_way_back() -> None:
    """A change of the programme may leave its option without an answer: offer to undo it."""
    keys = [inputs.plan for inputs in OPTION_INPUTS if inputs.plan and st.session_state.get(inputs.plan)]
    if not keys:
        return
    with st.container(horizontal=True):
        if st.session_state.get(BEFORE):
            st.button("Undo the last change", on_click=_take_back)
        for key in keys:
            st.button(
                f"Back to the preset's programme ({key.removeprefix('plan_')})",
                on_click=_start_over,
                args=(key,),
            )


def _take_back() -> None:
    take_back()
    _stay()


def _start_over(key: str) -> None:
    start_over(key)
    _stay()


def _stay() -> None:
    """A choice that was not drawn forgets what was chosen."""
    if SHOWN in st.session_state:
        st.session_state[OPTION] = st.session_state[SHOWN]
