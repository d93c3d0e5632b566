"""The scenario: everything the user says, validated once and frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from costmodel.scenario.agreement import disagreements
from costmodel.scenario.correlation import Correlation, among
from costmodel.scenario.day import Day
from costmodel.scenario.numbers import COUNT, MAX_MONTHS, PlainShare, PlainUsd
from costmodel.scenario.options import Name, Option
from costmodel.scenario.own_price import MAX_OWN_PRICES, OwnPrice
from costmodel.scenario.ranges import ranged_numbers
from costmodel.scenario.workload import Workload

MAX_OPTIONS = 12
MAX_CORRELATIONS = 200


class Exported(BaseModel):
    """What an exported scenario says about itself; read back without effect."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    scenario_hash: Annotated[str, Field(max_length=64)]
    price_date: Annotated[str, Field(max_length=32)]
    version: Annotated[str, Field(max_length=32)]
    terms: Annotated[str, Field(max_length=200)]


class Scenario(BaseModel):
    """One question: a workload, and the options that could do it.

    `as_of` is the day whose prices hold in month 0, the newest of the price book if not given.
    `own_prices` are quotes that add to the price book, or stand in place of its rows, for this scenario.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: Annotated[str, Field(max_length=200)] = ""
    as_of: Day | None = None
    horizon_months: Annotated[int, Field(ge=1, le=MAX_MONTHS), COUNT] = 24
    discount_rate: PlainShare = 0
    quality_bar: PlainShare | None = None
    error_cost_usd: PlainUsd = 0
    baseline: Name | None = None
    last_invoice_usd: PlainUsd | None = None
    workload: Workload
    options: Annotated[tuple[Option, ...], Field(min_length=1, max_length=MAX_OPTIONS)]
    correlations: Annotated[tuple[Correlation, ...], Field(max_length=MAX_CORRELATIONS)] = ()
    own_prices: Annotated[tuple[OwnPrice, ...], Field(max_length=MAX_OWN_PRICES)] = ()
    exported: Exported | None = None

    @model_validator(mode="after")
    def _parts_agree(self) -> Scenario:
        if found := disagreements(self):
            raise PydanticCustomError(
                "disagreements", "{words}", {"words": "; ".join(map(str, found)), "problems": found}
            )
        return self

    @property
    def baseline_option(self) -> Option:
        """The option that the others are held against: the one named, or the first."""
        return self.options[self.baseline_index]

    @property
    def baseline_index(self) -> int:
        """The place of the baseline among the options."""
        return next((i for i, option in enumerate(self.options) if option.name == self.baseline), 0)

    def with_options(self, places: Sequence[int]) -> Scenario:
        """The scenario with only the options at these places; nothing is checked."""
        new_place = {place: new for new, place in enumerate(places)}
        new_path = {
            path: f"options.{new_place[int(path.split('.')[1])]}.{path.split('.', 2)[2]}"
            if path.startswith("options.")
            else path
            for path, _ in ranged_numbers(self)
            if not path.startswith("options.") or int(path.split(".")[1]) in new_place
        }
        kept = tuple(self.options[place] for place in places)
        return self.model_copy(update={"options": kept, "correlations": among(self.correlations, new_path)})

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that change whenever anything that is asked does."""
        asked = self.model_dump_json(exclude={"exported"})
        return hashlib.sha256(asked.encode()).hexdigest()[:12]
