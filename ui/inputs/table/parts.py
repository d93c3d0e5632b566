"""Inputs that several options have, each with its own key and place."""

from __future__ import annotations

from ui.inputs import choices
from ui.inputs.fields import NumberField, TextField, ToggleField
from ui.inputs.plan import MOST_CHARACTERS
from ui.inputs.table.places import PERCENT


def quality(key: str, place: int) -> NumberField:
    return NumberField(
        key,
        "Quality (% of tasks right)",
        "An example until you measure it on a held-out set. 0: not known.",
        0,
        100,
        0.5,
        (f"options.{place}.quality",),
        PERCENT,
        2,
        zero_is_none=True,
    )


def price_change(key: str, place: int, what: str) -> NumberField:
    return NumberField(
        key,
        f"{what} price change (% a year)",
        "A vendor's tier fell by a median 24 % a year; one listing kept did not change. GPU rent: 0, both ways.",
        -95,
        300,
        5,
        (f"options.{place}.price_change_per_year",),
        PERCENT,
        1,
    )


def known_cost(key: str, place: int, model_key: str) -> NumberField:
    return NumberField(
        key,
        "Known cost per task ($)",
        "What one task costs by your own reckoning, calls and retries included.",
        0,
        10**6,
        0.001,
        (f"options.{place}.usd_per_task",),
        decimals=6,
        only_if=(model_key, choices.KNOWN_COST),
    )


def people(key: str) -> NumberField:
    return NumberField(
        key,
        "People (FTE)",
        "Full-time people: a team that only calls an API needs 0.05 to 0.1.",
        0,
        50,
        0.05,
        decimals=2,
    )


def discount(key: str, place: int) -> NumberField:
    return NumberField(
        key,
        "Negotiated discount (%)",
        "Off list prices; 0 unless you have a contract.",
        0,
        100,
        1,
        (f"options.{place}.discount",),
        PERCENT,
        1,
    )


def programme(suffix: str, place: int) -> tuple[NumberField | TextField, ...]:
    """Of having and keeping a tuned option, what the page about building does not ask."""
    return (_build_months(suffix, place), _escalation(suffix, place), _plan(suffix))


def _plan(suffix: str) -> TextField:
    return TextField(
        f"plan_{suffix}",
        "Changes to its programme",
        "Written by “What would building take?”; links carry it.",
        MOST_CHARACTERS,
    )


def _build_months(suffix: str, place: int) -> NumberField:
    return NumberField(
        f"build_{suffix}",
        "Months to build",
        "Until then today's bill is paid on. Three is usual.",
        0,
        60,
        1,
        (f"options.{place}.programme.build_months",),
    )


def _escalation(suffix: str, place: int) -> NumberField:
    return NumberField(
        f"escalation_{suffix}",
        "Sent on to today's model (%)",
        "Share of tasks that a low confidence or an incident sends to the baseline as well.",
        0,
        100,
        1,
        (f"options.{place}.escalation_share",),
        PERCENT,
        1,
    )


def include(key: str) -> ToggleField:
    return ToggleField(key, "Compare this option", "Leave it out to see the others alone.")
