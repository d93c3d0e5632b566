"""From what a source says to the edits of a product's rows, so that earlier days keep their answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from costmodel.refresh.book import Change, Edit
from costmodel.refresh.price_list import Difference, ListPlan, plan_list
from costmodel.refresh.products import Product
from costmodel.refresh.quotes import Cell, Quote


@dataclass(frozen=True, slots=True)
class Plan:
    """What a refresh would do to one product."""

    product: Product
    differences: tuple[Difference, ...]
    edits: tuple[Edit, ...]
    confirmed: tuple[int, ...] = ()
    """Records whose prices the source repeats."""


def plan_product(product: Product, quote: Quote, on: date, *, confirmed: bool) -> Plan:
    """The edits that make the product's rows say what the source says, from the day `on` or a dated step on.

    Rows that end before are history and stay. A row in force is closed with `valid_to`, a new one opened.
    Rows that name no source, or that are the user's, stay as they are; where one begins, the plan ends.
    `confirmed` says that the source was read today: new rows carry that date, else the date of the old row.
    """
    start = _effective_day(product, quote, on)
    horizon = _horizon(product, start)
    lists = [
        plan_list(product, cell, quote, start=start, horizon=horizon, as_of=on if confirmed else None)
        for cell in _cells(product, quote, start)
    ]
    return Plan(
        product,
        tuple(difference for of_list in lists for difference in of_list.differences),
        tuple(edit for of_list in lists for edit in of_list.edits),
        _confirmed(lists),
    )


def plan_retirement(product: Product, on: date) -> Plan:
    """The edits for a product that its source lists no longer: it retires, and nothing is deleted."""
    edits = tuple(
        Change(entry.index, {"retires_on": on.isoformat()})
        for entry in product.rows
        if entry.reaches(on) and product.touches(entry.row) and entry.row.retires_on is None
    )
    gone = Difference(product.name, "retires_on", None, None, on, retires=True)
    return Plan(product, (gone,) if edits else (), edits)


def confirmations(plan: Plan, on: date) -> tuple[Change, ...]:
    """The rows whose date of reading moves to `on`, since their source repeated them today."""
    by_index = {entry.index: entry.row for entry in plan.product.rows}
    return tuple(
        Change(index, {"as_of": on.isoformat()})
        for index in plan.confirmed
        if by_index[index].as_of < on and plan.product.touches(by_index[index])
    )


def _effective_day(product: Product, quote: Quote, on: date) -> date:
    """The day the source's prices began, if that is known and lies after they were last read; else `on`."""
    began = quote.at(on).start
    rows = [entry.row for entry in product.in_force(on)]
    if began is None or began > on:
        return on
    seen = max(max(row.as_of, row.valid_from or date.min) for row in rows)
    return began if seen < began else on


def _horizon(product: Product, start: date) -> date:
    others = [
        entry.row.valid_from
        for entry in product.rows
        if entry.row.valid_from and entry.row.valid_from > start and not product.touches(entry.row)
    ]
    return min(others, default=date.max)


def _cells(product: Product, quote: Quote, start: date) -> list[Cell]:
    in_book = {entry.cell for entry in product.rows if entry.reaches(start)}
    return sorted(in_book.union(*(segment.cells for segment in quote.segments)))


def _confirmed(lists: list[ListPlan]) -> tuple[int, ...]:
    return tuple(sorted(index for of_list in lists for index in of_list.confirmed))
