"""Calls priced here and by genai-prices: the same to the last decimal, or a difference that is listed with its reason."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from random import Random

import pytest
from genai_prices import Usage, data_snapshot
from genai_prices.types import ModelInfo, Provider

from costmodel.catalog import CallUsage, HostedPrice, load_catalog, price_call
from costmodel.catalog.call_rates import TIERS, Tier, list_for
from costmodel.catalog.price_lists import PriceList, price_lists

ROOT = Path(__file__).parents[2]
DIFFERENCES_FILE = Path(__file__).with_name("genai_prices_differences.csv")
KEY_PREFIX = "genai-prices:"

CONTEXTS: dict[str, tuple[dict[str, str], ...]] = {
    "batch": ({"processing": "batch"},),
    "flex": ({"service_tier": "flex"},),
    "priority": ({"service_tier": "priority"}, {"speed": "fast"}),
}
CALLS_PER_MODEL = 12
DAYS_AHEAD = 400


@dataclass(frozen=True)
class Pair:
    """A model of the book beside the same one of genai-prices."""

    sku: str
    rows: tuple[HostedPrice, ...]
    provider: Provider
    model: ModelInfo

    def context(self, tier: Tier, at: datetime) -> dict[str, str] | None:
        """What selects the tier there; None if no variant has it, when it would be ignored in silence."""
        active = [
            variant.when
            for variant in self.model.price_variants or ()
            if variant.prices.__dict__ and (variant.constraint is None or variant.constraint.active(at))
        ]
        return next((when for when in CONTEXTS.get(tier, ()) if when in active), None)

    def differs(self, usage: CallUsage, at: datetime, tier: Tier) -> bool:
        context = None if tier == "standard" else self.context(tier, at)
        assert tier == "standard" or context is not None
        theirs = self.model.calc_price(
            Usage(
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                cache_read_tokens=usage.cached_input_tokens,
                # There a write for an hour is one of all writes.
                cache_write_tokens=usage.cache_write_tokens + usage.cache_write_1h_tokens,
                cache_write_1h_tokens=usage.cache_write_1h_tokens,
            ),
            self.provider,
            genai_request_timestamp=at,
            price_context=context,
        )
        return price_call(self.rows, usage, at, tier).usd != theirs.total_price


@cache
def pairs() -> dict[str, Pair]:
    providers = {provider.id: provider for provider in data_snapshot.get_snapshot().providers}
    catalog = load_catalog()
    found = {}
    for sku, _ in catalog.hosted_names():
        rows = catalog.hosted_model(sku)
        provider_id, _, model_id = (rows[0].source_key or "").removeprefix(KEY_PREFIX).partition("/")
        if (rows[0].source_key or "").startswith(KEY_PREFIX):
            provider = providers[provider_id]
            (model,) = [model for model in provider.models if model.id == model_id]
            found[sku] = Pair(sku, rows, provider, model)
    return found


def differences() -> list[dict[str, str]]:
    with DIFFERENCES_FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def is_listed(sku: str, tier: str, part: str) -> bool:
    return any((row["sku"], row["tier"], row["part"]) == (sku, tier, part) for row in differences())


def sells(prices: PriceList, tier: Tier) -> bool:
    return tier == "standard" or getattr(prices, f"{tier}_multiplier") is not None


def sold_by_both(pair: Pair, prompt: int, at: datetime) -> list[Tier]:
    prices = list_for(price_lists(pair.rows, at), prompt)
    return [tier for tier in TIERS if sells(prices, tier) and (tier == "standard" or pair.context(tier, at))]


def a_moment(random: Random, pair: Pair) -> datetime:
    """Within the validity of a row; a row without a start is known to hold from the day it was read."""
    first = min(row.valid_from or row.as_of for row in pair.rows)
    days = (date(2026, 11, 23) - first).days + DAYS_AHEAD
    return datetime(first.year, first.month, first.day, tzinfo=UTC) + timedelta(
        days=random.randint(0, days), seconds=random.randint(0, 86_399)
    )


def a_prompt(random: Random, pair: Pair) -> int:
    edges = [row.tier_from_tokens for row in pair.rows if row.tier_from_tokens] or [100_000]
    edge = random.choice(edges)
    return random.choice([random.randint(0, edge), edge, edge + 1, random.randint(edge, 3 * edge)])


def calls(pair: Pair) -> Iterator[tuple[CallUsage, datetime, Tier]]:
    random = Random(pair.sku)
    for _ in range(CALLS_PER_MODEL):
        at, prompt = a_moment(random, pair), a_prompt(random, pair)
        tier = random.choice(sold_by_both(pair, prompt, at))
        has_hour = list_for(price_lists(pair.rows, at), prompt).cache_write_1h_usd_per_mtok is not None
        cuts = sorted(random.randint(0, prompt) for _ in range(3))
        usage = CallUsage(
            input_tokens=prompt,
            output_tokens=random.randint(0, 100_000),
            cached_input_tokens=cuts[0] if random.random() < 0.7 else 0,
            cache_write_tokens=cuts[1] - cuts[0] if random.random() < 0.7 else 0,
            cache_write_1h_tokens=cuts[2] - cuts[1] if has_hour else 0,
        )
        yield usage, at, tier


@pytest.mark.parametrize("sku", list(pairs()))
def test_random_calls_cost_the_same(sku: str) -> None:
    pair = pairs()[sku]
    for usage, at, tier in calls(pair):
        explained = is_listed(sku, tier, "every") or (
            usage.cached_input_tokens and is_listed(sku, tier, "cached_input")
        )
        assert explained or not pair.differs(usage, at, tier), (usage, at, tier)


def test_a_thousand_calls_of_every_sort_are_held_against_each_other() -> None:
    made = [(pair, *call) for pair in pairs().values() for call in calls(pair)]
    assert len(made) >= 1_000
    for tier in TIERS:
        assert sum(call[3] == tier for call in made) >= 50, tier
    assert sum(bool(usage.cache_write_1h_tokens) for _, usage, _, _ in made) >= 50
    assert sum(usage.input_tokens > 272_000 for _, usage, _, _ in made) >= 50


NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OF_EACH_PART = {
    "input": CallUsage(input_tokens=1_000, output_tokens=0),
    "cached_input": CallUsage(input_tokens=1_000, output_tokens=0, cached_input_tokens=1_000),
    "cache_write": CallUsage(input_tokens=1_000, output_tokens=0, cache_write_tokens=1_000),
    "output": CallUsage(input_tokens=0, output_tokens=1_000),
}


@pytest.mark.parametrize("sku", list(pairs()))
def test_each_rate_of_each_tier_is_the_same_unless_listed(sku: str) -> None:
    """So that no difference is missed, and none that is listed has gone."""
    pair = pairs()[sku]
    for tier in sold_by_both(pair, 0, NOON):
        differing = {part for part, usage in OF_EACH_PART.items() if pair.differs(usage, NOON, tier)}
        every = set(OF_EACH_PART) if is_listed(sku, tier, "every") else set()
        assert differing == every | ({"cached_input"} if is_listed(sku, tier, "cached_input") else set()), (
            tier
        )


@pytest.mark.parametrize("sku", list(pairs()))
def test_a_tier_that_they_sell_is_sold_here_unless_listed(sku: str) -> None:
    pair = pairs()[sku]
    for tier in CONTEXTS:
        for prices in price_lists(pair.rows, NOON):
            if pair.context(tier, NOON) and not sells(prices, tier):  # type: ignore[arg-type]
                assert prices.tier_from_tokens > 0
                assert is_listed(sku, tier, "long prompts"), tier
            else:
                assert not (prices.tier_from_tokens and is_listed(sku, tier, "long prompts"))


def test_every_difference_has_a_reason_and_a_model() -> None:
    listed = differences()
    assert len({(row["sku"], row["tier"], row["part"]) for row in listed}) == len(listed)
    for row in listed:
        assert row["sku"] in pairs()
        assert row["tier"] in CONTEXTS
        assert row["part"] in ("cached_input", "every", "long prompts")
        assert row["reason"]


def test_the_readme_counts_what_agrees() -> None:
    said = re.search(
        r"genai-prices (\S+), all (\d+) models that both\s+know.*?and (\d+) of them in every",
        (ROOT / "README.md").read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert said is not None
    agreeing = set(pairs()) - {row["sku"] for row in differences()}
    assert said.groups() == (version("genai-prices"), str(len(pairs())), str(len(agreeing)))
