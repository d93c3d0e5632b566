"""The lesson's envelope beside the full bill, and why they differ."""

from __future__ import annotations

import streamlit as st

from costmodel.decide.compare import Comparison, OptionResult
from costmodel.decide.crossing_words import payback_in_words
from costmodel.decide.envelope import Envelope
from costmodel.decide.envelope_gap import EnvelopeGap, envelope_gap
from costmodel.decide.verdict import TUNED_KINDS
from ui.words import LINE_WORDS, markdown_usd, months_in_words, plain

STEP_WORDS = {
    **LINE_WORDS,
    "building": "Today's bill while building",
    "volume": "Months not yet in use, and growth",
    "idle": "Idle machines and price changes",
}


def draw(comparison: Comparison) -> None:
    """Draw the envelope of every tuned option against its ledger."""
    tuned = [
        result
        for result in comparison.results
        if result.option.kind in TUNED_KINDS and result is not comparison.baseline
    ]
    if not tuned:
        return
    st.header("Why the back of an envelope says something else", anchor=False)
    st.caption(
        "The envelope: hosted cost per task times volume, against one-off cost plus own cost per task with"
        " machines fully used. The full bill adds what it leaves out."
    )
    for column, result in zip(st.columns(len(tuned), gap="large"), tuned, strict=True):
        with column:
            _draw_gap(comparison, result, envelope_gap(comparison, result))


def _draw_gap(comparison: Comparison, result: OptionResult, gap: EnvelopeGap) -> None:
    payback = comparison.crossovers[result.name].payback
    rows = [
        ("**On the envelope**", gap.rule.own_usd),
        *((STEP_WORDS[name], usd) for name, usd in gap.steps),
        ("**Full bill**", gap.full_usd),
    ]
    lines = [f"| {plain(result.name)} | cost |", "|---|---:|"]
    lines += [f"| {words} | {markdown_usd(usd)} |" for words, usd in rows]
    st.markdown("\n".join(lines))
    st.markdown(
        f"Paid back: {_envelope_months(gap.rule)} on the envelope; in full: {payback_in_words(payback)}."
    )


def _envelope_months(rule: Envelope) -> str:
    if rule.crossover.months is None:
        return "never"
    return months_in_words(rule.crossover.months)
