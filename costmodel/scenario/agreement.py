"""Whether the parts of a scenario agree with each other; every disagreement is one problem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from costmodel.errors import Problem
from costmodel.scenario.correlation import correlation_problems
from costmodel.scenario.options import Hosted, ManagedFineTune
from costmodel.scenario.ranges import as_written

if TYPE_CHECKING:
    from costmodel.scenario.model import Scenario


def disagreements(scenario: Scenario) -> list[Problem]:
    """Everything about the scenario that no field can say alone."""
    names = [option.name for option in scenario.options]
    if scenario.baseline is not None and scenario.baseline not in names:
        allowed = f"it must be the name of an option: {', '.join(names)}"
        return [*_names_twice(names), Problem("baseline", scenario.baseline, allowed)]
    return [
        *_names_twice(names),
        *_baseline_being_built(scenario),
        *_cache_larger_than_prompt(scenario),
        *_escalation_without_target(scenario),
        *correlation_problems(scenario),
    ]


def _names_twice(names: Sequence[str]) -> Iterator[Problem]:
    for place, name in enumerate(names):
        if name in names[:place]:
            yield Problem(f"options.{place}.name", name, "each option needs a name of its own")


def _baseline_being_built(scenario: Scenario) -> Iterator[Problem]:
    months = scenario.baseline_option.programme.build_months
    if months:
        field = f"options.{scenario.baseline_index}.programme.build_months"
        yield Problem(field, months, "it must be 0 for the baseline, which exists already")


def _cache_larger_than_prompt(scenario: Scenario) -> Iterator[Problem]:
    for place, option in enumerate(scenario.options):
        work = option.workload.applied_to(scenario.workload)
        cached = work.cached_input_tokens + work.cache_write_tokens
        if isinstance(option, Hosted | ManagedFineTune) and cached > work.input_tokens:
            allowed = (
                "cached_input_tokens and cache_write_tokens are part of input_tokens;"
                f" together at most {work.input_tokens:g} are allowed here"
            )
            yield Problem(f"options.{place}.workload.cached_input_tokens", cached, allowed)


def _escalation_without_target(scenario: Scenario) -> Iterator[Problem]:
    for place, option in enumerate(scenario.options):
        share = as_written(getattr(option, "escalation_share", 0))
        escalates = any(share.values()) if isinstance(share, dict) else share
        if escalates and not isinstance(scenario.baseline_option, Hosted):
            allowed = f"only 0 is: it sends tasks to the baseline, and {scenario.baseline_option.name} is not hosted"
            yield Problem(f"options.{place}.escalation_share", share, allowed)
