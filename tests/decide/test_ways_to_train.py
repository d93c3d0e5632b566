"""The ways of getting a tuned model: figures worked out by hand, and what must hold between them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from costmodel.catalog import Catalog, load_catalog
from costmodel.decide.ways_to_train import (
    FITS_NOTHING,
    NO_PROVIDER,
    WayToTrain,
    fitting_gpus,
    on_demand_offers,
    ways_to_train,
)
from costmodel.errors import InputError
from costmodel.estimate.training import estimate_training
from costmodel.scenario.recipe import Recipe

CATALOG: Catalog = load_catalog()
TODAY: date = CATALOG.newest_date

MANAGED = "Managed, billed by the token"
QLORA, LORA, FULL = "QLoRA on a rented GPU", "LoRA on a rented GPU", "Full fine-tune"
TUNED = (QLORA, LORA, FULL)
CONTINUED, SCRATCH = "Continued pretraining, 1B tokens", "From scratch, compute-optimal"

SIZES = ("Qwen2.5-0.5B", "Qwen3-8B", "gpt-oss-20b", "Llama-3.3-70B")


def ways(checkpoint: str = "Qwen3-8B", catalog: Catalog = CATALOG, **fields: Any) -> dict[str, WayToTrain]:
    recipe = Recipe.model_validate({"checkpoint": checkpoint, **fields})
    return {way.name: way for way in ways_to_train(recipe, catalog, TODAY)}


def of_card(catalog: Catalog, *skus: str) -> Catalog:
    return replace(catalog, gpu_prices=tuple(row for row in catalog.gpu_prices if row.sku in skus))


def test_six_ways_in_this_order() -> None:
    assert tuple(ways()) == (MANAGED, QLORA, LORA, FULL, CONTINUED, SCRATCH)


def test_managed_by_hand() -> None:
    """3 epochs of 1,000 rows of 800 tokens at 0.44 USD per million at Tinker, a bill without a band."""
    way = ways()[MANAGED]
    assert way.usd == pytest.approx(2.4 * 0.44)
    assert way.low_usd == way.usd == way.high_usd
    assert (way.gpu, way.n_gpus, way.gpu_hours, way.memory_gb_per_gpu) == (None, None, None, None)
    assert way.note.startswith("Qwen3-8B, tuned at Tinker")


@pytest.mark.parametrize("name", ["qwen/qwen3-8b", "QWEN3-8B"])
def test_a_provider_is_found_by_any_name_in_any_case(name: str) -> None:
    assert ways(name)[MANAGED] == ways()[MANAGED]


def test_a_provider_that_sells_the_hub_name_is_found_too() -> None:
    assert "Qwen3-4B-Instruct-2507" in ways("Qwen3-4B-2507")[MANAGED].note


def test_no_other_base_stands_in() -> None:
    way = ways("Qwen3-14B")[MANAGED]
    assert (way.low_usd, way.usd, way.high_usd, way.note) == (None, None, None, NO_PROVIDER)


def test_the_cheapest_of_two_providers() -> None:
    (row,) = (row for row in CATALOG.fine_tunes if row.full_name == "tinker/Qwen3-8B")
    cheaper = row.model_copy(update={"provider": "other", "sku": "owner/qwen3-8B", "train_usd_per_mtok": 0.1})
    dearer = cheaper.model_copy(update={"provider": "third", "train_usd_per_mtok": 1})
    ended = cheaper.model_copy(update={"train_usd_per_mtok": 0.01, "retires_on": TODAY})
    past = cheaper.model_copy(update={"train_usd_per_mtok": 0.02, "valid_to": TODAY})
    book = replace(CATALOG, fine_tunes=(row, dearer, cheaper, ended, past))
    assert ways(catalog=book)[MANAGED].usd == pytest.approx(2.4 * 0.1)


def test_a_known_serving_price_alone_trains_nothing() -> None:
    """Tinker's training rate for this one has not been read."""
    assert ways("Qwen3.6-35B-A3B")[MANAGED].note == NO_PROVIDER


def test_a_rented_way_is_the_estimate_times_the_rent() -> None:
    book = of_card(CATALOG, "H100-80GB")
    rent = float(CATALOG.gpu_offers("H100", commitment="on_demand", on=TODAY)[0].usd_per_gpu_hour)
    way = ways(catalog=book)[LORA]
    estimate = estimate_training(
        CATALOG.checkpoint("Qwen3-8B"), CATALOG.gpu("H100"), method="lora", tokens=2.4e6, seq_len=4096
    )
    assert (way.gpu, way.n_gpus) == ("H100-80GB", 1)
    assert (way.hours, way.gpu_hours) == (estimate.hours, estimate.gpu_hours)
    assert way.memory_gb_per_gpu == estimate.memory_gb_per_gpu
    bounds = (estimate.low_gpu_hours, estimate.gpu_hours, estimate.high_gpu_hours)
    assert (way.low_usd, way.usd, way.high_usd) == pytest.approx(tuple(rent * hours for hours in bounds))


def test_from_nothing_by_hand() -> None:
    """8.19B x 20 tokens: 6 x 8.19e9 x 163.8e9 FLOPs at a quarter of 989 TFLOP/s."""
    way, rent = ways()[SCRATCH], CATALOG.gpu_offers("H100", commitment="on_demand", on=TODAY)[0]
    hours = 6 * 8.19e9 * 163.8e9 / (0.25 * 989e12) / 3600
    assert way.gpu_hours == pytest.approx(hours, rel=0.001)
    assert way.usd == pytest.approx(hours * float(rent.usd_per_gpu_hour), rel=0.001)
    assert (way.low_usd, way.high_usd) == pytest.approx((0.6 * (way.usd or 0), 1.7 * (way.usd or 0)))
    assert way.gpu == "H100-80GB"
    assert rent.display_name in way.note


