"""The price book as a searchable table, each row with its source and date."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from costmodel.catalog.book import Catalog
from costmodel.catalog.load import load_catalog
from costmodel.catalog.prices import FineTunePrice, GpuPrice, HostedPrice, PriceRow

KEYS = ("book_kind", "book_search")
"""Parameters of a link that only this page draws."""

HOSTED, TUNED, GPUS = "Hosted models", "Fine-tuning", "GPU rent"


def draw() -> None:
    """Draw the sentence that answers, the filters and the table."""
    catalog = load_catalog()
    st.title("Every price is a dated row with its source.", anchor=False)
    st.markdown(_summary(catalog))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            "Kind", (HOSTED, TUNED, GPUS), default=HOSTED, required=True, key="book_kind", bind="query-params"
        )
        search = st.text_input(
            "Search",
            key="book_search",
            bind="query-params",
            placeholder="a model, a card, a provider",
            max_chars=60,
        )
    table = _frames(catalog)[kind or HOSTED]
    found = _matching(table, search)
    if found.empty:
        st.info("No price matches. Try a shorter word, or another kind.")
    else:
        st.dataframe(
            found,
            hide_index=True,
            width="stretch",
            height=600,
            column_config=_columns(),
            placeholder="",
            alt=f"{kind}, prices with source and date",
        )
    st.caption(f"{len(found)} of {len(table)} rows. An empty price is not sold or not known, never 0.")


def _summary(catalog: Catalog) -> str:
    models = len({row.full_name for row in catalog.hosted})
    providers = len({row.provider for row in catalog.gpu_prices})
    return (
        f"{models} hosted models, {len(catalog.fine_tunes)} fine-tuning offers and {len(catalog.gpu_prices)} GPU rents"
        f" of {providers} providers; the newest row was read on {catalog.newest_date}. List prices in US dollars,"
        " before tax, per million tokens or GPU-hour."
    )


@st.cache_data(show_spinner=False, max_entries=1)
def _frames(_catalog: Catalog) -> dict[str, pd.DataFrame]:
    return {
        HOSTED: pd.DataFrame([_hosted_row(row) for row in _catalog.hosted]),
        TUNED: pd.DataFrame([_tuned_row(row) for row in _catalog.fine_tunes]),
        GPUS: pd.DataFrame([_gpu_row(row) for row in _catalog.gpu_prices]),
    }


def _matching(table: pd.DataFrame, search: str) -> pd.DataFrame:
    words = search.casefold().split()
    if not words:
        return table
    texts = table.astype(object).fillna("").astype(str).agg(" ".join, axis=1).str.casefold()
    return table[[all(word in text for word in words) for text in texts]]


def _hosted_row(row: HostedPrice) -> dict[str, object]:
    return {
        "Model": row.display_name,
        "Provider": row.provider,
        "Input": _number(row.input_usd_per_mtok),
        "Cached input": _number(row.cached_input_usd_per_mtok),
        "Cache write": _number(row.cache_write_usd_per_mtok),
        "Output": _number(row.output_usd_per_mtok),
        "Batch": _number(row.batch_multiplier),
        **_origin(row),
        "Prompts above": row.tier_from_tokens or None,
        "Hours": row.time_window,
        "From": row.valid_from,
        "Until": row.valid_to,
        "Retires": row.retires_on,
        **_remarks(row),
    }


def _tuned_row(row: FineTunePrice) -> dict[str, object]:
    return {
        "Model": row.display_name,
        "Provider": row.provider,
        "Training": _number(row.train_usd_per_mtok),
        "Training an hour": _number(row.train_usd_per_hour),
        "Input": _number(row.input_usd_per_mtok),
        "Cached input": _number(row.cached_input_usd_per_mtok),
        "Output": _number(row.output_usd_per_mtok),
        "Hosting an hour": _number(row.hosting_usd_per_hour),
        **_origin(row),
        "Serving": (row.serving_mode or "training only").replace("_", " "),
        "Retires": row.retires_on,
        **_remarks(row),
    }


def _gpu_row(row: GpuPrice) -> dict[str, object]:
    return {
        "GPU": row.sku,
        "Provider": row.provider,
        "Commitment": row.commitment.replace("_", " "),
        "Region": row.region,
        "GPUs in a box": row.gpu_count_min,
        "A GPU-hour": _number(row.usd_per_gpu_hour),
        "Memory (GB)": row.gpu_memory_gb,
        **_origin(row),
        **_remarks(row),
    }


def _origin(row: PriceRow) -> dict[str, object]:
    return {"Source": row.source_url, "Read on": row.as_of}


def _remarks(row: PriceRow) -> dict[str, object]:
    return {"Confidence": row.confidence, "Note": row.note, "SKU": row.full_name}


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _columns() -> dict[str, Any]:
    dollars = ("Input", "Cached input", "Cache write", "Output", "Training", "A GPU-hour")
    hourly = ("Training an hour", "Hosting an hour")
    return {
        **{name: st.column_config.NumberColumn(name, format="$%.4g") for name in (*dollars, *hourly)},
        "Model": st.column_config.TextColumn("Model", pinned=True),
        "GPU": st.column_config.TextColumn("GPU", pinned=True),
        "Prompts above": st.column_config.NumberColumn(
            "Prompts above",
            help="Tokens; the row holds for longer prompts, and then for the whole call.",
            format="%d",
        ),
        "Until": st.column_config.DateColumn(
            "Until", help="The first day on which the price no longer holds."
        ),
        "Hours": st.column_config.TextColumn("Hours", help="Peak is 01-04 and 06-10 UTC."),
        "Batch": st.column_config.NumberColumn("Batch", help="Times the standard price.", format="%.4g"),
        "Source": st.column_config.LinkColumn("Source", display_text="source"),
    }
