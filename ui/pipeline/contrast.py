"""The same stages for a model trained from scratch, and the few conditions under which it could be right."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from costmodel.decide.money import short_number, usd_in_words
from costmodel.decide.pipeline.plan import BuildPlan, contrast_with_scratch
from costmodel.decide.pipeline.stages import StageCost
from costmodel.decide.scratch import ScratchContrast
from ui.words import STAGE_WORDS, plain, spoken


def draw(plan: BuildPlan) -> None:
    """Draw both columns side by side, stage by stage."""
    found = contrast_with_scratch(plan)
    st.header("Why not train from scratch?", anchor=False)
    if found is None:
        st.markdown("The size of this model is not known, so there is nothing to hold its programme against.")
        return
    st.markdown(spoken(found.sentence))
    st.dataframe(
        pd.DataFrame(
            [_row(stage, found) for stage in plan.stages] + _only_anew(found) + [_total(plan, found)]
        ),
        hide_index=True,
        width="stretch",
        alt="Cost of each stage for a fine-tune and for training from scratch.",
    )
    run = found.nearest
    st.markdown(
        f"The nearest published run in size is **{plain(run.model)}** ({plain(run.organisation)}): {run.active_params_b:g}B"
        f" parameters on {run.tokens_t:g}T tokens, {run.gpu_hours:,.0f} {plain(run.gpu)} hours ([source]({run.source_url}))."
        " It could be right only if:"
    )
    st.markdown("\n".join(f"- {condition}" for condition in found.conditions))


def _row(stage: StageCost, found: ScratchContrast) -> dict[str, str]:
    anew = {
        "checkpoint": ("none: that is what is made", ""),
        "data": (
            f"{short_number(found.asked.training_tokens)} tokens of open text",
            f"{short_number(found.frontier.training_tokens)} tokens",
        ),
        "training": (usd_in_words(found.asked.final_run_usd), usd_in_words(found.frontier.final_run_usd)),
    }
    asked, frontier = anew.get(stage.name, ("the same again, on top", ""))
    return _cells(
        STAGE_WORDS[stage.name], usd_in_words(stage.usd.mid) if stage.usd.mid else "-", asked, frontier
    )


def _only_anew(found: ScratchContrast) -> list[dict[str, str]]:
    """What a fine-tune has no stage for."""
    return [
        _cells(
            "Failed runs and ablations",
            "in training",
            usd_in_words(found.asked.failed_runs_usd),
            usd_in_words(found.frontier.failed_runs_usd),
        ),
        _cells(
            "A team that has done it before",
            "in the stages",
            usd_in_words(found.asked.people_usd),
            usd_in_words(found.frontier.people_usd),
        ),
    ]


def _cells(stage: str, tuned: str, asked: str, frontier: str) -> dict[str, str]:
    return {"Stage": stage, "Fine-tune": tuned, "From scratch": asked, "As current models": frontier}


def _total(plan: BuildPlan, found: ScratchContrast) -> dict[str, str]:
    return _cells(
        "Together",
        usd_in_words(plan.one_off_usd.mid),
        f"{usd_in_words(found.asked.total_usd)}, before it is tuned",
        usd_in_words(found.frontier.total_usd),
    )
