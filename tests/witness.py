"""The rules of the public contract once more, month by month in exact fractions, with none of the package's code.

It answers scenarios whose numbers are all typed (rates or cost per task; fleets with their size, speed and
rent), as the objects that JSON holds. Floats count as the decimals that were typed. Only a price change and
discounting need a power with a fractional exponent, which is taken in floats.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

Json = dict[str, Any]
Lines = dict[str, Fraction]

HOURS = 730
SECONDS = HOURS * 3600


def exact(value: float) -> Fraction:
    """The number as it is written."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def horizon(scenario: Json) -> int:
    return int(scenario.get("horizon_months", 24))


def baseline_of(scenario: Json) -> Json:
    named = scenario.get("baseline")
    return next((o for o in scenario["options"] if o["name"] == named), scenario["options"][0])


def tasks_in(scenario: Json, month: int, volume: Fraction | None = None) -> Fraction:
    start = exact(scenario["workload"]["tasks_per_month"]) if volume is None else volume
    return start * growth_factor(scenario["workload"], month)


def growth_factor(workload: Json, month: int) -> Fraction:
    if series := workload.get("volume_series"):
        return exact(series[min(month, len(series) - 1)]) / exact(series[0])
    growth = exact(workload.get("monthly_growth", 0))
    if workload.get("growth_shape") == "linear":
        return max(Fraction(0), 1 + growth * month)
    return (1 + growth) ** month


def work_of(scenario: Json, option: Json) -> dict[str, Fraction]:
    defaults = {
        "calls_per_task": 1,
        "retry_rate": 0,
        "cached_input_tokens": 0,
        "cache_write_tokens": 0,
        "batch_share": 0,
        "peak_to_mean": 3,
    }
    merged = {**defaults, **scenario["workload"], **option.get("workload", {})}
    return {key: exact(value) for key, value in merged.items() if isinstance(value, int | float)}


def calls_per_task(work: dict[str, Fraction]) -> Fraction:
    return work["calls_per_task"] * (1 + work["retry_rate"])


def usd_of_call(rates: Json, work: dict[str, Fraction]) -> Fraction:
    fresh = work["input_tokens"] - work["cached_input_tokens"] - work["cache_write_tokens"]
    entry = exact(rates["input_usd_per_mtok"])
    cached = exact(rates.get("cached_input_usd_per_mtok", rates["input_usd_per_mtok"]))
    written = exact(rates.get("cache_write_usd_per_mtok", rates["input_usd_per_mtok"]))
    usd = fresh * entry + work["cached_input_tokens"] * cached + work["cache_write_tokens"] * written
    usd += work["output_tokens"] * exact(rates["output_usd_per_mtok"])
    waiting = work["batch_share"]
    return usd / 1_000_000 * (1 - waiting + waiting * exact(rates.get("batch_multiplier", 1)))


def price_factor(option: Json, month: int) -> Fraction:
    change = option.get("price_change_per_year", 0)
    return Fraction(1) if change == 0 else Fraction((1 + change) ** (month / 12))


def peak_per_second(work: dict[str, Fraction], tasks: Fraction) -> Fraction:
    mean = tasks * calls_per_task(work) / SECONDS
    return mean * max(Fraction(1), (1 - work["batch_share"]) * work["peak_to_mean"])


def replicas_for(option: Json, work: dict[str, Fraction], tasks: Fraction) -> int:
    capacity = exact(option["requests_per_second"]) * exact(option.get("target_utilisation", 0.7))
    needed = math.ceil(peak_per_second(work, tasks) / capacity)
    return max(int(option.get("min_replicas", 1)), needed) + int(option.get("spare_replicas", 1))


def gpus_for(option: Json, replicas: int) -> int:
    box = int(option.get("gpus_per_instance", 1))
    return math.ceil(Fraction(replicas * int(option["gpus_per_replica"]), box)) * box


def has_machines(option: Json) -> bool:
    return option["kind"] == "self_hosted" and "usd_per_task" not in option


def serving_lines(scenario: Json, option: Json, month: int, tasks: Fraction) -> Lines:
    work, factor = work_of(scenario, option), price_factor(option, month)
    if option["kind"] == "self_hosted":
        lines = {"platform": exact(option.get("platform_usd_per_month", 0))}
        if not has_machines(option):
            return lines | {"gpu": tasks * exact(option["usd_per_task"]) * factor}
        gpus = gpus_for(option, replicas_for(option, work, tasks))
        return lines | {"gpu": gpus * exact(option["usd_per_gpu_hour"]) * HOURS * factor}
    if "usd_per_task" in option:
        usd_per_task = exact(option["usd_per_task"])
    else:
        usd_per_task = calls_per_task(work) * usd_of_call(option["rates"], work)
    paid = 1 - exact(option.get("discount", 0))
    return {
        "api": tasks * usd_per_task * paid * factor,
        "hosting": exact(option.get("hosting_usd_per_hour", 0)) * HOURS,
    }


