"""What the reader should know about the prices of the book: gaps, announced steps, retirements, windows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from costmodel.case.dates import month_of
from costmodel.case.succession import Span, Timeline, spans
from costmodel.case.terms import Terms, sells_long_writes
from costmodel.catalog.price_lists import in_force
from costmodel.catalog.prices import TokenPrice
from costmodel.catalog.rates import price_steps, token_rates
from costmodel.catalog.successors import Reign, retirement
from costmodel.scenario.workload import Workload

AS_GOOD = "quality and prompts taken as the same"


def price_notes(reigns: Sequence[Reign], work: Workload, terms: Terms, timeline: Timeline) -> tuple[str, ...]:
    """Notes on every SKU that prices a month, in the order of the months."""
    found = spans(reigns, timeline)
    notes: list[str] = []
    if found[0].reign is not reigns[0]:
        followed = f"it is priced as its successor {found[0].reign.name} from the start, {AS_GOOD}."
        notes.append(f"{reigns[0].name} retired on {reigns[0].ends_on}; {followed}")
    for place, span in enumerate(found):
        notes += _of_span(span, work, terms, timeline)
        notes += _retirement(span, found[place + 1] if place + 1 < len(found) else None, timeline)
    return tuple(notes)


def _of_span(span: Span, work: Workload, terms: Terms, timeline: Timeline) -> Iterator[str]:
    rows, name = span.reign.rows, span.reign.name
    starts_on = timeline.starts[span.first]
    if not in_force(rows, starts_on):
        yield f"The price book has no price of {name} for {starts_on}; the nearest in time is used."
    if np.any(work.batch_share > 0) and token_rates(rows, starts_on)[0].batch_multiplier is None:
        yield f"{name} is not sold at a batch price; work that may wait pays the standard price."
    for step in price_steps(rows):
        month = month_of(timeline.as_of, step, timeline.horizon_months)
        if step > starts_on and month is not None and month <= span.last:
            yield f"The price of {name} changes on {step}; months from {month} on use the new one."
    window = min((row.context_window for row in rows if row.context_window), default=math.inf)
    if np.any(work.input_tokens + work.output_tokens > window):
        yield f"A call is longer than the {window:,} tokens that {name} takes; it is priced all the same."
    if any(row.time_window != "all" for row in rows):
        yield f"{name} has peak and off-peak prices; {_over_the_day(terms)}."
    if terms.writes_for_an_hour and not sells_long_writes(rows, work.input_tokens, starts_on):
        yield f"{name} is not sold with one-hour cache writes; its usual write price is used."


def _retirement(span: Span, following: Span | None, timeline: Timeline) -> list[str]:
    """What becomes of a price whose model retires inside the horizon."""
    rows, name = span.reign.rows, span.reign.name
    retires_on = retirement(rows)
    if retires_on is None or retires_on > timeline.end:
        return []
    verb = "retired" if retires_on <= timeline.as_of else "retires"
    if following is not None:
        return [
            f"{name} {verb} on {retires_on}; months from {following.first} on are priced as its successor"
            f" {following.reign.name}, {AS_GOOD}."
        ]
    if span.reign.ends_on is not None:
        return [f"{name} {verb} on {retires_on}, in the last month; its price is used to the end."]
    return [f"{name} {verb} on {retires_on}; its last price is used after that day{_named(rows)}."]


def _over_the_day(terms: Terms) -> str:
    if terms.offpeak_share is None:
        return "use is taken as even over the day"
    return f"{float(np.median(terms.offpeak_share)):.0%} of its calls are taken as off-peak"


def _named(rows: Sequence[TokenPrice]) -> str:
    successor = next((row.successor_sku for row in rows if row.successor_sku), None)
    return f"; the book names {successor} as its successor" if successor else "; the book names no successor"
