"""A user's own quotes beside the price book: what they replace, what is completed, what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.catalog import Catalog, load_catalog, with_own_prices
from costmodel.errors import InputError

ON = date(2026, 11, 23)
Quote = dict[str, Any]


def hosted(**columns: Any) -> Quote:
    return {
        "kind": "hosted",
        "provider": "openai",
        "sku": "gpt-6-luna",
        "input_usd_per_mtok": 1.5,
        "output_usd_per_mtok": 7,
        **columns,
    }


def gpu(**columns: Any) -> Quote:
    return {
        "kind": "gpu",
        "provider": "runpod",
        "sku": "h100",
        "commitment": "on_demand",
        "usd_per_gpu_hour": 1.25,
        **columns,
    }


def tuned(**columns: Any) -> Quote:
    return {"kind": "finetune", "provider": "acme", "sku": "ft:one", **columns}


def problems(*quotes: Quote) -> list[str]:
    with pytest.raises(InputError) as caught:
        with_own_prices(load_catalog(), quotes, ON)
    return [str(problem) for problem in caught.value.problems]


def test_without_quotes_the_catalog_is_the_same_object(catalog: Catalog) -> None:
    assert with_own_prices(catalog, (), ON) is catalog


def test_a_quote_takes_the_place_of_all_rows_of_its_sku_and_of_nothing_else(catalog: Catalog) -> None:
    seen = with_own_prices(catalog, [hosted(provider="OpenAI", sku="GPT-6-Luna")], ON)
    (row,) = seen.hosted_model("openai/gpt-6-luna")
    assert (row.input_usd_per_mtok, row.output_usd_per_mtok) == (Decimal("1.5"), 7)
    assert (row.confidence, row.as_of, row.note, row.source_url) == ("user", ON, "own quote", None)
    others = [each for each in catalog.hosted if each.full_name != "openai/gpt-6-luna"]
    assert list(seen.hosted[:-1]) == others
    assert (seen.gpu_prices, seen.fine_tunes) == (catalog.gpu_prices, catalog.fine_tunes)
    note, *left_out = seen.quote_notes
    assert note.startswith(
        "Own quote, in place of the price book's: GPT-6 Luna, OpenAI/GPT-6-Luna, 2026-11-23"
    )
    assert [words.split("names no ")[1].split(",")[0] for words in left_out[:-1]] == [
        "cached price",
        "price of a cache write",
        "batch price",
    ]
    assert "long prompts" in left_out[-1]


def test_the_book_itself_is_never_touched(catalog: Catalog) -> None:
    before = (catalog.hosted, catalog.gpu_prices, catalog.fine_tunes, catalog.newest_date)
    with_own_prices(catalog, [hosted(), gpu(), tuned(train_usd_per_mtok=3)], ON)
    assert (catalog.hosted, catalog.gpu_prices, catalog.fine_tunes, catalog.newest_date) == before


def test_a_quote_of_tomorrow_does_not_move_the_day_of_the_book(catalog: Catalog) -> None:
    assert with_own_prices(catalog, [hosted(as_of="2027-05-01")], ON).newest_date == catalog.newest_date


def test_a_quote_does_not_keep_a_model_from_retiring(catalog: Catalog) -> None:
    """GPT-4.1 ends on 2027-01-14 whatever it costs, unless the quote says otherwise."""
    (row,) = with_own_prices(catalog, [hosted(sku="gpt-4.1")], ON).hosted_model("openai/gpt-4.1")
    assert (row.retires_on, row.successor_sku, row.context_window) == (
        date(2027, 1, 14),
        "gpt-6-luna",
        1_000_000,
    )
    later = hosted(sku="gpt-4.1", retires_on="2028-01-01", successor_sku="gpt-6-astra")
    (kept,) = with_own_prices(catalog, [later], ON).hosted_model("openai/gpt-4.1")
    assert (kept.retires_on, kept.successor_sku) == (date(2028, 1, 1), "gpt-6-astra")


def test_a_new_sku_is_added_and_found(catalog: Catalog) -> None:
    seen = with_own_prices(catalog, [hosted(provider="acme", sku="one", note="framework contract")], ON)
    assert seen.hosted_model("acme/one")[0].input_usd_per_mtok == Decimal("1.5")
    assert len(seen.hosted) == len(catalog.hosted) + 1
    assert seen.quote_notes == (
        "Own quote, not in the price book: one, acme/one, 2026-11-23 (framework contract).",
    )


def test_a_rent_replaces_the_same_offer_only(catalog: Catalog) -> None:
    """Provider, card by any name, commitment and size of box: RunPod's other boxes stay."""
    asked = {"provider": "runpod", "commitment": "on_demand", "on": ON}
    before = catalog.gpu_offers("H100", **asked)
    seen = with_own_prices(
        catalog, [gpu(region=(before[0].region or "").upper() or None, gpu_count_min=1)], ON
    )
    after = seen.gpu_offers("H100", **asked)
    assert (after[0].usd_per_gpu_hour, after[0].sku, after[0].gpu_memory_gb) == (
        Decimal("1.25"),
        "H100-80GB",
        80,
    )
    same = [row for row in before if row.gpu_count_min == 1 and row.region == before[0].region]
    assert len(after) == len(before) - len(same) + 1
    assert seen.gpu_offers("H200", on=ON) == catalog.gpu_offers("H200", on=ON)


