"""A case of many futures: the scenario with arrays of draws in place of its ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from costmodel.case.model import Calls, Case, HybridBill, TokenBill, machines_of
from costmodel.case.resolve import resolve
from costmodel.catalog.book import Catalog
from costmodel.scenario.model import Scenario
from costmodel.scenario.options import Fleet
from costmodel.scenario.ranges import Ranged, ranged_numbers, with_numbers

IN_NO_LEDGER = ("learning_rate", "lora_dropout", "dpo_beta", "half_width", "labelled_per_day", "most_days")
"""Fields by their last name that no cost depends on."""

PROGRESS = ".progress."

Values = NDArray[np.float64]


def drawn_ranges(scenario: Scenario) -> dict[str, Ranged]:
    """The ranges that a cost may depend on, by dotted path."""
    return {
        path: number
        for path, number in ranged_numbers(scenario)
        if path.rpartition(".")[2] not in IN_NO_LEDGER and PROGRESS not in path
    }


def sized(scenario: Scenario, catalog: Catalog) -> Scenario:
    """The scenario with replicas of the size that its point estimates take: in all futures it is one fleet."""
    if not any(isinstance(option, Fleet) and option.gpus_per_replica is None for option in scenario.options):
        return scenario
    case = resolve(scenario, catalog)
    bills = (machines_of(found.bill) for found in case.options)
    options = tuple(
        option.model_copy(update={"gpus_per_replica": bill.gpus_per_replica}) if bill is not None else option
        for option, bill in zip(scenario.options, bills, strict=True)
    )
    return scenario.model_copy(update={"options": options})


def with_room_for_lifts(scenario: Scenario, numbers: Mapping[str, Values]) -> dict[str, Values]:
    """The numbers, with half of what is left below 1 for a drawn lift that leaves no room there."""
    found = dict(numbers)
    for place, option in enumerate(scenario.options):
        test = option.programme.ab_test
        rate, lift = (f"options.{place}.programme.ab_test.{field}" for field in ("control_rate", "lift"))
        if test is not None and test.goal == "better" and (rate in numbers or lift in numbers):
            control = np.asarray(numbers.get(rate, test.control_rate))
            wanted = np.asarray(numbers.get(lift, test.lift))
            found[lift] = np.where(control + wanted < 1, wanted, (1 - control) / 2)
    return found


def resolve_draws(scenario: Scenario, catalog: Catalog, numbers: Mapping[str, Values]) -> Case:
    """The case with these numbers at dotted paths, each of shape (draws,); in the case they have (draws, 1).

    Raises InputError like `resolve`. A cached part that exceeds the prompt of its draw is the whole prompt.
    """
    columns = {path: values[:, np.newaxis] for path, values in numbers.items()}
    case = resolve(with_numbers(scenario, columns), catalog)
    options = tuple(
        replace(option, calls=_cache_within_prompt(option.calls))
        if isinstance(option.bill, TokenBill | HybridBill)
        else option
        for option in case.options
    )
    return replace(case, options=options)


def _cache_within_prompt(calls: Calls) -> Calls:
    cached = calls.cached_input_tokens + calls.cache_write_tokens
    if np.all(cached <= calls.input_tokens):
        return calls
    share = np.where(cached > calls.input_tokens, calls.input_tokens / np.maximum(cached, 1e-12), 1.0)
    return replace(
        calls,
        cached_input_tokens=calls.cached_input_tokens * share,
        cache_write_tokens=calls.cache_write_tokens * share,
    )
