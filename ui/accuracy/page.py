"""The page on accuracy from top to bottom: the answer, the nearest runs, serving, training."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from costmodel.case.model import machines_of
from costmodel.catalog.load import load_catalog
from costmodel.estimate.accuracy import (
    Asked,
    MeasuredRun,
    asked_for,
    nearest_runs,
    serving_runs,
    serving_scores,
    training_runs,
    training_scores,
)
from costmodel.estimate.factors import band, new_cards_band
from costmodel.scenario.options import Fleet
from ui.accuracy import nearest, scores
from ui.accuracy.words import OUTPUT, TPOT
from ui.answer import Answer
from ui.figures.accuracy import accuracy_figure
from ui.figures.layout import CHART_CONFIG
from ui.figures.palette import provider_marks
from ui.notices import draw_left_out
from ui.scenario_file import draw_banner

KEYS = (scores.GROUP, scores.MEASURE)
"""Parameters of a link that only this page draws."""


def draw(answer: Answer) -> None:
    """Draw the page; only the nearest runs need an answer."""
    draw_banner()
    draw_left_out(answer.left_out)
    unseen = scores.pooled(serving_scores(), "publishers left out: all", OUTPUT)
    pace = scores.pooled(serving_scores(), "publishers left out: all", TPOT)
    st.title(
        f"Half of all published speeds are predicted within {unseen.mdape:.0%}, and {unseen.within_2x:.0%} within a factor of two.",
        anchor=False,
    )
    st.markdown(
        f"In 8 of 10 cases own GPUs sustain **{band().low:.2f} to {band().high:.2f} times** the estimate: that is the band around every"
        f" own-GPU figure. On kinds of cards that nobody has published runs of, it is {new_cards_band().low:.2f} to"
        f" {new_cards_band().high:.2f} times. Half of all times per token are predicted within {pace.mdape:.0%}."
    )
    st.caption(
        "Each publisher's runs are predicted without having learnt from them. All this is about servers that somebody tuned: engine"
        " defaults and bursts reach half to 0.8 of the estimate, which the input *How well served* stands for."
    )
    nearest.draw(_asked(answer), lambda asked: nearest_runs(asked, serving_runs()))
    _draw_serving()
    _draw_training()


def _draw_serving() -> None:
    st.header("Serving: what was predicted, what was measured", anchor=False)
    runs = serving_runs()
    _draw_runs("serving", runs, "output tokens a second and GPU")
    st.caption(
        f"{len(runs)} published runs of every publisher and card, beside what this tool predicts. Full dots: tuned servers, which it"
        " has learnt from. Hollow: engine defaults, bursts, short tests. Lines: as measured, and a factor of two either side."
    )
    scores.draw_serving(serving_scores())


def _draw_training() -> None:
    st.header("Training: what was predicted, what was measured", anchor=False)
    runs = training_runs()
    _draw_runs("training", runs, "trained tokens a second and GPU")
    st.caption(f"{len(runs)} published runs. Hollow: not learnt from, or contradicting themselves.")
    scores.draw_training(training_scores())


def _draw_runs(what: str, runs: Sequence[MeasuredRun], unit: str) -> None:
    marks = provider_marks(run.publisher for run in runs)
    st.plotly_chart(
        accuracy_figure(runs, marks, unit),
        key=f"accuracy_{what}",
        config=CHART_CONFIG,
        alt=f"Predicted against measured {unit}, by publisher",
    )


def _asked(answer: Answer) -> Asked | None:
    """The fleet that is compared, as a run to look for; None without one."""
    if answer.comparison is None or answer.scenario is None:
        return None
    catalog = load_catalog()
    for option, of_case in zip(answer.scenario.options, answer.comparison.case.options, strict=True):
        if isinstance(option, Fleet) and machines_of(of_case.bill) is not None:
            gpu, checkpoint = catalog.gpu(option.gpu or ""), catalog.checkpoint(option.checkpoint or "")
            return asked_for(checkpoint, gpu, option.precision, float(of_case.calls.input_tokens))
    return None
