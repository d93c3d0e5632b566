"""A against B: the answer that was pinned beside the one of now, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from costmodel.catalog.load import load_catalog
from costmodel.decide.compare import Comparison
from costmodel.decide.crossing_words import payback_in_words, volumes_in_words
from costmodel.decide.uncertainty import Uncertainty
from costmodel.decide.verdict import verdict
from costmodel.errors import InputError
from costmodel.export.assumptions import Difference, differences
from costmodel.scenario.ranges import Ranged, ThreePoints, ranged_numbers
from ui import own_quotes
from ui.answer import Answer, answer_inputs
from ui.input_words import input_in_words, value_in_words
from ui.inputs import sidebar
from ui.notices import draw_left_out, draw_problems
from ui.odds import odds_of
from ui.odds_words import share_of_futures
from ui.verdict import headline
from ui.words import markdown_usd, plain

MOST_DIFFERENCES = 12

Ranges = Sequence[Mapping[str, Ranged]]
"""Of A and of B, by dotted path."""


def draw(answer: Answer) -> None:
    """Draw both answers side by side, if one is pinned."""
    text = sidebar.pinned()
    if not text or answer.comparison is None or answer.scenario is None:
        return
    st.header("A against B", anchor=False)
    try:
        title, values = sidebar.pinned_inputs(text)
        pinned = answer_inputs(values, own_quotes.beside(sidebar.preset_of(title)), load_catalog())
    except InputError as error:
        draw_problems(error.problems, "The pinned inputs cannot be read:", name_of=str)
        return
    if pinned.comparison is None or pinned.scenario is None:
        draw_problems(pinned.problems, "The pinned inputs cannot be answered:", name_of=str)
        return
    draw_left_out(pinned.left_out)
    outputs, inputs = st.columns(2, gap="large")
    with outputs:
        st.markdown(_outputs(pinned, answer))
    with inputs:
        found = [
            each for each in differences(pinned.scenario, answer.scenario) if not each.field.endswith(".name")
        ]
        names = [option.name for option in answer.scenario.options]
        ranges = tuple(dict(ranged_numbers(each)) for each in (pinned.scenario, answer.scenario))
        st.markdown(_inputs(found, ranges, names))


def _outputs(first: Answer, second: Answer) -> str:
    columns = [_column(answer) for answer in (first, second)]
    lines = ["| | A, pinned | B, now |", "|---|---|---|"]
    lines += [f"| {name} | {columns[0][name]} | {columns[1][name]} |" for name in columns[0]]
    return "\n".join(lines)


def _column(answer: Answer) -> dict[str, str]:
    comparison = answer.comparison
    if comparison is None:
        return {}
    recommended = comparison.recommended
    return {
        "Verdict": headline(comparison, verdict(comparison)),
        "Recommended": "none" if recommended is None else plain(recommended.name),
        "Its cost in today's money": "-" if recommended is None else markdown_usd(recommended.npv_usd),
        "Cost of today's option": markdown_usd(comparison.baseline.npv_usd),
        **_crossing(comparison),
        "Cheaper than today in": _odds(odds_of(answer)),
    }


def _crossing(comparison: Comparison) -> dict[str, str]:
    recommended = comparison.recommended
    crossover = None if recommended is None else comparison.crossovers.get(recommended.name)
    return {
        "Paid back": "-" if crossover is None else payback_in_words(crossover.payback),
        "Cheaper than today": "-" if crossover is None else volumes_in_words(crossover.break_even),
    }


def _odds(found: object) -> str:
    if not isinstance(found, Uncertainty) or found.about is None:
        return "not asked"
    about = found.options[found.about]
    return f"{share_of_futures(about.probability_cheaper_than_baseline)} ({plain(about.option)})"


def _inputs(found: list[Difference], ranges: Ranges, names: list[str]) -> str:
    if not found:
        return "No input differs. Change one, and both answers stand side by side."
    lines = ["| Input | A, pinned | B, now |", "|---|---|---|"]
    for difference in found[:MOST_DIFFERENCES]:
        label = plain(input_in_words(difference.field, names))
        lines.append(f"| {label} | {_cell(difference, 0, ranges)} | {_cell(difference, 1, ranges)} |")
    if len(found) > MOST_DIFFERENCES:
        lines.append(f"| and {len(found) - MOST_DIFFERENCES} more | | |")
    return "\n".join(lines)


def _cell(difference: Difference, side: int, ranges: Ranges) -> str:
    value, number = difference.values[side], ranges[side].get(difference.field)
    if value is None:
        return "-"
    if isinstance(value, int | float) and not isinstance(value, bool):
        words = value_in_words(difference.field, float(value))
    else:
        words = " ".join(f"{each:g}" for each in value) if isinstance(value, tuple) else str(value)
    return plain(words if number is None else f"{words} ({_ends(difference.field, number)})")


def _ends(field: str, number: Ranged) -> str:
    ends = number.range
    low, high = (ends.min, ends.max) if isinstance(ends, ThreePoints) else (ends.p10, ends.p90)
    return f"{value_in_words(field, low)} to {value_in_words(field, high)}"