def lines_in(scenario: Json, option: Json, month: int, volume: Fraction | None = None) -> Lines:
    """Running lines of one month; while it is being built, an option has those of the baseline."""
    programme = option.get("programme", {})
    build = programme.get("build_months", 0)
    if month < build:
        return lines_in(scenario, baseline_of(scenario), month, volume)
    tasks = tasks_in(scenario, month, volume)
    lines = serving_lines(scenario, option, month, tasks)
    lines["people"] = exact(programme.get("people_usd_per_month", 0))
    every = programme.get("retrain_every_months")
    retrains = every is not None and month > build and (month - build) % every == 0
    lines["retraining"] = exact(programme.get("retrain_usd", 0)) if retrains else Fraction(0)
    if option.get("escalation_share"):
        api = serving_lines(scenario, baseline_of(scenario), month, tasks)["api"]
        lines["escalation"] = exact(option["escalation_share"]) * api
    if option.get("quality") is not None:
        wrong = tasks * (1 - exact(option["quality"]))
        lines["errors"] = wrong * exact(scenario.get("error_cost_usd", 0))
    return lines


def upfront_usd(option: Json) -> Fraction:
    return exact(option.get("programme", {}).get("one_off_usd", 0))


def usd_by_month(scenario: Json, option: Json, volume: Fraction | None = None) -> list[Fraction]:
    return [sum(lines_in(scenario, option, m, volume).values()) for m in range(horizon(scenario))]


def total_usd(scenario: Json, option: Json, volume: Fraction | None = None) -> Fraction:
    return upfront_usd(option) + sum(usd_by_month(scenario, option, volume))


def npv_usd(scenario: Json, option: Json) -> float:
    yearly = 1 + scenario.get("discount_rate", 0)
    return float(upfront_usd(option)) + sum(
        float(usd) * yearly ** (-(month + 1) / 12) for month, usd in enumerate(usd_by_month(scenario, option))
    )


def owed_by_month(scenario: Json, option: Json) -> list[Fraction]:
    """What the option has cost more than the baseline at time 0 and at each month's end."""
    baseline = baseline_of(scenario)
    owed = [upfront_usd(option) - upfront_usd(baseline)]
    pairs = zip(usd_by_month(scenario, option), usd_by_month(scenario, baseline), strict=True)
    for own, other in pairs:
        owed.append(owed[-1] + own - other)
    return owed


def payback(scenario: Json, option: Json) -> tuple[str, float | None]:
    """Status and months: linear within a month, for good, not before the option is in use."""
    owed, months = owed_by_month(scenario, option), horizon(scenario)
    build = option.get("programme", {}).get("build_months", 0)
    behind = [month for month, usd in enumerate(owed) if usd > 0]
    if not behind or behind[-1] < months:
        if not behind:
            return ("reached", float(build)) if build <= months else ("never", None)
        last = behind[-1]
        return "reached", max(float(build), float(last + owed[last] / (owed[last] - owed[last + 1])))
    saving = owed[-2] - owed[-1]
    return ("beyond_horizon", float(months + owed[-1] / saving)) if saving > 0 else ("never", None)


def steps_up_to(scenario: Json, option: Json, highest: Fraction) -> set[Fraction]:
    """Starting volumes up to `highest` at which some month's load fits its machines exactly."""
    baseline, steps = baseline_of(scenario), set()
    for month in range(horizon(scenario)):
        build = option.get("programme", {}).get("build_months", 0)
        in_use = option if month >= build else baseline
        if not has_machines(in_use):
            continue
        peak_of_one = peak_per_second(work_of(scenario, in_use), tasks_in(scenario, month, Fraction(1)))
        if peak_of_one == 0:
            continue
        capacity = exact(in_use["requests_per_second"]) * exact(in_use.get("target_utilisation", 0.7))
        full = 1
        while (step := full * capacity / peak_of_one) <= highest:
            steps.add(step)
            full += 1
    return steps


def break_even(scenario: Json, option: Json, highest: Fraction) -> tuple[bool, list[float]]:
    """Side at 1 task a month, and every volume up to `highest` at which the option changes sides.

    Every piece between two steps is visited; cost is linear within one, and at its end still that of the piece.
    """
    baseline = baseline_of(scenario)
    steps = steps_up_to(scenario, option, highest) | steps_up_to(scenario, baseline, highest)
    edges = [Fraction(1), *sorted(step for step in steps if 1 < step < highest), highest]

    def lead(volume: Fraction) -> Fraction:
        return total_usd(scenario, option, volume) - total_usd(scenario, baseline, volume)

    return _sides(edges, lead)


def _sides(edges: list[Fraction], lead: Callable[[Fraction], Fraction]) -> tuple[bool, list[float]]:
    cheaper = cheaper_at_lowest = lead(Fraction(1)) < 0
    changes = []
    for low, high in itertools.pairwise(edges):
        at_high = lead(high)
        slope = (at_high - lead((low + high) / 2)) / ((high - low) / 2)
        at_low = at_high - slope * (high - low)
        # Just above `low` the sign is that of the slope where the costs are equal at `low` itself.
        starts = at_low < 0 or (at_low == 0 and slope < 0)
        if starts != cheaper:
            changes.append(float(low))
        if starts != (at_high < 0):
            changes.append(float(low - at_low / slope))
        cheaper = at_high < 0
    return cheaper_at_lowest, changes
