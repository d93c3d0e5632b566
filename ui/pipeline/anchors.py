"""What the defaults of a programme rest on, and what others have paid."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from costmodel.catalog.data_anchors import DataAnchor, data_anchors
from costmodel.scenario.anchors import PART_ANCHORS, Anchor

LINK = st.column_config.LinkColumn("Source", display_text="source")


def draw() -> None:
    """Draw the ranges of all defaults, and published sets and prices."""
    st.header("What the defaults rest on", anchor=False)
    st.markdown(
        "Low, default and high of every figure of a programme. A judgement is one, and says so: put your own in."
    )
    st.dataframe(
        pd.DataFrame([_row(field, anchor) for field, anchor in PART_ANCHORS.items()]),
        hide_index=True,
        width="stretch",
        height=320,
        column_config={"Source": LINK},
        placeholder="",
        alt="Low, default and high of every default, with source and date.",
    )
    st.subheader("What others paid, and how much they used", anchor=False)
    st.dataframe(
        pd.DataFrame([_paid(anchor) for anchor in data_anchors()]),
        hide_index=True,
        width="stretch",
        column_config={"Source": LINK},
        placeholder="",
        alt="Published sizes and prices of data sets.",
    )


def _row(field: str, anchor: Anchor) -> dict[str, object]:
    return {
        "Figure": field.replace(".", ": ").replace("_", " "),
        "Low": f"{anchor.low:,g}",
        "Default": f"{anchor.default:,g}",
        "High": f"{anchor.high:,g}",
        "Unit": anchor.unit,
        "Why": anchor.why,
        "Source": anchor.url or None,
        "Read on": anchor.as_of,
        "Confidence": anchor.confidence,
    }


def _paid(anchor: DataAnchor) -> dict[str, object]:
    return {
        "What": anchor.item,
        "Quantity": anchor.quantity,
        "Unit": anchor.unit,
        "Total ($)": anchor.usd_total,
        "Each, low ($)": anchor.usd_per_unit_low,
        "Each, high ($)": anchor.usd_per_unit_high,
        "Source": anchor.source_url,
        "Date": anchor.source_date,
        "How known": anchor.how_known,
    }
