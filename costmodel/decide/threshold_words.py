"""Flips in one sentence, with the unit that a field's name carries."""

from __future__ import annotations

from collections.abc import Sequence

from costmodel.decide.money import short_number, usd_in_words

Beyond = tuple[float, str | None]
"""Where a flip is, and the option that is recommended beyond it, None for none."""

PER = {
    "hour": "an hour",
    "gpu_hour": "a GPU-hour",
    "mtok": "per million tokens",
    "fte_year": "a full-time year",
}
UNITS = (
    ("tasks_per_month", "tasks a month"),
    ("requests_per_second", "requests a second"),
    ("labelled_per_day", "items a day"),
    ("calls_per_task", "calls a task"),
    ("tokens_per_example", "tokens"),
    ("gpu_hours_per_run", "GPU-hours"),
    *((f"_{unit}", unit) for unit in ("tokens", "weeks", "days", "minutes", "ms", "s")),
)
"""By the end of the field's name."""


def _amount(number: float, field: str) -> str:
    if _is_money(field):
        return usd_in_words(number)
    return f"-{short_number(-number)}" if number < 0 else short_number(number)


def _unit(field: str) -> str:
    if _is_money(field):
        _, _, per = field.partition("usd_per_")
        article = "an" if per[:1] in "aeiou" else "a"
        return PER.get(per, f"{article} {per.replace('_', ' ')}") if per else ""
    return next((unit for end, unit in UNITS if field.endswith(end)), "")


def _is_money(field: str) -> bool:
    return "usd" in field.split("_")


def why_in_words(
    field: str,
    value: float,
    *,
    below: Beyond | None,
    above: Beyond | None,
    searched: tuple[float, float],
    is_cut: tuple[bool, bool],
) -> str:
    """What is recommended beyond the flips of a field, named by its last name, and how far that was sought."""
    low, high = (f"{_amount(end, field)} {_unit(field)}".rstrip() for end in searched)
    flips = [flip for flip in (below, above) if flip is not None]
    if not flips:
        sentence = f"No value from {_amount(searched[0], field)} to {high} flips the recommendation."
    else:
        now, _ = _near(value, min((at for at, _ in flips), key=lambda at: abs(at - value)), field)
        sides = [
            (option or "no option", " ".join((side, *_near(at, value, field))).rstrip())
            for side, flip in (("below", below), ("above", above))
            if flip is not None
            for at, option in (flip,)
        ]
        sentence = f"{_beyond(sides)}; it is {now} now."
    ends = [words for words, cut in ((f"below {low}", is_cut[0]), (f"above {high}", is_cut[1])) if cut]
    return f"{sentence} Values {' or '.join(ends)} contradict other inputs." if ends else sentence


def _beyond(sides: Sequence[tuple[str, str]]) -> str:
    (option, where), *rest = sides
    first = f"{'No option' if option == 'no option' else option} is recommended {where}"
    return " and ".join((first, *(words if other == option else f"{other} {words}" for other, words in rest)))


def _near(number: float, other: float, field: str) -> tuple[str, str]:
    """Amount and unit, with more digits where three would not tell the two numbers apart."""
    amount = _amount(number, field)
    if number != other and amount == _amount(other, field):
        sign, money = "-" if number < 0 else "", "$" if _is_money(field) else ""
        amount = f"{sign}{money}{abs(number):.9g}"
    return amount, _unit(field)
