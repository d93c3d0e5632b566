"""Reads GPU rent from the SkyPilot catalog, https://github.com/skypilot-org/skypilot-catalog, cloud by cloud."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from costmodel.refresh.fetch import Fetch
from costmodel.refresh.gpu_offers import Offer, quote_among
from costmodel.refresh.products import Product, ProductKey
from costmodel.refresh.quotes import FileUnreadableError, Quote, Reading, SourceUnavailableError

NAME = "skypilot"
ADDRESS = "https://raw.githubusercontent.com/skypilot-org/skypilot-catalog/master/catalogs/v8/{cloud}/vms.csv"
CLOUD_OF_PROVIDER: Mapping[str, str] = {"lambdalabs": "lambda"}
MEMORY_UNSAID = {"A100": 40.0, "V100": 16.0}
"""Cards that the catalog sells in two sizes and names without the smaller one's memory."""

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class SkyPilot:
    """One file per cloud; a reader for rows of gpuhunt, as their witness or in its place."""

    fetch: Fetch

    def read(self, products: Sequence[Product], on: date) -> Reading:
        """The quotes of products whose `ref` is "provider/card"; a cloud that cannot be read is said so.

        Raises SourceUnavailableError if nobody answers for the first cloud: each further one may wait as long.
        """
        quotes: dict[ProductKey, Quote] = {}
        vanished: set[ProductKey] = set()
        unread: dict[ProductKey, str] = {}
        for provider in sorted({product.ref.partition("/")[0] for product in products}):
            of_provider = [product for product in products if product.ref.startswith(provider + "/")]
            try:
                rows = self._rows(CLOUD_OF_PROVIDER.get(provider, provider))
            except SourceUnavailableError as error:
                is_first = not (quotes or vanished or unread)
                if is_first and not isinstance(error, FileUnreadableError):
                    raise
                unread |= {product.key: str(error) for product in of_provider}
                continue
            for product in of_provider:
                if quote := quote_among(product, _offers(rows, _machine_of(product))):
                    quotes[product.key] = quote
                else:
                    vanished.add(product.key)
        return Reading(NAME, True, quotes, frozenset(vanished), unread)

    def _rows(self, cloud: str) -> Rows:
        address = ADDRESS.format(cloud=cloud)
        text = self.fetch(address).decode("utf-8", "replace")
        try:
            rows = list(csv.DictReader(io.StringIO(text, newline="")))
        except csv.Error as error:
            raise FileUnreadableError(f"{address} is no CSV: {error}") from error
        if not rows or not {"InstanceType", "AcceleratorName", "AcceleratorCount", "Price", "Region"} <= set(
            rows[0]
        ):
            raise FileUnreadableError(f"{address} has not the columns of a catalog")
        return rows


def _machine_of(product: Product) -> str | None:
    """The machine that the row's note names, such as a2-highgpu-1g."""
    found = re.search(r"\b[a-z]\d[a-z]?\d?-[a-z]+-[\w.]+\b", product.rows[0].row.note)
    return found.group() if found else None


def _offers(rows: Rows, machine: str | None) -> Iterator[Offer]:
    """Offers of whole machines; where GPUs are listed apart from their host (Google), the sum of both."""
    for column, spot in (("Price", False), ("SpotPrice", True)):
        hosts = {
            row["Region"]: price
            for row in rows
            if row["InstanceType"] == machine and (price := _number(row.get(column))) is not None
        }
        for row in rows:
            price, count = _number(row.get(column)), _number(row["AcceleratorCount"])
            if price is None or not count or not row["AcceleratorName"]:
                continue
            instance = row["InstanceType"] or machine or ""
            if not row["InstanceType"]:
                host = hosts.get(row["Region"])
                if host is None:
                    continue
                price += host
            memory = MEMORY_UNSAID.get(row["AcceleratorName"], _memory_in(row["AcceleratorName"]))
            yield Offer(
                instance, row["Region"] or "", price, row["AcceleratorName"], int(count), memory, spot
            )


def _memory_in(name: str) -> float | None:
    found = re.search(r"-(\d+)GB$", name)
    return float(found.group(1)) if found else None


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0 < value < 1e6 else None
