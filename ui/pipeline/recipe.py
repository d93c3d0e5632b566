"""The configuration that an engineer leaves with: TRL and Axolotl files, the commands, and all of it zipped."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from costmodel.catalog.book import Catalog
from costmodel.decide.pipeline.plan import BuildPlan, recipes_of
from costmodel.errors import InputError
from costmodel.export.recipe.bundle import TRAINERS, recipe_files, recipe_zip
from costmodel.export.recipe.known_keys import VERSIONS
from costmodel.export.recipe.run_script import config_name
from costmodel.export.scenario_file import scenario_json
from costmodel.scenario.model import Scenario
from costmodel.scenario.recipe import Recipe
from ui.notices import draw_problems

TRAINER_NAMES = {"trl": "TRL", "axolotl": "Axolotl"}


def draw(plan: BuildPlan, scenario: Scenario | None) -> None:
    """Draw the files of the run; they hold the recipe that the estimate is of."""
    st.header("Run it", anchor=False)
    if scenario is not None:
        _draw_scenario(plan, scenario)
    recipes = recipes_of(plan)
    if not recipes:
        st.markdown("No recipe stands behind these runs: their hours were given, or a provider trains them.")
        return
    try:
        files = recipe_files(recipes, plan.market.catalog)
    except InputError as error:
        draw_problems(error.problems, "No trainer can be given this recipe:", name_of=lambda field: field)
        return
    st.markdown(
        "The recipe that was priced above, for the trainer of your choice; every key is one that the named release knows."
    )
    _draw_download(recipes, plan.market.catalog)
    for trainer in TRAINERS:
        names = [config_name(trainer, recipe.stage) for recipe in recipes]
        with st.expander(f"{TRAINER_NAMES[trainer]} {VERSIONS[trainer]}: {', '.join(names)}"):
            for name in names:
                st.code(files[name], language="yaml")
            st.code(files[f"run-{trainer}.sh"], language="bash")


def _draw_scenario(plan: BuildPlan, scenario: Scenario) -> None:
    st.markdown("The scenario file holds this programme and what was recorded of it; it opens here again.")
    st.download_button(
        "Download the scenario (JSON)",
        lambda: scenario_json(scenario, plan.case),
        file_name="scenario.json",
        mime="application/json",
        key="download_programme",
        on_click="ignore",
    )


def _draw_download(recipes: Sequence[Recipe], catalog: Catalog) -> None:
    st.download_button(
        "Download the run (zip)",
        lambda: recipe_zip(recipes, catalog),
        file_name="recipe.zip",
        mime="application/zip",
        key="download_recipe",
        on_click="ignore",
        help="Both configurations, the commands and a README of the run.",
    )
