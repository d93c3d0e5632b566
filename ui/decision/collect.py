"""For who has no numbers yet: what to collect, and a file to fill in."""

from __future__ import annotations

import streamlit as st

from costmodel.decide.evidence.plan import CollectionPlan, collection_plan, template_csv
from costmodel.decide.evidence.plan.collection import Gap
from ui.words import share_in_words


def draw(bar: float | None, *, is_open: bool) -> None:
    """Draw the plan for this bar, folded once something is measured."""
    with st.expander("The plan: what to collect", expanded=is_open):
        _draw_plan(bar)


def _draw_plan(bar: float | None) -> None:
    if bar is None:
        st.markdown(
            "Say first what share of tasks must come out right: the quality bar above. The number of items depends on it."
        )
        return
    plan = collection_plan(bar)
    items, prompts, oracle = st.columns(3, gap="medium")
    with items:
        st.markdown(_items(plan))
    with prompts:
        st.markdown(_prompts(plan))
    with oracle:
        st.markdown(_oracle(plan))
    st.download_button(
        "results-template.csv",
        template_csv,
        file_name="results-template.csv",
        mime="text/csv",
        on_click="ignore",
        help="One row per item and variant; the last three columns may stay empty. Opens below once it is filled in.",
    )


def _items(plan: CollectionPlan) -> str:
    lines = [
        f"**1. Held-out items.** At least {plan.fewest_items}, drawn as the real ones come, each with a rule for a pass. How many"
        f" show that {plan.variants} prompts fail depends on how far they lie below your bar of {share_in_words(plan.bar)}:",
        "",
        *(_gap(gap) for gap in plan.gaps),
        "",
        "Note the document or customer that an item belongs to: items that hang together tell less.",
    ]
    return "\n".join(lines)


def _gap(gap: Gap) -> str:
    passing = f"- prompts that pass {share_in_words(gap.pass_rate)}"
    if gap.at_least is None or gap.likely is None:
        return f"{passing}: more than a million items"
    return f"{passing}: {gap.at_least:,} at least, {gap.likely:,} for an 80% chance"


def _prompts(plan: CollectionPlan) -> str:
    lines = [
        f"**2. Prompts.** At least {plan.fewest_variants} that really differ, all on the same items; three runs of each item if the temperature is above 0.",
        "",
    ]
    return "\n".join([*lines, *(f"- **{prompt.name}**: {prompt.why}" for prompt in plan.prompts)])


def _oracle(plan: CollectionPlan) -> str:
    lines = [
        "**3. Retrieval or tools, then the oracle test.** Run the best prompt with retrieval or tools on the same items, then:",
        "",
    ]
    steps = (
        f"{place}. {step.do}{'' if step.failure_class is None else f' Count `{step.failure_class}`.'}"
        for place, step in enumerate(plan.oracle, start=1)
    )
    return "\n".join([*lines, *steps])
