"""Which cards on offer can run a job, cheapest first."""

from __future__ import annotations

from costmodel.catalog import Catalog
from costmodel.estimate.training import cheapest_training_offers

JOB = {"tokens": 2_400_000, "seq_len": 2048}


def test_cheapest_first_and_all_fit(catalog: Catalog) -> None:
    offers = [offer for offer in catalog.gpu_prices if offer.commitment == "on_demand"]
    found = cheapest_training_offers(
        catalog.checkpoint("Llama-3.1-8B"), catalog, offers, method="qlora", **JOB
    )
    assert len(found) > 3
    costs = [choice.usd for choice in found]
    assert costs == sorted(costs)
    assert len({choice.offer.sku for choice in found}) == len(found)
    for choice in found:
        assert choice.estimate.fits
        assert choice.n_gpus >= choice.offer.gpu_count_min
        assert choice.usd == choice.estimate.gpu_hours * float(choice.offer.usd_per_gpu_hour)


def test_a_model_too_large_for_one_card_is_sharded(catalog: Catalog) -> None:
    offers = [offer for offer in catalog.gpu_prices if offer.sku == "H100-80GB"]
    (found,) = cheapest_training_offers(
        catalog.checkpoint("Llama-3.3-70B"), catalog, offers, method="lora", **JOB
    )
    assert found.n_gpus > 1


def test_what_nothing_fits_leaves_nothing(catalog: Catalog) -> None:
    offers = [offer for offer in catalog.gpu_prices if offer.sku == "L4"]
    assert (
        cheapest_training_offers(catalog.checkpoint("Llama-3.3-70B"), catalog, offers, method="full", **JOB)
        == ()
    )


def test_cards_without_the_format_are_left_out(catalog: Catalog) -> None:
    offers = [offer for offer in catalog.gpu_prices if offer.sku in ("A100-80GB", "H100-80GB")]
    found = cheapest_training_offers(
        catalog.checkpoint("Llama-3.1-8B"), catalog, offers, method="lora", precision="fp8", **JOB
    )
    assert {choice.offer.sku for choice in found} == {"H100-80GB"}
