"""Around the best plan: its rivals, what each limit costs, one step moved by hand, what was measured of it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from costmodel.case.mix import MixCase
from costmodel.decide.mix import LimitCost, Mix, MixAnswer, assignment_in_full, swaps, where
from costmodel.decide.money import usd_in_words
from ui.mix import editors
from ui.words import markdown_usd, plain

SWAP, MEASURED = "mix_swap", "mix_measured"


def draw_rivals(case: MixCase, found: MixAnswer) -> None:
    st.header("What else was possible?", anchor=False)
    rivals = {
        "Best": found.best,
        "Runner-up": found.runner_up,
        "Fewer parts, within 5 %": found.simplest,
        "Hosted models alone": found.api_only,
        "Own pools alone": found.own_only,
    }
    st.table(
        pd.DataFrame(
            [
                {
                    "Plan": name,
                    "A month": markdown_usd(mix.usd_per_month) if mix else "none keeps every limit",
                    "Where each step runs": plain(assignment_in_full(case, mix.assignment)) if mix else "",
                }
                for name, mix in rivals.items()
                if mix is not None or name not in ("Fewer parts, within 5 %", "Runner-up")
            ]
        ),
        hide_index=True,
        alt="The best plan beside its rivals",
    )


def draw_limits(case: MixCase, limits: tuple[LimitCost, ...]) -> None:
    if not limits:
        return
    st.header("What does each limit cost?", anchor=False)
    costly = [limit for limit in limits if limit.saves_usd > 0]
    if not costly:
        st.markdown("No limit costs anything: without any one of them the same plan would be best.")
        return
    st.table(
        pd.DataFrame(
            [
                {
                    "Limit": plain(limit.limit),
                    "Costs a month": markdown_usd(limit.saves_usd),
                    "Without it": plain(assignment_in_full(case, limit.without.assignment)),
                }
                for limit in costly
            ]
        ),
        hide_index=True,
        alt="Limits with what keeping each of them costs",
    )
    st.caption("Each solved once more without that limit alone; the others cost nothing.")


def draw_swap(case: MixCase, best: Mix) -> None:
    st.header("Move one step by hand", anchor=False)
    name = st.selectbox("Step", case.subtasks, key=SWAP)
    task = case.subtasks.index(name or case.subtasks[0])
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "On": where(case, case.options.index(swap.option)),
                    "A month": f"{'+' if swap.extra_usd >= 0 else '-'}{usd_in_words(abs(swap.extra_usd))}",
                    "Breaks": "; ".join(swap.breaks),
                }
                for swap in swaps(case, best, task)
            ]
        ),
        hide_index=True,
        width="stretch",
        alt="Other options of this step with their penalty",
    )


def draw_measured(case: MixCase, best: Mix) -> None:
    """Take the quality that was measured for the whole best plan, in place of the product over its steps."""
    folded = st.expander("You measured this plan from end to end?", key="mix_measure", on_change="rerun")
    if not folded.open:
        return
    assignment = {
        task: case.options[column] for task, column in zip(case.subtasks, best.assignment, strict=True)
    }
    with folded:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            percent = st.number_input("Requests that come out right (%)", 0.0, 100.0, 0.0, key=MEASURED)
            st.button(
                "Use it", on_click=editors.take_measured, args=(assignment, percent), disabled=percent == 0
            )
        if count := editors.measured_count():
            st.markdown(f"Measured qualities in use: {count}.")
            st.button("Forget them", on_click=editors.forget_measured)
        st.caption(
            "The product over steps takes errors to be independent; a measured quality stands for this very plan instead, better or worse."
        )
