"""Ranges that move together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from costmodel.errors import Problem
from costmodel.scenario.numbers import PLAIN_NUMBER
from costmodel.scenario.ranges import ranged_numbers

if TYPE_CHECKING:
    from costmodel.scenario.model import Scenario

FieldPath = Annotated[str, Field(min_length=1, max_length=200)]


class Correlation(BaseModel):
    """How two ranges move together: `rho` is the correlation of their normal scores, a Gaussian copula's.

    `between`: dotted paths, such as `workload.tasks_per_month` and `options.1.requests_per_second`.
    Source: https://en.wikipedia.org/wiki/Copula_(statistics)#Gaussian_copula
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    between: tuple[FieldPath, FieldPath]
    rho: Annotated[float, Field(ge=-0.99, le=0.99, allow_inf_nan=False), PLAIN_NUMBER]


def correlation_matrix(paths: Sequence[str], correlations: Sequence[Correlation]) -> NDArray[np.float64]:
    """Correlations of the ranges at `paths`, shape (ranges, ranges); those that are not named are 0."""
    matrix = np.eye(len(paths))
    place = {path: index for index, path in enumerate(paths)}
    for correlation in correlations:
        first, second = (place[path] for path in correlation.between)
        matrix[first, second] = matrix[second, first] = correlation.rho
    return matrix


def correlation_problems(scenario: Scenario) -> Iterator[Problem]:
    """Correlations of what is no range, of one pair twice, and such as cannot hold together."""
    if not scenario.correlations:
        return
    paths = [path for path, _ in ranged_numbers(scenario)]
    pairs, problems = [set(each.between) for each in scenario.correlations], []
    for place, each in enumerate(scenario.correlations):
        field = f"correlations.{place}.between"
        for path in each.between:
            if path not in paths:
                known = f"the ranges are {', '.join(paths)}" if paths else "the scenario has no range"
                problems.append(Problem(field, path, f"it must be the path of a range; {known}"))
        if len(pairs[place]) == 1 or pairs[place] in pairs[:place]:
            allowed = "two different ranges are, and each pair once"
            problems.append(Problem(field, " and ".join(each.between), allowed))
    if not problems and np.linalg.eigvalsh(correlation_matrix(paths, scenario.correlations))[0] < 1e-9:
        rhos = ", ".join(f"{each.rho:g}" for each in scenario.correlations)
        allowed = (
            "together they contradict each other: no numbers can be correlated so; bring them nearer to 0"
        )
        problems.append(Problem("correlations", rhos, allowed))
    yield from problems


def among(correlations: Sequence[Correlation], new_path: Mapping[str, str]) -> tuple[Correlation, ...]:
    """Those whose ranges are still there, at their new paths."""
    return tuple(
        each.model_copy(update={"between": tuple(new_path[path] for path in each.between)})
        for each in correlations
        if set(each.between) <= new_path.keys()
    )