def test_every_quote_is_named_once_in_its_order(catalog: Catalog) -> None:
    quotes = [
        gpu(),
        hosted(valid_to="2027-01-01"),
        hosted(valid_from="2027-01-01"),
        tuned(train_usd_per_mtok=3),
    ]
    notes = [
        note for note in with_own_prices(catalog, quotes, ON).quote_notes if note.startswith("Own quote,")
    ]
    assert [note.split(": ")[1].split(",")[0] for note in notes] == [
        "runpod H100-80GB",
        "GPT-6 Luna",
        "ft:one",
    ]


@pytest.mark.parametrize(
    ("columns", "mode"),
    [
        ({"input_usd_per_mtok": 1, "output_usd_per_mtok": 2}, "per_token"),
        (
            {"input_usd_per_mtok": 1, "output_usd_per_mtok": 2, "hosting_usd_per_hour": 1.7},
            "per_token_plus_hourly",
        ),
        ({"hosting_usd_per_hour": 4}, "per_gpu_hour"),
        ({"train_usd_per_mtok": 3}, None),
    ],
)
def test_how_a_tuned_model_is_served_follows_from_its_prices(columns: Quote, mode: str | None) -> None:
    (row,) = with_own_prices(load_catalog(), [tuned(**columns)], ON).fine_tune("acme/ft:one")
    assert row.serving_mode == mode


def test_tiers_windows_and_periods_of_a_quote_stand_together(catalog: Catalog) -> None:
    quotes = [
        hosted(valid_to="2027-01-01"),
        hosted(valid_to="2027-01-01", tier_from_tokens=100_000, input_usd_per_mtok=3),
        hosted(valid_from="2027-01-01", time_window="peak"),
        hosted(valid_from="2027-01-01", time_window="offpeak", input_usd_per_mtok=1),
    ]
    assert len(with_own_prices(catalog, quotes, ON).hosted_model("openai/gpt-6-luna")) == 4


