"""Which reader answers for which source key, and which one bears witness."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from costmodel.refresh import genai, gpuhunt, litellm, skypilot
from costmodel.refresh.fetch import Fetch, fetch_https
from costmodel.refresh.products import Product
from costmodel.refresh.quotes import PackageMissingError, Reader, Reading, SourceUnavailableError


@dataclass(frozen=True)
class Sources:
    """Readers by the first part of the source key; `witnesses` answer for the same products.

    `otherwise` says why a product of another source was not read.
    """

    first: Mapping[str, Reader]
    witnesses: Mapping[str, Reader]
    otherwise: str = "it could not be asked"


def offline_sources() -> Sources:
    """Only what needs no network: the data that genai-prices embeds."""
    return Sources({genai.NAME: partial(genai.read_genai, fetch=None)}, {}, "not asked offline")


def online_sources(
    fetch: Fetch = fetch_https,
    fetch_genai: Callable[[], genai.Providers] = genai.fetch_newest,
    open_gpuhunt: Callable[[], gpuhunt.Ask] = gpuhunt.newest_catalog,
) -> Sources:
    """Every reader; how the network is reached may be replaced."""
    list_of_litellm, catalog_of_skypilot = litellm.LiteLlm(fetch), skypilot.SkyPilot(fetch)

    def rent(products: Sequence[Product], on: date) -> Reading:
        try:
            ask = open_gpuhunt()
        except (SourceUnavailableError, PackageMissingError) as error:
            return _instead(catalog_of_skypilot, products, on, str(error))
        return gpuhunt.read_gpuhunt(products, on, ask=ask)

    return Sources(
        {
            genai.NAME: partial(genai.read_genai, fetch=fetch_genai),
            litellm.NAME: list_of_litellm.read,
            gpuhunt.NAME: rent,
        },
        {genai.NAME: list_of_litellm.read, gpuhunt.NAME: catalog_of_skypilot.read},
        "it could not be read, or nothing here reads it",
    )


def _instead(catalog: skypilot.SkyPilot, products: Sequence[Product], on: date, why: str) -> Reading:
    """What SkyPilot says in place of gpuhunt; what it does not list may still be sold."""
    try:
        reading = catalog.read(products, on)
    except SourceUnavailableError as error:
        raise SourceUnavailableError(f"{why}; nor can the SkyPilot catalog stand in: {error}") from error
    remark = f"{why}; the SkyPilot catalog stands in, and nobody bears witness"
    return Reading(reading.source, True, reading.quotes, frozenset(), reading.unread, (remark,))
