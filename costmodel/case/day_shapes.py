"""How calls spread over the day: named shapes, and any 24 weights, as weights with mean 1."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from costmodel.units import HOURS_PER_DAY

SHAPES: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "flat": (1.0,) * HOURS_PER_DAY,
        "consumer": (
            *(0.84, 0.71, 0.73, 0.68, 0.71, 0.66, 0.68, 0.85, 1.02, 1.05, 1.13, 1.09),
            *(1.06, 1.07, 1.06, 1.05, 1.09, 1.08, 1.01, 1.23, 1.46, 1.40, 1.27, 1.06),
        ),
        "business_hours": (
            *(0.2, 0.2, 0.2, 0.2, 0.2, 0.3, 0.5, 0.9, 1.6, 2.1, 2.2, 2.1),
            *(1.8, 2.0, 2.1, 2.0, 1.8, 1.4, 0.9, 0.6, 0.5, 0.4, 0.3, 0.2),
        ),
    }
)
"""`consumer`: mean rate by hour of the small models of a public cloud over 14 days, with its evening peak
(m-small in https://github.com/alibaba/ServeGen, https://arxiv.org/abs/2505.09999); the 37 of 2,016 windows that
it lacks count as quiet, as gaps in collection they would lift 5, 6 and 9 o'clock by less than 0.1.
`business_hours`: a judgement; no public trace of a product used at work only is known."""


def day_weights(profile: tuple[float, ...] | str | None) -> tuple[float, ...] | None:
    """The load of each hour over the mean of the day, from hour 0; None where no profile is given."""
    if profile is None:
        return None
    weights = SHAPES[profile] if isinstance(profile, str) else profile
    mean = sum(weights) / HOURS_PER_DAY
    return tuple(weight / mean for weight in weights)
