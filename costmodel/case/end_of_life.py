"""When a provider ends the base model of a tuned option, which forces a move to another one."""

from __future__ import annotations

from datetime import date

import numpy as np

from costmodel.case.dates import month_of
from costmodel.case.market import Market
from costmodel.catalog.successors import retirement
from costmodel.scenario.options import ManagedFineTune, Option


def end_of_life_day(option: Option, market: Market) -> date | None:
    """The day on which the price book says that the tuned model stops; None if it names none."""
    if not isinstance(option, ManagedFineTune) or option.sku is None:
        return None
    return retirement(market.catalog.fine_tune(option.sku))


def end_of_life_month(option: Option, market: Market) -> int | None:
    """The first month that begins after the end, 0 if it has come already; None if the horizon ends before."""
    day = end_of_life_day(option, market)
    return None if day is None else month_of(market.on, day, market.horizon_months)


def end_of_life_notes(option: Option, market: Market) -> tuple[str, ...]:
    """What the end means for the programme."""
    day, month = end_of_life_day(option, market), end_of_life_month(option, market)
    if day is None or month is None:
        return ()
    programme = option.programme
    built = "" if month >= programme.build_months else ", before it is built"
    repeated = (programme.training, programme.evaluation, programme.ab_test, programme.engineering)
    if not np.any(programme.base_refresh_usd) and not (
        np.any(programme.base_refresh_share) and any(repeated)
    ):
        cost = "that move is not priced"
    else:
        when = max(month, programme.build_months)
        cost = f"the move to another base model falls in month {when}, on the line retraining"
    return (f"{option.name}: its provider ends the tuned model on {day}{built}; {cost}.",)
