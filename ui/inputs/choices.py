"""What can be chosen: models, tuned models, checkpoints, cards and rents, by the names people know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from costmodel.catalog.book import Catalog
from costmodel.scenario.workload import GrowthShape
from ui.inputs.fields import Values

KNOWN_COST = "A known cost per task"
"""Stands in the list of models for a cost that the user types."""

TYPED_RENT = "My own price"
"""Stands in the list of rents for a price that the user types."""


def hosted_models(catalog: Catalog, _: Values) -> Sequence[str]:
    """Every hosted model of the price book, `provider/sku`."""
    return [KNOWN_COST, *(name for name, _ in catalog.hosted_names())]


def tuned_models(catalog: Catalog, _: Values) -> Sequence[str]:
    """Every tuned model of the price book that is billed by the token."""
    by_token = [name for name, _ in catalog.fine_tune_names() if is_billed_by_token(catalog, name)]
    return [KNOWN_COST, *by_token]


def is_billed_by_token(catalog: Catalog, name: str) -> bool:
    """Whether the price book has token prices for a tuned model."""
    return all(row.input_usd_per_mtok is not None for row in catalog.fine_tune(name))


def growth_shapes(_: Catalog, __: Values) -> Sequence[str]:
    """How a volume may grow at a rate."""
    return get_args(GrowthShape)


def checkpoints(catalog: Catalog, _: Values) -> Sequence[str]:
    """Every open checkpoint."""
    return [checkpoint.checkpoint for checkpoint in catalog.checkpoints]


def rentable_gpus(catalog: Catalog, _: Values) -> Sequence[str]:
    """Every card of the catalog, whether or not the price book has a rent for it."""
    return [gpu.gpu for gpu in catalog.gpus]


def rents(catalog: Catalog, values: Values) -> Sequence[str]:
    """My own price, then those of the price book for the chosen card, cheapest first."""
    offers = catalog.gpu_offers(values["gpu"], on=values["as_of"])
    names = (rent_name(offer.provider, str(offer.commitment)) for offer in offers)
    return [TYPED_RENT, *dict.fromkeys(names)]


def rent_name(provider: str, commitment: str) -> str:
    """How a rent is named in the list and in links."""
    return f"{provider} {commitment}"


def usual_rent(catalog: Catalog, values: Values) -> str:
    """The cheapest on-demand rent of a card, else the cheapest of any kind, else a typed one."""
    names = rents(catalog, values)
    in_book = names[1:] or names
    return next((name for name in in_book if name.endswith(" on_demand")), in_book[0])


def fixed(*names: str) -> Sequence[str]:
    """A list that depends on nothing."""
    return names
