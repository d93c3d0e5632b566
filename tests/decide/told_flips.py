"""Flips for tests."""

from __future__ import annotations

from typing import Any

import numpy as np
from given_scenarios import (
    Json,
)

from costmodel.catalog import load_catalog
from costmodel.decide.thresholds import Thresholds, thresholds
from costmodel.scenario.parse import scenario_from_dict


def found(given_scenario: Json, path: str) -> Thresholds:
    return thresholds(scenario_from_dict(given_scenario), load_catalog(), path)


def between(told: Thresholds, points: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Values within the flips, or within what was searched."""
    low = told.searched[0] if told.below is None else told.below.at
    high = told.searched[1] if told.above is None else told.above.at
    near, far = np.linspace(-1, 1, points), np.linspace(-1, 1, points) ** 9
    shares = np.concatenate((near, far)) * (1 - 1e-9)
    return np.where(
        shares < 0, told.value + shares * (told.value - low), told.value + shares * (high - told.value)
    )
