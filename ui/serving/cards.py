"""Which card: the sentence, the dots and the table."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from costmodel.case.model import OptionCase
from costmodel.decide.money import usd_in_words
from costmodel.decide.serving import CardChoice, CardChoices
from ui.figures.cards import cards_figure
from ui.figures.layout import CHART_CONFIG
from ui.words import markdown_usd, plain

CARD, CHECKPOINT = "Card", "Checkpoint"
COMMITMENTS = {
    "on_demand": "on demand",
    "spot": "spot",
    "reserved_1y": "reserved, 1 year",
    "reserved_3y": "reserved, 3 years",
    "serverless_per_s": "by the second",
}


def draw_title(choices: CardChoices, option: OptionCase) -> None:
    """The cheapest card, and the one that is chosen."""
    if not choices.cards:
        st.title("No card of the price book can serve this.", anchor=False)
        return
    cheapest = choices.cards[0]
    title = f"{plain(cheapest.gpu)} would serve it for {markdown_usd(cheapest.usd_per_month)} a month"
    current = next((card for card in choices.cards if card.is_current), None)
    if current is cheapest:
        title += ", and is what you chose"
    elif current is not None:
        title += f", {plain(current.gpu)} for {markdown_usd(current.usd_per_month)}"
    st.title(f"{title}.", anchor=False)
    near = next((card for card in choices.cards if not card.serving.extrapolated), None)
    if near is not None and near is not cheapest:
        st.markdown(
            f"No published run is close to the first: its speed is **extrapolated**. Of cards close to published runs,"
            f" **{plain(near.gpu)}** is the cheapest, at {markdown_usd(near.usd_per_month)} a month."
        )


def draw(choices: CardChoices) -> None:
    """Draw all cards, and why others are missing."""
    st.header("Which GPU should it run on?", anchor=False)
    if choices.cards:
        st.plotly_chart(
            cards_figure(choices.cards), key="cards_chart", config=CHART_CONFIG, alt=_alt(choices.cards)
        )
        _draw_table(choices, CARD, "Cards with what they cost and sustain")
    st.caption(
        "The chosen card at the rent that you chose; others at their cheapest, on demand where that is sold. The fewest GPUs that fit"
        " the model and keep its limits on time; whole replicas for the peak, with the spare. Only cards that can serve are shown."
    )
    _draw_left_out(choices, "cards cannot serve it", "cards_left_out")


def draw_checkpoints(choices: CardChoices, gpu: str) -> None:
    """Draw what every checkpoint would cost on the chosen card."""
    st.header(f"What else could run on {plain(gpu)}?", anchor=False)
    _draw_table(choices, CHECKPOINT, "Checkpoints with what they cost and sustain on this card")
    st.caption(
        "The same calls at the same rent, in the same number format; what a checkpoint costs says nothing of how good it is."
        " Only those that fit and keep the limits on time are shown."
    )
    _draw_left_out(choices, f"checkpoints cannot be served on up to 8 of {gpu}", "checkpoints_left_out")


def _draw_table(choices: CardChoices, named: str, alt: str) -> None:
    st.dataframe(
        pd.DataFrame([_row(card, named) for card in choices.cards]),
        hide_index=True,
        width="stretch",
        height=420,
        column_config=_columns(),
        alt=alt,
    )


def _draw_left_out(choices: CardChoices, words: str, key: str) -> None:
    if choices.left_out:
        with st.expander(f"{len(choices.left_out)} {words}", key=key):
            st.markdown("\n".join(f"- **{plain(name)}**: {plain(why)}" for name, why in choices.left_out))


def _alt(cards: tuple[CardChoice, ...]) -> str:
    ends = cards[0], cards[-1]
    return "Rent of the first month by card: " + " to ".join(
        f"{card.gpu} {usd_in_words(card.usd_per_month)}" for card in ends
    )


def _row(card: CardChoice, named: str) -> dict[str, object]:
    name = card.gpu if named == CARD else card.checkpoint
    return {
        named: f"◆ {name}" if card.is_current else name,
        "$ a month": card.usd_per_month,
        "$ per 1,000 tasks": card.usd_per_1000_tasks,
        "$ per M tokens, full": card.usd_per_mtok,
        "GPUs": card.gpus,
        "Replicas": card.replicas,
        "GPUs each": card.serving.gpus,
        "Used": card.utilisation,
        "Calls a second": float(card.serving.requests_per_second),
        "ms per token": float(card.serving.tpot_ms),
        "First token, ms": float(card.serving.ttft_ms),
        "Rent": card.usd_per_gpu_hour,
        "From": _from(card),
        "What limits": card.serving.why,
    }


def _from(card: CardChoice) -> str:
    if card.offer is None:
        return "your own price"
    commitment = str(card.offer.commitment)
    return f"{card.offer.provider}, {COMMITMENTS.get(commitment, commitment)}"


def _columns() -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return {
        CARD: text(CARD, pinned=True, help="◆ is the one chosen in the sidebar, at its rent."),
        CHECKPOINT: text(CHECKPOINT, pinned=True, help="◆ is the one chosen in the sidebar."),
        "$ a month": number("$ a month", format="$%.0f", help="Rent of the whole fleet in the first month."),
        "$ per 1,000 tasks": number(
            "$ per 1,000 tasks", format="$%.3g", help="That rent over this month's tasks."
        ),
        "$ per M tokens, full": number(
            "$ per M tokens, full",
            format="$%.3g",
            help="A million tokens, prompt and answer, on a replica that is always full: what an envelope would take.",
        ),
        "GPUs": number("GPUs", format="%.3g", help="Rented, averaged over the month."),
        "Replicas": number("Replicas", format="%d", help="At the peak, with the spare."),
        "GPUs each": number("GPUs each", format="%d", help="GPUs of one replica."),
        "Used": number("Used", format="percent", help="Mean load over what the replicas paid for sustain."),
        "Calls a second": number("Calls a second", format="%.3g", help="What one replica sustains."),
        "ms per token": number("ms per token", format="%.0f", help="Under full load."),
        "First token, ms": number(
            "First token, ms", format="%.0f", help="Of a call that waits for no other."
        ),
        "Rent": number("Rent", format="$%.2f", help="US dollars per GPU-hour."),
        "What limits": text("What limits", width=420),
    }
