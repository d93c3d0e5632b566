"""The numbers of a scenario that one may vary alone and ask what follows."""

from __future__ import annotations

from costmodel.case.draws import IN_NO_LEDGER, PROGRESS
from costmodel.case.model import Case, machines_of
from costmodel.scenario.model import Scenario
from costmodel.scenario.number_fields import NumericField, numbers_in
from costmodel.scenario.options import SERVING_FIELDS, Fleet, Hosted, Option, TokenBilled
from costmodel.scenario.ranges import with_numbers

FROM_BOOK = ("provider", "commitment", "region", "count")
"""What a typed rent stands in place of."""


def numeric_fields(scenario: Scenario) -> dict[str, NumericField]:
    """Every number of workload, options and programmes that a cost may depend on, by dotted path."""
    silent = {
        f"options.{place}.{name}"
        for place, option in enumerate(scenario.options)
        for name in _fixed_by_others(option, scenario)
    }
    return {
        path: field
        for path, field in numbers_in(scenario)
        if path.rpartition(".")[2] not in IN_NO_LEDGER and PROGRESS not in path and path not in silent
    }


def _fixed_by_others(option: Option, scenario: Scenario) -> tuple[str, ...]:
    """Fields of an option that what else is given leaves no choice about."""
    fixed: tuple[str, ...] = ()
    if not isinstance(scenario.baseline_option, Hosted):
        fixed += ("escalation_share",)
    if isinstance(option, Fleet) and option.usd_per_task is not None:
        fixed += SERVING_FIELDS
    elif isinstance(option, TokenBilled) and option.usd_per_task is not None:
        fixed += ("region_uplift",)
    elif isinstance(option, Fleet) and option.requests_per_second is not None:
        fixed += ("throughput_factor",)
    return fixed


def with_typed_rents(scenario: Scenario, case: Case) -> Scenario:
    """The scenario with the rents that `case` took from the price book typed in; no cost changes.

    The size of the offer's box stays as well.
    """
    numbers: dict[str, object] = {}
    for place, (option, of_case) in enumerate(zip(scenario.options, case.options, strict=True)):
        bill = machines_of(of_case.bill)
        if isinstance(option, Fleet) and bill is not None and of_case.gpu_offer:
            typed: dict[str, object] = {
                **dict.fromkeys(FROM_BOOK),
                "usd_per_gpu_hour": bill.usd_per_gpu_hour,
                "gpus_per_instance": bill.gpus_per_instance,
            }
            numbers |= {f"options.{place}.{name}": value for name, value in typed.items()}
    return with_numbers(scenario, numbers)
