"""When, inside the horizon, the book changes what an option pays for its tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from costmodel.case.amount import Amount
from costmodel.case.dates import month_of, months_until
from costmodel.case.model import PriceEvent
from costmodel.case.succession import Timeline
from costmodel.case.terms import Terms
from costmodel.catalog.rates import TierRates, price_steps, tier_for
from costmodel.catalog.successors import Reign, reign_on, retirement


def price_events(
    reigns: Sequence[Reign], terms: Terms, input_tokens: Amount, timeline: Timeline
) -> tuple[PriceEvent, ...]:
    """Steps, retirements and successions that some month of the case is priced by, by day.

    Prices are those of a prompt of this length, the middle draw.
    """
    prompt = float(np.median(input_tokens))
    found = (
        _event(reigns, terms, prompt, day, timeline.as_of)
        for day in sorted(set(_days(reigns)))
        if day > timeline.as_of and month_of(timeline.as_of, day, timeline.horizon_months) is not None
    )
    return tuple(event for event in found if event is not None)


def _days(reigns: Sequence[Reign]) -> Iterator[date]:
    for reign in reigns:
        yield from price_steps(reign.rows)
        if (day := retirement(reign.rows)) is not None:
            yield day


def _event(reigns: Sequence[Reign], terms: Terms, prompt: float, day: date, as_of: date) -> PriceEvent | None:
    """What happens on that day; None if nothing does that concerns these prompts."""
    eve = day - timedelta(days=1)
    before, after = reign_on(reigns, eve), reign_on(reigns, day)
    old, new = tier_for(terms.rates(before.rows, eve), prompt), tier_for(terms.rates(after.rows, day), prompt)
    follows, retires = before is not after, retirement(before.rows) == day
    if not follows and not retires and _usd(old) == _usd(new):
        return None
    return PriceEvent(
        day=day,
        month=months_until(as_of, day),
        model=before.name,
        retires=follows or retires,
        successor=after.name if follows else None,
        old_usd=_usd(old),
        new_usd=_usd(new),
    )


def _usd(rates: TierRates) -> tuple[float, float]:
    return rates.input_usd_per_mtok, rates.output_usd_per_mtok
