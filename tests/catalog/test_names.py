"""Finding prices, cards and checkpoints by name."""

from __future__ import annotations

from datetime import date

import pytest

from costmodel.catalog import Catalog, load_catalog
from costmodel.errors import UnknownNameError

ON = date(2026, 11, 23)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.mark.parametrize(
    ("name", "full_name"),
    [
        ("openai/gpt-6-luna", "openai/gpt-6-luna"),
        ("OpenAI/GPT-6-Luna", "openai/gpt-6-luna"),
        ("gpt-6-luna", "openai/gpt-6-luna"),
        (" glm-5.3-FLASH ", "zai/GLM-5.3-Flash"),
        ("Together/OpenAI/gpt-oss-120b", "together/openai/gpt-oss-120b"),
        ("qwen/qwen3.5-9b", None),
    ],
)
def test_hosted_names_in_any_case(catalog: Catalog, name: str, full_name: str | None) -> None:
    if full_name is None:
        with pytest.raises(UnknownNameError):
            catalog.hosted_model(name)
    else:
        assert {row.full_name for row in catalog.hosted_model(name)} == {full_name}


def test_a_bare_name_that_several_sell_is_refused_with_the_full_ones(catalog: Catalog) -> None:
    with pytest.raises(UnknownNameError) as refusal:
        catalog.hosted_model("gpt-oss-120b")
    assert "cerebras/gpt-oss-120b" in refusal.value.allowed
    assert "fireworks/gpt-oss-120b" in refusal.value.allowed


@pytest.mark.parametrize("name", ["", "/", "openai/", "no such model", "x" * 10_000, "ft:gpt-4.1-2025-04-14"])
def test_unknown_hosted_names(catalog: Catalog, name: str) -> None:
    with pytest.raises(UnknownNameError, match="hosted model"):
        catalog.hosted_model(name)


def test_nearest_names(catalog: Catalog) -> None:
    for look_up, wrong, near in (
        (catalog.hosted_model, "openai/gpt-6-lunar", "openai/gpt-6-luna"),
        (catalog.hosted_model, "luna", "gpt-6-luna"),
        (catalog.fine_tune, "azure/gpt-oss-2b", "azure/gpt-oss-20b"),
        (catalog.gpu, "H100SXM", "H100 SXM"),
        (catalog.checkpoint, "Qwen3-7B", "Qwen3-8B"),
    ):
        with pytest.raises(UnknownNameError) as refusal:
            look_up(wrong)
        assert near in refusal.value.allowed


def test_fine_tunes_and_hosted_models_do_not_share_names(catalog: Catalog) -> None:
    assert not set(dict(catalog.hosted_names())) & set(dict(catalog.fine_tune_names()))
    assert catalog.fine_tune("FT:gpt-4.1-2025-04-14")[0].provider == "openai"
    assert catalog.fine_tune("gpt-oss-20b")[0].provider == "azure"


@pytest.mark.parametrize(
    ("name", "gpu"),
    [
        ("H100", "H100-80GB"),
        ("h100 sxm", "H100-80GB"),
        ("h100-80gb", "H100-80GB"),
        ("l40s", "L40S-48GB"),
        ("RTXPRO6000", "RTX-PRO-6000"),
        ("rtx pro 6000", "RTX-PRO-6000"),
        ("GH200", "GH200-144GB"),
    ],
)
def test_cards_by_name_and_alias(catalog: Catalog, name: str, gpu: str) -> None:
    assert catalog.gpu(name).gpu == gpu


def test_every_name_and_alias_finds_its_own(catalog: Catalog) -> None:
    for card in catalog.gpus:
        for name in (card.gpu, *card.aliases):
            assert catalog.gpu(name.upper()) is card
    for model in catalog.checkpoints:
        assert catalog.checkpoint(model.checkpoint.lower()) is model
        assert catalog.checkpoint(model.hf_id.upper()) is model
    for name, display in catalog.hosted_names():
        assert catalog.hosted_model(name.upper())[0].display_name == display
    for name, display in catalog.fine_tune_names():
        assert catalog.fine_tune(name)[0].display_name == display


def test_offers_are_filtered_and_cheapest_first(catalog: Catalog) -> None:
    offers = catalog.gpu_offers("h100", on=ON)
    prices = [offer.usd_per_gpu_hour for offer in offers]
    assert prices == sorted(prices)
    assert {offer.sku for offer in offers} == {"H100-80GB"}
    lambda_offers = catalog.gpu_offers("H100", provider="Lambda", commitment="on_demand", on=ON)
    assert [offer.gpu_count_min for offer in lambda_offers] == [8, 4, 2, 1]
    (single,) = catalog.gpu_offers("H100", provider="lambda", count=1, on=ON)
    assert str(single.usd_per_gpu_hour) == "4.29"
    (european,) = catalog.gpu_offers(
        "H100", provider="gcp", region="Europe-West4", commitment="spot", count=8, on=ON
    )
    assert european.region == "europe-west4"


def test_nobody_selling_is_no_error_but_an_unknown_card_is(catalog: Catalog) -> None:
    assert catalog.gpu_offers("GB300", on=ON) == ()
    assert catalog.gpu_offers("H100", provider="nobody", on=ON) == ()
    with pytest.raises(UnknownNameError, match="GPU"):
        catalog.gpu_offers("H1000000", on=ON)
