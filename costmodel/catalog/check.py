"""Is a price book sound: every rule on rows and between them, every fault with its line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from costmodel.catalog.consistency import NumberedRow, book_faults, card_faults, future_faults
from costmodel.catalog.faults import Fault, row_faults
from costmodel.catalog.oddities import oddities, peers_of
from costmodel.catalog.prices import (
    PRICING_COLUMNS,
    FineTunePrice,
    GpuPrice,
    HostedPrice,
    price_row_reader,
)
from costmodel.catalog.records import Record, Records, read_records


@dataclass(frozen=True, slots=True)
class BookCheck:
    """Rows of the file that keep the rules on rows, the lines of those that do not, and all faults.

    `rows_read` counts every line with anything on it after the header: accepted and refused add up to it,
    unless the file as a whole could not be read. `warnings` are accepted values that may be slips.
    """

    accepted: tuple[NumberedRow, ...]
    refused_lines: tuple[int, ...]
    rows_read: int
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check_book(content: bytes, today: date, cards: Collection[str]) -> BookCheck:
    """Checks the text of a price book; `cards` are the names that `gpus.csv` has, `today` the clock's day."""
    records = read_records(content)
    rows = tuple(row for row in records.rows if row.cells)
    whole = _of_whole_file(records)
    if whole is not None:
        return BookCheck((), tuple(row.line for row in rows), len(rows), (whole,))
    accepted: list[NumberedRow] = []
    refused: list[Record] = []
    faults: list[Fault] = []
    for row in rows:
        try:
            accepted.append((row.line, _read_row(records.header, row)))
        except ValidationError as error:
            refused.append(row)
            faults += row_faults(error, row.line)
        except ValueError as error:
            refused.append(row)
            faults.append(Fault(row.line, None, f"{len(row.cells)} cells", str(error)))
    unreadable = frozenset(_product_name(records.header, row) for row in refused)
    faults += book_faults(accepted, unreadable)
    faults += future_faults(accepted, today)
    faults += card_faults(accepted, cards)
    peers = peers_of(row for _, row in accepted)
    warnings = tuple(
        Fault(line, odd.field, str(getattr(row, odd.field)), odd.words)
        for line, row in accepted
        for odd in oddities(row, peers)
    )
    ordered = sorted(dict.fromkeys(faults), key=lambda fault: fault.line or 0)
    return BookCheck(tuple(accepted), tuple(row.line for row in refused), len(rows), tuple(ordered), warnings)


def _of_whole_file(records: Records) -> Fault | None:
    if records.fault is not None:
        return records.fault
    header = records.header.cells
    if sorted(header) != sorted(PRICING_COLUMNS):
        wrong = sorted(set(header) ^ set(PRICING_COLUMNS)) or header
        return Fault(1, None, ", ".join(wrong), "the columns must be " + ", ".join(PRICING_COLUMNS))
    if not any(row.cells for row in records.rows):
        return Fault(None, None, "0 rows", "a price book needs at least one")
    return None


def _read_row(header: Record, row: Record) -> HostedPrice | GpuPrice | FineTunePrice:
    if len(row.cells) != len(header.cells):
        raise ValueError(f"{len(header.cells)} are needed")
    return price_row_reader().validate_python(dict(zip(header.cells, row.cells, strict=True)))


def _product_name(header: Record, row: Record) -> tuple[str, str]:
    cells = dict(zip(header.cells, row.cells, strict=False))
    return cells.get("kind", ""), f"{cells.get('provider')}/{cells.get('sku')}".casefold()
