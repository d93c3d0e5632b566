"""What it takes to have and keep an option: building, people, retraining."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from costmodel.scenario.numbers import COUNT, Usd

ITEMISED_PARTS = ("data", "training", "evaluation", "ab_test", "engineering")


class Programme(BaseModel):
    """One-off and recurring cost around the model itself; hosted options need one too."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    build_months: Annotated[int, Field(ge=0, le=60), COUNT] = 0
    one_off_usd: Usd = 0
    people_usd_per_month: Usd = 0
    retrain_every_months: Annotated[int, Field(ge=1, le=1200), COUNT] | None = None
    retrain_usd: Usd = 0
    data: Any = None
    training: Any = None
    evaluation: Any = None
    ab_test: Any = None
    engineering: Any = None

    @field_validator(*ITEMISED_PARTS, mode="before")
    @classmethod
    def _only_lumps_so_far(cls, part: Any) -> Any:
        if part is not None:
            raise PydanticCustomError(
                "not_built", "itemised programme parts are not built yet; put their sum into one_off_usd"
            )
        return part
