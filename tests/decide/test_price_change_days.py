"""On which day, and in which month, a change of prices stands: the calendar's, whatever day month 0 begins on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from given_scenarios import Json, case_of, scenario

from costmodel.case.model import Case
from costmodel.cost.ledgers import ledgers
from costmodel.decide.price_events import price_changes, price_marks


def stepping(as_of: str, on: str, months: int = 5) -> Case:
    """A quote that doubles on a day: 100k calls cost $150 a month before and $300 after."""

    def quote(usd_in: float, usd_out: float, **columns: Any) -> Json:
        prices = {"input_usd_per_mtok": usd_in, "output_usd_per_mtok": usd_out}
        return {
            "kind": "hosted",
            "provider": "acme",
            "sku": "one",
            "as_of": "2026-01-01",
            **prices,
            **columns,
        }

    option = {"kind": "hosted", "name": "Hosted", "sku": "acme/one"}
    quotes = [quote(1, 5, valid_to=on), quote(2, 10, valid_from=on)]
    return case_of(scenario(option, as_of=as_of, horizon_months=months, own_prices=quotes))


@pytest.mark.parametrize(
    ("as_of", "on", "month", "months_at_the_old_price"),
    [
        ("2026-11-15", "2027-01-01", 1 + 17 / 31, 2),
        ("2026-11-15", "2027-01-15", 2, 2),
        ("2026-11-15", "2027-01-16", 2 + 1 / 31, 3),
        ("2026-11-01", "2027-01-01", 2, 2),
        ("2026-10-31", "2027-01-01", 2 + 1 / 31, 3),
        ("2027-01-31", "2027-03-01", 1 + 1 / 31, 2),
        ("2028-01-31", "2028-02-29", 1, 1),
        ("2026-12-31", "2027-01-01", 1 / 31, 1),
    ],
)
def test_a_step_stands_on_its_day_and_is_paid_from_the_next_month_that_begins(
    as_of: str, on: str, month: float, months_at_the_old_price: int
) -> None:
    case = stepping(as_of, on)
    (change,) = price_changes(case)
    assert change.day == date.fromisoformat(on)
    assert change.month == pytest.approx(month)
    assert change.sentence == f"one doubles on {on}"
    (mark,) = price_marks([change])
    assert mark.month == change.month
    (ledger,) = ledgers(case)
    after = 5 - months_at_the_old_price
    assert ledger.running_usd["api"] == pytest.approx([150] * months_at_the_old_price + [300] * after)
    assert any(f"on {on}; months from {months_at_the_old_price} on use the new one" in n for n in case.notes)
