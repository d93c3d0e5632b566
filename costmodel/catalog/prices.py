"""The rows of the price book: hosted models, rented GPUs and managed fine-tuning, with source and date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from costmodel.catalog.fields import FullDate, HttpsUrl
from costmodel.plain_text import NAME, SEEN

PRICING_COLUMNS = (
    "kind",
    "provider",
    "sku",
    "display_name",
    "region",
    "commitment",
    "tier_from_tokens",
    "time_window",
    "valid_from",
    "valid_to",
    "retires_on",
    "successor_sku",
    "input_usd_per_mtok",
    "cached_input_usd_per_mtok",
    "cache_write_usd_per_mtok",
    "cache_write_1h_usd_per_mtok",
    "output_usd_per_mtok",
    "batch_multiplier",
    "flex_multiplier",
    "priority_multiplier",
    "context_window",
    "gpu_memory_gb",
    "gpu_count_min",
    "usd_per_gpu_hour",
    "train_usd_per_mtok",
    "train_usd_per_hour",
    "hosting_usd_per_hour",
    "serving_mode",
    "source_key",
    "source_url",
    "as_of",
    "confidence",
    "note",
)
"""Columns of `data/pricing.csv`, in order; a row leaves the columns of the other kinds blank."""

USUAL_RENT = (Decimal("0.02"), Decimal(60))
MARKETPLACES = frozenset({"marketplace", "community"})
"""What the price book writes as region where machines of many owners are let."""
"""USD per GPU-hour that is taken without question."""

MOST_USD = Decimal(1_000_000)
"""No price reaches it; it keeps every figure finite as a float."""

UsdPerMtok = Annotated[Decimal, Field(gt=0, le=MOST_USD)]
UsdPerHour = Annotated[Decimal, Field(gt=0, le=MOST_USD)]
Multiplier = Annotated[Decimal, Field(gt=0, le=3)]
Name = Annotated[str, NAME]
Text = Annotated[str, SEEN]

Commitment = Literal["on_demand", "spot", "reserved_1y", "reserved_3y", "serverless_per_s"]
TimeWindow = Literal["all", "peak", "offpeak"]
ServingMode = Literal["per_token", "per_token_plus_hourly", "per_gpu_hour"]
Confidence = Literal["vendor", "api", "catalogue", "secondary", "user"]


class BrokenRule(NamedTuple):
    """A rule that spans several columns of one row: the column to change, what it holds, what is allowed."""

    field: str
    value: object
    allowed: str


def full_digits(number: Decimal) -> str:
    """A decimal in full, without exponent or trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _dearer_than(column: str, usd: Decimal) -> str:
    return f"at most {column}, {full_digits(usd)}, is allowed, or a note that says why it is dearer"


class PriceRow(BaseModel):
    """What every price has: whose it is, when it holds, and where it was read.

    `valid_from` is the first day of the price, `valid_to` the first day on which it no longer holds (so a
    successor's `valid_from` equals it); blank means open. `retires_on` is the day the product stops. A blank
    price means not sold or not known, never 0.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    provider: Name
    sku: Name
    display_name: Name
    region: Text | None = None
    commitment: str | None = None
    valid_from: FullDate | None = None
    valid_to: FullDate | None = None
    retires_on: FullDate | None = None
    successor_sku: Text | None = None
    source_key: Text | None = None
    source_url: HttpsUrl | None = None
    as_of: FullDate
    confidence: Confidence
    note: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _blank_is_absent(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {column: value for column, value in data.items() if value is not None and value != ""}

    @model_validator(mode="after")
    def _keeps_its_rules(self) -> Self:
        broken = list(self._broken_rules())
        if broken:
            raise PydanticCustomError("broken_rules", "the columns contradict each other", {"rules": broken})
        return self

    def _broken_rules(self) -> Iterator[BrokenRule]:
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            yield BrokenRule(
                "valid_to", str(self.valid_to), f"it must lie after valid_from {self.valid_from}"
            )
        if self.source_url is None and self.confidence != "user":
            yield BrokenRule("source_url", None, "an https address is needed unless confidence is user")

    @property
    def full_name(self) -> str:
        """The public name, "provider/sku"."""
        return f"{self.provider}/{self.sku}"

    def holds_on(self, on: date) -> bool:
        """Whether the row's validity covers the day `on`."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on < self.valid_to
        )


