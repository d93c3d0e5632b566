"""Every number that may be a range, one at a time: many draws at once equal one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from given_scenarios import Json, by_token, from_scratch, known_cost, own, scenario
from one_by_one import Drawn, assert_equal_one_by_one, drawn
from pydantic import BaseModel
from ranged import around, number_fields, places, three_points, with_ranges

from costmodel.case.draws import IN_NO_LEDGER, PROGRESS
from costmodel.catalog import Catalog
from costmodel.scenario.correlation import Correlation
from costmodel.scenario.model import Exported, Scenario
from costmodel.scenario.options import Fleet
from costmodel.scenario.parse import scenario_from_dict

WORK = {
    "tasks_per_month": 3_000_000,
    "monthly_growth": 0.02,
    "calls_per_task": 1.5,
    "retry_rate": 0.1,
    "input_tokens": 3_000,
    "cached_input_tokens": 1_000,
    "cache_write_tokens": 500,
    "output_tokens": 200,
    "batch_share": 0.2,
    "peak_to_mean": 3,
    "offpeak_share": 0.8,
}
OWN_WORK = {
    name: 0.9 * value
    for name, value in WORK.items()
    if name not in ("tasks_per_month", "monthly_growth", "peak_to_mean", "offpeak_share")
}
RATES = {
    "input_usd_per_mtok": 2,
    "output_usd_per_mtok": 9,
    "cached_input_usd_per_mtok": 0.2,
    "cache_write_usd_per_mtok": 3,
    "batch_multiplier": 0.5,
}
BILLED = {"quality": 0.9, "discount": 0.1, "price_change_per_year": -0.1}
ENDLESS = {"retrain_every_months": 3, "base_refresh_every_months": 5}
SUMS = {
    "one_off_usd": 9_000,
    "people_usd_per_month": 4_000,
    "retrain_usd": 700,
    "retrain_share": 0.4,
    "base_refresh_usd": 800,
    "base_refresh_share": 0.3,
}
DATA = {
    "usd_per_example": 9,
    "review_share": 0.2,
    "usd_per_review": 2,
    "usd_per_held_out_item": 8,
    "usd_per_pair": 5,
    "labelled_per_day": 90,
    "preference_pairs": 700,
}
TEACHER = {
    "made_by": "teacher",
    "teacher_sku": "openai/gpt-6-luna",
    "teacher_input_tokens": 1_200,
    "teacher_output_tokens": 400,
    "keep_rate": 0.5,
    "examples": 100_000,
}
RUNS = {"failed_share": 0.2, "usd_per_gpu_hour": 3}
LORA = {"checkpoint": "Llama-3.1-8B", "gpu": "H100", "tokens_per_example": 900, "epochs": 2.5}
UNUSED = {"lora_dropout": 0.05, "learning_rate": 1e-4, "dpo_beta": 0.2}
DPO = {
    "checkpoint": "Llama-3.1-8B",
    "gpu": "H100",
    "method": "dpo_lora",
    "tokens_per_example": 900,
    "epochs": 1.5,
}
EVALUATION = {"judge_usd_per_item": 0.05, "review_share": 0.2, "usd_per_review": 3, "half_width": 0.03}
TEST = {
    "control_rate": 0.8,
    "lift": 0.03,
    "alpha": 0.05,
    "power": 0.8,
    "traffic_share": 0.001,
    "usd_per_item": 0.2,
    "double_running_usd_per_month": 5_000,
    "most_days": 20,
}
WEEKS = {
    "ml_weeks": 6,
    "data_weeks": 3,
    "platform_weeks": 2,
    "usd_per_fte_year": 240_000,
    "platform_set_up_usd": 900,
}


def programme(**parts: Json) -> Json:
    return {**SUMS, **ENDLESS, **parts}


def machines(**fields: Any) -> Json:
    """Many small replicas: every change of load changes their number."""
    return own(requests_per_second=0.05, target_utilisation=0.6, **fields)


OPTIONS: dict[str, Json] = {
    "typed rates": by_token(
        "Option",
        rates=RATES,
        region_uplift=1.1,
        workload=OWN_WORK,
        programme=programme(evaluation=EVALUATION),
        **BILLED,
    ),
    "prices that change over the day": {
        "kind": "hosted",
        "name": "Option",
        "sku": "deepseek/deepseek-flash",
        "region_uplift": 1.1,
    },
    "a price per task": {"kind": "hosted", "name": "Option", "usd_per_task": 0.01, **BILLED},
    "a provider's tuned model": {
        "kind": "managed_fine_tune",
        "name": "Option",
        "usd_per_task": 0.003,
        "escalation_share": 0.1,
        "hosting_usd_per_hour": 4,
        "workload": OWN_WORK,
        **BILLED,
        "programme": programme(
            data=DATA, training={"train_usd_per_mtok": 3, "recipe": LORA, "failed_share": 0.1}
        ),
    },
    "a tuned model of the price book": {
        "kind": "managed_fine_tune",
        "name": "Option",
        "sku": "azure/gpt-oss-20b",
        "region_uplift": 1.1,
        "workload": OWN_WORK,
        "programme": programme(data=TEACHER, training={"recipe": {**LORA, "checkpoint": "gpt-oss-20b"}}),
    },
    "measured machines": machines(
        price_change_per_year=-0.2,
        platform_usd_per_month=300,
        escalation_share=0.1,
        quality=0.9,
        startup_minutes=4,
        workload=OWN_WORK,
        programme=programme(
            data=DATA, training={**RUNS, "recipe": {**LORA, **UNUSED}}, ab_test=TEST, engineering=WEEKS
        ),
    ),
    "machines that sleep": machines(billing="scale_to_zero", startup_minutes=0.004, idle_minutes=0.02),
    "machines that follow the day": machines(billing="follow_load", startup_minutes=9),
    "own machines and a provider for the rest": {
        **machines(price_change_per_year=-0.2, owned_replicas=4, workload=OWN_WORK),
        "kind": "hybrid",
        "overflow": {"rates": RATES, "region_uplift": 1.1, "discount": 0.1, "price_change_per_year": -0.1},
    },
    "own machines and a known cost for the rest": {
        **machines(owned_replicas=4),
        "kind": "hybrid",
        "overflow": {"usd_per_task": 0.01},
    },
    "estimated machines": {
        "kind": "self_hosted",
        "name": "Option",
        "checkpoint": "Qwen3-8B",
        "gpu": "L40S",
        "usd_per_gpu_hour": 1,
        "max_tpot_ms": 40,
        "max_ttft_s": 3,
        "prefix_hit_rate": 0.3,
        "throughput_factor": 0.9,
        "programme": programme(data=TEACHER, training={"gpu_hours_per_run": 30, **RUNS}),
    },
    "machines of the price book": {
        "kind": "self_hosted",
        "name": "Option",
        "checkpoint": "Qwen3-8B",
        "gpu": "L40S",
        "provider": "runpod",
        "commitment": "on_demand",
        "target_utilisation": 0.7,
        "programme": programme(
            training={"minimum_usd_per_run": 50_000}, ab_test={**TEST, "goal": "not_worse"}
        ),
    },
    "pairs alone": known_cost(
        "Option", programme=programme(training={"recipe": DPO, **RUNS}, ab_test={**TEST, "least_days": 200})
    ),
    "a model trained from nothing": from_scratch(
        "Option",
        realised_mfu=0.3,
        programme=programme(data=DATA, training={"gpu_hours_per_run": 30, "usd_per_gpu_hour": 3}),
    ),
    "what was measured so far": machines(programme={"progress": {"gpu_hours_per_run": 30}}),
}

WITH_ALL_PLACES = ("typed rates", "prices that change over the day", "measured machines")
"""Questions of which the workload is tried as well."""

COSTS_NOTHING = ("max_ttft_s",)
"""A promise that is kept by far."""


def question(option: Json) -> Json:
    return scenario(
        by_token("API", rates=RATES), option, workload=WORK, error_cost_usd=0.02, discount_rate=0.1
    )


def all_places() -> Iterator[tuple[str, str]]:
    for name, option in OPTIONS.items():
        for path, *_ in places(scenario_from_dict(question(option))):
            if path.startswith("options.1.") or name in WITH_ALL_PLACES:
                yield name, path


def in_one_place(name: str, path: str, catalog: Catalog) -> Iterator[Drawn]:
    """The question with one range in it, of either sort."""
    given = question(OPTIONS[name])
    _, value, low, high = next(place for place in places(scenario_from_dict(given)) if place[0] == path)
    for make in (around, three_points):
        ranged = scenario_from_dict(with_ranges(given, {path: make(value, low, high, 0.08)}))
        yield drawn(ranged, catalog, draws=5)


@pytest.mark.parametrize(("name", "path"), list(all_places()))
def test_a_range_in_one_place(name: str, path: str, catalog: Catalog) -> None:
    is_left_out = path.rpartition(".")[2] in IN_NO_LEDGER or PROGRESS in path
    for found in in_one_place(name, path, catalog):
        assert list(found.numbers) == ([] if is_left_out else [path])
        assert_equal_one_by_one(found, catalog)


def test_every_number_costs_somewhere_and_those_left_out_of_the_draws_nowhere(catalog: Catalog) -> None:
    costs: dict[tuple[str, str], bool] = {}
    for name, path in all_places():
        kind, field = type_of(name, path).__name__, path.rpartition(".")[2]
        for found in in_one_place(name, path, catalog):
            varies = bool(np.ptp(found.futures.npv_usd, axis=0).any())
            costs[kind, field] = costs.get((kind, field), False) or varies
    silent = {(kind, field) for (kind, field), seen in costs.items() if not seen}
    assert {field for _, field in silent} == {*IN_NO_LEDGER, *COSTS_NOTHING, "gpu_hours_per_run"}
    assert {kind for kind, field in silent if field == "gpu_hours_per_run"} == {"Progress"}


def models_within(model: type[BaseModel]) -> set[type[BaseModel]]:
    """The models of which a scenario is made that have been defined anywhere."""
    found = {each for each in model.__subclasses__() if each.__module__.startswith("costmodel.scenario")}
    return found | {deeper for each in found for deeper in models_within(each)}


def test_no_number_that_may_be_a_range_was_forgotten() -> None:
    """A field counts as tried in the model that defines it or in one that inherits it."""
    tried = {(type_of(name, path), path.rpartition(".")[2]) for name, path in all_places()}
    wanted = {(m, field) for m in models_within(BaseModel) for field in number_fields(m)}
    assert len(wanted) > 80
    for model, field in wanted:
        family = {kind for kind, name in tried if name == field}
        assert any(issubclass(kind, model) or field in number_fields(Fleet) for kind in family), (
            model,
            field,
        )
    assert not any(number_fields(model) for model in (Scenario, Exported, Correlation))


def type_of(name: str, path: str) -> type[BaseModel]:
    """The model that holds the number at a path."""
    at: Any = scenario_from_dict(question(OPTIONS[name]))
    for key in path.split(".")[:-1]:
        at = at[int(key)] if key.isdigit() else getattr(at, key)
    return type(at)
