"""From names to numbers: what is looked up, what is estimated, and every problem at once."""

from __future__ import annotations

from typing import Any

import pytest
from given_scenarios import api, case_of, own, scenario

from costmodel.case.model import FleetBill, OptionCase
from costmodel.catalog import Catalog
from costmodel.errors import InputError


def fleet(**fields: Any) -> OptionCase:
    return case_of(scenario(api(), own(**fields))).options[1]


def bill(**fields: Any) -> FleetBill:
    found = fleet(**fields).bill
    assert isinstance(found, FleetBill)
    return found


FROM_BOOK = {"usd_per_gpu_hour": None, "gpus_per_replica": None, "requests_per_second": None}


def test_of_several_rates_the_cheapest_and_the_notes_name_it(catalog: Catalog) -> None:
    option = fleet(**FROM_BOOK, provider="nebius", commitment="on_demand")
    rates = [
        float(row.usd_per_gpu_hour)
        for row in catalog.gpu_offers(
            "H100", provider="nebius", commitment="on_demand", on=catalog.newest_date
        )
    ]
    assert option.gpu_offer is not None
    assert option.bill.usd_per_gpu_hour == min(rates)  # type: ignore[union-attr]
    assert any(option.gpu_offer.display_name in note for note in option.notes)
    assert any(source.url.startswith("https://") for source in option.sources)


def test_boxes_of_the_books_row_unless_given(catalog: Catalog) -> None:
    in_boxes = [
        row for row in catalog.gpu_prices if row.gpu_count_min == 8 and row.holds_on(catalog.newest_date)
    ]
    row = next(row for row in in_boxes if row.sku.startswith("H100"))
    asked = {"provider": row.provider, "commitment": row.commitment, "count": 8, "region": row.region}
    rented = {**FROM_BOOK, "gpu": row.sku, **asked}
    assert bill(**rented).gpus_per_instance == 8
    assert bill(**rented, gpus_per_instance=1).gpus_per_instance == 1


def test_what_is_given_is_not_estimated() -> None:
    found = bill(requests_per_second=3.5, gpus_per_replica=4)
    assert (found.requests_per_second, found.gpus_per_replica) == (3.5, 4)
    assert found.usd_per_gpu_hour == 2.5


def test_a_rent_of_nothing_is_a_rent() -> None:
    assert bill(usd_per_gpu_hour=0).usd_per_gpu_hour == 0


def test_what_is_not_given_is_estimated_on_the_fewest_gpus_that_fit() -> None:
    found = bill(requests_per_second=None, gpus_per_replica=None)
    assert found.requests_per_second > 0
    assert found.gpus_per_replica == 1
    large = bill(
        checkpoint="Llama-3.3-70B", requests_per_second=None, gpus_per_replica=None, precision="bf16"
    )
    assert large.gpus_per_replica >= 2


@pytest.mark.parametrize("limits", [{"max_tpot_ms": 0.001}, {"max_ttft_s": 1e-6}])
def test_a_given_rate_needs_no_promise(limits: dict[str, float]) -> None:
    found = bill(checkpoint="Llama-3.3-70B", gpus_per_replica=None, **limits)
    assert found.requests_per_second == 10
    assert found.gpus_per_replica >= 2


def test_a_given_rate_and_no_tokens_still_need_gpus_that_hold_the_model() -> None:
    work = {"input_tokens": 0, "output_tokens": 0}
    option = own(checkpoint="Llama-3.3-70B", gpus_per_replica=None)
    found = case_of(scenario(api(), option, workload=work)).options[1].bill
    assert found.gpus_per_replica >= 2  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["h100", "H100-80GB", "H100"])
def test_names_in_any_letter_case_and_by_alias(name: str) -> None:
    assert fleet(gpu=name, checkpoint="llama-3.1-8b").serving is not None
    assert fleet(gpu=name, checkpoint="META-LLAMA/Llama-3.1-8B-Instruct").serving is not None


def problems_of(*options: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        case_of(scenario(*options))
    return {problem.field: str(problem) for problem in caught.value.problems}


def test_every_problem_of_every_option_at_once() -> None:
    problems = problems_of(
        {"kind": "hosted", "name": "A", "sku": "openai/gpt-6-astro"},
        own("B", gpu="H1000", checkpoint="Lama-3.1-8B"),
        own("C", usd_per_gpu_hour=None, provider="nebius", commitment="reserved_3y"),
        own("D"),
        {"kind": "managed_fine_tune", "name": "E", "sku": "azure/nothing-like-it"},
    )
    assert set(problems) == {
        *("options.0.sku", "options.1.gpu", "options.1.checkpoint", "options.2.provider", "options.4.sku"),
    }
    assert "openai/gpt-6-astra" in problems["options.0.sku"]
    assert "H100" in problems["options.1.gpu"]
    assert "Llama-3.1-8B" in problems["options.1.checkpoint"]
    assert "nebius on_demand" in problems["options.2.provider"]


def test_a_model_that_does_not_fit_names_what_it_needs() -> None:
    large = {"checkpoint": "Llama-3.3-70B", "gpu": "L40S", "gpus_per_replica": 1, "requests_per_second": None}
    problems = problems_of(api(), own(**large))
    assert "GB" in problems["options.1.gpu"]


def test_a_promise_that_cannot_be_kept_names_what_is_possible() -> None:
    problems = problems_of(api(), own(max_tpot_ms=0.01, requests_per_second=None))
    assert "ms" in problems["options.1.max_tpot_ms"]


def test_an_offer_by_gpu_time_is_no_offer_by_the_token(catalog: Catalog) -> None:
    row = next(row for row in catalog.fine_tunes if row.serving_mode == "per_gpu_hour")
    problems = problems_of({"kind": "managed_fine_tune", "name": "T", "sku": row.full_name})
    assert "self_hosted" in problems["options.0.sku"]


def test_merged_adapters_need_replicas_of_their_own() -> None:
    assert bill(adapters=25).min_replicas == 25
    assert bill(adapters=25, lora="unmerged").min_replicas == 1
    assert bill(min_replicas=0).min_replicas == 0
