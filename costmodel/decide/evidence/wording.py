"""Rates and counts in the sentences of a verdict."""

from __future__ import annotations

from costmodel.decide.evidence.verdict import Counted, Limit, Needed, State

MOST_DECIMALS = 12

STATE_WORDS: dict[State, str] = {
    "holds": "holds",
    "does_not_hold": "does not hold",
    "not_enough_evidence": "not enough evidence",
}


def percent(share: float, apart_from: float | None = None) -> str:
    """A fraction as percent: one decimal, or so many that it lies on its own side of the one it is apart from."""
    for decimals in range(1, MOST_DECIMALS):
        if apart_from is None or _side(_rounded(share, decimals), apart_from) == _side(share, apart_from):
            return _percent(share, decimals)
    return _percent(share, MOST_DECIMALS)


def bar_in_words(bar: float) -> str:
    """The bar as it was said, with all its decimals."""
    return _percent(bar, MOST_DECIMALS)


def counted_in_words(counted: Counted) -> str:
    """`552 of 600 items (92%)`."""
    return f"{number_of(counted.passes)} of {number_of(counted.items)} items ({percent(counted.rate)})"


def number_of(count: float) -> str:
    """A count in full; averages over repeats with one decimal."""
    return f"{count:,.0f}" if float(count).is_integer() else f"{count:,.1f}"


def lower_in_words(limit: Limit) -> str:
    """The lower limit, told apart from the bar."""
    return percent(limit.lower, apart_from=limit.bar)


def upper_in_words(limit: Limit) -> str:
    """The upper limit, told apart from the bar."""
    return percent(limit.upper, apart_from=limit.bar)


def confidence(alpha: float) -> str:
    """`95% confidence`."""
    return f"{_percent(1 - alpha, 2)} confidence"


def needed_in_words(needed: Needed) -> str:
    """How many more, and how many for a good chance."""
    unit = needed.unit
    if needed.at_least is None:
        return f"at the observed rate it takes more than a million {unit}"
    more = max(1, needed.at_least - int(needed.have))
    first = f"at the observed rate about {more:,} more {f'{unit} settle' if more > 1 else f'{unit[:-1]} settles'} it ({needed.at_least:,} in all)"
    if needed.likely is None:
        return first
    return f"{first}; for {'an' if needed.chance == 0.8 else 'a'} {needed.chance:.0%} chance plan {needed.likely:,} in all"


def in_one_line(name: str) -> str:
    """A name from outside; what is not printable is written out."""
    return name if name.isprintable() else repr(name)


def sentence_of(words: str) -> str:
    """Words with a capital first letter."""
    return f"{words[:1].upper()}{words[1:]}"


def listed(parts: list[str]) -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _percent(share: float, decimals: int) -> str:
    return f"{_rounded(share, decimals) * 100 + 0.0:.{decimals}f}".rstrip("0").rstrip(".") + "%"


def _rounded(share: float, decimals: int) -> float:
    return round(share, decimals + 2)


def _side(share: float, of: float) -> int:
    return (share > of) - (share < of)
