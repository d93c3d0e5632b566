"""Words for the things and numbers of the model, the same on every page."""

from __future__ import annotations

from costmodel.decide.break_even import BreakEven
from costmodel.decide.money import short_number, usd_in_words
from costmodel.decide.payback import Payback

CLOSE_TOGETHER = 1.1
"""Stairs of whole machines make the costs cross several times near one volume."""

LINE_WORDS = {
    "api": "Use, billed by the provider",
    "gpu": "GPU rent",
    "hosting": "Hosting fee",
    "platform": "Platform",
    "people": "People",
    "data": "Data",
    "training": "Training",
    "evaluation": "Evaluation",
    "ab_test": "A/B test",
    "engineering": "Engineering",
    "one_off": "One-off cost",
    "retraining": "Retraining",
    "escalation": "Escalation",
    "errors": "Wrong tasks",
}


def markdown_usd(usd: float) -> str:
    """Dollars in a Markdown sentence, where a bare dollar sign would start a formula."""
    return usd_in_words(usd).replace("$", r"\$")


def plain(text: str) -> str:
    """Text from outside in a Markdown sentence: nothing in it is markup, a link or a picture."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]()<>#+-!|$~:&" else char for char in text)


def months_in_words(months: float) -> str:
    """`after 11.2 months`, `from the first day`."""
    if months == 0:
        return "from the first day"
    return f"after {months:.1f} months" if months < 1000 else f"after {short_number(months)} months"


def payback_in_words(payback: Payback) -> str:
    """A few words for a table cell."""
    if payback.months is None:
        return "never"
    words = months_in_words(payback.months)
    return words if payback.status == "reached" else f"{words}, beyond the horizon"


def volumes_in_words(break_even: BreakEven) -> str:
    """A few words for the volumes at which an option is the cheaper one."""
    if break_even.status != "reached":
        return {"always": "at any volume", "never": "at no volume"}.get(break_even.status, "not verified")
    first, last = break_even.tasks_per_month[0], break_even.tasks_per_month[-1]
    ends_cheaper = break_even.cheaper_at_lowest == (len(break_even.tasks_per_month) % 2 == 0)
    if last / first < CLOSE_TOGETHER and ends_cheaper != break_even.cheaper_at_lowest:
        about = "" if first == last else "about "
        return f"{'from' if ends_cheaper else 'up to'} {about}{short_number(first)} a month"
    if len(break_even.tasks_per_month) == 2 and not break_even.cheaper_at_lowest:
        return f"from {short_number(first)} to {short_number(last)} a month"
    return f"{'for good ' if ends_cheaper else ''}{'from' if ends_cheaper else 'up to'} {short_number(last)} a month, and in places from {short_number(first)}"


def plain_label(text: str) -> str:
    """Text from outside on a chart: plotly reads tags, so their brackets are replaced."""
    return text.replace("<", "‹").replace(">", "›").replace("&", "＆")
