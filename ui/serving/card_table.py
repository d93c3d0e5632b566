"""Cards or checkpoints as tables: what they cost, and how fast they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from costmodel.decide.money import usd_in_words
from costmodel.decide.serving import CardChoice

CARD, CHECKPOINT = "Card", "Checkpoint"
HEIGHT_PX = 420
COMMITMENTS = {
    "on_demand": "on demand",
    "spot": "spot",
    "reserved_1y": "reserved, 1 year",
    "reserved_3y": "reserved, 3 years",
    "serverless_per_s": "by the second",
}


def draw_costs(choices: Sequence[CardChoice], named: str, alt: str) -> None:
    """Draw what each costs, cheapest first."""
    _draw([_costs(choice, named) for choice in choices], _cost_columns(named), alt)


def draw_speeds(choices: Sequence[CardChoice], named: str, alt: str) -> None:
    """Draw how fast each replica is, and what limits it."""
    _draw([_speeds(choice, named) for choice in choices], _speed_columns(named), alt)


def _draw(rows: Sequence[dict[str, object]], columns: dict[str, Any], alt: str) -> None:
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, width="stretch", height=HEIGHT_PX, column_config=columns, alt=alt
    )


def _named(choice: CardChoice, named: str) -> str:
    name = choice.gpu if named == CARD else choice.checkpoint
    return f"◆ {name}" if choice.is_current else name


def _costs(choice: CardChoice, named: str) -> dict[str, object]:
    rent = {} if named == CHECKPOINT else {"Rent": choice.usd_per_gpu_hour, "From": _from(choice)}
    return {
        named: _named(choice, named),
        "A month": choice.usd_per_month,
        "In 8 of 10 cases": _band_in_words(choice.band_usd_per_month),
        "1,000 tasks": choice.usd_per_1000_tasks,
        "M tokens": choice.usd_per_mtok,
        "M, full": choice.usd_per_mtok_full,
        "GPUs": choice.gpus,
        "Used": choice.utilisation,
        **rent,
    }


def _band_in_words(band: tuple[float, float] | None) -> str:
    if band is None:
        return "you gave its speed"
    return " to ".join(dict.fromkeys(usd_in_words(usd) for usd in band))


def _speeds(choice: CardChoice, named: str) -> dict[str, object]:
    serving = choice.serving
    return {
        named: _named(choice, named),
        "Calls a second": float(serving.requests_per_second),
        "ms a token": float(serving.tpot_ms),
        "First token, ms": float(serving.ttft_ms),
        "GPUs each": serving.gpus,
        "Replicas": choice.replicas,
        "What limits it": serving.why,
    }


def _from(choice: CardChoice) -> str:
    if choice.offer is None:
        return "your own price"
    commitment = str(choice.offer.commitment)
    market = "marketplace, " if choice.offer.is_marketplace else ""
    return f"{choice.offer.provider}, {market}{COMMITMENTS.get(commitment, commitment)}"


def _name_column(named: str) -> Any:
    said = "◆ is the one chosen in the sidebar, at its rent."
    return st.column_config.TextColumn(
        named, pinned=True, width=215 if named == CHECKPOINT else 136, help=said
    )


def _cost_columns(named: str) -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return {
        named: _name_column(named),
        "A month": number("A month", format="$%,.0f", help="Rent of the whole fleet in the first month."),
        "In 8 of 10 cases": text(
            "In 8 of 10 cases",
            help="That rent at the fast and the slow end of the estimate's 80 % band.",
        ),
        "1,000 tasks": number("1,000 tasks", format="$%.3g", help="That rent over this month's tasks."),
        "M tokens": number(
            "M tokens",
            format="$%.3g",
            help="That rent for a million tokens, prompt and answer, at this load.",
        ),
        "M, full": number(
            "M, full",
            format="$%.3g",
            help="A million tokens on a replica that is always full: what an envelope would take.",
        ),
        "GPUs": number("GPUs", format="%.3g", help="Rented, averaged over the month."),
        "Used": number("Used", format="percent", help="Mean load over what the replicas paid for sustain."),
        "Rent": number("Rent", format="$%.2f", help="US dollars per GPU-hour."),
        "From": text("From", help="Who lets it, and how; on a marketplace machines of many owners are let."),
    }


def _speed_columns(named: str) -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        named: _name_column(named),
        "Calls a second": number("Calls a second", format="%.3g", help="What one replica sustains."),
        "ms a token": number("ms a token", format="%.0f", help="Between output tokens, under full load."),
        "First token, ms": number(
            "First token, ms", format="%.0f", help="Of a call that waits for no other."
        ),
        "GPUs each": number("GPUs each", format="%d", help="GPUs of one replica."),
        "Replicas": number("Replicas", format="%d", help="At the peak, with the spare."),
        "What limits it": st.column_config.TextColumn("What limits it", width=520),
    }
