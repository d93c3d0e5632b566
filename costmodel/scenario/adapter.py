"""What a team takes to have and keep one more adapter on a pool that runs anyway: a smaller programme."""

from __future__ import annotations

from costmodel.scenario.programme import Programme

USUAL_LIFE_MONTHS = 24
"""Over which the one-off money is spread: two years, the horizon of a short comparison; a judgement."""


def usual_adapter_programme() -> Programme:
    """Data, runs and evaluation at the parts' own defaults, two weeks of work, renewed twice a year.

    The pool and its platform are there, so no platform weeks; a renewal buys a third of the data again. Both are
    judgements beside the anchors of the parts.
    """
    return Programme.model_validate(
        {
            "retrain_every_months": 6,
            "retrain_share": 0.3,
            "data": {},
            "training": {},
            "evaluation": {},
            "engineering": {"ml_weeks": 1, "data_weeks": 1, "platform_weeks": 0},
        }
    )
