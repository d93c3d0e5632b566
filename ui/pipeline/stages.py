"""Stage by stage: what each needs, how long it takes, what it costs, and its gates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

import streamlit as st

from costmodel.decide.money import short_number, usd_in_words
from costmodel.decide.pipeline.gates import Gate
from costmodel.decide.pipeline.plan import BuildPlan, cards_that_fit
from costmodel.decide.pipeline.stages import StageCost
from costmodel.decide.pipeline.timeline import Bar
from costmodel.scenario.progress import StageName
from ui.pipeline.programme_inputs import PEOPLE, Choice, Editor, draw_choice, draw_done, draw_numbers
from ui.pipeline.stage_fields import KEEPING, MEASURED, PLANNED
from ui.words import STAGE_WORDS, days_in_words, markdown_usd, plain

MARKS: Mapping[str, tuple[str, Literal["green", "orange", "gray"]]] = {
    "passes": (":material/check_circle:", "green"),
    "fails": (":material/error:", "orange"),
    "not_known": (":material/help:", "gray"),
}
METHODS = ("lora", "qlora", "full")


def draw(plan: BuildPlan, editor: Editor) -> None:
    """Draw every stage of the programme as one block, in the order in which it is walked."""
    st.header("Stage by stage", anchor=False)
    for number, cost in enumerate(plan.stages, start=1):
        bar = next(bar for bar in plan.timeline.bars if bar.name == cost.name)
        _draw_stage(number, cost, bar, plan, editor)
    with st.expander("Keeping it: retraining and newer base models"):
        st.markdown(_keeping(plan))
        draw_numbers(editor, KEEPING)


def _draw_stage(number: int, cost: StageCost, bar: Bar, plan: BuildPlan, editor: Editor) -> None:
    with st.container(border=True):
        words, figures = st.columns((3, 2), gap="medium")
        with words:
            st.subheader(f"{number} {STAGE_WORDS[cost.name]}", anchor=False)
            st.markdown(NEEDS[cost.name](plan))
        with figures, st.container(horizontal=True, gap="small"):
            st.metric("Cost", usd_in_words(cost.usd.mid) if cost.usd.mid else "-", help=_cost_in_words(cost))
            st.metric(
                "Time", "-" if not bar.days.mid else days_in_words(bar.days.mid), help=_time_in_words(bar)
            )
        with st.container():
            for gate in plan.gates:
                if gate.stage == cost.name:
                    st.markdown(_gate_in_words(gate))
        _draw_inputs(cost.name, plan, editor)


def _draw_figures(cost: StageCost, bar: Bar) -> None:
    if not cost.usd.mid and not bar.days.mid:
        return
    with st.container(horizontal=True, gap="small"):
        st.metric("Cost", usd_in_words(cost.usd.mid) if cost.usd.mid else "-", help=_cost_in_words(cost))
        st.metric("Time", days_in_words(bar.days.mid) if bar.days.mid else "-", help=_time_in_words(bar))
    st.caption(
        f"{markdown_usd(cost.usd.low)} to {markdown_usd(cost.usd.high)}; {days_in_words(bar.days.low)} to"
        f" {days_in_words(bar.days.high)}, waits on {bar.waits_on}"
    )


def _draw_inputs(stage: StageName, plan: BuildPlan, editor: Editor) -> None:
    if stage == "checkpoint":
        draw_done(editor, stage)
        return
    with st.expander("Change or record"):
        if stage == "data":
            _draw_writer(plan, editor)
        if stage == "training":
            _draw_method_and_cards(plan, editor)
        draw_numbers(editor, PLANNED[stage])
        st.markdown("**Recorded**")
        draw_numbers(editor, MEASURED[stage])
        draw_done(editor, stage)


def _draw_writer(plan: BuildPlan, editor: Editor) -> None:
    data = editor.values["data"]
    if data is None:
        return
    models = [name for name, _ in plan.market.catalog.hosted_names()]
    draw_choice(
        editor,
        Choice(
            "data.writer",
            "Who writes the examples",
            "People, or a teacher model at its price in the book over the share that is kept.",
            (PEOPLE, *models),
            PEOPLE if data["made_by"] == "people" else data["teacher_sku"],
            _written_by,
        ),
    )


def _written_by(writer: str) -> Mapping[str, Any]:
    if writer == PEOPLE:
        return {"data.made_by": "people"}
    return {"data.made_by": "teacher", "data.teacher_sku": writer}


def _draw_method_and_cards(plan: BuildPlan, editor: Editor) -> None:
    recipe = plan.recipe
    if recipe is None:
        return
    method, cards = st.columns(2)
    with method:
        draw_choice(
            editor,
            Choice(
                "training.method",
                "Method",
                "Adapters, adapters on 4-bit weights, or all weights; the cheapest card that fits comes with it.",
                METHODS,
                recipe.method,
                partial(_by_method, plan),
            ),
        )
    run = plan.run
    if run is None or run.estimate is None:
        return
    found = {f"{n} x {gpu}": {"gpu": gpu, "gpus": n} for gpu, n in cards_that_fit(plan, recipe)}
    with cards:
        draw_choice(
            editor,
            Choice(
                "training.cards",
                "Cards, cheapest run first",
                "On-demand rents of the price book; only cards on which the run fits are listed.",
                tuple(found),
                f"{recipe.gpus} x {recipe.gpu}",
                partial(_on_cards, plan, found),
            ),
        )


def _by_method(plan: BuildPlan, method: str) -> Mapping[str, Any]:
    recipe = plan.recipe
    if recipe is None:
        return {}
    changed = recipe.model_copy(update={"method": method})
    cards = next(iter(cards_that_fit(plan, changed)), (recipe.gpu, recipe.gpus))
    chosen = {"training.recipe.method": method, "training.recipe.learning_rate": None}
    return {**chosen, **_cards(*cards)}


def _on_cards(plan: BuildPlan, found: Mapping[str, Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    recipe, cards = plan.recipe, found.get(name)
    if recipe is None or cards is None:
        return {}
    return {"training.recipe.method": recipe.method, **_cards(cards["gpu"], cards["gpus"])}


def _cards(gpu: str, count: int) -> dict[str, Any]:
    return {
        "training.recipe.gpu": gpu,
        "training.recipe.gpus": count,
        "training.recipe.sharded": count > 1,
    }


def _gate_in_words(gate: Gate) -> str:
    icon, colour = MARKS[gate.state]
    remedy = "" if gate.state == "passes" else f" {gate.remedy}"
    return f":{colour}[{icon}] **{gate.name}**: {plain(gate.found)}; needed: {plain(gate.needed)}.{plain(remedy)}"


def _cost_in_words(cost: StageCost) -> str:
    return f"{markdown_usd(cost.work_usd.mid)} of work and {markdown_usd(cost.people_usd.mid)} of engineers."


def _time_in_words(bar: Bar) -> str:
    return f"From day {bar.start_day:.0f} to day {bar.end_day:.0f} of the schedule; waits on {bar.waits_on}."


def _keeping(plan: BuildPlan) -> str:
    programme = plan.option.programme
    every = programme.retrain_every_months
    retraining = (
        f"Every {every} months a retraining for {markdown_usd(plan.retraining_usd)}."
        if every
        else "No retraining is planned."
    )
    refresh = programme.base_refresh_every_months
    newer = (
        f" Every {refresh} months a newer base model for {markdown_usd(plan.base_refresh_usd)}."
        if refresh
        else f" A move to a newer base model would cost {markdown_usd(plan.base_refresh_usd)}."
    )
    end = plan.resolved.upkeep.end_of_life_month
    return retraining + newer + ("" if end is None else f" The provider forces one in month {end}.")


def _checkpoint_needs(plan: BuildPlan) -> str:
    if plan.recipe is None:
        return "What is trained is not named: pick a checkpoint or a tuned model in the sidebar."
    return (
        f"**{plain(plan.recipe.checkpoint)}**, chosen in the sidebar. Try two or three sizes with your best prompt first; the"
        " smallest that comes near wins."
    )


def _data_needs(plan: BuildPlan) -> str:
    data = plan.option.programme.data
    if data is None:
        return NOT_ITEMISED
    writer = (
        "people"
        if data.made_by == "people"
        else f"{plain(str(data.teacher_sku))}, {data.keep_rate:.0%} of it kept"
    )
    return (
        f"**{data.examples:,} examples** by {writer}, {data.review_share:.0%} reviewed, and **{data.held_out_items:,} held-out"
        " items** that no training sees."
    )


def _training_needs(plan: BuildPlan) -> str:
    training, run = plan.option.programme.training, plan.run
    if training is None or run is None:
        return NOT_ITEMISED
    runs = f"**{training.runs} runs**, {training.failed_share:.0%} failing"
    if run.recipe is None:
        return f"{runs}; what one costs is {'given' if run.usd else 'not known'}."
    recipe = run.recipe
    size = f"{short_number(recipe.trained_tokens)} tokens ({recipe.examples:,} examples, {recipe.epochs:g} epochs)"
    if run.estimate is None:
        return f"{runs} of {size}, trained by the provider at {markdown_usd(float(run.usd))} a run."
    return (
        f"{runs} of {recipe.method.upper().replace('LORA', 'LoRA')} on {recipe.gpus} x {plain(recipe.gpu)}: {size} take"
        f" {float(run.estimate.hours):.1f} h ({float(run.estimate.low_gpu_hours):.1f} to"
        f" {float(run.estimate.high_gpu_hours):.1f} GPU-hours) and {markdown_usd(float(run.usd))} each."
    )


def _dpo_needs(plan: BuildPlan) -> str:
    data = plan.option.programme.data
    if data is None or not data.preference_pairs:
        return "Optional, and left out here: only where answers are right but not as people want them."
    return f"**{data.preference_pairs:,} pairs** of a better and a worse answer, compared by people."


def _evaluation_needs(plan: BuildPlan) -> str:
    evaluation = plan.option.programme.evaluation
    if evaluation is None:
        return NOT_ITEMISED
    return (
        f"**{evaluation.items:,} held-out items** judged in each of {evaluation.rounds} rounds, {evaluation.review_share:.0%} of"
        " them by people."
    )


def _ab_test_needs(plan: BuildPlan) -> str:
    part, work = plan.option.programme.ab_test, plan.resolved.upkeep.work
    if part is None or work is None or work.ab_test is None:
        return NOT_ITEMISED
    return (
        f"**{work.ab_test.items_per_arm:,} tasks in each arm** tell {part.control_rate:.0%} from"
        f" {part.control_rate + part.lift:.0%}; {part.traffic_share:.0%} of traffic brings them in"
        f" {days_in_words(float(work.ab_test.days))}, and a week is the least.{_platform(plan)}"
    )


def _platform(plan: BuildPlan) -> str:
    weeks = plan.option.programme.engineering
    if weeks is None:
        return ""
    return (
        f" The platform must stand by then: {weeks.platform_weeks:g} weeks of an engineer and"
        f" {markdown_usd(weeks.platform_set_up_usd)}, counted here."
    )


NOT_ITEMISED = "Not itemised: what it costs is in the lump."

NEEDS: Mapping[StageName, Callable[[BuildPlan], str]] = {
    "checkpoint": _checkpoint_needs,
    "data": _data_needs,
    "training": _training_needs,
    "dpo": _dpo_needs,
    "evaluation": _evaluation_needs,
    "ab_test": _ab_test_needs,
}
