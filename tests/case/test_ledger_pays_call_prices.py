"""The ledger and the price of one call are one truth: a month costs its calls times what one of them costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from given_scenarios import compared, scenario
from hypothesis import given
from hypothesis import strategies as st

from costmodel.case.dates import month_start
from costmodel.catalog import CallUsage, TokenPrice, load_catalog, price_call
from costmodel.errors import InputError

AS_OF = date(2026, 11, 23)
MONTHS = 6


def sold_by_the_token() -> list[tuple[str, str]]:
    catalog = load_catalog()
    tuned = [
        ("managed_fine_tune", row.full_name)
        for row in catalog.fine_tunes
        if row.input_usd_per_mtok is not None and row.output_usd_per_mtok is not None
    ]
    return [*(("hosted", name) for name, _ in catalog.hosted_names()), *tuned]


def usd_of_one_call(rows: tuple[TokenPrice, ...], usage: CallUsage, on: date, batch_share: float) -> Decimal:
    """Calls that may wait pay the batch price, or the standard one where batch is not sold."""
    standard = price_call(rows, usage, on).usd
    try:
        batch = price_call(rows, usage, on, "batch").usd
    except InputError:
        batch = standard
    share = Decimal(batch_share)
    return (1 - share) * standard + share * batch


@st.composite
def usages(draw: st.DrawFn) -> CallUsage:
    fresh, cached, written = (draw(st.integers(0, 150_000)) for _ in range(3))
    return CallUsage(
        input_tokens=fresh + cached + written,
        cached_input_tokens=cached,
        cache_write_tokens=written,
        output_tokens=draw(st.integers(1, 20_000)),
    )


VOLUMES = st.fixed_dictionaries(
    {
        "tasks_per_month": st.integers(1, 10**7),
        "calls_per_task": st.sampled_from([1, 2.5, 7]),
        "retry_rate": st.sampled_from([0, 0.03]),
        "monthly_growth": st.sampled_from([0, 0.05, -0.1]),
        "batch_share": st.sampled_from([0, 0.25, 1]),
    }
)


@given(
    model=st.sampled_from(sold_by_the_token()),
    usage=usages(),
    volume=VOLUMES,
    as_of=st.sampled_from([AS_OF, date(2026, 8, 1), date(2027, 3, 31)]),
)
def test_a_month_costs_its_calls_times_the_price_of_one(
    model: tuple[str, str], usage: CallUsage, volume: dict[str, float], as_of: date
) -> None:
    kind, sku = model
    work = {
        **volume,
        "input_tokens": usage.input_tokens,
        "cached_input_tokens": usage.cached_input_tokens,
        "cache_write_tokens": usage.cache_write_tokens,
        "output_tokens": usage.output_tokens,
    }
    option = {"kind": kind, "name": "API", "sku": sku}
    given = scenario(option, workload=work, horizon_months=MONTHS, as_of=as_of.isoformat())
    (result,) = compared(given).results
    calls = volume["tasks_per_month"] * volume["calls_per_task"] * (1 + volume["retry_rate"])
    rows = load_catalog().token_prices(sku)
    for month, usd in enumerate(np.broadcast_to(result.ledger.running_usd["api"], MONTHS)):
        one = usd_of_one_call(rows, usage, month_start(as_of, month), volume["batch_share"])
        grown = (1 + volume["monthly_growth"]) ** month
        assert usd == pytest.approx(calls * grown * float(one), rel=1e-12, abs=0)
