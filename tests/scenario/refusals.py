"""What a scenario is refused for."""

from __future__ import annotations

from typing import Any

import pytest

from costmodel.errors import InputError, Problem
from costmodel.scenario.parse import scenario_from_dict


def problems_of(given_scenario: Any) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        scenario_from_dict(given_scenario)
    return list(caught.value.problems)


def the_problem(given_scenario: Any) -> tuple[str, str]:
    (problem,) = problems_of(given_scenario)
    return problem.field, str(problem)


def check_says_enough(line: str) -> None:
    """A sentence of our own: a value, and what is allowed instead."""
    assert "\n" not in line
    assert len(line) < 400
    for word in ("Traceback", "pydantic", "validation", "functools", "0x"):
        assert word not in line