def test_mixtures_learn_from_nothing_by_their_active_parameters() -> None:
    dense, mixture = ways("Qwen3-32B")[SCRATCH], ways("Qwen3-30B-A3B")[SCRATCH]
    assert (mixture.usd or 0) < 0.05 * (dense.usd or 0)


@pytest.mark.parametrize("checkpoint", SIZES)
def test_adapters_need_no_more_memory_than_all_weights(checkpoint: str) -> None:
    found = ways(checkpoint, of_card(CATALOG, "H200-141GB", "H100-80GB", "B300"))
    q, lora, full = ((way.n_gpus or 0) * (way.memory_gb_per_gpu or 0) for way in map(found.get, TUNED) if way)
    assert 0 < q <= lora <= full


@pytest.mark.parametrize("checkpoint", SIZES[1:])
def test_from_nothing_costs_orders_of_magnitude_more(checkpoint: str) -> None:
    found = ways(checkpoint)
    dearest = max(way.usd or 0 for name, way in found.items() if name not in (SCRATCH, CONTINUED))
    continued, scratch = found[CONTINUED].usd or 0, found[SCRATCH].usd or 0
    assert 0 < dearest < continued < scratch
    assert scratch > 100 * dearest


@pytest.mark.parametrize("checkpoint", SIZES)
def test_the_figure_lies_in_its_band(checkpoint: str) -> None:
    for way in ways(checkpoint).values():
        if way.usd is None:
            assert way.note in (NO_PROVIDER, FITS_NOTHING)
        else:
            assert 0 < (way.low_usd or 0) <= way.usd <= (way.high_usd or 0)


def test_more_rows_cost_more_except_where_they_are_not_read() -> None:
    few, many = ways(), ways(examples=10_000)
    for name in (MANAGED, *TUNED):
        assert (many[name].usd or 0) > 2 * (few[name].usd or 0)
    assert many[CONTINUED] == few[CONTINUED]
    assert many[SCRATCH] == few[SCRATCH]
    assert many[MANAGED].usd == pytest.approx(10 * (few[MANAGED].usd or 0))


def test_the_method_of_the_recipe_itself_does_not_matter() -> None:
    assert ways(method="full") == ways(method="qlora") == ways()


def test_pairs_are_held_to_dpo() -> None:
    pairs = {"examples": 1_000, "tokens_per_example": 800, "epochs": 3, "sequence_length_tokens": 4096}
    sft, dpo = ways(packing=False, **pairs), ways(method="dpo_lora", **pairs)
    assert (dpo[FULL].memory_gb_per_gpu, dpo[FULL].usd) != (sft[FULL].memory_gb_per_gpu, sft[FULL].usd)
    (cheapest, *_) = fitting_gpus(
        Recipe.model_validate({"checkpoint": "Qwen3-8B", "method": "dpo_lora", **pairs}), CATALOG, TODAY
    )
    assert dpo[LORA].usd == cheapest.usd


def test_what_fits_nowhere_has_no_price_and_says_so() -> None:
    way = ways("Llama-3.1-405B")[FULL]
    assert (way.gpu, way.usd, way.note) == (None, None, FITS_NOTHING)


def test_without_rents_only_the_provider_has_a_price() -> None:
    found = ways(catalog=replace(CATALOG, gpu_prices=()))
    assert [name for name, way in found.items() if way.usd is not None] == [MANAGED]
    assert "no on-demand rate for H100" in found[SCRATCH].note


def test_every_card_once_cheapest_run_first() -> None:
    found = fitting_gpus(Recipe(checkpoint="Qwen3-8B"), CATALOG, TODAY)
    cards, usd = [offer.offer.sku for offer in found], [offer.usd for offer in found]
    assert len(found) > 10
    assert len(set(cards)) == len(cards)
    assert usd == sorted(usd)
    assert all(offer.estimate.fits for offer in found)
    assert {offer.offer.commitment for offer in found} == {"on_demand"}
    assert ways()[LORA].gpu == cards[0]


def test_larger_sequences_fit_fewer_cards_singly() -> None:
    def alone(tokens: int) -> int:
        recipe = Recipe(checkpoint="Qwen3-8B", sequence_length_tokens=tokens)
        return sum(offer.n_gpus == 1 for offer in fitting_gpus(recipe, CATALOG, TODAY))

    assert alone(65_536) < alone(2_048)


def test_offers_are_the_cheapest_of_each_card_and_box() -> None:
    offers = on_demand_offers(CATALOG, TODAY)
    boxes = [(offer.sku, offer.gpu_count_min) for offer in offers]
    assert len(set(boxes)) == len(boxes)
    for offer in offers:
        of_box = CATALOG.gpu_offers(offer.sku, commitment="on_demand", count=offer.gpu_count_min, on=TODAY)
        assert offer.usd_per_gpu_hour == min(row.usd_per_gpu_hour for row in of_box)


@pytest.mark.parametrize("ask", [ways_to_train, fitting_gpus])
def test_an_unknown_checkpoint_is_refused_with_the_nearest_names(ask: Any) -> None:
    with pytest.raises(InputError, match=r"checkpoint: 'Qwen3-8C' is not accepted.*Qwen3-8B"):
        ask(Recipe(checkpoint="Qwen3-8C"), CATALOG, TODAY)
