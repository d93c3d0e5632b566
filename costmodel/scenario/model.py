"""The scenario: everything the user says, validated once and frozen."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from costmodel.scenario.numbers import MAX_MONTHS, Count, Number, Share, Usd
from costmodel.scenario.options import Hosted, ManagedFineTune, Name, Option
from costmodel.scenario.workload import Workload

MAX_OPTIONS = 12
KINDS_NOT_BUILT = ("hybrid", "from_scratch")


class Scenario(BaseModel):
    """One question: a workload, and the options that could do it.

    `as_of` is the day whose prices hold in month 0, the newest of the price book if not given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(max_length=200)] = ""
    as_of: date | None = None
    horizon_months: Annotated[Count, Field(ge=1, le=MAX_MONTHS)] = 24
    discount_rate: Annotated[Number, Field(ge=0, le=1)] = 0
    quality_bar: Share | None = None
    error_cost_usd: Usd = 0
    baseline: Name | None = None
    last_invoice_usd: Usd | None = None
    workload: Workload
    options: Annotated[tuple[Option, ...], Field(min_length=1, max_length=MAX_OPTIONS)]

    @field_validator("options", mode="before")
    @classmethod
    def _only_kinds_that_are_built(cls, options: Any) -> Any:
        for index, option in enumerate(options if isinstance(options, list | tuple) else ()):
            kind = option.get("kind") if isinstance(option, dict) else None
            if kind in KINDS_NOT_BUILT:
                raise PydanticCustomError(
                    "not_built",
                    "kind {kind} (option {index}) is not built yet; use hosted, managed_fine_tune or self_hosted",
                    {"kind": kind, "index": index},
                )
        return options

    @model_validator(mode="after")
    def _parts_agree(self) -> Scenario:
        names = [option.name for option in self.options]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise PydanticCustomError(
                "names",
                "options must have different names; {twice} stands twice",
                {"twice": ", ".join(twice)},
            )
        if self.baseline is not None and self.baseline not in names:
            raise PydanticCustomError(
                "baseline", "baseline must be the name of an option: {names}", {"names": ", ".join(names)}
            )
        self._baseline_needs_no_building()
        self._cache_fits_into_prompt()
        self._escalation_has_a_target()
        return self

    def _baseline_needs_no_building(self) -> None:
        if self.baseline_option.programme.build_months:
            raise PydanticCustomError(
                "baseline",
                "the baseline ({name}) exists already; its programme.build_months must be 0",
                {"name": self.baseline_option.name},
            )

    def _cache_fits_into_prompt(self) -> None:
        for option in self.options:
            work = option.workload.applied_to(self.workload)
            cached = work.cached_input_tokens + work.cache_write_tokens
            if isinstance(option, Hosted | ManagedFineTune) and cached > work.input_tokens:
                raise PydanticCustomError(
                    "cache",
                    "{name}: cached_input_tokens and cache_write_tokens are part of input_tokens and"
                    " must not exceed it; {cached} of {input}",
                    {"name": option.name, "cached": f"{cached:g}", "input": f"{work.input_tokens:g}"},
                )

    def _escalation_has_a_target(self) -> None:
        for option in self.options:
            if getattr(option, "escalation_share", 0) and not isinstance(self.baseline_option, Hosted):
                raise PydanticCustomError(
                    "escalation",
                    "{name}: escalation_share sends tasks to the baseline, which must be of kind hosted",
                    {"name": option.name},
                )

    @property
    def baseline_option(self) -> Option:
        """The option that the others are held against: the one named, or the first."""
        return self.options[self.baseline_index]

    @property
    def baseline_index(self) -> int:
        """The place of the baseline among the options."""
        return next((i for i, option in enumerate(self.options) if option.name == self.baseline), 0)

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that change whenever anything in the scenario does."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]
