"""Rented GPUs as offers, and the rate of one row of the price book among them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from costmodel.catalog.prices import GpuPrice
from costmodel.refresh.products import Product
from costmodel.refresh.quotes import WHOLE, Quote, Segment

ROUNDED = Decimal("0.0001")
SAME_MEMORY = 0.1
"""Providers advertise one card with up to a tenth more or less memory."""

US_OR_EU = re.compile(
    r"(^|[^a-z])(us|eu|europe|northamerica)([^a-z]|$)|^(us|eu|europe|northamerica)[-_]"
    r"|us\d?$|europe|france|germany|uk(south|west)|sweden|norway|switzerland|poland|italy|spain"
    r"|austriaeast|belgium|denmark|finland|greece|ireland|netherlands"
)
NOT_FOR_SALE = re.compile(r"gov|dod|secret")
MEMORY = re.compile(r"-(\d+)GB$")


@dataclass(frozen=True, slots=True)
class Offer:
    """A machine in one place: USD per hour for all its GPUs. `memory_gb` is that of one GPU, None if unsaid."""

    instance: str
    region: str
    usd_per_hour: float
    gpu: str
    gpu_count: int
    memory_gb: float | None
    spot: bool


def quote_among(product: Product, offers: Iterable[Offer]) -> Quote | None:
    """The rate of one GPU of the product's card, count, commitment and region; None if nobody offers it.

    The price of the machine is divided by its GPUs. A row without a region takes the median over regions in
    the US and the EU (over all, if there is none of these), the cheapest machine of each; a row whose note
    names a machine takes that machine.
    """
    row = product.rows[0].row
    if not isinstance(row, GpuPrice) or row.commitment not in ("on_demand", "spot"):
        return None
    fitting = [offer for offer in offers if _fits(row, offer)]
    words = set(re.split(r"[\s;,]+", row.note))
    fitting = [offer for offer in fitting if offer.instance in words] or fitting
    if row.region:
        fitting = [offer for offer in fitting if _lies_in(row.region, offer.region)]
    else:
        fitting = [offer for offer in fitting if is_us_or_eu(offer.region)] or fitting
    if not fitting:
        return None
    rate = Decimal(str(_median_over_regions(fitting))).quantize(ROUNDED).normalize()
    return Quote((Segment(None, {WHOLE: {"usd_per_gpu_hour": rate}}),))


def is_us_or_eu(region: str) -> bool:
    """Whether a cloud's name of a region lies in the United States or in Europe, and is open to everyone."""
    name = region.casefold()
    return bool(US_OR_EU.search(name)) and not NOT_FOR_SALE.search(name)


def _median_over_regions(offers: Sequence[Offer]) -> float:
    cheapest: dict[str, float] = defaultdict(lambda: float("inf"))
    for offer in offers:
        cheapest[offer.region] = min(cheapest[offer.region], offer.usd_per_hour / offer.gpu_count)
    return median(cheapest.values())


def _fits(row: GpuPrice, offer: Offer) -> bool:
    if offer.gpu_count != row.gpu_count_min or offer.spot is not (row.commitment == "spot"):
        return False
    if not offer.usd_per_hour > 0:
        return False
    card, _, _ = MEMORY.sub("", row.sku).partition("-PCIe")
    if _bare(MEMORY.sub("", offer.gpu)) not in (_bare(card), _bare(MEMORY.sub("", row.sku))):
        return False
    if ("pcie" in row.sku.casefold()) is not ("pcie" in f"{offer.instance} {offer.gpu}".casefold()):
        return False
    memory = offer.memory_gb
    return memory is None or abs(memory / row.gpu_memory_gb - 1) <= SAME_MEMORY


def _lies_in(region: str, place: str) -> bool:
    """Whether a place is the region itself or one of its zones (us-central1-a, us-east-1b)."""
    rest = place.casefold().removeprefix(region.casefold())
    return place.casefold().startswith(region.casefold()) and re.fullmatch(r"(-?[a-f])?", rest) is not None


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
