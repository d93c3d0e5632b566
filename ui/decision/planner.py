"""How many items the tests need, from a few assumptions that only this section asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from costmodel.decide.evidence.plan import Asked, plan_tests
from costmodel.decide.evidence.plan.sizes import Pairing, Peeking, PlannedTest, points
from costmodel.errors import Problem
from ui.inputs.fields import NumberField
from ui.notices import draw_problems

INPUTS_A_ROW = 4
WIDTHS = {"Test": 210, "Items": 130, "What it shows": 290, "At what assumptions": 330}


RATE = NumberField(
    "t_rate", "Pass rate you expect (%)", "Of today's best prompt.", 0.1, 99.9, 1, ("pass_rate",), 100, 1
)
DIFFERENCE = NumberField(
    "t_diff",
    "Smallest difference that matters (points)",
    "Half the difference takes four times the items.",
    *(0.1, 49, 1),
    ("difference",),
    100,
    1,
)
NEWLY_PASSING = NumberField(
    "t_pass",
    "Newly passing (%)",
    "Items that only the new system passes. Count them on a first hundred.",
    *(0, 100, 1),
    ("newly_passing",),
    100,
    1,
)
NEWLY_FAILING = NumberField(
    "t_fail",
    "Newly failing (%)",
    "Items that only the old system passes. Few changes break nothing.",
    *(0, 100, 1),
    ("newly_failing",),
    100,
    1,
)
MARGIN = NumberField(
    "t_margin",
    "Loss you would accept (points)",
    "Where cost is the reason to build: the tuned model may be so much worse, and no more.",
    *(0.1, 50, 0.5),
    ("margin",),
    100,
    1,
)
LOOKS = NumberField(
    "t_looks",
    "Looks at the results",
    "How often you look with the choice to stop. Each look is a chance to be fooled.",
    *(1, 20, 1),
    ("looks",),
)
PROMPTS = NumberField(
    "t_prompts",
    "Prompts tried",
    "At least five that really differ. All of them must be shown to fail.",
    *(1, 200, 1),
    ("variants",),
)
INPUTS = (RATE, DIFFERENCE, NEWLY_PASSING, NEWLY_FAILING, MARGIN, LOOKS, PROMPTS)
KEYS = tuple(field.key for field in INPUTS)
"""Parameters of a link that only this section draws."""


def draw(bar: float, design_effect: float = 1.0) -> None:
    """Draw the inputs, one table of all tests, and which of them is the cheapest.

    `bar`: the pass rate that is required, a fraction. `design_effect`: so many items in clusters tell as much as one
    that stands alone.
    """
    st.header("How many items do the tests need?", anchor=False)
    plan = plan_tests(_asked(Asked(bar=bar, design_effect=design_effect)))
    if plan.problems:
        title = "Some tests are not possible with these numbers; the others stand:"
        draw_problems([_as_shown(problem) for problem in plan.problems], title, name_of=_label_of)
    st.dataframe(
        pd.DataFrame([_row(test) for test in plan.tests], columns=list(WIDTHS)),
        hide_index=True,
        width="stretch",
        column_config={
            name: st.column_config.TextColumn(name, width=width) for name, width in WIDTHS.items()
        },
        alt="Tests with what each shows, the items it needs and the assumptions behind them.",
    )
    sentences = (_cheapest(plan.pairing), _peeking(plan.peeking), _clusters(design_effect))
    st.markdown("  \n".join(filter(None, sentences)))
    st.caption(
        "Against the bar: exact limits, one-sided at 5%. Differences: two-sided at 5%, a power of 80%; not worse: one-sided"
        " at 2.5%. Plan 100 items in any case, so that kinds of failures can be counted."
    )


def _asked(usual: Asked) -> Asked:
    """Draw the inputs, row by row so that a phone shows them in their order; what they ask for."""
    values: dict[str, Any] = {}
    for start in range(0, len(INPUTS), INPUTS_A_ROW):
        fields = INPUTS[start : start + INPUTS_A_ROW]
        for column, field in zip(st.columns(INPUTS_A_ROW), fields, strict=False):
            (name,) = field.paths
            with column:
                shown = _draw_number(field, getattr(usual, name))
            values[name] = field.stored(shown) if field.decimals else shown
    return replace(usual, **values)


def _draw_number(field: NumberField, usual: float) -> float:
    number: Any = float if field.decimals else int
    shown: float = st.number_input(
        field.label,
        min_value=number(field.low),
        max_value=number(field.high),
        value=number(field.shown(usual)),
        step=number(field.step),
        format="%.10g" if field.decimals else "%d",
        key=field.key,
        help=field.help,
        bind="query-params",
    )
    return shown


def _as_shown(problem: Problem) -> Problem:
    """With the value in the unit of its input."""
    field = next((each for each in INPUTS if problem.field in each.paths), None)
    if field is None or not isinstance(problem.value, int | float):
        return problem
    return replace(problem, value=field.shown(problem.value))


def _label_of(name: str) -> str:
    return next((field.label for field in INPUTS if name in field.paths), name)


def _row(test: PlannedTest) -> dict[str, str]:
    return {
        "Test": test.name,
        "Items": _items(test),
        "What it shows": test.shows,
        "At what assumptions": test.assumes if test.problem is None else "see above",
    }


def _items(test: PlannedTest) -> str:
    if test.problem is not None:
        return "not possible"
    if test.items is None:
        return "no number settles it"
    return f"{test.items:,}" if test.arms == 1 else f"{test.items:,} in each arm"


def _cheapest(pairing: Pairing | None) -> str:
    if pairing is None:
        return ""
    pairs, arms = f"{pairing.pairs:,} items that both systems answer", f"{pairing.in_two_arms:,} in two arms"
    lift = points(pairing.lift)
    if pairing.pairs < pairing.in_two_arms:
        return f"**The cheapest way to see a lift of {lift}**: {pairs}, where {arms} would be needed. Test on the same items."
    return f"**The cheapest way to see a lift of {lift}**: {arms}; so much changes between the systems that {pairs} would be needed."


def _peeking(peeking: Peeking | None) -> str:
    if peeking is None:
        return ""
    bounds = ", ".join(f"{z:.2f}" for z in peeking.obrien_fleming_z)
    return (
        f"**Looking {peeking.looks} times** at z = 1.96 raises false alarms from 5% to {peeking.false_alarms:.0%}. Fix the bound"
        f" beforehand: {peeking.pocock_z:.3f} at every look (Pocock), or {bounds} in turn (O'Brien-Fleming)."
    )


def _clusters(design_effect: float) -> str:
    if design_effect <= 1:
        return ""
    return f"**Items in clusters** resemble each other: every test needs {design_effect:.2f} times as many, which is counted in."
