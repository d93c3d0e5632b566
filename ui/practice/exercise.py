"""The back of an envelope, to be worked out by hand."""

from __future__ import annotations

import streamlit as st

from costmodel.practice import EnvelopeNumbers, check_envelope, numbers_of_round
from costmodel.practice.envelopes import CheckedEnvelope
from ui.words import markdown_usd, round_number, spoken

ROUND, CHECKED = "envelope_round", "envelope_checked"


def draw() -> None:
    """Draw the numbers, three fields to fill in, and what is right."""
    st.header("On the back of an envelope", anchor=False)
    number: int = st.session_state.setdefault(ROUND, 0)
    numbers = numbers_of_round(number)
    st.markdown(_told(numbers))
    with st.form(f"envelope_{number}", border=False):
        typed = [
            column.number_input(label, min_value=0.0, value=None, placeholder=hint, key=f"{key}_{number}")
            for column, (label, hint, key) in zip(
                st.columns(3),
                (
                    ("Hosted in all ($)", "dollars", "envelope_hosted"),
                    ("Own in all ($)", "dollars", "envelope_own"),
                    ("Earned back after (months)", "months", "envelope_months"),
                ),
                strict=True,
            )
        ]
        if st.form_submit_button("Check"):
            st.session_state[CHECKED] = (number, typed)
    round_checked, figures = st.session_state.get(CHECKED, (None, []))
    if round_checked == number:
        _draw_result(numbers, figures)
    st.button("New numbers", on_click=_another, args=(number,))


def _told(numbers: EnvelopeNumbers) -> str:
    return (
        f"A product does **{round_number(numbers.tasks_per_month)} tasks a month** for **{numbers.months} months**. Hosted, a"
        f" task costs **{markdown_usd(numbers.hosted_usd_per_task)}**; on an own model"
        f" **{markdown_usd(numbers.own_usd_per_task)}**, after **{spoken(f'${numbers.upfront_usd:,.0f}')}** up front. What does"
        " each way cost in all, and when is the money up front earned back?"
    )


def _draw_result(numbers: EnvelopeNumbers, figures: list[float | None]) -> None:
    given = [figure for figure in figures if figure is not None]
    if len(given) < len(figures):
        st.info("Fill in all three numbers, then check.")
        return
    hosted, own, months = given
    checked = check_envelope(numbers, hosted_usd=hosted, own_usd=own, months=months)
    for line in _lines(checked):
        st.markdown(line)
    if checked.is_all_right:
        st.markdown(
            "All three are right. The envelope leaves out whole machines, people and months of building: *Is building cheaper?*"
            " puts them back."
        )


def _lines(checked: CheckedEnvelope) -> list[str]:
    return [
        _line("Hosted in all", checked.hosted_is_right, checked.hosted_working),
        _line("Own in all", checked.own_is_right, checked.own_working),
        _line("Earned back", checked.months_are_right, checked.months_working),
    ]


def _line(what: str, is_right: bool, working: str) -> str:
    verdict = ":green[:material/check_circle:]" if is_right else ":orange[:material/edit:]"
    said = "right" if is_right else "not quite"
    return f"{verdict} **{what}**, {said}: {spoken(working)}"


def _another(number: int) -> None:
    st.session_state[ROUND] = number + 1
