"""The price book as tables, one for each kind of price, in the order of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from costmodel.catalog.book import Catalog
from costmodel.catalog.prices import FineTunePrice, GpuPrice, HostedPrice, PriceRow
from costmodel.catalog.staleness import Age, Row, ages
from ui.prices.words import COMMITMENT_WORDS, STATE_COLOURS, state_of

HOSTED, TUNED, GPUS = "Hosted models", "Fine-tuning", "GPU rent"
DATE_PX, STATE_PX, NOTE_PX = 92, 96, 420
KINDS = (HOSTED, TUNED, GPUS)


@dataclass(frozen=True)
class BookTable:
    """What is shown of one kind of price: the rows, their ages, the same as a table and as text to search in."""

    rows: Sequence[Row]
    of_age: Sequence[Age]
    frame: pd.DataFrame
    texts: Sequence[str]

    def matching(self, search: str, chosen: dict[str, list[str]]) -> list[int]:
        """Places of the rows with every searched word, and one of the values chosen for each column."""
        words = search.casefold().split()
        wanted = [(self.frame[column].tolist(), set(values)) for column, values in chosen.items() if values]
        return [
            place
            for place, text in enumerate(self.texts)
            if all(word in text for word in words) and all(cells[place] in values for cells, values in wanted)
        ]


@st.cache_resource(show_spinner=False, max_entries=6)
def book_table(_catalog: Catalog, kind: str, on: date) -> BookTable:
    """One kind of price with its ages on the day `on`."""
    of_kind: dict[str, Sequence[Row]] = {
        HOSTED: _catalog.hosted,
        TUNED: _catalog.fine_tunes,
        GPUS: _catalog.gpu_prices,
    }
    rows = of_kind[kind]
    of_age = ages(rows, on)
    cells = [
        {**_prices(row), **_origin(row, age, on), **_terms(row), **_remarks(row)}
        for row, age in zip(rows, of_age, strict=True)
    ]
    texts = [_text(row) for row in cells]
    return BookTable(rows, of_age, pd.DataFrame(cells), texts)


def _text(cells: dict[str, object]) -> str:
    return " ".join(str(value) for value in cells.values() if value is not None).casefold()


def _prices(row: Row) -> dict[str, object]:
    if isinstance(row, GpuPrice):
        return {
            "Card": row.sku,
            "Provider": row.provider,
            "Commitment": COMMITMENT_WORDS[row.commitment],
            "A GPU-hour": _number(row.usd_per_gpu_hour),
        }
    by_token = {
        "Input": _number(row.input_usd_per_mtok),
        "Cached input": _number(row.cached_input_usd_per_mtok),
    }
    name = {"Model": row.display_name, "Provider": row.provider}
    if isinstance(row, FineTunePrice):
        return {
            **name,
            "Training": _number(row.train_usd_per_mtok),
            "Training an hour": _number(row.train_usd_per_hour),
            **by_token,
            "Output": _number(row.output_usd_per_mtok),
            "Hosting an hour": _number(row.hosting_usd_per_hour),
        }
    return {
        **name,
        **by_token,
        "Output": _number(row.output_usd_per_mtok),
        "Cache write": _number(row.cache_write_usd_per_mtok),
        "Batch": _number(row.batch_multiplier),
    }


def _origin(row: Row, age: Age, on: date) -> dict[str, object]:
    return {
        "Read on": row.as_of,
        "Age": age.days,
        "State": [state_of(row, age, on)],
        "Source": row.source_url,
    }


def _terms(row: Row) -> dict[str, object]:
    if isinstance(row, GpuPrice):
        return {
            "Region": row.region,
            "GPUs in a box": row.gpu_count_min,
            "Memory (GB)": row.gpu_memory_gb,
        }
    if isinstance(row, FineTunePrice):
        return {
            "Serving": (row.serving_mode or "training only").replace("_", " "),
            "Retires": row.retires_on,
        }
    return _hosted_terms(row)


def _hosted_terms(row: HostedPrice) -> dict[str, object]:
    return {
        "Prompts above": row.tier_from_tokens or None,
        "Hours": row.time_window,
        "From": row.valid_from,
        "Until": row.valid_to,
        "Retires": row.retires_on,
        "Context window": row.context_window,
    }


def _remarks(row: PriceRow) -> dict[str, object]:
    return {"Confidence": row.confidence, "Note": row.note, "SKU": row.full_name}


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def columns() -> dict[str, Any]:
    """How the columns of all kinds are written and explained."""
    number, text, day = (
        st.column_config.NumberColumn,
        st.column_config.TextColumn,
        st.column_config.DateColumn,
    )
    dollars = ("Input", "Cached input", "Cache write", "Output", "Training", "A GPU-hour")
    hourly = ("Training an hour", "Hosting an hour")
    return {
        **{name: number(name, format="$%.4g", help=_unit(name)) for name in (*dollars, *hourly)},
        "Model": text("Model", pinned=True),
        "Card": text("Card", pinned=True),
        "Age": number("Age", format="%d days", help="Since the price was read."),
        "State": st.column_config.MultiselectColumn(
            "State",
            width=STATE_PX,
            help="What to think of the age; the rule stands below.",
            options=list(STATE_COLOURS),
            color=list(STATE_COLOURS.values()),
        ),
        "Prompts above": number(
            "Prompts above",
            help="Tokens; the row holds for longer prompts, and then for the whole call.",
            format="localized",
        ),
        "Context window": number("Context window", help="Tokens of prompt and answer.", format="localized"),
        "Until": day("Until", width=DATE_PX, help="The first day on which the price no longer holds."),
        "From": day("From", width=DATE_PX, help="Its first day; empty: it was there when first read."),
        "Retires": day("Retires", width=DATE_PX, help="The day on which the product stops."),
        "Hours": text("Hours", help="Peak is 01-04 and 06-10 UTC."),
        "Batch": number("Batch", help="Times the standard price.", format="%.4g"),
        "Note": text("Note", width=NOTE_PX),
        "Source": st.column_config.LinkColumn("Source", display_text="source"),
    }


def _unit(column: str) -> str:
    if column == "A GPU-hour":
        return "US dollars for an hour of one GPU."
    if column.endswith("an hour"):
        return "US dollars an hour."
    return "US dollars per million tokens."
