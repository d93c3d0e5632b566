"""What a source says of a product: its prices now and from announced days on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from costmodel.refresh.products import Product, ProductKey

Prices = Mapping[str, Decimal]
"""Column of the price book -> price or multiplier; what a source does not say is absent."""

Cell = tuple[int, str]
"""A context tier (`tier_from_tokens`) and a time window (`all`, `peak`, `offpeak`)."""

WHOLE: Cell = (0, "all")


@dataclass(frozen=True, slots=True)
class Segment:
    """Prices from the day `start` on; None: since before anyone wrote it down."""

    start: date | None
    cells: Mapping[Cell, Prices]


@dataclass(frozen=True, slots=True)
class Quote:
    """The segment in force first, then those announced, ascending."""

    segments: tuple[Segment, ...]

    def at(self, day: date) -> Segment:
        """The segment that holds on a day."""
        return [self.segments[0], *(s for s in self.segments[1:] if s.start and s.start <= day)][-1]


@dataclass(frozen=True, slots=True)
class EmbeddedList:
    """The list inside an installed package, such as "genai-prices 0.2.3", and its day; None: not known."""

    package: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one source answered.

    `confirmed`: read online today; embedded data confirm nothing. `vanished`: products the source lists no
    longer. `unread`: products it could not answer for, with the reason. `ended`: products that it still prices,
    and the past day on which it says they ended. `embedded`: the list that answered, if it was one inside a
    package.
    """

    source: str
    confirmed: bool
    quotes: Mapping[ProductKey, Quote] = field(default_factory=dict)
    vanished: frozenset[ProductKey] = frozenset()
    unread: Mapping[ProductKey, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    ended: Mapping[ProductKey, date] = field(default_factory=dict)
    embedded: EmbeddedList | None = None


Reader = Callable[[Sequence[Product], date], Reading]
"""Asks a source for products on a day. Raises SourceUnavailableError if it cannot be had at all."""


class SourceUnavailableError(Exception):
    """A source cannot be read now; the message says which, and why."""


class FileUnreadableError(SourceUnavailableError):
    """The source answers, but without this file, or with one that is not in its form."""


class PackageMissingError(Exception):
    """A reader needs a package that is not installed; the message says what to install."""
