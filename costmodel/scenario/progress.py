"""How far a programme has come: stages that are done, and what was measured in them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from costmodel.scenario.numbers import COUNT, NUMBER

StageName = Literal["checkpoint", "data", "training", "dpo", "evaluation", "ab_test"]

Count = Annotated[int, Field(ge=0, le=1_000_000_000_000), COUNT]


class Progress(BaseModel):
    """What has been measured so far; None for what has not.

    `longest_tokens`: 99 of 100 examples are no longer. Passes are counts of items that came out right, of
    all held-out items and of the items in each arm of the test in production.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    done: Annotated[tuple[StageName, ...], Field(max_length=6)] = ()
    examples: Count | None = None
    broken_lines: Count | None = None
    leaks: Count | None = None
    longest_tokens: Count | None = None
    pairs: Count | None = None
    gpu_hours_per_run: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False), NUMBER] | None = None
    held_out_items: Count | None = None
    held_out_passes: Count | None = None
    arm_items: Count | None = None
    control_passes: Count | None = None
    treated_passes: Count | None = None

    @model_validator(mode="after")
    def _no_more_passes_than_items(self) -> Progress:
        for passes, items in (
            ("held_out_passes", "held_out_items"),
            ("control_passes", "arm_items"),
            ("treated_passes", "arm_items"),
        ):
            passed, of = getattr(self, passes), getattr(self, items)
            if passed is not None and (of is None or passed > of):
                allowed = f"at most {items} is, and that is {'not given' if of is None else f'{of:,}'}"
                raise PydanticCustomError(
                    "at_field", "{allowed}", {"field": passes, "value": passed, "allowed": allowed}
                )
        return self
