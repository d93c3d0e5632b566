"""What the price book already knows to change within a scenario's horizon, and whom it touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from costmodel.case.dates import month_start
from costmodel.case.model import Case
from costmodel.catalog.book import Catalog
from costmodel.catalog.changes import Change, upcoming
from costmodel.decide.money import percent_in_words
from costmodel.scenario.model import Scenario
from costmodel.scenario.options import Hosted, ManagedFineTune, Option

TIMES_IN_WORDS = {Decimal(2): "doubles", Decimal(3): "triples", Decimal("0.5"): "halves"}


@dataclass(frozen=True, slots=True)
class Announced:
    """A change, with the names of the scenario's options whose price it moves."""

    change: Change
    options: tuple[str, ...]


def announced(scenario: Scenario, case: Case, catalog: Catalog) -> tuple[Announced, ...]:
    """Changes after the first day, up to the end of the horizon: those of the scenario's options first, by day."""
    users = _users(scenario, case, catalog)
    until = month_start(case.as_of, case.horizon_months)
    found = [
        Announced(change, tuple(users.get((change.kind, change.sku), ())))
        for change in upcoming(catalog, case.as_of, until)
    ]
    return tuple(sorted(found, key=lambda each: not each.options))


def next_that_matters(changes: Sequence[Announced]) -> Announced | None:
    """The next change of an option of the scenario, else the next price step, else the next retirement."""

    def rank(each: Announced) -> tuple[bool, bool]:
        touches = bool(each.options)
        return (not touches, not touches and each.change.what != "price")

    return min(changes, key=rank, default=None)


def what_in_words(change: Change) -> str:
    """`doubles`, `falls by 80%`, `retires`; how it moves if not all of its prices move alike."""
    if change.what == "retirement":
        return "retires"
    moved = [(step.old, step.new) for step in change.steps]
    factors = [new / old for old, new in moved if old is not None and new is not None]
    if not factors:
        return "is sold at new terms" if any(new is not None for _, new in moved) else "stops at this price"
    low, high = min(factors), max(factors)
    if low == high:
        return TIMES_IN_WORDS.get(low) or f"{_direction(low)} by {percent_in_words(abs(float(low - 1)))}"
    if low < 1 < high:
        return "changes, partly up and partly down"
    furthest = high if high > 1 else low
    return f"{_direction(furthest)} by up to {percent_in_words(abs(float(furthest - 1)))}"


def _direction(factor: Decimal) -> str:
    return "rises" if factor > 1 else "falls"


def _users(scenario: Scenario, case: Case, catalog: Catalog) -> Mapping[tuple[str, str], list[str]]:
    """Names of options by the kind and full name of what they buy."""
    users: dict[tuple[str, str], list[str]] = defaultdict(list)
    for option, found in zip(scenario.options, case.options, strict=True):
        bought = dict.fromkeys(_bought(option, catalog))
        if found.gpu_offer is not None:
            bought["gpu", found.gpu_offer.full_name] = None
        for product in bought:
            users[product].append(option.name)
    return users


def _bought(option: Option, catalog: Catalog) -> Iterator[tuple[str, str]]:
    if isinstance(option, Hosted) and option.sku is not None:
        yield "hosted", catalog.hosted_model(option.sku)[0].full_name
    if isinstance(option, ManagedFineTune) and option.sku is not None:
        yield "finetune", catalog.fine_tune(option.sku)[0].full_name
    data = option.programme.data
    if data is not None and data.teacher_sku is not None:
        yield "hosted", catalog.hosted_model(data.teacher_sku)[0].full_name
