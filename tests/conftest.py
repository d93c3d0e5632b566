"""What all tests share: the shipped catalog, and hypothesis without deadlines, the same on every run.

HYPOTHESIS_PROFILE=search looks further, with other examples each time.
"""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import HealthCheck, settings

from costmodel.catalog import Catalog, load_catalog

MAIN = sys.modules["__main__"]

SLOW_DRAWS = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    "suite", deadline=None, max_examples=40, derandomize=True, database=None, suppress_health_check=SLOW_DRAWS
)
settings.register_profile(
    "search", deadline=None, max_examples=400, database=None, suppress_health_check=SLOW_DRAWS
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_runtest_teardown() -> None:
    """An app under test leaves its script as `__main__`, which processes started later would run again."""
    sys.modules["__main__"] = MAIN


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The catalog that the project ships."""
    return load_catalog()
