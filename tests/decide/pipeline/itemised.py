"""Itemised programmes for the tests of stages, timeline and gates: numbers by hand, and random ones."""

from __future__ import annotations

from typing import Any

from given_scenarios import Json, api, case_of, decimals, own, scenario
from hypothesis import strategies as st

from costmodel.case import Case
from costmodel.case.model import OptionCase

RECIPE = {"checkpoint": "Llama-3.1-8B", "gpu": "H100"}


def case_with(programme: Json, workload: Json | None = None, **fields: Any) -> Case:
    """An API, and own machines with this programme."""
    return case_of(scenario(api(), own(programme=programme), workload=workload, **fields))


def option_with(programme: Json, workload: Json | None = None) -> OptionCase:
    return case_with(programme, workload).options[1]


def _optional(**optional: Any) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({}, optional=optional)


USD = decimals(0, 50, 2)
FEW = st.integers(0, 5_000)
RUNS = st.integers(1, 20)
FAILED = decimals(0, 0.9, 2)
PARTS: dict[str, st.SearchStrategy[Json]] = {
    "data": _optional(
        examples=FEW,
        usd_per_example=USD,
        review_share=decimals(0, 1, 2),
        usd_per_review=USD,
        held_out_items=FEW,
        usd_per_held_out_item=USD,
        preference_pairs=FEW,
        usd_per_pair=USD,
        labelled_per_day=st.integers(1, 1_000),
    ),
    "training": st.one_of(
        _optional(runs=RUNS, failed_share=FAILED, minimum_usd_per_run=USD, dpo_runs=RUNS),
        _optional(
            runs=RUNS,
            failed_share=FAILED,
            gpu_hours_per_run=decimals(0, 100, 1),
            usd_per_gpu_hour=decimals(0, 10, 2),
            minimum_usd_per_run=USD,
            dpo_runs=RUNS,
        ),
        _optional(train_usd_per_mtok=decimals(0, 30, 2), runs=RUNS, failed_share=FAILED),
    ),
    "evaluation": _optional(
        items=FEW,
        rounds=RUNS,
        judge_usd_per_item=USD,
        review_share=decimals(0, 1, 2),
        usd_per_review=USD,
    ),
    "ab_test": _optional(
        control_rate=decimals(0.1, 0.8, 2),
        lift=decimals(0.01, 0.15, 2),
        traffic_share=decimals(0.01, 1, 2),
        usd_per_item=USD,
        double_running_usd_per_month=st.integers(0, 5_000),
    ),
    "engineering": _optional(
        ml_weeks=decimals(0, 20, 1),
        data_weeks=decimals(0, 20, 1),
        platform_weeks=decimals(0, 20, 1),
        usd_per_fte_year=st.integers(0, 400_000),
        platform_set_up_usd=st.integers(0, 20_000),
    ),
}
PROGRAMMES = _optional(one_off_usd=st.integers(0, 30_000), **PARTS)
