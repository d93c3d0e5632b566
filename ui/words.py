"""Words for the things and numbers of the model, the same on every page."""

from __future__ import annotations

import re

from costmodel.decide.break_even import BreakEven
from costmodel.decide.crossing_words import volumes_in_words
from costmodel.decide.irr import Irr
from costmodel.decide.money import percent_in_words, short_number, usd_in_words

MARKUP = "\\`*_{}[]()<>#+-!|$~:&"
AUTOLINK = re.compile(r"\\:|www|@", re.IGNORECASE)
WORD_JOINER = "\u2060"
"""Invisible; keeps Markdown from making a link of bare addresses, which escapes do not."""

HIGHEST_RETURN = 10.0
"""More than this a year, and the money is back within weeks: the figure itself says nothing any more."""

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


STAGE_WORDS = {
    "checkpoint": "Open checkpoint",
    "data": "Training data",
    "platform": "Platform",
    "training": "Training",
    "dpo": "Preferences (DPO)",
    "evaluation": "Evaluation",
    "ab_test": "A/B test",
}


def markdown_usd(usd: float) -> str:
    """Dollars in a Markdown sentence, where a bare dollar sign would start a formula."""
    return usd_in_words(usd).replace("$", r"\$")


def share_in_words(share: float) -> str:
    """A fraction as percent with as many decimals as it has, two at most: 96%, 97.5%, 95.96%."""
    return f"{round(share * 100, 2):g}%"


def spoken(text: str) -> str:
    """Our own sentence in Markdown, where two bare dollar signs would start a formula."""
    return text.replace("$", r"\$")


def plain(text: str) -> str:
    """Text from outside in a Markdown sentence: nothing in it is markup, a link or a picture."""
    escaped = "".join(f"\\{char}" if char in MARKUP else char for char in text)
    return AUTOLINK.sub(lambda found: found[0] + WORD_JOINER, escaped)


def round_number(value: float) -> str:
    """A round number without idle digits: 2M, 350k."""
    text = short_number(value)
    digits, letter = (text[:-1], text[-1]) if text[-1].isalpha() else (text, "")
    return f"{float(digits):g}{letter}"


def days_in_words(days: float) -> str:
    """`3 hours`, `5 days`, `8 weeks`."""
    if days < 1:
        hours = max(1, round(days * 24))
        return f"{hours} {'hour' if hours == 1 else 'hours'}"
    if days < 13.5:
        return f"{days:.0f} {'day' if round(days) == 1 else 'days'}"
    if days < 730:
        return f"{days / 7:.0f} weeks"
    return f"{days / 365:.1f} years" if days < 36_500 else "more than 100 years"


def months_in_words(months: float) -> str:
    """`after 11.2 months`, `from the first day`."""
    if months == 0:
        return "from the first day"
    return f"after {months:.1f} months" if months < 1000 else f"after {short_number(months)} months"


def return_in_words(irr: Irr, saves: bool) -> str:
    """`38% a year`; `loan at 38%` if it costs less first and more later; `saves`: less over the whole horizon."""
    if irr.status != "one":
        return irr.status
    (per_year,) = irr.per_year
    is_beyond = per_year > HIGHEST_RETURN
    rate = f"{'over ' if is_beyond else ''}{percent_in_words(min(per_year, HIGHEST_RETURN))}"
    if per_year != 0 and (per_year > 0) != saves:
        return f"loan at {rate}"
    return rate if is_beyond else f"{rate} a year"


def beats_in_words(break_even: BreakEven, rival: str) -> str:
    """`never beats X`, `beats X from 2.72M tasks a month`."""
    if break_even.status == "never":
        return f"never beats {rival}"
    if break_even.status == "not_verified":
        return f"beats {rival} at volumes that could not all be verified"
    return f"beats {rival} {volumes_in_words(break_even, ' tasks a month')}"


def plain_label(text: str) -> str:
    """Text from outside on a chart: plotly reads tags, so their brackets are replaced."""
    return text.translate({ord("<"): "(", ord(">"): ")", ord("&"): "+"})
