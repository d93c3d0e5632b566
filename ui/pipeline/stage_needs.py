"""What each stage needs, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from costmodel.decide.money import short_number
from costmodel.decide.pipeline.plan import BuildPlan
from costmodel.scenario.progress import StageName
from ui.pipeline.stage_choices import METHODS
from ui.words import days_in_words, markdown_usd, plain, share_in_words

NOT_ITEMISED = "Not itemised: what it costs is in the lump."


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
    runs = f"**{training.runs} runs** that succeed, with {training.failed_share:.0%} failing beside them"
    if run.recipe is None:
        return f"{runs}; what one costs is {'given' if run.usd else 'not known'}."
    recipe = run.recipe
    size = f"{short_number(recipe.trained_tokens)} tokens ({recipe.examples:,} examples, {recipe.epochs:g} epochs)"
    if run.estimate is None:
        who = (
            "trained by the provider"
            if run.gpu_hours is None
            else f"{float(run.gpu_hours):.3g} GPU-hours, as you gave them"
        )
        return f"{runs}: {size}, {who}, {markdown_usd(float(run.usd))} each."
    return (
        f"{runs}: {_method_in_words(recipe.method)} on {recipe.gpus} x {plain(recipe.gpu)}, {size} take"
        f" {float(run.estimate.hours):.1f} h ({float(run.estimate.low_gpu_hours):.1f} to"
        f" {float(run.estimate.high_gpu_hours):.1f} GPU-hours) and {markdown_usd(float(run.usd))} each."
    )


def _method_in_words(method: str) -> str:
    return next((words for words, name in METHODS.items() if name == method), method)


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
    points = f"{part.lift * 100:.3g} points"
    shows = (
        f"show a lift of {points} over {share_in_words(part.control_rate)}"
        if part.goal == "better"
        else f"show that it is at most {points} worse than {share_in_words(part.control_rate)}"
    )
    return (
        f"**{work.ab_test.items_per_arm:,} tasks in each arm** {shows}; with {share_in_words(part.traffic_share)} of traffic"
        f" the test takes {days_in_words(float(work.ab_test.days))}.{_platform(plan)}"
    )


def _platform(plan: BuildPlan) -> str:
    weeks = plan.option.programme.engineering
    if weeks is None or not (weeks.platform_weeks or weeks.platform_set_up_usd):
        return ""
    parts = [
        f"{weeks.platform_weeks:g} weeks of an engineer" if weeks.platform_weeks else "",
        f"{markdown_usd(weeks.platform_set_up_usd)} of set-up" if weeks.platform_set_up_usd else "",
    ]
    return f" The platform must stand by then: {' and '.join(filter(None, parts))}, counted here."


NEEDS: Mapping[StageName, Callable[[BuildPlan], str]] = {
    "checkpoint": _checkpoint_needs,
    "data": _data_needs,
    "training": _training_needs,
    "dpo": _dpo_needs,
    "evaluation": _evaluation_needs,
    "ab_test": _ab_test_needs,
}
