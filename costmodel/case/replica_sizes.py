"""Replicas of the size that each draw alone would choose, where one size for all would not do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from costmodel.case.fleet_bill import set_up_of
from costmodel.catalog.book import Catalog
from costmodel.estimate.replica_size import gpus_needed
from costmodel.scenario.model import Scenario
from costmodel.scenario.options import Fleet
from costmodel.scenario.ranges import with_numbers
from costmodel.scenario.workload import Workload

LOAD_FIELDS = ("input_tokens", "output_tokens", "max_tpot_ms", "max_ttft_s", "prefix_hit_rate")
"""Fields by their last name on which the size of a replica depends."""

Draws = NDArray[np.intp]


def by_replica_sizes(
    scenario: Scenario, catalog: Catalog, path: str, values: NDArray[np.float64]
) -> Iterator[tuple[Scenario, Draws]]:
    """The scenario with the replica sizes of some of the values at `path`, and the places of those values.

    A fleet that cannot serve sustains no calls. Raises InputError.
    """
    sizes = _sizes(scenario, catalog, path, values) if path.rpartition(".")[2] in LOAD_FIELDS else {}
    if not sizes:
        yield scenario, np.arange(len(values))
        return
    table = np.column_stack(list(sizes.values()))
    for row in np.unique(table, axis=0):
        numbers: dict[str, float] = {}
        for place, size in zip(sizes, row.tolist(), strict=True):
            numbers[f"options.{place}.gpus_per_replica"] = size or 1
            if size == 0:
                numbers[f"options.{place}.requests_per_second"] = 0.0
        yield with_numbers(scenario, numbers), np.flatnonzero((table == row).all(axis=1))


def _sizes(
    scenario: Scenario, catalog: Catalog, path: str, values: NDArray[np.float64]
) -> Mapping[int, NDArray[np.int64]]:
    """By place, of the fleets whose size is estimated or whose rate is."""
    varied = with_numbers(scenario, {path: values})
    return {
        place: np.broadcast_to(
            _gpus_needed(option, option.workload.applied_to(varied.workload), catalog), values.shape
        )
        for place, option in enumerate(varied.options)
        if isinstance(option, Fleet)
        and option.usd_per_task is None
        and (option.gpus_per_replica is None or option.requests_per_second is None)
    }


def _gpus_needed(option: Fleet, work: Workload, catalog: Catalog) -> NDArray[np.int64]:
    """As when the scenario is resolved: a given rate needs no promise and no tokens."""
    is_rate_given = option.requests_per_second is not None
    prompt = np.asarray(work.input_tokens)
    return gpus_needed(
        catalog.checkpoint(str(option.checkpoint)),
        catalog.gpu(str(option.gpu)),
        input_tokens=np.where(prompt + work.output_tokens > 0, prompt, 1.0) if is_rate_given else prompt,
        output_tokens=work.output_tokens,
        **set_up_of(option),
    )