@pytest.mark.parametrize(
    ("quote", "odd"),
    [
        (hosted(cached_input_usd_per_mtok=2), "cached input at $2 is dearer than fresh at $1.5"),
        (hosted(input_usd_per_mtok=8), "input at $8 is dearer than output at $7"),
        (gpu(usd_per_gpu_hour=0.001), "$0.001 a GPU-hour lies outside $0.02 to $60"),
        (gpu(usd_per_gpu_hour=250), "$250 a GPU-hour lies outside $0.02 to $60"),
    ],
)
def test_what_is_odd_gets_a_note_and_no_refusal(quote: Quote, odd: str) -> None:
    seen = with_own_prices(load_catalog(), [quote], ON)
    assert any(odd in note for note in seen.quote_notes)


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        (
            hosted(output_usd_per_mtok=None),
            "own_prices.1.output_usd_per_mtok: not given; it is needed",
        ),
        (hosted(output_usd_per_mtok=0), "own_prices.1.output_usd_per_mtok: "),
        (hosted(batch_multiplier=0), "own_prices.1.batch_multiplier: "),
        (hosted(usd_per_gpu_hour=2), "own_prices.1.usd_per_gpu_hour: 2 is not accepted; it must be blank"),
        (hosted(time_window="noon"), "own_prices.1.time_window: "),
        (hosted(time_window="peak"), "own_prices.1.time_window: 'peak' is not accepted; a period needs"),
        (hosted(tier_from_tokens=9), "own_prices.1.tier_from_tokens: 9 is not accepted; the period lacks"),
        (hosted(valid_from="2027-01-01", valid_to="2026-01-01"), "own_prices.1.valid_to: "),
        (
            hosted(successor_sku="gpt-99"),
            "own_prices.1.successor_sku: 'gpt-99' is not accepted; it must be a hosted",
        ),
        (
            hosted(successor_sku="gpt-6-luna"),
            "own_prices.1.successor_sku: 'gpt-6-luna' is not accepted; the succ",
        ),
        (hosted(source_url="javascript:alert(1)"), "own_prices.1.source_url: "),
        (gpu(sku="H1000"), "own_prices.1.sku: 'H1000' is not accepted; it is no GPU in the catalog"),
        (gpu(commitment=None), "own_prices.1.commitment: not given; it is needed"),
        (gpu(commitment="for ever"), "own_prices.1.commitment: "),
        (gpu(usd_per_gpu_hour=0), "own_prices.1.usd_per_gpu_hour: "),
        (gpu(usd_per_gpu_hour=None), "own_prices.1.usd_per_gpu_hour: not given; it is needed"),
        (gpu(gpu_count_min=0), "own_prices.1.gpu_count_min: "),
        (tuned(), "own_prices.1.train_usd_per_mtok: "),
        (tuned(input_usd_per_mtok=1), "own_prices.1.output_usd_per_mtok: "),
        (
            hosted(provider="acme", sku="other"),
            "own_prices.1.valid_from: not given; own_prices.0, which prices",
        ),
    ],
)
def test_a_fault_names_its_row_and_column(quote: Quote, said: str) -> None:
    first = hosted(provider="acme", sku="other")
    assert any(problem.startswith(said) for problem in problems(first, quote)), problems(first, quote)


@pytest.mark.parametrize("column", ["kind", "provider", "sku"])
def test_what_every_row_needs_is_missed_by_name(column: str) -> None:
    quote = {name: value for name, value in hosted().items() if name != column}
    assert [problem.split(":")[0] for problem in problems(quote)] == [f"own_prices.0.{column}"]


def test_every_fault_is_told_at_once() -> None:
    found = problems(hosted(output_usd_per_mtok=None), gpu(sku="none"), gpu(usd_per_gpu_hour=0))
    assert [problem.split(":")[0] for problem in found] == [
        "own_prices.0.output_usd_per_mtok",
        "own_prices.1.sku",
        "own_prices.2.usd_per_gpu_hour",
    ]


@given(st.integers(1, 10_000), st.integers(1, 10_000), st.sampled_from(range(92)))
def test_any_model_can_be_quoted_and_only_it_changes(usd_in: int, usd_out: int, place: int) -> None:
    catalog = load_catalog()
    name = catalog.hosted_names()[place % len(catalog.hosted_names())][0]
    provider, _, sku = name.partition("/")
    quote = hosted(
        provider=provider, sku=sku, input_usd_per_mtok=usd_in / 100, output_usd_per_mtok=usd_out / 100
    )
    seen = with_own_prices(catalog, [quote], ON)
    for other, _ in catalog.hosted_names():
        rows = seen.hosted_model(other)
        assert rows == catalog.hosted_model(other) if other != name else len(rows) == 1
    again = with_own_prices(seen, [quote], ON)
    assert again.hosted == seen.hosted
