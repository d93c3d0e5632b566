"""What it takes to have and keep an option: building, people, retraining."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from costmodel.scenario.numbers import COUNT, NUMBER, Usd
from costmodel.scenario.parts import AbTestPart, DataPart, EngineeringPart, EvaluationPart, TrainingPart
from costmodel.scenario.progress import Progress


class Programme(BaseModel):
    """One-off and recurring cost around the model itself; hosted options need one too.

    `one_off_usd` is a lump, added to whatever parts are itemised. A retraining costs `retrain_usd` and
    `retrain_share` of what data, training and evaluation cost the first time. A base refresh, the move to a
    newer base model on the data there are, costs `base_refresh_usd` and `base_refresh_share` of what training,
    evaluation, A/B test and engineering cost; the end of a provider's base model forces one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    build_months: Annotated[int, Field(ge=0, le=60), COUNT] = 0
    one_off_usd: Usd = 0
    people_usd_per_month: Usd = 0
    retrain_every_months: Annotated[int, Field(ge=1, le=1200), COUNT] | None = None
    retrain_usd: Usd = 0
    retrain_share: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), NUMBER] = 0
    base_refresh_every_months: Annotated[int, Field(ge=1, le=1200), COUNT] | None = None
    base_refresh_usd: Usd = 0
    base_refresh_share: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), NUMBER] = 0.3
    data: DataPart | None = None
    training: TrainingPart | None = None
    evaluation: EvaluationPart | None = None
    ab_test: AbTestPart | None = None
    engineering: EngineeringPart | None = None
    progress: Progress | None = None
