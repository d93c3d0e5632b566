"""The recipe that the ledger prices, for those who want to run it."""

from __future__ import annotations

from costmodel.case.market import market_of
from costmodel.case.training_work import trained_recipe
from costmodel.catalog.book import Catalog
from costmodel.errors import InputError
from costmodel.scenario.model import Scenario
from costmodel.scenario.parts import TrainingPart
from costmodel.scenario.recipe import Recipe
from costmodel.scenario.recipe_of import recipe_of, trained_option


def priced_recipe(scenario: Scenario, catalog: Catalog, option_name: str | None = None) -> Recipe:
    """What the programme of an option trains: as given, on the examples that are paid for, or the usual one.

    A checkpoint that the catalog lacks gets the usual recipe without an estimate. Raises InputError if the
    name is no option's, or if nothing is trained.
    """
    given = recipe_of(scenario, option_name)
    option = trained_option(scenario, option_name)
    market = market_of(scenario, catalog)
    try:
        return trained_recipe(option, option.programme.training or TrainingPart(), market)
    except InputError:
        return given
