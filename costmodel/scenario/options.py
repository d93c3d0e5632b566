"""The ways to do the work, told apart by `kind`."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from costmodel.plain_text import NOT_BLANK
from costmodel.scenario.numbers import (
    COUNT,
    NUMBER,
    Gpus,
    PriceChange,
    Replicas,
    Share,
    Uplift,
    Usd,
    UsdPerHour,
    UsdPerTask,
)
from costmodel.scenario.programme import Programme
from costmodel.scenario.ranges import as_written
from costmodel.scenario.rates import Rates
from costmodel.scenario.workload import WorkloadOverride

Name = Annotated[str, Field(min_length=1, max_length=120), NOT_BLANK]
Engine = Literal["vllm", "sglang", "tensorrt-llm", "other"]
ENGINE_ALIASES = {"trtllm": "tensorrt-llm", "trt-llm": "tensorrt-llm", "tensorrtllm": "tensorrt-llm"}
Billing = Literal["always_on", "follow_load", "scale_to_zero"]

SERVING_FIELDS = (
    *("checkpoint", "gpu", "usd_per_gpu_hour", "provider", "commitment", "region", "count"),
    *("gpus_per_replica", "gpus_per_instance", "precision", "engine", "deployment"),
    *("max_tpot_ms", "max_ttft_s", "prefix_hit_rate", "lora", "adapters"),
    *("requests_per_second", "throughput_factor"),
    *("target_utilisation", "min_replicas", "spare_replicas", "billing", "startup_minutes", "idle_minutes"),
)
"""What `usd_per_task` of an own option stands in place of."""


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


PrecisionName = Literal["bf16", "fp16", "int4", "fp8", "fp4", "nvfp4", "mxfp4"]
PRECISIONS: tuple[str, ...] = get_args(PrecisionName)
Precision = Annotated[PrecisionName, BeforeValidator(_lower)]


def _engine_name(value: object) -> object:
    lowered = _lower(value)
    return ENGINE_ALIASES.get(lowered, lowered) if isinstance(lowered, str) else lowered


def _wrong(field: str, value: object, allowed: str) -> PydanticCustomError:
    """An error of one field that only the whole option shows."""
    return PydanticCustomError("at_field", "{allowed}", {"field": field, "value": value, "allowed": allowed})


class OptionBase(BaseModel):
    """What every option has: a name, how often it is right, its own workload and its programme."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: Name
    quality: Share | None = None
    workload: WorkloadOverride = Field(default_factory=WorkloadOverride)
    programme: Programme = Field(default_factory=Programme)


class TokenBilled(BaseModel):
    """How use is billed by a provider: by a SKU of the price book, by typed rates, or per task.

    `region_uplift` multiplies token prices, those of a regional endpoint over the list price.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    sku: Name | None = None
    rates: Rates | None = None
    usd_per_task: UsdPerTask | None = None
    discount: Share = 0
    region_uplift: Uplift = 1
    price_change_per_year: PriceChange = 0

    @model_validator(mode="after")
    def _one_price(self) -> TokenBilled:
        given = [field for field in ("sku", "rates", "usd_per_task") if getattr(self, field) is not None]
        if len(given) != 1:
            allowed = "exactly one of sku, rates and usd_per_task is allowed"
            raise _wrong(given[-1] if given else "sku", " and ".join(given) or None, allowed)
        if self.usd_per_task is not None and self.region_uplift != 1:
            allowed = "it multiplies token prices, which usd_per_task stands in place of; leave it out"
            raise _wrong("region_uplift", as_written(self.region_uplift), allowed)
        return self


class Hosted(OptionBase, TokenBilled):
    """A provider's model, billed by use."""

    kind: Literal["hosted"]


class ManagedFineTune(OptionBase, TokenBilled):
    """A tuned model that a provider serves, billed by use and often by the hour of being there.

    `hosting_usd_per_hour` that is not given is the SKU's hourly fee in the price book, or 0.
    """

    kind: Literal["managed_fine_tune"]
    hosting_usd_per_hour: UsdPerHour | None = None
    escalation_share: Share = 0


