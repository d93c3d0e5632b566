"""A source that is missing costs its own rows their refresh and one line, and other rows nothing."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from typing import Any

import pytest
from genai_prices import UpdatePrices
from given_refresh import TODAY
from given_sources import CARDS, HERE, ON, book, hosted, item, product_of, recorded, rented, rows_of, served

from costmodel.refresh import Outcome, PackageMissingError, online_sources, refresh
from costmodel.refresh.fetch import Fetch, fetch_https
from costmodel.refresh.genai import providers_by
from costmodel.refresh.gpuhunt import Ask, newest_catalog
from costmodel.refresh.quotes import FileUnreadableError, SourceUnavailableError
from costmodel.refresh.skypilot import SkyPilot

MODEL = hosted("cheaper")
"""Both lists have it a tenth cheaper than the book."""

AT_GOOGLE = rented()
AT_AWS = rented(provider="aws", source_key="gpuhunt:aws/H100-80GB")
NOT_INSTALLED = "gpuhunt: the package is not installed; pip install -r requirements-refresh.txt"
NOBODY = "skypilot.example cannot be reached: timed out"


@pytest.fixture(scope="module")
def providers() -> Any:
    with served((HERE / "genai_recorded.json").read_bytes()) as url:
        return providers_by(UpdatePrices(url=url))


class WithoutSkyPilot:
    """LiteLLM's list as recorded, and nobody who answers for SkyPilot; it keeps what was tried."""

    def __init__(self) -> None:
        self.tried: list[str] = []

    def __call__(self, url: str) -> bytes:
        if "skypilot" not in url:
            return recorded(url)
        self.tried.append(url)
        raise SourceUnavailableError(NOBODY)


def without_aws(url: str) -> bytes:
    if "/aws/" in url:
        raise FileUnreadableError(f"{url} cannot be had: HTTP Error 404: Not Found")
    return recorded(url)


def refreshed(providers: Any, fetch: Fetch, open_gpuhunt: Callable[[], Ask]) -> Outcome:
    sources = online_sources(fetch, lambda: providers, open_gpuhunt)
    before = book(MODEL, AT_GOOGLE, AT_AWS)
    return refresh(before, sources, ON, accept=(), cards=CARDS, say=lambda _: None)


def not_installed() -> Ask:
    raise PackageMissingError(NOT_INSTALLED)


def of_google() -> Ask:
    return lambda provider: [item(price=88.0)] if provider == "gcp" else []


def assert_model_is_refreshed(found: Outcome) -> None:
    old, new = [row for row in rows_of(found.after) if row["sku"] == "cheaper"]
    assert (old["valid_to"], new["valid_from"], new["as_of"]) == (TODAY, TODAY, TODAY)
    assert (new["input_usd_per_mtok"], new["output_usd_per_mtok"]) == ("0.9", "3.6")
    assert not found.held


def test_a_package_that_is_not_installed_is_told_and_skypilot_stands_in(providers: Any) -> None:
    found = refreshed(providers, without_aws, not_installed)
    assert_model_is_refreshed(found)
    assert [row["usd_per_gpu_hour"] for row in rows_of(found.after)[2:]] == ["10", "10.75", "10"]
    assert found.remarks == (f"{NOT_INSTALLED}; the SkyPilot catalog stands in, and nobody bears witness",)


def test_without_any_source_of_rents_hosted_prices_are_refreshed_and_rents_keep_their_dates(
    providers: Any,
) -> None:
    fetch = WithoutSkyPilot()
    found = refreshed(providers, fetch, not_installed)
    assert_model_is_refreshed(found)
    assert rows_of(found.after)[2:] == rows_of(book(AT_GOOGLE, AT_AWS))
    assert found.remarks == (f"{NOT_INSTALLED}; nor can the SkyPilot catalog stand in: {NOBODY}",)
    assert set(found.unread) == {"gcp/H100-80GB", "aws/H100-80GB"}
    assert len(set(found.unread.values())) == 1
    assert len(fetch.tried) == 1, "each further try may wait for a minute"


def test_a_witness_that_cannot_be_reached_is_told_and_the_rents_are_refreshed(providers: Any) -> None:
    fetch = WithoutSkyPilot()
    found = refreshed(providers, fetch, of_google)
    assert_model_is_refreshed(found)
    assert [row["usd_per_gpu_hour"] for row in rows_of(found.after)[2:]] == ["10", "11", "10"]
    assert found.remarks == (NOBODY,)
    assert len(fetch.tried) == 1


def test_a_list_that_is_source_and_witness_and_cannot_be_reached_is_told_once(providers: Any) -> None:
    def nobody(url: str) -> bytes:
        raise SourceUnavailableError("litellm.example cannot be reached: timed out")

    sources = online_sources(nobody, lambda: providers, not_installed)
    before = book(MODEL, hosted("open-model", source_key="litellm:host/open-model"))
    found = refresh(before, sources, ON, accept=(), cards=CARDS, say=lambda _: None)
    assert_model_is_refreshed(found)
    assert found.remarks == ("litellm.example cannot be reached: timed out",)


def test_a_cloud_without_a_file_leaves_the_other_clouds() -> None:
    aws, google = product_of(AT_AWS), product_of(AT_GOOGLE)
    found = SkyPilot(without_aws).read([aws, google], ON)
    assert set(found.quotes) == {google.key}
    assert "404" in found.unread[aws.key]


def test_a_package_that_cannot_be_imported_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gpuhunt", None)
    with pytest.raises(PackageMissingError, match="pip install -r requirements-refresh"):
        newest_catalog()


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (
            urllib.error.HTTPError("https://a.example", 404, "Not Found", Message(), None),
            FileUnreadableError,
        ),
        (urllib.error.URLError("Name or service not known"), SourceUnavailableError),
        (TimeoutError("timed out"), SourceUnavailableError),
    ],
)
def test_a_server_without_the_file_is_told_apart_from_no_server(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, kind: type[Exception]
) -> None:
    def urlopen(*_: object, **__: object) -> Any:
        raise raised

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    with pytest.raises(SourceUnavailableError, match=r"https://a\.example") as found:
        fetch_https("https://a.example")
    assert type(found.value) is kind
