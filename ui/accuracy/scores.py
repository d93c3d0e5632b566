"""Errors by group: the model's and those of naive rules, on rows that the fit has not seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from costmodel.estimate.accuracy import Score
from ui.accuracy.words import (
    ALL_OF,
    GROUPS,
    MEASURES,
    OUTPUT,
    SAW_THE_ROWS,
    THIS_MODEL,
    TRAINING_GROUPS,
    rule_words,
)

GROUP, MEASURE = "accuracy_by", "accuracy_of"
RUNS = "Runs"


def pooled(scores: Iterable[Score], rows: str, measure: str) -> Score:
    """The model's own score on one group of rows."""
    return next(s for s in scores if (s.rows, s.predictor, s.measure) == (rows, THIS_MODEL, measure))


def draw_serving(scores: Sequence[Score]) -> None:
    """Draw the errors by publisher, model or kind of card."""
    with st.container(horizontal=True):
        by = st.segmented_control(
            "Error by", list(GROUPS), default="Publisher", required=True, key=GROUP, bind="query-params"
        )
        of = st.segmented_control(
            "Of", list(MEASURES), default="Output", required=True, key=MEASURE, bind="query-params"
        )
    by, measure = by or "Publisher", MEASURES[of or "Output"]
    shown = [s for s in scores if s.measure == measure]
    groups = [s.rows for s in shown if s.predictor == THIS_MODEL and s.rows.startswith(GROUPS[by])]
    _draw("Serving", [ALL_OF[by], *groups], shown, (GROUPS[by],))
    st.caption(
        "The middle error (half are smaller) on runs that neither this tool nor the rule beside it had learnt from: each publisher, or"
        " each model, was left out in turn. All runs that were collected count here, the chart above shows a selection of them. How"
        " the prediction is built was chosen on the same runs, so others may be met a little worse."
    )


def draw_training(scores: Sequence[Score]) -> None:
    """Draw the errors of training by publisher."""
    groups = [s.rows for s in scores if s.predictor == THIS_MODEL and s.rows.startswith(TRAINING_GROUPS)]
    _draw("Training", groups, [s for s in scores if s.measure != OUTPUT], TRAINING_GROUPS)


def _draw(what: str, groups: Sequence[str], scores: Sequence[Score], starts: Sequence[str]) -> None:
    st.dataframe(
        pd.DataFrame([_row(group, [s for s in scores if s.rows == group], starts) for group in groups]),
        hide_index=True,
        width="stretch",
        placeholder="",
        column_config=_columns(scores),
        alt=f"{what}: middle errors by group, of this tool and of simple rules",
    )


def _columns(scores: Sequence[Score]) -> dict[str, Any]:
    text = st.column_config.TextColumn
    rules = dict(rule_words(s.predictor) for s in scores if s.predictor != THIS_MODEL)
    return {
        RUNS: text(RUNS, pinned=True, width=190),
        "Number": st.column_config.NumberColumn("Number", format="localized", help="Published runs."),
        "This tool": text("This tool", help="Half of its errors are smaller."),
        "Within 2x": text("Within 2x", help="Share of runs between half and double of what it predicts."),
        **{name: text(name, help=f"{said} Half of its errors are smaller.") for name, said in rules.items()},
    }


def _row(group: str, scores: Sequence[Score], starts: Sequence[str]) -> dict[str, object]:
    own = next(s for s in scores if s.predictor == THIS_MODEL)
    naive = {
        rule_words(s.predictor)[0]: f"{s.mdape:.0%}"
        for s in scores
        if s.predictor not in (THIS_MODEL, *SAW_THE_ROWS)
    }
    return {
        RUNS: _name(group, starts),
        "Number": own.n,
        "This tool": f"{own.mdape:.0%}",
        "Within 2x": f"{own.within_2x:.0%}",
        **naive,
    }


def _name(group: str, starts: Sequence[str]) -> str:
    if group.endswith(": all"):
        return "All"
    start = next((start for start in starts if group.startswith(start)), "")
    name = _capital(group.removeprefix(start))
    return (
        f"{name} (not learnt from)"
        if "never" in start
        else f"{name} (outlier)"
        if "outlier" in start
        else name
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
