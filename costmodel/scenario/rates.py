"""Token prices that a user types instead of naming a SKU of the price book."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from costmodel.scenario.numbers import NUMBER, UsdPerMtok


class Rates(BaseModel):
    """Prices per million tokens; a cache price that is not given is the input price."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    input_usd_per_mtok: UsdPerMtok
    output_usd_per_mtok: UsdPerMtok
    cached_input_usd_per_mtok: UsdPerMtok | None = None
    cache_write_usd_per_mtok: UsdPerMtok | None = None
    batch_multiplier: Annotated[float, Field(ge=0, le=3, allow_inf_nan=False), NUMBER] = 1
