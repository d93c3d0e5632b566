"""One price list of a product, a tier and a time window, as steps in time: the book's against the source's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from costmodel.catalog.changes import PRICE_FIELDS
from costmodel.refresh.book import Change, Edit, Insert, Remove
from costmodel.refresh.products import BookRow, Product, Row
from costmodel.refresh.quotes import Cell, Prices, Quote

MULTIPLIERS = ("batch_multiplier", "flex_multiplier", "priority_multiplier")


@dataclass(frozen=True, slots=True)
class Difference:
    """One column in which book and source differ from `day` on; None: no price.

    Where a tier or window appears or goes, `old` and `new` are what such a call costs before and after.
    """

    sku: str
    field: str
    old: Decimal | None
    new: Decimal | None
    day: date
    tier_from_tokens: int = 0
    time_window: str = "all"
    retires: bool = False

    @property
    def share(self) -> float | None:
        """The change over the old price; None if one of them is missing."""
        if self.old is None or self.new is None:
            return None
        return float(self.new / self.old) - 1


@dataclass(frozen=True, slots=True)
class ListPlan:
    """Edits, differences and confirmed records of one list."""

    differences: tuple[Difference, ...] = ()
    edits: tuple[Edit, ...] = ()
    confirmed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    """A day on which the book or the source begins another row of the list."""

    day: date
    have: BookRow | None
    want: Prices | None

    @property
    def differs(self) -> bool:
        if self.have is None or self.want is None:
            return (self.have is None) is not (self.want is None)
        return any(getattr(self.have.row, column, None) != price for column, price in self.want.items())


@dataclass(frozen=True, slots=True)
class _Span:
    """Prices of a new row and the days between which it holds."""

    start: date
    end: date | None
    prices: Prices
    replaces: BookRow | None = field(default=None)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Which list is rewritten from which day on; new rows were read on `as_of`, None: when their model was."""

    product: Product
    cell: Cell
    first: date
    horizon: date
    as_of: date | None


def plan_list(
    product: Product, cell: Cell, quote: Quote, *, start: date, horizon: date, as_of: date | None
) -> ListPlan:
    """Compares the list from `start` up to `horizon`, and says how to make the book's say what the source does."""
    rows = sorted(
        (entry for entry in product.rows if entry.cell == cell and entry.reaches(start)),
        key=lambda entry: entry.row.valid_from or date.min,
    )
    steps = _steps(rows, cell, quote, start, horizon)
    different = [step for step in steps if step.differs]
    if not all(product.touches(step.have.row) for step in steps if step.have):
        return ListPlan()
    repeated = {step.have.index for step in steps if step.have and not step.differs}
    if not different:
        return ListPlan(confirmed=tuple(repeated))
    first = different[0].day
    spans = _spans([step for step in steps if step.day >= first], horizon)
    edits = _edits(_Frame(product, cell, first, horizon, as_of), rows, spans)
    repeated -= {edit.index for edit in edits if isinstance(edit, Remove)}
    return ListPlan(_differences(product, cell, quote, different), tuple(edits), tuple(repeated))


def _steps(rows: Sequence[BookRow], cell: Cell, quote: Quote, start: date, horizon: date) -> list[_Step]:
    days = {start} | {segment.start for segment in quote.segments if segment.start}
    days |= {day for entry in rows for day in (entry.row.valid_from, entry.row.valid_to) if day}
    return [
        _Step(
            day,
            next((entry for entry in rows if entry.row.holds_on(day)), None),
            quote.at(day).cells.get(cell),
        )
        for day in sorted(days)
        if start <= day < horizon
    ]


def _spans(steps: Sequence[_Step], horizon: date) -> list[_Span]:
    """What the source wants as rows, neighbours with the same prices in one; columns it does not say are kept."""
    spans: list[_Span] = []
    kept: BookRow | None = None
    end_of_all = None if horizon == date.max else horizon
    for step, after in pairwise([*steps, None]):
        assert step is not None
        kept = step.have or kept
        if step.want is None:
            continue
        prices = {**_priced(kept.row if kept else None), **step.want}
        end = end_of_all if after is None else after.day
        last = spans[-1] if spans else None
        if last is not None and last.end == step.day and last.prices == prices:
            spans[-1] = _Span(last.start, end, prices, last.replaces)
        else:
            spans.append(_Span(step.day, end, prices, step.have))
    return spans


