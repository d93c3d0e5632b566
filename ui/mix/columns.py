"""What the columns of the plan's tables are called, and what may stand in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from costmodel.catalog.book import Catalog
from costmodel.scenario.options import PRECISIONS
from ui.mix.tables import NAME, Tables

Columns = dict[str, Any]


def of_steps(tables: Tables) -> Columns:
    """The steps of a request."""
    number, several = st.column_config.NumberColumn, st.column_config.MultiselectColumn
    return {
        NAME: _name("Step"),
        "calls_per_request": number(
            "Calls", default=1, help="Calls a request; below 1 is a step that is not always taken."
        ),
        "input_tokens": number("Tokens in", default=1000, format="localized", help="Prompt of one call."),
        "output_tokens": number("Tokens out", default=100, format="localized", help="Answer of one call."),
        "quality_floor": number(
            "Good at least (%)", help="Share of calls that come out right; empty: no floor."
        ),
        "user_facing": st.column_config.CheckboxColumn(
            "Users read it", default=False, help="It stays on hosted models."
        ),
        "after": several("Comes after", options=tables.steps, help="The steps whose results it needs."),
        "allowed": several("May run on", options=tables.options, help="Empty: wherever it is good enough."),
    }


def of_models(catalog: Catalog) -> Columns:
    """Hosted models."""
    number = st.column_config.NumberColumn
    names = [name for name, _ in (*catalog.hosted_names(), *catalog.fine_tune_names())]
    return {
        NAME: _name("Hosted model"),
        "sku": _choice("In the price book", sorted(set(names))),
        "input_usd_per_mtok": number("$ per M in", help="Instead of the price book's."),
        "output_usd_per_mtok": number("$ per M out", help="Instead of the price book's."),
        "usd_per_month": number("$ a month each", help="Of a tuned model, for each step on it."),
    }


def of_pools(catalog: Catalog) -> Columns:
    """Pools of own GPUs."""
    number = st.column_config.NumberColumn
    return {
        NAME: _name("Pool"),
        "checkpoint": _choice("Checkpoint", [each.checkpoint for each in catalog.checkpoints]),
        "gpu": _choice("Card", [each.gpu for each in catalog.gpus]),
        "precision": _choice("Format", list(PRECISIONS)),
        "usd_per_gpu_hour": number("$ per GPU-hour", help="Empty: the cheapest on demand in the price book."),
        "gpus_per_replica": number("GPUs each", help="Of one replica; empty: the fewest that fit."),
        "prefill_tok_s": number("Tokens a second in", help="Of one replica; empty: estimated."),
        "decode_tok_s": number("Tokens a second out", help="Of one replica; empty: estimated."),
        "min_replicas": number("Fewest replicas", help="While the pool is in use; empty: 1."),
        "spare_replicas": number("Spare", help="On top, so that a failed machine is no outage; empty: 0."),
        "platform_usd_per_month": number("Platform, $ a month"),
        "lora_overhead": number(
            "Adapters slow by",
            help="Time with adapters over time without, 1.25 if empty; published: 1.09 to 1.8.",
        ),
        "adapter_usd_per_month": number(
            "Adapter, $ a month", help="Each; empty: what its programme takes, spread over its life."
        ),
        "provider": st.column_config.TextColumn("Rented from", help="Empty: whoever is cheapest."),
        "commitment": st.column_config.TextColumn("Rented how", help="on_demand if empty."),
    }


def of_cascades(tables: Tables) -> Columns:
    """Cascades of two hosted models."""
    models = [str(name) for name in tables.named["apis"][NAME]]
    return {
        NAME: _name("Cascade"),
        "first": _choice("First asks", models),
        "then": _choice("Then, if need be", models),
        "escalation_share": st.column_config.NumberColumn("Need be (%)", help="Share of calls sent on."),
    }


def of_options(tables: Tables, word: str) -> Columns:
    """A table of every step on every option."""
    words: Mapping[str, Any] = {option: st.column_config.NumberColumn(option) for option in tables.options}
    return {NAME: st.column_config.TextColumn("Step", pinned=True, help=word), **words}


def _name(label: str) -> Any:
    return st.column_config.TextColumn(label, pinned=True, max_chars=60)


def _choice(label: str, options: Sequence[str]) -> Any:
    return st.column_config.SelectboxColumn(label, options=options)
