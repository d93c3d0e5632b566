"""Reads hosted prices from genai-prices, https://github.com/pydantic/genai-prices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from costmodel.refresh.genai_prices_of import QuoteError, quote_of
from costmodel.refresh.products import Product, ProductKey
from costmodel.refresh.quotes import EmbeddedList, PackageMissingError, Quote, Reading, SourceUnavailableError

NAME = "genai-prices"
RELEASED: Mapping[str, date] = {"0.2.3": date(2026, 11, 10)}
"""The day of release of each version that was pinned, per PyPI: the embedded list is not newer."""

EMBEDDED = "embedded data, which may be older than the book; dates stay as they are"

Providers = Sequence[Any]


def read_genai(products: Sequence[Product], on: date, *, fetch: Callable[[], Providers] | None) -> Reading:
    """The quotes of products whose `ref` is "provider/model id".

    `fetch` gets the newest data; None, or a fetch that fails, leaves the data that the installed package
    embeds, which confirm nothing. Raises PackageMissingError.
    """
    providers, remarks = _embedded(), [f"{NAME}: {EMBEDDED}"]
    embedded: EmbeddedList | None = embedded_list()
    if fetch is not None:
        try:
            providers, embedded, remarks = fetch(), None, []
        except (SourceUnavailableError, OSError, ValueError) as error:
            remarks = [f"{NAME} cannot be reached ({error}): {EMBEDDED}"]
    quotes: dict[ProductKey, Quote] = {}
    vanished: set[ProductKey] = set()
    unread: dict[ProductKey, str] = {}
    for product in products:
        try:
            model = _find(providers, product.ref)
            if model is None:
                vanished.add(product.key)
            else:
                quotes[product.key] = quote_of(model, on)
        except QuoteError as error:
            unread[product.key] = str(error)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            unread[product.key] = f"its entry in {NAME} cannot be read: {type(error).__name__}"
    return Reading(
        NAME, embedded is None, quotes, frozenset(vanished), unread, tuple(remarks), embedded=embedded
    )


def fetch_newest() -> Providers:
    """The newest data, by the package's own update. Raises SourceUnavailableError."""
    try:
        from genai_prices import UpdatePrices  # noqa: PLC0415
    except ImportError as error:
        raise PackageMissingError(_what_to_install()) from error
    return providers_by(UpdatePrices())


def embedded_list() -> EmbeddedList:
    """The list inside the installed package, with its day if this release is known here."""
    try:
        release = version(NAME)
    except PackageNotFoundError:
        return EmbeddedList(NAME, None)
    return EmbeddedList(f"{NAME} {release}", RELEASED.get(release))


def providers_by(update: Any) -> Providers:
    """What an `UpdatePrices` fetches. Raises SourceUnavailableError."""
    try:
        snapshot = update.fetch()
    except Exception as error:  # its HTTP client has exceptions of its own
        raise SourceUnavailableError(f"{type(error).__name__}: {error}") from error
    if snapshot is None:
        raise SourceUnavailableError("it answered with nothing")
    found: Providers = snapshot.providers
    return found


def _embedded() -> Providers:
    try:
        from genai_prices.data import providers  # noqa: PLC0415
    except ImportError as error:
        raise PackageMissingError(_what_to_install()) from error
    return providers


def _what_to_install() -> str:
    return f"{NAME}: the package is not installed; pip install -r requirements-refresh.txt"


def _find(providers: Providers, ref: str) -> Any | None:
    """The model of "provider/model id", if one of its own references leads back to it.

    Some ids do not match themselves (those of Fireworks are longer in requests), others are matched by a
    model that stands before them; `match` says by which references a model is asked for.
    """
    provider_id, _, model_id = ref.partition("/")
    provider = next((provider for provider in providers if provider.id == provider_id), None)
    if provider is None:
        return None
    model = next((model for model in provider.models if model.id == model_id), None)
    if model is None:
        other = provider.find_model(model_id)
        if other is not None:
            raise QuoteError(f"its id is gone, and its name leads to another model, {other.id}")
        return None
    references = [model_id, *_references(model.match)]
    if not any(provider.find_model(reference) is model for reference in references):
        raise QuoteError("no reference of its own leads back to the model")
    return model


def _references(match: Any) -> Iterator[str]:
    for name in ("equals", "starts_with", "contains", "ends_with"):
        if hasattr(match, name):
            yield getattr(match, name)
    for name in ("or_", "and_"):
        for clause in getattr(match, name, ()):
            yield from _references(clause)
