"""The work to be done: how many tasks, how long their prompts and answers, how peaked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from costmodel.scenario.numbers import (
    MAX_MONTHS,
    NUMBER,
    SMALLEST,
    CallsPerTask,
    InputTokens,
    OutputTokens,
    RetryRate,
    Share,
)

HOURS_PER_DAY = 24
NAMED_PROFILES = ("business_hours", "consumer", "flat")
MOST_TASKS = 1e12

GrowthShape = Literal["compound", "linear"]
CacheLifetime = Literal["5m", "1h"]


def _day_profile(value: Any) -> Any:
    """24 weights or a name; judged here so that a slip is one message and not one for each alternative."""
    if value is None or value in NAMED_PROFILES:
        return value
    is_list = isinstance(value, list | tuple) and len(value) == HOURS_PER_DAY
    weights = [weight for weight in value if _is_weight(weight)] if is_list else []
    if len(weights) != HOURS_PER_DAY or not any(weights):
        names = ", ".join(NAMED_PROFILES)
        raise PydanticCustomError(
            "day_profile", f"it must be 24 weights from 0 to 1e6, not all 0, or one of {names}"
        )
    return tuple(float(weight) for weight in weights)


def _is_weight(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and (value == 0 or SMALLEST <= value <= 1e6)


DayProfile = Annotated[
    Annotated[tuple[float, ...], Field(min_length=HOURS_PER_DAY, max_length=HOURS_PER_DAY)]
    | Literal["business_hours", "consumer", "flat"]
    | None,
    BeforeValidator(_day_profile),
]


def _volume_series(value: Any) -> Any:
    """Monthly volumes; judged here so that a slip is one message and not one for each month."""
    if value is None:
        return value
    is_list = isinstance(value, list | tuple) and 1 <= len(value) <= MAX_MONTHS
    volumes = [volume for volume in value if _is_volume(volume)] if is_list else []
    if not is_list or len(volumes) != len(value) or not volumes[0]:
        raise PydanticCustomError(
            "volume_series",
            f"it must be 1 to {MAX_MONTHS} numbers, each 0 or from {SMALLEST:g} to {MOST_TASKS:g}, the first above 0",
        )
    return tuple(float(volume) for volume in volumes)


def _is_volume(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and (value == 0 or SMALLEST <= value <= MOST_TASKS)


VolumeSeries = Annotated[tuple[float, ...] | None, BeforeValidator(_volume_series)]


class Workload(BaseModel):
    """What the product asks of any option, per task and per month.

    Tokens are those of one call. `input_tokens` is the whole prompt, cached reads and cache writes
    included; `output_tokens` includes reasoning tokens.

    The volume of month m is `tasks_per_month` times `(1 + monthly_growth)**m` if growth is compound, times
    `max(0, 1 + monthly_growth * m)` if it is linear: a linear decline ends at 0. Of a `volume_series` only
    the shape counts: month m has `tasks_per_month * series[m] / series[0]`, and after its last month the
    last value stays.

    `offpeak_share`: calls that fall into the cheap hours of a SKU with peak and off-peak prices; None: even
    over the day. `cache_write_ttl`: how long what is written to a cache stays there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    tasks_per_month: Annotated[float, Field(ge=1, le=MOST_TASKS, allow_inf_nan=False), NUMBER]
    monthly_growth: Annotated[float, Field(ge=-0.5, le=0.5, allow_inf_nan=False), NUMBER] = 0
    growth_shape: GrowthShape = "compound"
    volume_series: VolumeSeries = None
    calls_per_task: CallsPerTask = 1
    retry_rate: RetryRate = 0
    input_tokens: InputTokens
    cached_input_tokens: InputTokens = 0
    cache_write_tokens: InputTokens = 0
    output_tokens: OutputTokens
    batch_share: Share = 0
    peak_to_mean: Annotated[float, Field(ge=1, le=1000, allow_inf_nan=False), NUMBER] = 3
    day_profile: DayProfile = None
    offpeak_share: Share | None = None
    cache_write_ttl: CacheLifetime = "5m"

    @model_validator(mode="after")
    def _grows_in_one_way(self) -> Workload:
        beside = {"monthly_growth": self.monthly_growth != 0, "growth_shape": self.growth_shape != "compound"}
        if self.volume_series is not None and any(beside.values()):
            leave_out = " and ".join(field for field, is_given in beside.items() if is_given)
            raise PydanticCustomError(
                "at_field",
                "{allowed}",
                {
                    "field": "volume_series",
                    "value": f"{len(self.volume_series)} monthly volumes",
                    "allowed": f"it already is the growth; leave out {leave_out}",
                },
            )
        return self


class WorkloadOverride(BaseModel):
    """What one option needs differently, for example a shorter prompt after tuning."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    calls_per_task: CallsPerTask | None = None
    retry_rate: RetryRate | None = None
    input_tokens: InputTokens | None = None
    cached_input_tokens: InputTokens | None = None
    cache_write_tokens: InputTokens | None = None
    output_tokens: OutputTokens | None = None
    batch_share: Share | None = None
    cache_write_ttl: CacheLifetime | None = None

    def applied_to(self, workload: Workload) -> Workload:
        """Return the workload with the values given here in place of the scenario's."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return workload.model_copy(update={name: value for name, value in given.items() if value is not None})
