"""The work to be done: how many tasks, how long their prompts and answers, how peaked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from costmodel.scenario.numbers import CallsPerTask, InputTokens, Number, OutputTokens, RetryRate, Share

HOURS_PER_DAY = 24
NamedProfile = Literal["business_hours", "consumer", "flat"]
HourWeight = Annotated[Number, Field(ge=0, le=1e6)]


class Workload(BaseModel):
    """What the product asks of any option, per task and per month.

    Tokens are those of one call. `input_tokens` is the whole prompt, cached reads and cache writes
    included; `output_tokens` includes reasoning tokens.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tasks_per_month: Annotated[Number, Field(ge=1, le=1e12)]
    monthly_growth: Annotated[Number, Field(ge=-0.5, le=0.5)] = 0
    calls_per_task: CallsPerTask = 1
    retry_rate: RetryRate = 0
    input_tokens: InputTokens
    cached_input_tokens: InputTokens = 0
    cache_write_tokens: InputTokens = 0
    output_tokens: OutputTokens
    batch_share: Share = 0
    peak_to_mean: Annotated[Number, Field(ge=1, le=1000)] = 3
    day_profile: tuple[HourWeight, ...] | NamedProfile | None = None

    @field_validator("day_profile", mode="after")
    @classmethod
    def _one_weight_per_hour(cls, profile: Any) -> Any:
        if isinstance(profile, tuple) and (len(profile) != HOURS_PER_DAY or sum(profile) <= 0):
            raise PydanticCustomError("day_profile", "it must hold 24 weights, at least one above 0")
        return profile


class WorkloadOverride(BaseModel):
    """What one option needs differently, for example a shorter prompt after tuning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    calls_per_task: CallsPerTask | None = None
    retry_rate: RetryRate | None = None
    input_tokens: InputTokens | None = None
    cached_input_tokens: InputTokens | None = None
    cache_write_tokens: InputTokens | None = None
    output_tokens: OutputTokens | None = None
    batch_share: Share | None = None

    def applied_to(self, workload: Workload) -> Workload:
        """Return the workload with the values given here in place of the scenario's."""
        return workload.model_copy(update=self.model_dump(exclude_none=True))
