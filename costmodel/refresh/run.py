"""A refresh from end to end, without touching a file: the book's bytes in, the candidate's bytes out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from costmodel.catalog.check import BookCheck, check_book
from costmodel.catalog.records import Records, read_records
from costmodel.errors import InputError, Problem, nearest_names
from costmodel.refresh.book import Edit, edited
from costmodel.refresh.plan import confirmations
from costmodel.refresh.products import BookRow, Product, products_of
from costmodel.refresh.quotes import Reader, Reading, SourceUnavailableError
from costmodel.refresh.review import Readings, Review, review_all
from costmodel.refresh.sources import Sources
from costmodel.refresh.witness import Disagreement

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a refresh found; `after` is the candidate book, without what is held back.

    `conflicts` are all disagreements with witnesses, of unchanged prices too; `unread` says of which products
    nothing was learnt, and why.
    """

    before: bytes
    after: bytes
    taken: tuple[Review, ...]
    held: tuple[Review, ...]
    confirmed_rows: int
    confirmed_sources: tuple[str, ...]
    conflicts: tuple[Disagreement, ...]
    unread: Mapping[str, str]
    remarks: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether there is anything to write, or to accept."""
        return self.after != self.before or bool(self.held)


def refresh(
    before: bytes, sources: Sources, on: date, *, accept: Collection[str], cards: Collection[str], say: Say
) -> Outcome:
    """Compares a price book with its sources on the day `on`.

    Raises InputError for a book that is not sound, and for a name in `accept` that the book does not have;
    PackageMissingError if a reader that nothing stands in for lacks its package.
    """
    check = check_book(before, on, cards)
    if not check.sound:
        raise InputError(fault.in_file("the price book") for fault in check.faults)
    records = read_records(before)
    products = _products(records, check, on)
    accepted = _accepted(accept, check)
    readings, remarks = _read(sources.first, products, on, lambda asked: say(f"reading {asked} ..."))
    witnesses, more_remarks = _read(
        sources.witnesses,
        [product for product in products if _answered_itself(product, readings)],
        on,
        lambda asked: say(f"asking the witness of {asked} ..."),
    )
    reviews = list(review_all(products, readings, witnesses, on, accepted))
    taken, held = _sound_ones(records, reviews, cards, on)
    dates = [edit for review in taken if review.reading.confirmed for edit in confirmations(review.plan, on)]
    edits = [edit for review in taken for edit in review.plan.edits]
    return Outcome(
        before=before,
        after=_candidate(records, [*edits, *dates], cards, on),
        taken=tuple(review for review in taken if review.plan.edits),
        held=held,
        confirmed_rows=len(dates),
        confirmed_sources=tuple(sorted({r.source for r in readings.values() if r.confirmed})),
        conflicts=tuple(conflict for review in reviews for conflict in review.conflicts),
        unread=dict(_unread(products, readings, sources.otherwise)),
        remarks=tuple(dict.fromkeys([*remarks, *more_remarks, *_ended(reviews)])),
    )


def _products(records: Records, check: BookCheck, on: date) -> tuple[Product, ...]:
    index_of_line = {record.line: index for index, record in enumerate(records.rows)}
    return products_of([BookRow(index_of_line[line], row) for line, row in check.accepted], on)


def _accepted(names: Collection[str], check: BookCheck) -> frozenset[str]:
    """The full names that are meant: "provider/sku", or a sku, in any letter case."""
    rows = [row for _, row in check.accepted]
    known = {row.full_name.casefold(): {row.full_name} for row in rows}
    for row in rows:
        known.setdefault(row.sku.casefold(), set()).add(row.full_name)
    unknown = [name for name in names if name.strip().casefold() not in known]
    if unknown:
        full_names = sorted({row.full_name for row in rows})
        raise InputError(
            Problem("--accept", name, f"the book has no such sku; {nearest_names(name, full_names)}")
            for name in unknown
        )
    return frozenset().union(*(known[name.strip().casefold()] for name in names))


def _read(
    readers: Mapping[str, Reader], products: Sequence[Product], on: date, say: Say
) -> tuple[Readings, list[str]]:
    """What each reader says of its products; one that cannot be had leaves a remark."""
    readings: dict[str, Reading] = {}
    remarks: list[str] = []
    for source, reader in readers.items():
        asked = [product for product in products if product.source == source]
        if not asked:
            continue
        say(f"{len(asked)} products of {source}")
        try:
            readings[source] = reader(asked, on)
            remarks += readings[source].remarks
        except SourceUnavailableError as error:
            remarks.append(str(error))
    return readings, remarks


def _answered_itself(product: Product, readings: Readings) -> bool:
    """Whether a witness has anything to say: not of a source that is silent, or that the witness stands in for."""
    reading = readings.get(product.source)
    return reading is not None and reading.source == product.source


def _sound_ones(
    records: Records, reviews: Sequence[Review], cards: Collection[str], on: date
) -> tuple[tuple[Review, ...], tuple[Review, ...]]:
    """What is taken, and what is held back: by a guard, or because its rows would break a rule of the book."""
    taken: list[Review] = []
    held: list[Review] = []
    for review in reviews:
        if review.plan.edits and not review.held:
            check = check_book(edited(records, review.plan.edits), on, cards)
            if not check.sound:
                fault = check.faults[0]
                broken = f"its rows would break a rule: {fault.field} {fault.value}: {fault.allowed}"
                held.append(replace(review, held=(broken,)))
                continue
        (held if review.held else taken).append(review)
    return tuple(taken), tuple(held)


def _candidate(records: Records, edits: Sequence[Edit], cards: Collection[str], on: date) -> bytes:
    after = edited(records, edits)
    check = check_book(after, on, cards)
    if not check.sound:
        raise InputError(fault.in_file("the refreshed book") for fault in check.faults)
    return after


def _ended(reviews: Sequence[Review]) -> Iterator[str]:
    """Products that someone says are no longer sold, where no line on what is held back says so."""
    for review in reviews:
        if review.ended and not review.held:
            yield f"{review.plan.product.name}: {'; '.join(review.ended)}, but {review.reading.source} has its price"


def _unread(products: Sequence[Product], readings: Readings, otherwise: str) -> Iterator[tuple[str, str]]:
    for product in products:
        reading = readings.get(product.source)
        if reading is None:
            yield product.name, f"{product.source}: {otherwise}"
        elif product.key in reading.unread:
            yield product.name, reading.unread[product.key]
        elif product.key in reading.vanished and not reading.confirmed:
            yield (
                product.name,
                f"not in the embedded data of {reading.source}; offline nothing follows from it",
            )
