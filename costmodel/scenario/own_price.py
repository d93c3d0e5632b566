"""A user's own quote: a row of the price book that holds in one scenario only."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from costmodel.plain_text import NAME, SEEN
from costmodel.scenario.day import Day
from costmodel.scenario.numbers import COUNT, PLAIN_NUMBER

MAX_OWN_PRICES = 50

Words = Annotated[str, Field(max_length=200), NAME]
Money = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False), PLAIN_NUMBER]
Factor = Annotated[float, Field(ge=0, le=3, allow_inf_nan=False), PLAIN_NUMBER]
Whole = Annotated[int, Field(ge=0, le=1_000_000_000), COUNT]


class OwnPrice(BaseModel):
    """The columns of a row of the price book, as far as the quote has them.

    Which of them a kind needs, and what they must keep to, is the price book's to say: it is checked where
    the quote meets the book. `as_of` that is not given is that of the scenario.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    kind: Literal["hosted", "gpu", "finetune"]
    provider: Words
    sku: Words
    display_name: Words | None = None
    region: Words | None = None
    commitment: Words | None = None
    tier_from_tokens: Whole | None = None
    time_window: Words | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    retires_on: Day | None = None
    successor_sku: Words | None = None
    input_usd_per_mtok: Money | None = None
    cached_input_usd_per_mtok: Money | None = None
    cache_write_usd_per_mtok: Money | None = None
    cache_write_1h_usd_per_mtok: Money | None = None
    output_usd_per_mtok: Money | None = None
    batch_multiplier: Factor | None = None
    flex_multiplier: Factor | None = None
    priority_multiplier: Factor | None = None
    context_window: Whole | None = None
    gpu_count_min: Whole | None = None
    usd_per_gpu_hour: Money | None = None
    train_usd_per_mtok: Money | None = None
    train_usd_per_hour: Money | None = None
    hosting_usd_per_hour: Money | None = None
    serving_mode: Words | None = None
    source_url: Annotated[str, Field(max_length=500), SEEN] | None = None
    as_of: Day | None = None
    confidence: Literal["user"] = "user"
    note: Annotated[str, Field(max_length=500), SEEN] | None = None
