"""What a team has measured about prompting, retrieval and volume; validated once and frozen."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from costmodel.scenario.model import Scenario
from costmodel.scenario.numbers import COUNT, PLAIN_NUMBER, PlainShare

MOST_ITEMS = 1_000_000_000
MOST_VARIANTS = 200
MOST_REPEATS = 1_000

Count = Annotated[int, Field(ge=0, le=MOST_ITEMS), COUNT]
Passes = Annotated[float, Field(ge=0, le=MOST_ITEMS, allow_inf_nan=False), PLAIN_NUMBER]
"""A count; a fraction where each item was run several times and its passes are averaged."""
DesignEffect = Annotated[float, Field(ge=1, le=1e9, allow_inf_nan=False), PLAIN_NUMBER]
"""How many items in clusters tell as much as one that stands alone."""
Volume = Annotated[float, Field(gt=0, le=1e15, allow_inf_nan=False), PLAIN_NUMBER]
VariantName = Annotated[str, Field(min_length=1, max_length=200)]
Level = Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False), PLAIN_NUMBER]


class Part(BaseModel):
    """What every part has in common: frozen, and no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Prompting(Part):
    """Prompt variants on the same held-out items, each with the number of items it passes.

    `names`: what the variants are called. `passed_by_any`: items that at least one variant passes in at least one run. `design_effects`: one for
    each variant where items come in clusters.
    """

    items: Annotated[int, Field(ge=1, le=MOST_ITEMS), COUNT]
    passes: Annotated[tuple[Passes, ...], Field(min_length=1, max_length=MOST_VARIANTS)]
    names: Annotated[tuple[VariantName, ...], Field(max_length=MOST_VARIANTS)] | None = None
    repeats: Annotated[int, Field(ge=1, le=MOST_REPEATS), COUNT] = 1
    passed_by_any: Count | None = None
    design_effects: Annotated[tuple[DesignEffect, ...], Field(max_length=MOST_VARIANTS)] | None = None

    @property
    def best(self) -> float:
        """Passes of the variant that passes most."""
        return max(self.passes)

    @model_validator(mode="after")
    def _counts_agree(self) -> Prompting:
        for place, passes in enumerate(self.passes):
            _check_passes(f"passes.{place}", passes, self.items, self.repeats)
        if self.passed_by_any is not None and not self.best <= self.passed_by_any <= self.items:
            allowed = f"from the best variant's {self.best:,g} to all {self.items:,} items"
            raise _at("passed_by_any", self.passed_by_any, allowed)
        for field, values in (("design_effects", self.design_effects), ("names", self.names)):
            if values is not None and len(values) != len(self.passes):
                raise _at(field, list(values), f"give one for each of the {len(self.passes)} variants")
        return self


class Failures(Part):
    """What still fails with retrieval or tools, sorted by the oracle test."""

    search_defect: Count = 0
    missing_knowledge: Count = 0
    wrong_behaviour: Count = 0
    bad_label: Count = 0

    @property
    def classified(self) -> int:
        """Failures of the system, not of the evaluation."""
        return self.search_defect + self.missing_knowledge + self.wrong_behaviour


class Retrieval(Part):
    """The arm with retrieval or tools against the best prompt, item by item; with several arms, the best of them.

    `newly_passing` and `newly_failing` count items on which only the arm, and only the prompt, does better.
    """

    newly_passing: Count
    newly_failing: Count
    passes: Passes | None = None
    name: VariantName | None = None
    arms: Annotated[int, Field(ge=1, le=MOST_VARIANTS), COUNT] = 1
    design_effect: DesignEffect = 1
    failures: Failures | None = None
    failures_design_effect: DesignEffect = 1
    expected_cure: PlainShare = 0.7


class VolumeFigures(Part):
    """What the economics came to elsewhere; no break-even: never."""

    probability_pays: PlainShare
    break_even_p90: Volume | None = None
    forecast_p25: Volume


class Levels(Part):
    """Where the third verdict changes: this project's own choice, no standard.

    `pays` and `does_not_pay`: chances that building saves money. The other two say which quantile of the
    break-even volume must lie below which quantile of the forecast.
    """

    pays: Level = 0.8
    does_not_pay: Level = 0.4
    break_even_quantile: Level = 0.9
    forecast_quantile: Level = 0.25

    @model_validator(mode="after")
    def _in_order(self) -> Levels:
        if self.does_not_pay >= self.pays:
            raise _at("does_not_pay", self.does_not_pay, f"it must be below pays, which is {self.pays:g}")
        return self


class Evidence(Part):
    """Everything the three verdicts rest on.

    `alpha`: how often each limit may be wrong. `looks`: how often the results were looked at with the
    choice to stop; the error rate is shared among them.
    """

    bar: PlainShare
    alpha: Annotated[float, Field(ge=1e-6, le=0.4, allow_inf_nan=False), PLAIN_NUMBER] = 0.05
    looks: Annotated[int, Field(ge=1, le=1_000), COUNT] = 1
    prompting: Prompting
    retrieval: Retrieval | None = None
    volume: Scenario | VolumeFigures | None = None
    levels: Levels = Levels()

    @model_validator(mode="after")
    def _arms_agree(self) -> Evidence:
        arm, prompting = self.retrieval, self.prompting
        if arm is None:
            return self
        best, items = prompting.best, prompting.items
        if arm.newly_failing > items or (prompting.repeats == 1 and arm.newly_failing > best):
            allowed = f"at most the {best:,g} items that the best prompt passes"
            raise _at("retrieval.newly_failing", arm.newly_failing, allowed)
        if arm.newly_passing > (items - best if prompting.repeats == 1 else items - arm.newly_failing):
            allowed = f"at most the {items - best:,g} items that the best prompt fails"
            raise _at("retrieval.newly_passing", arm.newly_passing, allowed)
        if arm.passes is not None:
            _check_passes("retrieval.passes", arm.passes, items, prompting.repeats)
        elif prompting.repeats > 1:
            raise _at("retrieval.passes", None, "with repeats it does not follow from the items that changed")
        return self

    @property
    def arm_passes(self) -> float:
        """Passes of the arm with retrieval or tools."""
        if self.retrieval is None:
            raise ValueError("there is no arm")
        if self.retrieval.passes is not None:
            return self.retrieval.passes
        return self.prompting.best + self.retrieval.newly_passing - self.retrieval.newly_failing


def _check_passes(field: str, passes: float, items: int, repeats: int) -> None:
    if passes > items:
        raise _at(field, passes, f"at most the {items:,} items")
    if repeats == 1 and not passes.is_integer():
        raise _at(
            field, passes, "a whole number, unless `repeats` says that every item was run several times"
        )


def _at(field: str, value: object, allowed: str) -> PydanticCustomError:
    return PydanticCustomError("at_field", "{allowed}", {"field": field, "value": value, "allowed": allowed})
