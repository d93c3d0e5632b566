"""Reads token prices from LiteLLM's list, https://github.com/BerriAI/litellm, without its package."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from costmodel.refresh.fetch import Fetch
from costmodel.refresh.products import Product, ProductKey
from costmodel.refresh.quotes import Cell, Prices, Quote, Reading, Segment, SourceUnavailableError
from costmodel.units import TOKENS_PER_MTOK

NAME = "litellm"
ADDRESS = "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json"

COLUMN_OF_COST = {
    "input_cost_per_token": "input_usd_per_mtok",
    "cache_read_input_token_cost": "cached_input_usd_per_mtok",
    "cache_creation_input_token_cost": "cache_write_usd_per_mtok",
    "output_cost_per_token": "output_usd_per_mtok",
}
PREFIXES_OF_PROVIDER: Mapping[str, tuple[str, ...]] = {
    "aws": ("", "bedrock/"),
    "deepseek": ("deepseek/", ""),
    "fireworks": ("fireworks_ai/accounts/fireworks/models/", "fireworks_ai/"),
    "google": ("gemini/", ""),
    "groq": ("groq/",),
    "mistral": ("mistral/",),
    "moonshotai": ("moonshot/",),
    "together": ("together_ai/",),
    "x-ai": ("xai/",),
    "zai": ("zai/",),
}
"""What LiteLLM puts before a model id of genai-prices; a provider not named here has no prefix."""

ABOVE = re.compile(r"_above_(\d+)k_tokens")


@dataclass(frozen=True)
class LiteLlm:
    """The list, fetched once; a reader for rows of its own and the witness of genai-prices."""

    fetch: Fetch

    def read(self, products: Sequence[Product], on: date) -> Reading:
        """The quotes of products; a `ref` of genai-prices is looked up under LiteLLM's names for it.

        Raises SourceUnavailableError.
        """
        quotes: dict[ProductKey, Quote] = {}
        unread: dict[ProductKey, str] = {}
        vanished: set[ProductKey] = set()
        ended: dict[ProductKey, date] = {}
        for product in products:
            entry = next((self._entries[name] for name in _names(product) if name in self._entries), None)
            if entry is None:
                vanished.add(product.key)
                continue
            cells = _cells(entry)
            if {"input_usd_per_mtok", "output_usd_per_mtok"} <= cells[0, "all"].keys():
                quotes[product.key] = Quote((Segment(None, cells),))
                if (day := _end(entry)) and day <= on:
                    ended[product.key] = day
            else:
                unread[product.key] = "its entry in LiteLLM's list has no prices per token"
        return Reading(NAME, True, quotes, frozenset(vanished), unread, ended=ended)

    @cached_property
    def _entries(self) -> Mapping[str, Mapping[str, Any]]:
        try:
            found = json.loads(self.fetch(ADDRESS))
        except (ValueError, RecursionError) as error:
            raise SourceUnavailableError(f"LiteLLM's list is no JSON: {error}") from error
        if not isinstance(found, dict) or not found:
            raise SourceUnavailableError("LiteLLM's list is no object of models")
        return {name: entry for name, entry in found.items() if isinstance(entry, dict)}


def _names(product: Product) -> Iterator[str]:
    if product.source == NAME:
        yield product.ref
        return
    provider, _, model = product.ref.partition("/")
    for prefix in PREFIXES_OF_PROVIDER.get(provider, ("",)):
        yield prefix + model
    if provider == "aws":
        yield "us." + model.removeprefix("regional.")


def _end(entry: Mapping[str, Any]) -> date | None:
    """The day on which it says the model ends; None if it says nothing, or something else than a day."""
    try:
        return date.fromisoformat(entry.get("deprecation_date") or "")
    except (TypeError, ValueError):
        return None


def _cells(entry: Mapping[str, Any]) -> dict[Cell, Prices]:
    thresholds = {int(found.group(1)) * 1000 for name in entry if (found := ABOVE.search(name))}
    cells: dict[Cell, Prices] = {(0, "all"): dict(_prices(entry, ""))}
    for threshold in sorted(thresholds):
        above = dict(_prices(entry, f"_above_{threshold // 1000}k_tokens"))
        if above:
            cells[threshold, "all"] = dict(cells[0, "all"]) | above
    return cells


def _prices(entry: Mapping[str, Any], suffix: str) -> Iterator[tuple[str, Decimal]]:
    for name, column in COLUMN_OF_COST.items():
        cost = entry.get(name + suffix)
        if isinstance(cost, int | float) and not isinstance(cost, bool) and 0 < cost < 1:
            yield column, (Decimal(str(cost)) * TOKENS_PER_MTOK).normalize()
