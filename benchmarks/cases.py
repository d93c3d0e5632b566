"""Cases that are hard on the crossover: costs that run side by side over thousands of stairs."""

from __future__ import annotations

from costmodel import load_catalog, resolve, scenario_from_dict
from costmodel.case.model import Case, Growth
from costmodel.cost import fleet
from costmodel.cost.volume import tasks_by_month
from costmodel.scenario.presets import preset
from costmodel.units import HOURS_PER_MONTH, SECONDS_PER_MONTH

USD_PER_GPU_HOUR = 2.0
HIGHEST_TASKS_PER_MONTH = 1e10
GROWTH = 0.02


def preset_over(months: int) -> Case:
    """The first preset's four options over another horizon."""
    scenario = preset("email-extraction").model_copy(update={"horizon_months": months})
    return resolve(scenario, load_catalog())


def decided_stairs(stairs: int) -> Case:
    """So many stairs up to the highest volume, nearly all far from the hosted cost."""
    return _duel(stairs, months=36, hosted_over_own=3.0)


def undecided_stairs(stairs: int) -> Case:
    """So many stairs, and a hosted cost that is the own cost of full machines: no bound tells them apart."""
    return _duel(stairs, months=36, hosted_over_own=1.0)


def crossed_stairs_of_one_month(stairs: int) -> Case:
    """So many stairs, each crossed twice: hosted cost rises by a hair more than that of full machines."""
    return _duel(stairs, months=1, hosted_over_own=1 + 1 / stairs)


def crossed_stairs_of_many_months(stairs: int) -> Case:
    """Months whose stairs interleave, and a hosted cost that runs through the middle of them."""
    months = 36
    half_a_replica_usd = months / 2 * USD_PER_GPU_HOUR * HOURS_PER_MONTH
    return _duel(stairs, months, hosted_over_own=1.0, hosted_fixed_usd=half_a_replica_usd)


def stairs_within(case: Case) -> int:
    """How many stairs the own option of such a case climbs up to the highest volume."""
    own = case.options[1]
    growth = tasks_by_month(1.0, case.growth, case.horizon_months)
    per_replica = fleet.tasks_per_replica(own.bill, own.calls)  # type: ignore[arg-type]
    return round(float(growth.sum()) * HIGHEST_TASKS_PER_MONTH / per_replica)


def _duel(stairs: int, months: int, hosted_over_own: float, hosted_fixed_usd: float = 0.0) -> Case:
    growth = GROWTH if months > 1 else 0.0
    tasks_per_replica = (
        float(tasks_by_month(1.0, Growth(growth), months).sum()) * HIGHEST_TASKS_PER_MONTH / stairs
    )
    own_usd_per_task = USD_PER_GPU_HOUR * HOURS_PER_MONTH / tasks_per_replica
    hosted = {
        "kind": "hosted",
        "name": "Hosted",
        "usd_per_task": own_usd_per_task * hosted_over_own,
        "programme": {"one_off_usd": hosted_fixed_usd},
    }
    own = {
        "kind": "self_hosted",
        "name": "Own",
        "checkpoint": "Qwen3-8B",
        "gpu": "L40S",
        "usd_per_gpu_hour": USD_PER_GPU_HOUR,
        "gpus_per_replica": 1,
        "requests_per_second": tasks_per_replica / SECONDS_PER_MONTH,
        "target_utilisation": 1,
        "spare_replicas": 0,
    }
    workload = {"tasks_per_month": 1e6, "monthly_growth": growth, "input_tokens": 500, "output_tokens": 50}
    scenario = {
        "horizon_months": months,
        "workload": workload | {"peak_to_mean": 1},
        "options": [hosted, own],
    }
    return resolve(scenario_from_dict(scenario), load_catalog())
