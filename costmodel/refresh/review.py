"""Every product's plan with what a reviewer needs to take it or to leave it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from costmodel.refresh.guards import reasons_of_age, reasons_of_end, reasons_to_hold
from costmodel.refresh.plan import Plan, plan_product, plan_retirement
from costmodel.refresh.products import Product
from costmodel.refresh.quotes import Quote, Reading
from costmodel.refresh.witness import Disagreement, disagreements

Readings = Mapping[str, Reading]
"""What the sources answered, by the first part of the source key."""


@dataclass(frozen=True, slots=True)
class Review:
    """A plan, where it comes from, what the witness says, and why it is held back (empty: it is not).

    `ended` says who has it that the product is no longer sold.
    """

    plan: Plan
    reading: Reading
    quote: Quote | None
    witness: Reading | None
    conflicts: tuple[Disagreement, ...] = ()
    held: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()

    @property
    def witness_quote(self) -> Quote | None:
        """What the witness says of the product, if it says anything."""
        return self.witness.quotes.get(self.plan.product.key) if self.witness else None


def review_all(
    products: Sequence[Product], readings: Readings, witnesses: Readings, on: date, accepted: Collection[str]
) -> Iterator[Review]:
    """A review of every product that its source answered for; an accepted product is not held back."""
    for product in products:
        reading, witness = readings.get(product.source), witnesses.get(product.source)
        if reading is None or product.key in reading.unread:
            continue
        if witness is not None and witness.source == reading.source:
            witness = None
        if product.key in reading.quotes:
            yield _of_quote(product, reading, witness, on, accepted)
        elif product.key in reading.vanished and reading.confirmed:
            asked = [other for other in products if other.source == product.source]
            gone = [
                other for other in asked if other.key in reading.vanished and plan_retirement(other, on).edits
            ]
            share = len(gone) / len(asked)
            yield _of_vanished(product, reading, witness, share_vanished=share, on=on, accepted=accepted)


def _of_quote(
    product: Product, reading: Reading, witness: Reading | None, on: date, accepted: Collection[str]
) -> Review:
    quote = reading.quotes[product.key]
    plan = plan_product(product, quote, on, confirmed=reading.confirmed)
    second = witness.quotes.get(product.key) if witness else None
    conflicts = disagreements(product.name, quote, second, on) if second else ()
    ended = reasons_of_end(plan, [reading, witness] if witness else [reading])
    held: tuple[str, ...] = ()
    if plan.edits and product.name not in accepted:
        aged = reasons_of_age(plan, reading.embedded)
        held = (*aged, *reasons_to_hold(plan, conflicts, share_vanished=0), *ended)
    return Review(plan, reading, quote, witness, conflicts, held, ended)


def _of_vanished(
    product: Product,
    reading: Reading,
    witness: Reading | None,
    *,
    share_vanished: float,
    on: date,
    accepted: Collection[str],
) -> Review:
    plan = plan_retirement(product, on)
    held = reasons_to_hold(plan, (), share_vanished=share_vanished)
    if plan.edits and witness and product.key in witness.quotes and product.key not in witness.ended:
        held += (f"{witness.source} still lists it",)
    return Review(plan, reading, None, witness, (), () if product.name in accepted else held)
