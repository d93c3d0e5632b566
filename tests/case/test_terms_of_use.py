"""Off-peak shares, regional endpoints and the life of a cache: what they do to the prices of the book."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from given_books import book, row
from given_scenarios import SHARES, Json, by_token, scenario
from hypothesis import given

from costmodel.case.draws import resolve_draws
from costmodel.case.model import Case
from costmodel.case.resolve import resolve
from costmodel.catalog import Catalog, load_catalog
from costmodel.cost.ledgers import ledgers
from costmodel.errors import InputError
from costmodel.scenario.parse import scenario_from_dict

DEEPSEEK, SONNET = "deepseek/deepseek-flash", "anthropic/claude-sonnet-4-5"
PEAK_AND_OFF = (
    row("one", 2, 8, time_window="offpeak", valid_to="2026-12-01"),
    row("one", 4, 16, time_window="peak", valid_to="2026-12-01"),
    row("one", 1, 4, time_window="offpeak", valid_from="2026-12-01"),
    row("one", 2, 8, time_window="peak", valid_from="2026-12-01"),
)


def case_of_one(option: Json, catalog: Catalog | None = None, **workload: Any) -> Case:
    given_scenario = scenario(option, as_of="2026-11-23", horizon_months=2, workload=workload)
    return resolve(scenario_from_dict(given_scenario), catalog or load_catalog())


def usd(option: Json, catalog: Catalog | None = None, **workload: Any) -> list[float]:
    (ledger,) = ledgers(case_of_one(option, catalog, **workload))
    return ledger.running_usd["api"].tolist()


def hosted(sku: str, **fields: Any) -> Json:
    return {"kind": "hosted", "name": "Hosted", "sku": sku, **fields}


def faults(option: Json, **workload: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        case_of_one(option, **workload)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("share", "usd_per_call"),
    [
        # $0.15 and $0.6 off-peak, twice that at peak: 1,000 tokens in and 100 out.
        (1, 0.00021),
        (0, 0.00042),
        (0.75, 0.0002625),
        (None, 0.00021 * 17 / 24 + 0.00042 * 7 / 24),
    ],
)
def test_the_share_of_calls_in_cheap_hours(share: float | None, usd_per_call: float) -> None:
    assert usd(hosted(DEEPSEEK), offpeak_share=share) == pytest.approx([100_000 * usd_per_call] * 2)


def test_a_share_and_a_dated_step_together() -> None:
    paid = usd(hosted("acme/one"), book(*PEAK_AND_OFF), offpeak_share=0.5)
    assert paid == pytest.approx([100 * (3 + 1.2), 100 * (1.5 + 0.6)])


def test_draws_of_a_share_and_an_uplift_over_a_dated_step() -> None:
    """Each future by its own share and uplift: $3 and $12 at half off-peak, half as much from December on."""
    option = hosted("acme/one", region_uplift=1.5)
    given_scenario = scenario(option, as_of="2026-11-23", horizon_months=2, workload={"offpeak_share": 0.5})
    numbers = {
        "workload.offpeak_share": np.array([1.0, 0.5, 0.0]),
        "options.0.region_uplift": np.array([1.0, 2.0, 3.0]),
    }
    case = resolve_draws(scenario_from_dict(given_scenario), book(*PEAK_AND_OFF), numbers)
    paid = ledgers(case)[0].running_usd["api"]
    assert paid == pytest.approx(np.array([[280, 140], [840, 420], [1_680, 840]]))


def test_the_note_says_what_is_taken_as_off_peak() -> None:
    assert (
        "80% of its calls are taken as off-peak" in case_of_one(hosted(DEEPSEEK), offpeak_share=0.8).notes[0]
    )
    assert "even over the day" in case_of_one(hosted(DEEPSEEK)).notes[0]


def test_a_share_is_nothing_to_a_price_that_holds_all_day() -> None:
    assert usd(hosted("openai/gpt-6-luna"), offpeak_share=1) == usd(hosted("openai/gpt-6-luna"))


@given(SHARES, SHARES)
def test_more_off_peak_is_never_dearer(first: float, second: float) -> None:
    less, more = sorted((first, second))
    catalog = book(*PEAK_AND_OFF)
    dear, cheap = (usd(hosted("acme/one"), catalog, offpeak_share=share) for share in (less, more))
    assert all(after <= before + 1e-9 for before, after in zip(dear, cheap, strict=True))


@pytest.mark.parametrize("option", [hosted("openai/gpt-6-luna"), hosted(DEEPSEEK), by_token()])
def test_a_regional_endpoint_multiplies_every_token_price(option: Json) -> None:
    work = {"cached_input_tokens": 300, "cache_write_tokens": 200, "batch_share": 0.5}
    plain = usd(option, **work)
    assert usd({**option, "region_uplift": 1.1}, **work) == pytest.approx([1.1 * each for each in plain])
    assert usd({**option, "region_uplift": 1}, **work) == plain


def test_an_uplift_is_shown_with_its_price() -> None:
    (source,) = case_of_one(hosted("openai/gpt-6-luna", region_uplift=1.1)).options[0].sources
    assert source.value.endswith("times 1.1 for the region")


def test_an_uplift_leaves_the_hosting_fee_alone() -> None:
    tuned = {"kind": "managed_fine_tune", "name": "Tuned", "sku": "azure/gpt-oss-20b", "region_uplift": 2}
    with_uplift, without = (
        case_of_one(each).options[0].bill for each in (tuned, {**tuned, "region_uplift": 1})
    )
    assert with_uplift.hosting_usd_per_hour == without.hosting_usd_per_hour  # type: ignore[union-attr]


def test_a_cache_that_lives_an_hour_is_written_at_its_own_price() -> None:
    """Claude Sonnet 4.5: $3.75 for five minutes, $6 for an hour; 500 of 1,000 tokens are written."""
    rest = 500 * 3 + 100 * 15
    work = {"cache_write_tokens": 500}
    assert usd(hosted(SONNET), **work) == pytest.approx([(rest + 500 * 3.75) / 10] * 2)
    assert usd(hosted(SONNET), cache_write_ttl="1h", **work) == pytest.approx([(rest + 500 * 6) / 10] * 2)


def test_one_option_alone_may_ask_for_an_hour() -> None:
    option = hosted(SONNET, workload={"cache_write_ttl": "1h"})
    assert usd(option, cache_write_tokens=500) == usd(
        hosted(SONNET), cache_write_tokens=500, cache_write_ttl="1h"
    )


def test_an_hour_that_is_not_sold_is_refused_by_name() -> None:
    (said,) = faults(hosted("openai/gpt-6-luna"), cache_write_ttl="1h", cache_write_tokens=10)
    assert said.startswith("options.0.workload.cache_write_ttl: '1h' is not accepted; the price book has no")


def test_who_writes_nothing_asks_for_nothing() -> None:
    assert usd(hosted("openai/gpt-6-luna"), cache_write_ttl="1h") == usd(hosted("openai/gpt-6-luna"))


def test_typed_rates_are_what_they_say_whatever_the_lifetime() -> None:
    work = {"cache_write_tokens": 500}
    assert usd(by_token(), cache_write_ttl="1h", **work) == usd(by_token(), **work)


def test_a_successor_without_one_hour_writes_charges_its_usual_price_with_a_note() -> None:
    catalog = book(
        row("one", 2, 10, cache_write_1h_usd_per_mtok=4, retires_on="2026-12-01", successor_sku="two"),
        row("two", 1, 5, cache_write_usd_per_mtok=1.5),
    )
    work = {"cache_write_tokens": 500, "cache_write_ttl": "1h"}
    assert usd(hosted("acme/one"), catalog, **work) == pytest.approx([400, 175])
    notes = case_of_one(hosted("acme/one"), catalog, **work).notes
    assert any("Two is not sold with one-hour cache writes" in note for note in notes)


@pytest.mark.parametrize(
    ("option", "workload", "field"),
    [
        (by_token(), {"offpeak_share": 1.01}, "workload.offpeak_share"),
        (by_token(), {"offpeak_share": "0.5"}, "workload.offpeak_share"),
        (by_token(), {"cache_write_ttl": "2h"}, "workload.cache_write_ttl"),
        (by_token(), {"cache_write_ttl": 5}, "workload.cache_write_ttl"),
        (by_token(region_uplift=0.9), {}, "options.0.region_uplift"),
        (by_token(region_uplift=3.1), {}, "options.0.region_uplift"),
        (by_token(region_uplift=None), {}, "options.0.region_uplift"),
        (
            {"kind": "hosted", "name": "A", "usd_per_task": 1, "region_uplift": 1.1},
            {},
            "options.0.region_uplift",
        ),
        (by_token(workload={"cache_write_ttl": "1d"}), {}, "options.0.workload.cache_write_ttl"),
        (by_token(workload={"offpeak_share": 0.5}), {}, "options.0.workload.offpeak_share"),
    ],
)
def test_what_is_no_such_thing_is_refused_by_name(option: Json, workload: Json, field: str) -> None:
    (said,) = faults(option, **workload)
    assert said.startswith(f"{field}: ")