def _edits(frame: _Frame, rows: Sequence[BookRow], spans: Sequence[_Span]) -> list[Edit]:
    edits: list[Edit] = []
    begun = [entry for entry in rows if (entry.row.valid_from or date.min) < frame.first]
    later = {entry.row.valid_from: entry for entry in rows if entry not in begun}
    if begun and begun[-1].row.holds_on(frame.first):
        edits.append(Change(begun[-1].index, {"valid_to": frame.first.isoformat()}))
    model = begun[-1] if begun else (*later.values(), _nearest_tier(frame.product, frame.cell))[0]
    anchor = model.index
    for span in spans:
        entry = later.pop(span.start, None)
        if entry is None:
            edits.append(Insert(anchor, model.index, _new_cells(frame, model.row, span)))
            continue
        anchor = entry.index
        if changed := _changed_cells(frame, entry.row, span):
            edits.append(Change(entry.index, changed))
    beyond = [entry for day, entry in later.items() if day is not None and day < frame.horizon]
    return edits + [Remove(entry.index) for entry in beyond]


def _nearest_tier(product: Product, cell: Cell) -> BookRow:
    """The row that a new tier or window stands after: the last one with the nearest lower tier."""
    lower = [entry for entry in product.rows if entry.cell[0] <= cell[0]] or list(product.rows)
    return max(lower, key=lambda entry: (entry.cell[0], entry.index))


def _changed_cells(frame: _Frame, row: Row, span: _Span) -> dict[str, str]:
    same_days = (row.valid_from, row.valid_to) == (span.start, span.end)
    if same_days and dict(span.prices) == _priced(row):
        return {}
    read = frame.as_of or row.as_of
    return _cells_of(span) | {"as_of": read.isoformat(), "note": _note(frame, span)}


def _new_cells(frame: _Frame, model: Row, span: _Span) -> dict[str, str]:
    read = frame.as_of or model.as_of
    cells = _cells_of(span) | {"as_of": read.isoformat(), "note": _note(frame, span)}
    if model.kind == "gpu":
        return cells
    token_prices = [column for column in PRICE_FIELDS if column.endswith("_usd_per_mtok")]
    blank = {column: "" for column in token_prices if column != "train_usd_per_mtok"}
    tier, window = frame.cell
    return blank | cells | {"tier_from_tokens": str(tier), "time_window": window}


def _cells_of(span: _Span) -> dict[str, str]:
    days = {"valid_from": span.start.isoformat(), "valid_to": span.end.isoformat() if span.end else ""}
    return days | {column: plain(price) for column, price in span.prices.items()}


def _note(frame: _Frame, span: _Span) -> str:
    if span.start > frame.first:
        return f"announced, per {frame.product.source}"
    if span.replaces is None:
        return f"new in {frame.product.source}"
    before = _priced(span.replaces.row)
    shown = [before[column] for column in ("input_usd_per_mtok", "output_usd_per_mtok") if column in before]
    return "/".join(plain(price) for price in shown or [before["usd_per_gpu_hour"]]) + " before"


def _differences(
    product: Product, cell: Cell, quote: Quote, steps: Sequence[_Step]
) -> tuple[Difference, ...]:
    found: dict[tuple[str, Decimal | None, Decimal | None], Difference] = {}
    for step in steps:
        in_book = {entry.cell: _priced(entry.row) for entry in product.in_force(step.day)}
        old = _priced(step.have.row) if step.have else _applying(in_book, cell)
        new = step.want if step.want is not None else _applying(quote.at(step.day).cells, cell)
        for column in new if step.want is not None else [c for c in old if c not in MULTIPLIERS]:
            pair = old.get(column), new.get(column)
            if pair[0] != pair[1]:
                difference = Difference(product.name, column, *pair, step.day, *cell)
                found.setdefault((column, *pair), difference)
    return tuple(found.values())


def _applying(cells: Mapping[Cell, Prices], cell: Cell) -> Prices:
    """The prices of a call that has no list of its own: the nearest lower tier, of its window if there is one."""
    fitting = [
        (tier, window == cell[1], prices)
        for (tier, window), prices in cells.items()
        if tier <= cell[0] and (window == cell[1] or "all" in (window, cell[1]))
    ]
    return max(fitting, key=lambda entry: entry[:2])[2] if fitting else {}


def _priced(row: Row | None) -> dict[str, Decimal]:
    found = {column: getattr(row, column, None) for column in PRICE_FIELDS} if row else {}
    return {column: price for column, price in found.items() if price is not None}


def plain(price: Decimal) -> str:
    """A price without an exponent and without trailing zeros."""
    return format(price.normalize(), "f")
