"""The published runs nearest to what is compared, with their links."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from costmodel.estimate.accuracy import Asked, MeasuredRun

SERVING_PAGE = "pages/serving.py"


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
        st.markdown(f"For {choice}: runs on the same kind of card in the same format have been published.")
    else:
        st.markdown(
            f"**Extrapolated**: nobody has published runs in {asked.precision} on a card like {asked.gpu}. For {choice}, these"
            " come nearest."
        )
    st.dataframe(
        pd.DataFrame([_row(run) for run in runs]),
        hide_index=True,
        width="stretch",
        column_config={
            "Measured": st.column_config.NumberColumn(
                "Measured", format="localized", help="Output tokens a second and GPU."
            ),
            "Predicted": st.column_config.NumberColumn(
                "Predicted", format="%,.0f", help="The same, by this tool."
            ),
            "Off by": st.column_config.TextColumn("Off by", help="Predicted over measured, less one."),
            "Source": st.column_config.LinkColumn("Source", display_text="source", width=70),
            "Set-up": st.column_config.TextColumn("Set-up", width=360),
        },
        alt="Published runs nearest to the choice",
    )
    st.page_link(SERVING_PAGE, label="On which GPUs could it run?")


def _row(run: MeasuredRun) -> dict[str, object]:
    return {
        "Model": run.model,
        "Card": run.gpu,
        "Format": run.precision,
        "Measured": round(run.measured),
        "Predicted": run.predicted,
        "Off by": f"{run.error:+.0%}",
        "Source": run.url,
        "Set-up": run.set_up,
        "Publisher": run.publisher,
        "Date": run.date or "not known",
    }
