"""Correlations name two ranges, once, and do not contradict each other."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from given_scenarios import Json, api, known_cost, scenario

from costmodel.errors import InputError
from costmodel.scenario.correlation import correlation_matrix
from costmodel.scenario.model import Scenario
from costmodel.scenario.parse import scenario_from_dict
from costmodel.scenario.ranges import ranged_numbers

FEW_TO_MANY = {"p10": 2, "p90": 8}
TASKS, TOKENS, PEOPLE, HOSTED = (
    *("workload.tasks_per_month", "workload.input_tokens"),
    *("options.2.programme.people_usd_per_month", "options.0.usd_per_task"),
)


def given_with(*correlations: tuple[str, str, Any]) -> Json:
    """Four ranges, and correlations between them."""
    return scenario(
        api("A", usd_per_task=FEW_TO_MANY),  # type: ignore[arg-type]
        api("B"),
        known_cost("C", programme={"people_usd_per_month": FEW_TO_MANY}),
        workload={"tasks_per_month": FEW_TO_MANY, "input_tokens": FEW_TO_MANY},
        correlations=[{"between": [first, second], "rho": rho} for first, second, rho in correlations],
    )


def lines(given_scenario: Json) -> list[str]:
    with pytest.raises(InputError) as caught:
        scenario_from_dict(given_scenario)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("correlations", "field", "said"),
    [
        ([(TASKS, "workload.tokens", 0.5)], "correlations.0.between", "'workload.tokens' is not accepted"),
        ([(TASKS, "options.1.usd_per_task", 0.5)], "correlations.0.between", "must be the path of a range"),
        ([(TASKS, "", 0.5)], "correlations.0.between.1", "at least 1"),
        ([(TASKS, TASKS, 0.5)], "correlations.0.between", "two different ranges are, and each pair once"),
        ([(TASKS, TOKENS, 0.5), (TASKS, TOKENS, 0.4)], "correlations.1.between", "each pair once"),
        ([(TASKS, TOKENS, 0.5), (TOKENS, TASKS, 0.5)], "correlations.1.between", "each pair once"),
        ([(TASKS, TOKENS, 1)], "correlations.0.rho", "at most 0.99"),
        ([(TASKS, TOKENS, -1)], "correlations.0.rho", "at least -0.99"),
        ([(TASKS, TOKENS, math.nan)], "correlations.0.rho", "finite"),
        ([(TASKS, TOKENS, "0.5")], "correlations.0.rho", "without quotes"),
        ([(TASKS, TOKENS, {"p10": 0.1, "p90": 0.2})], "correlations.0.rho", "one number"),
        (
            [(TASKS, TOKENS, 0.9), (TOKENS, PEOPLE, 0.9), (TASKS, PEOPLE, -0.9)],
            "correlations",
            "they contradict each other",
        ),
    ],
)
def test_a_correlation_that_cannot_be_is_one_line(
    correlations: list[tuple[str, str, Any]], field: str, said: str
) -> None:
    (line,) = lines(given_with(*correlations))
    assert line.startswith(f"{field}: ")
    assert said in line


def test_the_ranges_there_are_stand_in_the_message() -> None:
    (line,) = lines(given_with((TASKS, "nothing", 0.5)))
    for path in (TASKS, TOKENS, PEOPLE, HOSTED):
        assert path in line
    (line, _) = lines(scenario(api(), correlations=[{"between": ["a", "b"], "rho": 0.1}]))
    assert "the scenario has no range" in line


@pytest.mark.parametrize("entry", [{}, {"between": [TASKS], "rho": 0.1}, {"between": [TASKS, TOKENS]}, 5])
def test_a_correlation_names_two_ranges_and_a_rho(entry: Any) -> None:
    given_scenario = given_with()
    given_scenario["correlations"] = [entry]
    assert all(line.startswith("correlations.0") for line in lines(given_scenario))


@pytest.mark.parametrize("third", [-0.45, 0.0, 0.99])
def test_three_correlations_may_stand_if_their_matrix_is_positive_definite(third: float) -> None:
    """Two of 0.5 leave the third from -0.5 to 1: 1 + 2abc - a² - b² - c² must be above 0."""
    between = [(TASKS, TOKENS, 0.5), (TOKENS, PEOPLE, 0.5), (TASKS, PEOPLE, third)]
    assert len(scenario_from_dict(given_with(*between)).correlations) == 3
    over = [*between[:2], (TASKS, PEOPLE, -0.55)]
    assert len(lines(given_with(*over))) == 1


def test_the_matrix_holds_rho_at_both_places_and_ones() -> None:
    found = scenario_from_dict(given_with((PEOPLE, TASKS, 0.3)))
    paths = [path for path, _ in ranged_numbers(found)]
    matrix = correlation_matrix(paths, found.correlations)
    first, second = paths.index(TASKS), paths.index(PEOPLE)
    assert matrix[first, second] == matrix[second, first] == 0.3
    np.testing.assert_array_equal(np.diag(matrix), 1)
    assert matrix.sum() == pytest.approx(len(paths) + 0.6)


def pairs(found: Scenario) -> list[tuple[str, str]]:
    return [each.between for each in found.correlations]


def test_correlations_follow_their_options_to_new_places_and_go_with_them() -> None:
    found = scenario_from_dict(given_with((TASKS, PEOPLE, 0.5), (HOSTED, PEOPLE, 0.2), (TASKS, TOKENS, 0.1)))
    turned = found.with_options([2, 0])
    moved = "options.0.programme.people_usd_per_month"
    assert pairs(turned) == [(TASKS, moved), ("options.1.usd_per_task", moved), (TASKS, TOKENS)]
    assert pairs(found.with_options([0, 1])) == [(TASKS, TOKENS)]
    assert scenario_from_dict(turned.model_dump(mode="json")) == turned
    assert [each.rho for each in turned.correlations] == [0.5, 0.2, 0.1]
