"""The itemised parts of a programme: data, training, evaluation, A/B test, engineering.

Every number has a default, so that an empty object is a believable part; what each rests on stands in
`costmodel.scenario.anchors`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from costmodel.plain_text import NOT_BLANK
from costmodel.scenario.numbers import COUNT, NUMBER, InputTokens, OutputTokens, Share, Usd, UsdPerHour
from costmodel.scenario.people import USD_PER_FTE_YEAR
from costmodel.scenario.recipe import Recipe

Name = Annotated[str, Field(min_length=1, max_length=120), NOT_BLANK]
Items = Annotated[int, Field(ge=0, le=1_000_000_000), COUNT]
UsdEach = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False), NUMBER]
Weeks = Annotated[float, Field(ge=0, le=5200, allow_inf_nan=False), NUMBER]


class Part(BaseModel):
    """What every part has in common: frozen, and no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class DataPart(Part):
    """Examples, written by people or by a teacher model, the held-out set, and preference pairs.

    A teacher's examples are priced at its SKU over the share that is kept. `labelled_per_day`: items that
    all annotators together write, review or compare in a working day.
    """

    examples: Items = 1_000
    made_by: Literal["people", "teacher"] = "people"
    usd_per_example: UsdEach = 10
    teacher_sku: Name | None = None
    teacher_input_tokens: InputTokens = 1_500
    teacher_output_tokens: OutputTokens = 500
    keep_rate: Annotated[float, Field(ge=0.001, le=1, allow_inf_nan=False), NUMBER] = 0.5
    review_share: Share = 0.1
    usd_per_review: UsdEach = 2
    held_out_items: Items = 400
    usd_per_held_out_item: UsdEach = 10
    preference_pairs: Items = 0
    usd_per_pair: UsdEach = 5
    labelled_per_day: Annotated[float, Field(gt=0, le=1e7, allow_inf_nan=False), NUMBER] = 100


class TrainingPart(Part):
    """The runs: how many, how many of them fail, and what one costs.

    A run's GPU hours are given, or estimated from the recipe. A provider that trains by the token bills
    epochs times tokens at `train_usd_per_mtok`, or at the rate of the option's SKU in the price book.
    `dpo_runs` go on from the best of them, on the preference pairs that the data part pays for.
    """

    recipe: Recipe | None = None
    runs: Annotated[int, Field(ge=1, le=100_000), COUNT] = 8
    failed_share: Annotated[float, Field(ge=0, le=0.99, allow_inf_nan=False), NUMBER] = 0.2
    gpu_hours_per_run: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False), NUMBER] | None = None
    usd_per_gpu_hour: UsdPerHour | None = None
    train_usd_per_mtok: UsdEach | None = None
    minimum_usd_per_run: UsdEach = 0
    dpo_runs: Annotated[int, Field(ge=1, le=100_000), COUNT] = 2


class EvaluationPart(Part):
    """Held-out evaluation of every run that counts: a judge model on all items, people on a share.

    `half_width`: what the 95 % interval of the pass rate may reach to either side.
    """

    items: Items = 400
    rounds: Annotated[int, Field(ge=0, le=100_000), COUNT] = 8
    judge_usd_per_item: UsdEach = 0.01
    review_share: Share = 0.1
    usd_per_review: UsdEach = 2
    half_width: Annotated[float, Field(gt=0, lt=0.5, allow_inf_nan=False), NUMBER] = 0.03


class AbTestPart(Part):
    """The test in production: sized for the lift to be seen, both arms paid for while it runs.

    `better`: sized by the arcsine rule for a lift to be seen. `not_worse`: sized so that a loss of `lift`
    would be seen, where the tuned model need only be cheaper. The test runs for `least_days` at least, and
    may run for `most_days`.
    """

    goal: Literal["better", "not_worse"] = "better"

    control_rate: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False), NUMBER] = 0.8
    lift: Annotated[float, Field(ge=1e-4, lt=1, allow_inf_nan=False), NUMBER] = 0.05
    alpha: Annotated[float, Field(ge=1e-6, le=0.5, allow_inf_nan=False), NUMBER] = 0.05
    power: Annotated[float, Field(ge=0.5, le=0.999, allow_inf_nan=False), NUMBER] = 0.8
    traffic_share: Annotated[float, Field(ge=1e-6, le=1, allow_inf_nan=False), NUMBER] = 0.1
    usd_per_item: UsdEach = 0
    double_running_usd_per_month: Usd = 0
    least_days: Annotated[float, Field(ge=0, le=365, allow_inf_nan=False), NUMBER] = 0
    most_days: Annotated[float, Field(gt=0, le=3650, allow_inf_nan=False), NUMBER] = 28


class EngineeringPart(Part):
    """Weeks of work by role, at one full-time year, and what the platform costs to set up."""

    ml_weeks: Weeks = 6
    data_weeks: Weeks = 3
    platform_weeks: Weeks = 2
    usd_per_fte_year: Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False), NUMBER] = USD_PER_FTE_YEAR
    platform_set_up_usd: Usd = 0
