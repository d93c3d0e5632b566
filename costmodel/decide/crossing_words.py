"""When and from which volume on an option is the cheaper one, in a few words for a cell or a figure."""

from __future__ import annotations

from costmodel.decide.break_even import BreakEven
from costmodel.decide.money import short_number
from costmodel.decide.payback import Payback

CLOSE_TOGETHER = 1.1
"""Stairs of whole machines make the costs cross several times near one volume."""


def payback_in_words(payback: Payback) -> str:
    """`month 7.9`, `month 30.2 (late)`, `at once`, `never`."""
    if payback.months is None:
        return "never"
    if payback.months == 0:
        return "at once"
    if payback.status == "beyond_horizon":
        return f"month {short_number(payback.months)} (late)"
    return f"month {payback.months:.1f}"


def volumes_in_words(break_even: BreakEven, unit: str = " a month") -> str:
    """At which volumes an option is the cheaper one: `from 2.72M a month`, `at any volume`, `never`."""
    if break_even.status != "reached":
        return {"always": "at any volume", "never": "never"}.get(break_even.status, "not verified")
    volumes = break_even.tasks_per_month
    first, last = short_number(volumes[0]), short_number(volumes[-1])
    is_cheaper_at_last = break_even.cheaper_at_lowest == (len(volumes) % 2 == 0)
    if len(volumes) == 1 or (len(volumes) % 2 and volumes[-1] / volumes[0] < CLOSE_TOGETHER):
        about = "" if len(volumes) == 1 else "about "
        return f"{'from' if is_cheaper_at_last else 'up to'} {about}{first}{unit}"
    if is_cheaper_at_last:
        return f"in places from {first}, for good from {last}{unit}"
    return f"in places {f'from {first} ' if not break_even.cheaper_at_lowest else ''}up to {last}{unit}"
