"""What the answer rests on: prices with dates and links, notes, and what is assumed without being modelled."""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st

from costmodel.case.model import Source
from costmodel.case.price_source import OWN
from costmodel.decide.compare import Comparison
from costmodel.decide.money import short_number
from costmodel.decide.serving_rate import peak_demand
from costmodel.export.assumptions import changed_fields
from ui.answer import Answer
from ui.notices import label_of
from ui.words import markdown_usd, plain

KEPT_IN_LINK = ":/?#@!$&'*+,;=%~"
"""Anything else could end the link and begin something of its own."""

ASSUMED = (
    "**Egress**: a few dollars a month; left out.",
    "**Tax and currency**: list prices in US dollars, before tax.",
    "**Value of latency**: not priced; the promise is a limit, not a saving.",
    "**Provisioned throughput**: a capacity at a fixed price; not modelled.",
    "**GPU availability**: the card is there when it is needed.",
    "**Several regions**: one region; two of them double the fewest replicas.",
    "**Growth of prompts**: prompts stay as long as they are; they usually grow.",
    "**Commitments**: reserved rents are billed for the horizon; what outlasts it is a note, in no total.",
    "**Number formats**: quality must be measured at the format that is served.",
    "**On-call and drift**: part of people and retraining; **observability**: part of the platform.",
)


def draw(answer: Answer) -> None:
    """Draw sources, notes and assumptions."""
    comparison = answer.comparison
    if comparison is None:
        return
    st.header("What this rests on", anchor=False)
    _draw_invoice(comparison)
    st.markdown(_rate_limits(comparison))
    sources, assumed = st.columns(2, gap="large")
    with sources:
        st.markdown("**Prices and shapes used**")
        st.markdown("\n".join(_source_lines(comparison)))
        if comparison.case.notes:
            st.markdown("**Worth knowing**")
            st.markdown("\n".join(f"- {plain(note)}" for note in comparison.case.notes))
    with assumed:
        st.markdown("**Assumed, not modelled**")
        st.markdown("\n".join(f"- {line}" for line in ASSUMED))
    _draw_changes(answer)


def _draw_invoice(comparison: Comparison) -> None:
    check = comparison.invoice_check
    if check is None or check.billed_ratio is None:
        return
    st.markdown(
        f"**Against your invoice**: by the model, {plain(comparison.baseline.name)} bills"
        f" {markdown_usd(check.billed_usd)} for month 0; your invoice says {markdown_usd(check.invoice_usd)}. That is"
        f" {check.billed_ratio:.2f} times the invoice. People and errors are on no invoice."
    )


def _rate_limits(comparison: Comparison) -> str:
    baseline = comparison.baseline
    demand = peak_demand(baseline.option, baseline.ledger.tasks)
    return (
        f"**Rate limits**: at its peak the work needs {short_number(demand.input_tokens_per_minute)} input and"
        f" {short_number(demand.output_tokens_per_minute)} output tokens a minute from {plain(baseline.name)}."
    )


def _source_lines(comparison: Comparison) -> list[str]:
    sources = dict.fromkeys(source for result in comparison.results for source in result.option.sources)
    return [
        f"- **{plain(source.what)}**: {plain(source.value)} ({source.unit}; {_place(source)}, {source.as_of})"
        for source in sources
    ] or ["- No price of the book is used: every figure was typed."]


def _place(source: Source) -> str:
    link = f"[source]({quote(source.url, safe=KEPT_IN_LINK)})" if source.url else ""
    if source.confidence != OWN:
        return link or "no page"
    return f"own quote, {link}" if link else "own quote"


def _draw_changes(answer: Answer) -> None:
    if answer.scenario is None or answer.defaults is None:
        return
    changed = changed_fields(answer.scenario, answer.defaults)
    if changed:
        labels = dict.fromkeys(label_of(field) for field in changed)
        st.markdown(f"**Changed from the preset**: {', '.join(plain(label) for label in labels)}.")
    st.caption("Qualities are examples until you measure them on held-out work.")
