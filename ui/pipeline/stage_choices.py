"""Choices that stand for several fields of a programme: who writes, which method, which cards, which goal."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from costmodel.decide.pipeline.plan import BuildPlan, cards_that_fit
from costmodel.scenario.recipe import Recipe
from ui.pipeline.programme_inputs import PEOPLE, Choice, Editor, draw_choice

METHODS = {"LoRA": "lora", "QLoRA": "qlora", "All weights": "full"}


GOALS = {"It is better": "better", "It is not worse": "not_worse"}


def draw_goal(editor: Editor) -> None:
    """Draw what the test must show."""
    test = editor.values["ab_test"]
    if test is None:
        return
    draw_choice(
        editor,
        Choice(
            "ab_test.goal",
            "What the test must show",
            "Not worse is enough where the tuned model need only be cheaper.",
            tuple(GOALS),
            next(words for words, goal in GOALS.items() if goal == test["goal"]),
            lambda words: {"ab_test.goal": GOALS[words]},
        ),
    )


def draw_writer(plan: BuildPlan, editor: Editor) -> None:
    """Draw who writes the examples."""
    data = editor.values["data"]
    if data is None:
        return
    models = [name for name, _ in plan.market.catalog.hosted_names()]
    draw_choice(
        editor,
        Choice(
            "data.writer",
            "Who writes the examples",
            "People, or a teacher model at its price in the book over the share that is kept.",
            (PEOPLE, *models),
            PEOPLE if data["made_by"] == "people" else data["teacher_sku"],
            _written_by,
        ),
    )


def _written_by(writer: str) -> Mapping[str, Any]:
    if writer == PEOPLE:
        return {"data.made_by": "people"}
    return {"data.made_by": "teacher", "data.teacher_sku": writer}


def draw_method_and_cards(plan: BuildPlan, editor: Editor) -> None:
    """Draw the method and the cards of a run that is rented, not of one that a provider makes."""
    recipe, run = plan.recipe, plan.run
    if recipe is None or run is None or run.gpu_hours is None:
        return
    method, cards = st.columns(2)
    with method:
        draw_choice(
            editor,
            Choice(
                "training.method",
                "Method",
                "Adapters, adapters on 4-bit weights, or all weights; the cheapest card that fits comes with it.",
                tuple(METHODS),
                next((words for words, method in METHODS.items() if method == recipe.method), recipe.method),
                partial(_by_method, plan),
            ),
        )
    found = {f"{n} x {gpu}": {"gpu": gpu, "gpus": n} for gpu, n in cards_that_fit(plan, recipe)}
    with cards:
        draw_choice(
            editor,
            Choice(
                "training.cards",
                "Cards, cheapest run first",
                "On-demand rents of the price book; only cards on which the run fits are listed.",
                tuple(found),
                f"{recipe.gpus} x {plan.market.catalog.gpu(recipe.gpu).gpu}",
                partial(_on_cards, plan, found),
            ),
        )


def _by_method(plan: BuildPlan, words: str) -> Mapping[str, Any]:
    recipe = plan.recipe
    if recipe is None:
        return {}
    named = METHODS.get(words, recipe.method)
    changed = recipe.model_copy(update={"method": named})
    chosen = {"training.recipe.method": named, "training.recipe.learning_rate": None}
    return {**chosen, **_cards_near(plan, changed)}


def cards_for(plan: BuildPlan, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Cards on which a run still fits once the lengths of its recipe change; nothing where no recipe does."""
    recipe, prefix = plan.recipe, "training.recipe."
    of_recipe = {
        path.removeprefix(prefix): value for path, value in changes.items() if path.startswith(prefix)
    }
    if recipe is None or not of_recipe or plan.run is None or plan.run.estimate is None:
        return {}
    changed = recipe.model_copy(update=of_recipe)
    return {"training.recipe.method": recipe.method, **_cards_near(plan, changed)}


def _cards_near(plan: BuildPlan, recipe: Recipe) -> Mapping[str, Any]:
    """The recipe's own card if a run fits on it, else the option's, else the cheapest."""
    found = dict(cards_that_fit(plan, recipe))
    own = [recipe.gpu, getattr(plan.option, "gpu", None)]
    names = [plan.market.catalog.gpu(card).gpu for card in own if card]
    gpu = next((name for name in names if found.get(name) == 1), None) or next(
        (name for name in [*names[:1], *found] if name in found), recipe.gpu
    )
    return _cards(gpu, found.get(gpu, recipe.gpus))


def _on_cards(plan: BuildPlan, found: Mapping[str, Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    recipe, cards = plan.recipe, found.get(name)
    if recipe is None or cards is None:
        return {}
    return {"training.recipe.method": recipe.method, **_cards(cards["gpu"], cards["gpus"])}


def _cards(gpu: str, count: int) -> dict[str, Any]:
    return {
        "training.recipe.gpu": gpu,
        "training.recipe.gpus": count,
        "training.recipe.sharded": count > 1,
    }
