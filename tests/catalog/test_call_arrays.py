"""Many calls at once: each at the price of one call, within the time allowed, or refused with the first fault."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from priced_rows import by_the_hour, hosted, two_tiers

from costmodel.catalog import CallUsage, price_call, price_calls
from costmodel.errors import InputError

DAY = date(2026, 11, 23)

COUNTS = st.tuples(*(st.integers(0, 300_000) for _ in range(5)))


def as_arrays(calls: ArrayLike) -> dict[str, Any]:
    fresh, cached, written, hour, output = np.array(calls).T.copy()
    return {
        "input_tokens": fresh + cached + written + hour,
        "cached_input_tokens": cached,
        "cache_write_tokens": written,
        "cache_write_1h_tokens": hour,
        "output_tokens": output,
    }


@given(
    calls=st.lists(COUNTS, min_size=1, max_size=30),
    at=st.sampled_from([DAY, datetime(2026, 11, 23, 7, tzinfo=UTC), datetime(2026, 11, 23, 12, tzinfo=UTC)]),
    tier=st.sampled_from(["standard", "batch"]),
    uplift=st.sampled_from([Decimal(1), Decimal("1.1")]),
)
def test_each_call_costs_what_it_costs_alone(
    calls: list[tuple[int, ...]], at: date, tier: Any, uplift: Decimal
) -> None:
    above = hosted(tier_from_tokens=272_000, input_usd_per_mtok=Decimal(4), output_usd_per_mtok=Decimal(15))
    for rows in ((hosted(), above), by_the_hour()):
        arrays = as_arrays(calls)
        found = price_calls(rows, **arrays, at=at, tier=tier, regional_uplift=uplift)
        alone = [
            price_call(
                rows,
                CallUsage(**{name: int(counts[place]) for name, counts in arrays.items()}),
                at,
                tier,
                regional_uplift=uplift,
            ).usd
            for place in range(len(calls))
        ]
        assert found.tolist() == pytest.approx([float(usd) for usd in alone], rel=1e-12, abs=0)


def test_exactly_at_a_tier_and_one_above() -> None:
    found = price_calls(two_tiers(), input_tokens=[0, 272_000, 272_001], output_tokens=2_000, at=DAY)
    assert found.tolist() == pytest.approx([0.02, 0.564, 1.118004], rel=1e-12)


def test_a_list_that_no_call_needs_is_not_asked_for_its_tier() -> None:
    assert price_calls(
        two_tiers(), input_tokens=[272_000], output_tokens=0, at=DAY, tier="batch"
    ).tolist() == pytest.approx([0.272])
    with pytest.raises(InputError, match="above 272,000 tokens as standard"):
        price_calls(two_tiers(), input_tokens=[1, 272_001], output_tokens=0, at=DAY, tier="batch")


def test_a_cache_for_an_hour_is_refused_only_where_it_is_not_sold() -> None:
    hour = {"input_tokens": [300_000, 10], "output_tokens": 0, "at": DAY}
    assert price_calls(two_tiers(), **hour, cache_write_1h_tokens=[0, 10]).tolist() == pytest.approx(
        [1.2, 0.00004]
    )
    with pytest.raises(InputError, match="cache_write_1h_tokens: 7 "):
        price_calls(two_tiers(), **hour, cache_write_1h_tokens=[7, 0])


def test_shapes() -> None:
    assert price_calls((hosted(),), input_tokens=10, output_tokens=0, at=DAY).shape == ()
    assert price_calls((hosted(),), input_tokens=[], output_tokens=0, at=DAY).shape == (0,)
    outputs = price_calls(two_tiers(), input_tokens=272_001, output_tokens=[0, 2_000], at=DAY)
    assert outputs.tolist() == pytest.approx([1.088004, 1.118004])
    square = np.full((2, 3), 5, dtype=np.uint8)
    assert price_calls(two_tiers(), input_tokens=square, output_tokens=square * 1.0, at=DAY).shape == (2, 3)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"input_tokens": [5, -1]}, "input_tokens: -1 "),
        ({"output_tokens": [1.0, 1.5]}, "output_tokens: 1.5 "),
        ({"output_tokens": [1.0, float("nan")]}, "output_tokens: nan "),
        ({"output_tokens": [1.0, 1e308]}, "output_tokens: 1e+308 "),
        ({"output_tokens": [1.0, float("inf")]}, "output_tokens: inf "),
        ({"output_tokens": ["1", "2"]}, "output_tokens: "),
        ({"output_tokens": [True, False]}, "output_tokens: "),
        ({"output_tokens": [[1], [1, 2]]}, "output_tokens: "),
        ({"output_tokens": [10**30, 1]}, "output_tokens: "),
        ({"output_tokens": None}, "output_tokens: "),
        ({"output_tokens": [1, 2, 3]}, "of one shape"),
        (
            {"cached_input_tokens": [5, 101]},
            "cached_input_tokens: 101 .* at most its input_tokens, 100, are allowed",
        ),
        ({"tier": "cheap"}, "tier: 'cheap' "),
        ({"tier": "flex"}, "tier: 'flex' "),
        ({"regional_uplift": 1.1}, "regional_uplift: 1.1 "),
    ],
)
def test_what_is_refused(changes: dict[str, Any], said: str) -> None:
    given = {"input_tokens": [100, 100], "output_tokens": [1, 1], "at": DAY, **changes}
    with pytest.raises(InputError, match=said.replace("+", r"\+")):
        price_calls((hosted(),), **given)
