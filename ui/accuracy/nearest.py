"""The published runs nearest to what is compared, with their links."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from costmodel.estimate.accuracy import Asked, MeasuredRun


def draw(asked: Asked | None, find: Callable[[Asked], Sequence[MeasuredRun]]) -> None:
    """Draw the nearest runs, or that nothing of the kind is compared."""
    st.header("What has been measured near your choice?", anchor=False)
    if asked is None:
        st.markdown("No own GPUs are compared: switch “Own GPUs” on in the sidebar.")
        return
    runs = find(asked)
    alike = [run for run in runs if (run.family, run.precision) == (asked.family, asked.precision)]
    choice = f"{asked.active_params_b:g}B active parameters in {asked.precision} on {asked.gpu}"
    if alike:
        st.markdown(f"For {choice}: runs of the same kind of card and format have been published.")
    else:
        st.markdown(
            f"**Extrapolated**: no published run is in {asked.precision} on a card like {asked.gpu}. For {choice}, these come nearest."
        )
    st.dataframe(
        pd.DataFrame([_row(run) for run in runs]),
        hide_index=True,
        width="stretch",
        column_config={
            "Predicted / measured": st.column_config.NumberColumn("Predicted / measured", format="%.2f"),
            "Measured": st.column_config.NumberColumn(
                "Measured", format="%.0f", help="Output tokens a second and GPU."
            ),
            "Predicted": st.column_config.NumberColumn("Predicted", format="%.0f"),
            "Source": st.column_config.LinkColumn("Source", display_text="source"),
        },
        alt="Published runs nearest to the choice",
    )


def _row(run: MeasuredRun) -> dict[str, object]:
    return {
        "Model": run.model,
        "Card": run.gpu,
        "Format": run.precision,
        "Measured": run.measured,
        "Predicted": run.predicted,
        "Predicted / measured": run.ratio,
        "Set-up": run.set_up,
        "Publisher": run.publisher,
        "Date": run.date or "not known",
        "Source": run.url,
    }
