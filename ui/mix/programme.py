"""One adapter of a plan as the inputs of the other pages: what building it takes is the pipeline page's business."""

from __future__ import annotations

from typing import Any

import streamlit as st

from costmodel.case.mix import MixCase
from costmodel.catalog.book import Catalog
from costmodel.catalog.load import load_catalog
from costmodel.decide.mix import Mix, MixAnswer, adapter_programme
from costmodel.scenario.mix_plan import MixPlan
from ui import scenario_file
from ui.inputs import choices
from ui.inputs.plan import difference, text_of
from ui.inputs.sidebar import first_preset, first_values, put_values
from ui.inputs.table.places import OWN, PERCENT
from ui.words import plain

ADAPTER = "mix_adapter"
PIPELINE_PAGE = "pages/pipeline.py"


def draw(plan: MixPlan, case: MixCase, found: MixAnswer) -> None:
    """Draw the way from an adapter to its programme."""
    pairs = _pairs(plan, case, found.best)
    if not pairs:
        return
    folded = st.expander(
        "What does it take to build one of these adapters?", key="mix_build", on_change="rerun"
    )
    if not folded.open:
        return
    names = {f"{step} on {pool}": (step, pool) for step, pool in pairs}
    with folded:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.selectbox("Adapter", list(names), key=ADAPTER) or next(iter(names))
            step, pool = names[name]
            sku = _hosted_sku(plan, case, found, step)
            # Switching pages from here would empty the address, which bound inputs do not allow: a link follows.
            is_taken = st.button(
                "Put it into the inputs",
                on_click=put_values,
                args=(values_of_adapter(plan, step, pool, sku, load_catalog()),),
                disabled=scenario_file.loaded() is not None,
            )
        if is_taken:
            st.success(f"The inputs hold {plain(name)} now.")
            st.page_link(PIPELINE_PAGE, label="See what building it takes")
        st.caption(
            "The inputs in the sidebar, which all other pages share, take this adapter's volume, lengths, checkpoint, card and programme;"
            " “Reset to the preset” puts them back."
        )


def values_of_adapter(
    plan: MixPlan, step: str, pool: str, hosted_sku: str | None, catalog: Catalog
) -> dict[str, Any]:
    """What the sidebar shows for one adapter: the first preset's inputs, with what the plan knows put in."""
    task, machines, preset = plan.subtasks[step], plan.pools[pool], first_preset()
    quality = plan.quality.get(step, {})
    values: dict[str, Any] = {
        **first_values(),
        "preset": preset.name,
        "tasks": max(1, round(plan.requests_per_month * task.calls_per_request)),
        "in": round(task.input_tokens),
        "tuned_in": round(task.input_tokens),
        "out": round(task.output_tokens),
        "cached": 0.0,
        "peak": plan.peak_to_mean,
        "load": round(PERCENT * plan.target_utilisation, 6),
        "checkpoint": catalog.checkpoint(machines.checkpoint or "").checkpoint,
        "gpu": catalog.gpu(machines.gpu or "").gpu,
        "precision": machines.precision,
        "quality_own": round(PERCENT * quality.get(f"{pool}_lora", 0.0), 6),
        "quality_today": 0.0,
        "bar": round(PERCENT * task.quality_floor, 6),
        "plan_own": text_of(difference(preset.options[OWN].programme, adapter_programme(plan))),
    }
    if hosted_sku is not None:
        values["model"] = hosted_sku
    values["rent"] = choices.usual_rent(catalog, values)
    if machines.usd_per_gpu_hour is not None:
        values |= {"rent": choices.TYPED_RENT, "gpu_usd": machines.usd_per_gpu_hour}
    return values


def _pairs(plan: MixPlan, case: MixCase, best: Mix) -> list[tuple[str, str]]:
    """Steps and pools whose checkpoint is known; adapters of the best plan first."""
    known = [name for name, pool in plan.pools.items() if None not in (pool.checkpoint, pool.gpu)]
    every = [(step, pool) for step, task in plan.subtasks.items() if not task.user_facing for pool in known]
    chosen = {
        (step, case.pools[case.pool_of[column]].name)
        for step, column in zip(case.subtasks, best.assignment, strict=True)
        if case.is_adapter(column)
    }
    return sorted(every, key=lambda pair: pair not in chosen)


def _hosted_sku(plan: MixPlan, case: MixCase, found: MixAnswer, step: str) -> str | None:
    """The hosted model that would do the step without own pools, where it stands in the price book."""
    if found.api_only is None:
        return None
    option = case.options[found.api_only.assignment[case.subtasks.index(step)]]
    model = plan.cascades[option].then if option in plan.cascades else option
    sku = plan.apis[model].sku
    return sku if sku in choices.hosted_models(load_catalog(), {}) else None
