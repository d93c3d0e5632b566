"""The shipped price book, cards and checkpoints: complete, sourced, dated, and true in places checked by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from costmodel.catalog import Catalog, Checkpoint, FineTunePrice, Gpu, HostedPrice, load_catalog, token_rates
from costmodel.catalog.consistency import future_dated
from costmodel.catalog.load import DATA_FOLDER, read_prices
from costmodel.catalog.prices import PRICING_COLUMNS

AS_OF = date(2026, 11, 23)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def test_the_book_is_as_large_as_promised(catalog: Catalog) -> None:
    assert len(catalog.hosted_names()) == 92
    assert len(catalog.gpu_prices) >= 130
    assert len(catalog.fine_tune_names()) >= 25
    assert len(catalog.gpus) == 35
    assert len(catalog.checkpoints) == 86


def test_every_price_has_a_source_and_a_date(catalog: Catalog) -> None:
    for row in (*catalog.hosted, *catalog.gpu_prices, *catalog.fine_tunes):
        assert row.source_url is not None, row
        assert row.source_url.startswith("https://"), row
        assert date(2026, 1, 1) <= row.as_of <= AS_OF, row
    facts: list[Gpu | Checkpoint] = [*catalog.gpus, *catalog.checkpoints]
    for fact in facts:
        assert fact.source_url.startswith("https://")
        assert fact.as_of <= AS_OF


def test_the_default_day_is_the_newest_in_the_book(catalog: Catalog) -> None:
    assert catalog.newest_date == AS_OF
    rows, problems = read_prices(DATA_FOLDER / "pricing.csv")
    assert problems == []
    assert future_dated(rows, AS_OF) == []
    assert len(future_dated(rows, AS_OF - timedelta(days=1))) == sum(row.as_of == AS_OF for _, row in rows)


def test_columns_stand_in_the_documented_order() -> None:
    header = (DATA_FOLDER / "pricing.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == ",".join(PRICING_COLUMNS)
    assert len(PRICING_COLUMNS) == 33


def test_display_names_tell_offers_apart(catalog: Catalog) -> None:
    for names in (
        [display for _, display in catalog.hosted_names()],
        [display for _, display in catalog.fine_tune_names()],
        [row.display_name for row in catalog.gpu_prices],
    ):
        assert [name for name, times in Counter(names).items() if times > 1] == []


def test_every_rented_card_is_described(catalog: Catalog) -> None:
    described = {card.gpu: card for card in catalog.gpus}
    for row in catalog.gpu_prices:
        # One provider advertises the physical 192 GB of a B200.
        assert row.gpu_memory_gb == pytest.approx(described[row.sku].memory_gb, rel=0.07), row


@pytest.mark.parametrize(
    ("name", "prices"),
    [
        ("openai/gpt-6-luna", ("0.1", "0.01", "0.125", "0.5", "0.5")),
        ("anthropic/claude-sonnet-5-5", ("2", "0.1", "2.5", "10", "0.5")),
        ("google/gemini-2.5-flash-lite", ("0.1", "0.01", None, "0.4", "0.5")),
        ("together/openai/gpt-oss-120b", ("0.15", None, None, "0.6", None)),
        ("x-ai/grok-4.3", ("1.25", "0.2", None, "2.5", "0.8")),
        ("deepinfra/openai/gpt-oss-120b", ("0.037", None, None, "0.17", None)),
    ],
)
def test_hosted_prices_read_by_hand(catalog: Catalog, name: str, prices: tuple[str | None, ...]) -> None:
    row = catalog.hosted_model(name)[0]
    assert (
        row.input_usd_per_mtok,
        row.cached_input_usd_per_mtok,
        row.cache_write_usd_per_mtok,
        row.output_usd_per_mtok,
        row.batch_multiplier,
    ) == tuple(None if price is None else Decimal(price) for price in prices)


def _tier(rows: tuple[HostedPrice, ...], start: int) -> HostedPrice:
    (row,) = [row for row in rows if row.tier_from_tokens == start]
    return row


def test_long_prompts_scale_the_caches_with_the_input(catalog: Catalog) -> None:
    sol = _tier(catalog.hosted_model("openai/gpt-6-sol"), 272_000)
    assert sol.input_usd_per_mtok == 4
    assert sol.output_usd_per_mtok == 15
    assert sol.cached_input_usd_per_mtok == Decimal("0.4")
    assert sol.cache_write_usd_per_mtok == 5
    haiku = _tier(catalog.hosted_model("anthropic/claude-haiku-5-5"), 100_000)
    assert haiku.cache_write_1h_usd_per_mtok == 1
    assert haiku.cache_write_usd_per_mtok == Decimal("0.625")
    assert _tier(catalog.hosted_model("x-ai/grok-4.7"), 199_999).output_usd_per_mtok == 12


def test_a_long_prompt_moves_the_whole_call(catalog: Catalog) -> None:
    """300,000 tokens in and 2,000 out on GPT-6 Sol cost 1.23, 1.20 of it input."""
    sol = _tier(catalog.hosted_model("openai/gpt-6-sol"), 272_000)
    assert 300_000 * sol.input_usd_per_mtok / 10**6 == Decimal("1.20")
    assert (300_000 * sol.input_usd_per_mtok + 2_000 * sol.output_usd_per_mtok) / 10**6 == Decimal("1.23")


def test_multipliers_are_those_of_the_model(catalog: Catalog) -> None:
    luna = catalog.hosted_model("openai/gpt-6-luna")[0]
    assert luna.flex_multiplier == Decimal("0.5")
    assert luna.priority_multiplier == 2
    assert catalog.hosted_model("openai/gpt-4.1")[0].flex_multiplier is None
    assert catalog.hosted_model("anthropic/claude-opus-5-5")[0].priority_multiplier == 2
    assert catalog.hosted_model("anthropic/claude-sonnet-5-5")[0].priority_multiplier is None


@pytest.mark.parametrize(
    ("name", "day", "successor"),
    [
        ("openai/gpt-5", date(2026, 12, 11), None),
        ("openai/gpt-4o-mini", date(2027, 1, 14), "gpt-6-luna"),
        ("openai/gpt-4.1-nano", date(2026, 10, 23), None),
        ("anthropic/claude-sonnet-4-5", date(2026, 11, 30), None),
        ("openai/gpt-6-luna", None, None),
    ],
)
def test_retirements(catalog: Catalog, name: str, day: date | None, successor: str | None) -> None:
    for row in catalog.hosted_model(name):
        assert (row.retires_on, row.successor_sku) == (day, successor)


@pytest.mark.parametrize(
    ("name", "last_day", "before", "after"),
    [
        ("google/gemini-4-argon", date(2026, 11, 30), (2, 0.1, 10), (4, 0.2, 20)),
        ("google/gemini-3.8-flash", date(2026, 12, 31), (0.75, 0.075, 3.75), (1.5, 0.15, 7.5)),
        ("google/gemini-3.6-flash", date(2026, 12, 31), (0.75, 0.075, 3.75), (1.5, 0.15, 7.5)),
    ],
)
def test_announced_steps(
    catalog: Catalog, name: str, last_day: date, before: tuple[float, ...], after: tuple[float, ...]
) -> None:
    rows = catalog.hosted_model(name)
    for day, expected in ((last_day, before), (last_day + timedelta(days=1), after)):
        (rates,) = token_rates(rows, day)
        found = (rates.input_usd_per_mtok, rates.cached_input_usd_per_mtok, rates.output_usd_per_mtok)
        assert found == pytest.approx(expected)


def test_rented_cards_read_by_hand(catalog: Catalog) -> None:
    def cheapest(gpu: str, provider: str, commitment: str) -> Decimal:
        return catalog.gpu_offers(gpu, provider=provider, commitment=commitment, on=AS_OF)[0].usd_per_gpu_hour

    assert cheapest("L40S", "nebius", "on_demand") == Decimal("1.55")
    assert cheapest("H100", "nebius", "on_demand") == Decimal("4.5")
    assert cheapest("H100", "market", "reserved_1y") == Decimal("2.35")
    assert cheapest("H100", "aws", "on_demand") == Decimal("6.88")
    assert cheapest("B300", "fireworks", "serverless_per_s") == 12
    assert cheapest("H100", "gcp", "reserved_3y") == Decimal("4.858")


def _fine_tune(catalog: Catalog, name: str) -> FineTunePrice:
    (row,) = catalog.fine_tune(name)
    return row


def test_fine_tuning_read_by_hand(catalog: Catalog) -> None:
    azure = _fine_tune(catalog, "azure/gpt-oss-20b")
    assert azure.serving_mode == "per_token_plus_hourly"
    assert azure.train_usd_per_mtok == Decimal("3.6")
    assert azure.hosting_usd_per_hour == Decimal("0.3")
    openai = _fine_tune(catalog, "openai/ft:gpt-4.1-mini-2025-04-14")
    assert (openai.input_usd_per_mtok, openai.cached_input_usd_per_mtok) == (Decimal("0.8"), Decimal("0.2"))
    assert openai.retires_on == date(2027, 1, 14)
    assert openai.train_usd_per_mtok is None
    tinker = _fine_tune(catalog, "tinker/Qwen3-8B")
    assert (tinker.train_usd_per_mtok, tinker.output_usd_per_mtok) == (Decimal("0.44"), Decimal("0.6"))
    together = _fine_tune(catalog, "together/lora-to-16b")
    assert (together.serving_mode, together.hosting_usd_per_hour) == ("per_gpu_hour", Decimal("3.99"))
    assert _fine_tune(catalog, "azure/o4-mini").train_usd_per_hour == 100


def test_cards_and_checkpoints_read_by_hand(catalog: Catalog) -> None:
    h100 = catalog.gpu("H100")
    assert (h100.memory_gb, h100.memory_bandwidth_tb_s, h100.bf16_tflops) == (80, 3.35, 989)
    llama = catalog.checkpoint("Llama-3.1-8B")
    assert (llama.layers, llama.kv_heads, llama.head_dim, llama.experts) == (32, 8, 128, None)
    assert catalog.checkpoint("gpt-oss-20b").attention == "swa:128:12"
    assert catalog.checkpoint("GLM-4.7-Flash").released == "2026-01"


def test_card_memory_and_speeds_are_in_their_units(catalog: Catalog) -> None:
    for card in catalog.gpus:
        assert 8 <= card.memory_gb <= 400
        assert 0.1 <= card.memory_bandwidth_tb_s <= 20
        assert card.fp8_tflops is None or card.fp8_tflops >= 1.9 * card.bf16_tflops
    for model in catalog.checkpoints:
        assert model.active_params_b <= model.params_b
        assert (model.experts is None) == (model.experts_per_token is None)
