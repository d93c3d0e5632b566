"""Who answers to a SKU on a day: the model itself until it retires, then the successor that the book names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from costmodel.catalog.book import Catalog
from costmodel.catalog.prices import HostedPrice, TokenPrice
from costmodel.errors import UnknownNameError


@dataclass(frozen=True)
class Reign:
    """The rows of one SKU, and the day on which its successor takes over; None where none does."""

    rows: Sequence[TokenPrice]
    ends_on: date | None = None

    @property
    def name(self) -> str:
        """What the model is called."""
        return self.rows[0].display_name


def retirement(rows: Sequence[TokenPrice]) -> date | None:
    """The day on which the price book says that a SKU stops."""
    return min((row.retires_on for row in rows if row.retires_on is not None), default=None)


def alone(rows: Sequence[TokenPrice]) -> tuple[Reign, ...]:
    """A SKU that nothing follows."""
    return (Reign(rows),)


def succession(rows: Sequence[HostedPrice], catalog: Catalog) -> tuple[Reign, ...]:
    """The SKU and everything that follows it, each from the day the one before it retires."""
    reigns: list[Reign] = []
    current, known = rows, {rows[0].full_name.casefold()}
    while True:
        following = _following(current, catalog)
        ends_on = retirement(current)
        if ends_on is None or not following or following[0].full_name.casefold() in known:
            return (*reigns, Reign(current))
        reigns.append(Reign(current, ends_on))
        known.add(following[0].full_name.casefold())
        current = following


def reign_on(reigns: Sequence[Reign], day: date) -> Reign:
    """Whose price list holds on a day; a successor that has retired by then is passed over."""
    return next(reign for reign in reigns if reign.ends_on is None or day < reign.ends_on)


def _following(rows: Sequence[HostedPrice], catalog: Catalog) -> Sequence[HostedPrice]:
    named = next((f"{row.provider}/{row.successor_sku}" for row in rows if row.successor_sku), None)
    if named is None:
        return ()
    try:
        return catalog.hosted_model(named)
    except UnknownNameError:
        return ()


def who_answers(
    rows: Sequence[TokenPrice], catalog: Catalog, day: date
) -> tuple[Sequence[TokenPrice], tuple[str, ...]]:
    """The rows that a call of this SKU is billed by on a day, with a note where they are those of a successor.

    A tuned model has none: its own rows stay.
    """
    hosted = [row for row in rows if isinstance(row, HostedPrice)]
    if not hosted:
        return rows, ()
    reigns = succession(hosted, catalog)
    found = reign_on(reigns, day)
    if found is reigns[0]:
        return rows, ()
    return found.rows, (
        f"{reigns[0].name} retired on {reigns[0].ends_on}; the call is priced as its successor {found.name}.",
    )
