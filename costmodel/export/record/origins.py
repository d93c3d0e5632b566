"""What the figures rest on: prices with their dates, inputs that were changed, and the way back to the scenario."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.model import (
    FleetBill,
    HybridBill,
    KnownFleetBill,
    OptionCase,
    Source,
    TaskBill,
    TokenBill,
)
from costmodel.case.price_source import OWN
from costmodel.decide.money import usd_in_words
from costmodel.export.assumptions import Difference, differences, unit_of
from costmodel.export.csv_text import Cell
from costmodel.export.provenance import provenance
from costmodel.export.record.document import Block, Bullets, Heading, Inline, Link, Paragraph, Table, one_line
from costmodel.export.record.given import RecordInput

MOST_CHANGES = 10
MOST_NOTES = 4
MOST_VALUE_CHARACTERS = 40
NONE, GIVEN = "-", "as given"


def prices_part(given: RecordInput) -> Iterator[Block]:
    """Per option what it is billed by, the price, and the day and place it was read."""
    case = given.comparison.case
    yield Heading(2, f"Prices of {case.as_of.isoformat()}")
    rows: list[tuple[Inline, ...]] = []
    for name, option in zip(given.names, case.options, strict=True):
        priced = [source for source in option.sources if source.unit.startswith("USD")]
        rows += [_price_row(name, source) for source in priced]
        if not priced:
            rows.append((name, GIVEN, _given_price(option), NONE, NONE))
    yield Table(("Option", "Priced as", "Price", "Read on", "Source"), tuple(rows))


def assumptions_part(given: RecordInput) -> Iterator[Block]:
    """The inputs that differ from the preset's."""
    yield Heading(2, "Assumptions")
    if given.defaults is None:
        yield Paragraph(("The inputs come from a scenario file; assumptions.csv lists every one.",))
    else:
        yield from _changes(given, differences(given.defaults, given.scenario))
    notes = [(note,) for note in given.comparison.case.notes[:MOST_NOTES]]
    left = len(given.comparison.case.notes) - len(notes)
    more = [(f"And {left} more notes on prices and estimates.",)] if left else []
    yield Bullets((*notes, *more))


def way_back_part(given: RecordInput) -> Iterator[Block]:
    """The address that restores the inputs, and which scenario, prices and version this is."""
    origin = provenance(given.scenario, given.comparison.case)
    yield Heading(2, "The way back")
    if given.link:
        yield Paragraph(("Every input: ", Link(given.link)))
    name = one_line(origin.scenario, MOST_VALUE_CHARACTERS)
    yield Paragraph(
        (
            f"Scenario {f'“{name}” ' if name else ''}{origin.scenario_hash}, prices of {origin.price_date}, version"
            f" {origin.version}; {origin.terms}. The scenario file restores the same figures.",
        )
    )


def _changes(given: RecordInput, found: list[Difference]) -> Iterator[Block]:
    if not found:
        yield Paragraph(("All inputs are those of the preset.",))
        return
    count = "One input differs" if len(found) == 1 else f"{len(found)} inputs differ"
    yield Paragraph((f"{count} from the preset; all others are its own.",))
    rows = tuple(
        (
            _field(each.field, given.names),
            _value(each.values[0], each.ranges[0]),
            _value(each.values[1], each.ranges[1]),
            unit_of(each.field) or NONE,
        )
        for each in found[:MOST_CHANGES]
    )
    yield Table(("Input", "Preset", "Here", "Unit"), rows)
    if len(found) > MOST_CHANGES:
        yield Paragraph((f"And {len(found) - MOST_CHANGES} more in assumptions.csv.",))


def _field(path: str, names: tuple[str, ...]) -> str:
    """`Own 8B: programme, data, examples`."""
    group, *rest = path.split(".")
    if group == "options" and len(rest) > 1 and int(rest[0]) < len(names):
        return f"{names[int(rest[0])]}: {_spoken(rest[1:])}"
    return _spoken(rest if group == "workload" and rest else [group, *rest])


def _spoken(parts: list[str]) -> str:
    return ", ".join(part.replace("_", " ") for part in parts)


def _value(value: Cell, ends: str) -> str:
    if value is None or value == "":
        return "not given"
    number = isinstance(value, float | int) and not isinstance(value, bool)
    words = f"{value:,.6g}" if number else one_line(str(value), MOST_VALUE_CHARACTERS)
    return f"{words} ({ends})" if ends else words


def _price_row(name: str, source: Source) -> tuple[Inline, ...]:
    read = "not known" if source.as_of is None else source.as_of.isoformat()
    unlinked = "own quote" if source.confidence == OWN else NONE
    where: Inline = Link(source.url) if source.url else unlinked
    return name, source.what, f"{source.unit}: {source.value}", read, where


def _given_price(option: OptionCase) -> str:
    bill = option.bill
    if isinstance(bill, TaskBill | KnownFleetBill):
        return f"{_dollars(bill.usd_per_task)} a task"
    if isinstance(bill, HybridBill):
        overflow = _given_price(replace(option, bill=bill.overflow))
        return f"{_dollars(bill.fleet.usd_per_gpu_hour)} a GPU-hour; overflow {overflow}"
    if isinstance(bill, FleetBill):
        return f"{_dollars(bill.usd_per_gpu_hour)} a GPU-hour"
    return _token_price(bill)


def _token_price(bill: TokenBill) -> str:
    first = bill.tiers[0]
    into, out = _dollars(first.input_usd_per_mtok), _dollars(first.output_usd_per_mtok)
    return f"{into} in, {out} out per million tokens"


def _dollars(amount: Amount) -> str:
    """Of month 0, where it changes by month."""
    return usd_in_words(float(np.asarray(amount, dtype=float).ravel()[0]))