class TokenPrice(PriceRow):
    """A price list per million tokens.

    It applies when the whole prompt of a call is STRICTLY longer than `tier_from_tokens`, and then to the
    whole call, output included; 0 is the base list. `peak` and `offpeak` rows share the day between them.
    Multipliers scale every token price of the row.
    """

    tier_from_tokens: int = Field(default=0, ge=0)
    time_window: TimeWindow = "all"
    input_usd_per_mtok: UsdPerMtok | None = None
    cached_input_usd_per_mtok: UsdPerMtok | None = None
    cache_write_usd_per_mtok: UsdPerMtok | None = None
    cache_write_1h_usd_per_mtok: UsdPerMtok | None = None
    output_usd_per_mtok: UsdPerMtok | None = None
    batch_multiplier: Multiplier | None = None
    flex_multiplier: Multiplier | None = None
    priority_multiplier: Multiplier | None = None
    context_window: int | None = Field(default=None, gt=0)

    def _broken_rules(self) -> Iterator[BrokenRule]:
        yield from super()._broken_rules()
        fresh, cached = self.input_usd_per_mtok, self.cached_input_usd_per_mtok
        output = self.output_usd_per_mtok
        if self.note or self.confidence == "user":
            return
        if fresh is not None and cached is not None and cached > fresh:
            yield BrokenRule(
                "cached_input_usd_per_mtok", str(cached), _dearer_than("input_usd_per_mtok", fresh)
            )
        if fresh is not None and output is not None and fresh > output:
            yield BrokenRule("input_usd_per_mtok", str(fresh), _dearer_than("output_usd_per_mtok", output))


class HostedPrice(TokenPrice):
    """A model that its vendor or a host runs, paid per token."""

    kind: Literal["hosted"] = "hosted"
    input_usd_per_mtok: UsdPerMtok
    output_usd_per_mtok: UsdPerMtok


class GpuPrice(PriceRow):
    """An hour of one GPU; `sku` is the card's name in `gpus.csv`, rented in boxes of `gpu_count_min`.

    `gpu_memory_gb` is what the provider advertises. Provider `market` is an index of contracts, not a shop.
    """

    kind: Literal["gpu"] = "gpu"
    commitment: Commitment
    gpu_memory_gb: float = Field(gt=0, allow_inf_nan=False)
    gpu_count_min: int = Field(ge=1)
    usd_per_gpu_hour: UsdPerHour

    @property
    def is_marketplace(self) -> bool:
        """Whether machines of many owners are let, at prices and uptimes that move by the day."""
        return (self.region or "").lower() in MARKETPLACES

    def _broken_rules(self) -> Iterator[BrokenRule]:
        yield from super()._broken_rules()
        (low, high), rent = USUAL_RENT, self.usd_per_gpu_hour
        if not low <= rent <= high and self.confidence != "user":
            yield BrokenRule("usd_per_gpu_hour", f"{rent:f}", f"from {low} to {high} US dollars are allowed")


class FineTunePrice(TokenPrice):
    """What training at a provider costs, and serving the tuned model there.

    `serving_mode` says which prices serve it: `per_token`; `per_token_plus_hourly` (`hosting_usd_per_hour`
    for each deployment on top); `per_gpu_hour` (`hosting_usd_per_hour` is the rate of one GPU of the
    dedicated endpoint); None: only the training rate is known.
    """

    kind: Literal["finetune"] = "finetune"
    train_usd_per_mtok: UsdPerMtok | None = None
    train_usd_per_hour: UsdPerHour | None = None
    hosting_usd_per_hour: UsdPerHour | None = None
    serving_mode: ServingMode | None = None

    def _broken_rules(self) -> Iterator[BrokenRule]:
        yield from super()._broken_rules()
        by_token = self.serving_mode in ("per_token", "per_token_plus_hourly")
        by_hour = self.serving_mode in ("per_token_plus_hourly", "per_gpu_hour")
        for column, needed in (
            ("input_usd_per_mtok", by_token),
            ("output_usd_per_mtok", by_token),
            ("hosting_usd_per_hour", by_hour),
        ):
            value = getattr(self, column)
            if needed is not (value is not None):
                allowed = "is needed" if needed else "must be blank"
                shown = None if value is None else str(value)
                yield BrokenRule(column, shown, f"it {allowed} with serving_mode {self.serving_mode}")
        if not self.serving_mode and self.train_usd_per_mtok is None and self.train_usd_per_hour is None:
            yield BrokenRule("train_usd_per_mtok", None, "a row without serving_mode needs a training rate")


Price = Annotated[HostedPrice | GpuPrice | FineTunePrice, Field(discriminator="kind")]


@cache
def price_row_reader() -> TypeAdapter[HostedPrice | GpuPrice | FineTunePrice]:
    """Reads one row of the price book, told apart by `kind`; blank cells count as absent."""
    return TypeAdapter(Price)