class Fleet(OptionBase):
    """GPUs that are rented by the hour to serve one checkpoint.

    `throughput_factor`: calls that one replica sustains over what is estimated. `idle_minutes`: how long
    without a call before a fleet that scales to zero goes to sleep.
    """

    MACHINES_REQUIRED: ClassVar[str] = "it is required, unless usd_per_task is given"

    checkpoint: Name | None = None
    gpu: Name | None = None
    usd_per_gpu_hour: UsdPerHour | None = None
    provider: Name | None = None
    commitment: Name | None = None
    region: Name | None = None
    count: Gpus | None = None
    gpus_per_replica: Gpus | None = None
    gpus_per_instance: Gpus | None = None
    precision: Precision = "bf16"
    engine: Annotated[Engine, BeforeValidator(_engine_name)] = "vllm"
    deployment: Annotated[Literal["tuned", "typical", "untuned"], BeforeValidator(_lower)] = "typical"
    max_tpot_ms: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False), NUMBER] = 50
    max_ttft_s: Annotated[float, Field(gt=0, le=1e5, allow_inf_nan=False), NUMBER] = 2
    prefix_hit_rate: Share = 0
    lora: Annotated[Literal["merged", "unmerged"], BeforeValidator(_lower)] = "merged"
    adapters: Annotated[int, Field(ge=1, le=10_000), COUNT] = 1
    requests_per_second: Annotated[float, Field(ge=1e-9, le=1e9, allow_inf_nan=False), NUMBER] | None = None
    throughput_factor: Annotated[float, Field(ge=0.01, le=100, allow_inf_nan=False), NUMBER] = 1
    target_utilisation: Annotated[float, Field(ge=0.05, le=1, allow_inf_nan=False), NUMBER] = 0.7
    min_replicas: Replicas = 1
    spare_replicas: Replicas = 1
    billing: Billing = "always_on"
    startup_minutes: Annotated[float, Field(ge=0, le=1440, allow_inf_nan=False), NUMBER] = 5
    idle_minutes: Annotated[float, Field(ge=0, le=1440, allow_inf_nan=False), NUMBER] = 10
    platform_usd_per_month: Usd = 0
    price_change_per_year: PriceChange = 0
    escalation_share: Share = 0
    usd_per_task: UsdPerTask | None = None

    @model_validator(mode="after")
    def _either_machines_or_a_known_cost(self) -> Fleet:
        if self.usd_per_task is not None:
            fields = type(self).model_fields
            typed = [name for name in SERVING_FIELDS if getattr(self, name) != fields[name].default]
            if typed:
                allowed = f"it stands in place of the machines; leave out {', '.join(typed)}"
                raise _wrong("usd_per_task", self.usd_per_task, allowed)
            return self
        if self.requests_per_second is not None and self.throughput_factor != 1:
            allowed = "it corrects the estimate, which requests_per_second stands in place of; leave one out"
            raise _wrong("throughput_factor", self.throughput_factor, allowed)
        for field in ("checkpoint", "gpu"):
            if getattr(self, field) is None:
                raise _wrong(field, None, self.MACHINES_REQUIRED)
        return self._one_gpu_price()

    def _one_gpu_price(self) -> Fleet:
        from_book = [f for f in ("provider", "commitment", "region", "count") if getattr(self, f) is not None]
        if self.usd_per_gpu_hour is not None and from_book:
            allowed = f"it already is the price; leave out {', '.join(from_book)}"
            raise _wrong("usd_per_gpu_hour", self.usd_per_gpu_hour, allowed)
        if self.usd_per_gpu_hour is None and (self.provider is None or self.commitment is None):
            raise _wrong("usd_per_gpu_hour", None, "it is required, unless provider and commitment are given")
        return self


class SelfHosted(Fleet):
    """An open checkpoint on rented GPUs."""

    kind: Literal["self_hosted"]


class Overflow(TokenBilled):
    """Where a hybrid sends the calls its own replicas cannot take."""


class Hybrid(Fleet):
    """Own replicas for the floor of the load, a provider for the rest.

    `owned_replicas`, the spare included, are always on; not given: the number with the lowest total cost.
    """

    kind: Literal["hybrid"]
    owned_replicas: Replicas | None = None
    overflow: Overflow

    @model_validator(mode="after")
    def _own_replicas_are_always_on(self) -> Hybrid:
        if self.usd_per_task is not None:
            raise _wrong(
                "usd_per_task", self.usd_per_task, "own replicas of a hybrid need checkpoint and gpu"
            )
        for field in ("billing", "min_replicas", "spare_replicas"):
            if getattr(self, field) != type(self).model_fields[field].default:
                allowed = "owned_replicas are always on and hold the spare; leave it out"
                raise _wrong(field, getattr(self, field), allowed)
        return self


class FromScratch(Fleet):
    """A model trained from nothing, on cards like those that then serve it, and at the same rent.

    `training_tokens`: of the final run, whole numbers or not. `realised_mfu`: model FLOPs of the whole run
    over hours times dense bf16 peak; by card if not given.
    """

    MACHINES_REQUIRED: ClassVar[str] = "it is required: training is priced on this model and card"

    kind: Literal["from_scratch"]
    training_tokens: Annotated[float, Field(ge=1, le=1e15, allow_inf_nan=False), NUMBER]
    realised_mfu: Annotated[float, Field(ge=0.001, le=1, allow_inf_nan=False), NUMBER] | None = None
    usd_per_task: None = None

    @field_validator("usd_per_task", mode="before")
    @classmethod
    def _training_needs_a_card(cls, usd_per_task: Any) -> Any:
        if usd_per_task is not None:
            raise PydanticCustomError(
                "training_needs_a_card",
                "a cost of serving does not price the training of from_scratch;"
                " leave it out and give checkpoint, gpu and usd_per_gpu_hour (or provider and commitment)",
            )
        return usd_per_task


Option = Annotated[Hosted | ManagedFineTune | SelfHosted | Hybrid | FromScratch, Field(discriminator="kind")]
