"""What must hold between rows: no overlap, complete periods, ascending tiers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from costmodel.catalog.consistency import NumberedRow, book_problems
from costmodel.catalog.price_lists import in_force
from costmodel.catalog.prices import TokenPrice, price_row_reader
from costmodel.catalog.rates import token_rates

Row = dict[str, Any]


def numbered(*rows: Row) -> list[NumberedRow]:
    shared: Row = {
        "kind": "hosted",
        "provider": "acme",
        "sku": "one",
        "display_name": "One",
        "input_usd_per_mtok": "1",
        "output_usd_per_mtok": "4",
        "source_url": "https://acme.example/prices",
        "as_of": "2026-11-23",
        "confidence": "vendor",
    }
    return [
        (line, price_row_reader().validate_python(shared | row)) for line, row in enumerate(rows, start=2)
    ]


def fields(*rows: Row) -> list[str]:
    return [problem.field for problem in book_problems(numbered(*rows))]


def test_periods_may_touch_but_not_overlap() -> None:
    first: Row = {"valid_to": "2026-12-01"}
    assert fields(first, {"valid_from": "2026-12-01"}) == []
    assert fields(first, {"valid_from": "2026-11-30"}) == ["pricing.csv line 3: valid_from"]
    assert fields({}, {}) == ["pricing.csv line 3: valid_from"]
    assert fields({}, {"provider": "ACME"}) == ["pricing.csv line 3: valid_from"]
    assert fields({}, {"region": "moon"}) == []


def test_the_order_of_periods_in_the_file_is_free() -> None:
    assert fields({"valid_from": "2026-12-01"}, {"valid_to": "2026-12-01"}) == []


def test_every_period_needs_a_base_tier() -> None:
    base: Row = {"valid_to": "2026-12-01"}
    long: Row = {"tier_from_tokens": 100}
    assert fields(base, long | base) == []
    assert fields(base, long) == ["pricing.csv line 3: tier_from_tokens"]


def test_tiers_ascend_in_the_file() -> None:
    tiers: list[Row] = [{"tier_from_tokens": start} for start in (0, 200, 100)]
    assert fields(*tiers) == ["pricing.csv line 4: tier_from_tokens"]


def test_windows_cover_the_day_once() -> None:
    windows: list[Row] = [{"time_window": window} for window in ("peak", "offpeak", "all")]
    peak, offpeak, whole = windows
    assert fields(offpeak, peak) == []
    assert fields(peak) == ["pricing.csv line 2: time_window"]
    assert fields(whole, peak) == ["pricing.csv line 2: time_window"]
    assert fields(offpeak | {"valid_to": "2026-12-01"}, peak) == ["pricing.csv line 3: time_window"]


def test_boxes_of_different_size_are_different_products() -> None:
    def box(count: int) -> NumberedRow:
        row = {
            "kind": "gpu",
            "provider": "acme",
            "sku": "H100-80GB",
            "display_name": "Acme H100",
            "commitment": "spot",
            "gpu_memory_gb": 80,
            "gpu_count_min": count,
            "usd_per_gpu_hour": "2",
            "source_url": "https://acme.example",
            "as_of": "2026-11-23",
            "confidence": "vendor",
        }
        return count + 1, price_row_reader().validate_python(row)

    assert book_problems([box(1), box(8)]) == []
    assert [problem.field for problem in book_problems([box(1), box(1)])] == [
        "pricing.csv line 2: valid_from"
    ]


def test_a_successor_is_a_model_of_the_same_provider() -> None:
    assert fields({"successor_sku": "two"}, {"sku": "two"}) == []
    assert fields({"successor_sku": "two"}, {"sku": "two", "provider": "other"}) == [
        "pricing.csv line 2: successor_sku"
    ]


@given(
    bounds=st.lists(st.dates(date(2026, 1, 1), date(2027, 1, 1)), min_size=1, max_size=5, unique=True),
    day=st.dates(date(2025, 6, 1), date(2027, 6, 1)),
)
def test_periods_cut_at_any_days_are_sound_and_one_holds_each_day(bounds: list[date], day: date) -> None:
    days = sorted(bounds)
    periods = zip([None, *days], [*days, None], strict=True)
    rows = numbered(
        *(
            {"valid_from": start, "valid_to": end, "context_window": n + 1}
            for n, (start, end) in enumerate(periods)
        )
    )
    assert book_problems(rows) == []
    book = [row for _, row in rows if isinstance(row, TokenPrice)]
    assert sum(row.holds_on(day) for row in book) == 1
    assert in_force(book, day)
    assert len(token_rates(book, day)) == 1


@given(gap=st.integers(1, 400))
def test_any_shared_day_is_an_overlap(gap: int) -> None:
    start = date(2026, 6, 1)
    later: Row = {"valid_from": start}
    assert fields({"valid_to": start + timedelta(days=gap)}, later) == ["pricing.csv line 3: valid_from"]


def test_successors_never_lead_back_to_where_they_began() -> None:
    def model(sku: str, successor: str | None) -> Row:
        return {"sku": sku, "successor_sku": successor}

    assert fields(model("one", "two"), model("two", "three"), model("three", None)) == []
    assert fields(model("one", "ONE")) == ["pricing.csv line 2: successor_sku"]
    circle = [model("one", "two"), model("two", "three"), model("three", "two")]
    assert fields(*circle) == [f"pricing.csv line {line}: successor_sku" for line in (3, 4)]
