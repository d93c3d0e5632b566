"""What genai-prices says becomes rows: dated, by the hour, by the tier, by the discount."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from genai_prices import UpdatePrices
from genai_prices.data import providers as embedded
from given_sources import HERE, ON, hosted, product_of, served

from costmodel.refresh.genai import RELEASED, embedded_list, providers_by, read_genai
from costmodel.refresh.quotes import EmbeddedList, Quote, Reading, Segment, SourceUnavailableError

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def providers() -> Any:
    """The recorded answer, read by the package's own update from a server on this machine."""
    with served((HERE / "genai_recorded.json").read_bytes()) as url:
        return providers_by(UpdatePrices(url=url))


def reading(providers: Any, sku: str, on: date = ON) -> Reading:
    return read_genai([product_of(hosted(sku), on)], on, fetch=lambda: providers)


def quote(providers: Any, sku: str, on: date = ON) -> Quote:
    (found,) = reading(providers, sku, on).quotes.values()
    return found


def prices(fresh: str, output: str) -> dict[str, Decimal]:
    return {"input_usd_per_mtok": Decimal(fresh), "output_usd_per_mtok": Decimal(output)}


def test_a_discount_becomes_a_multiplier(providers: Any) -> None:
    (cell,) = quote(providers, "cheaper").segments[0].cells.values()
    assert cell["batch_multiplier"] == Decimal("0.5")
    assert "flex_multiplier" not in cell


def test_an_announced_step_is_a_segment_of_its_own(providers: Any) -> None:
    assert quote(providers, "announced").segments == (
        Segment(None, {(0, "all"): prices("1", "4")}),
        Segment(date(2027, 1, 1), {(0, "all"): prices("1.25", "5")}),
    )
    after = quote(providers, "announced", date(2027, 1, 2)).segments
    assert after == (Segment(date(2027, 1, 1), {(0, "all"): prices("1.25", "5")}),)


def test_tiers_become_cells(providers: Any) -> None:
    assert quote(providers, "tiered").segments[0].cells == {
        (0, "all"): prices("1", "4"),
        (200_000, "all"): prices("1.25", "5"),
    }


def test_hours_become_peak_and_off_peak(providers: Any) -> None:
    assert quote(providers, "by-the-clock").segments[0].cells == {
        (0, "offpeak"): prices("1", "4"),
        (0, "peak"): prices("1.4", "5.6"),
    }


def test_hours_that_the_book_does_not_know_are_left_alone(providers: Any) -> None:
    found = reading(providers, "other-hours")
    assert not found.quotes
    assert not found.vanished
    assert "hours of the day" in next(iter(found.unread.values()))


def test_every_reference_leads_back_to_its_model(providers: Any) -> None:
    assert quote(providers, "short").segments[0].cells == {(0, "all"): prices("1", "4")}
    assert "leads back" in next(iter(reading(providers, "shadowed").unread.values()))


def test_a_model_that_is_gone_has_vanished_but_an_alias_of_another_is_only_unread(providers: Any) -> None:
    assert reading(providers, "gone").vanished
    alias = reading(providers, "cheaper-2026-05")
    assert not alias.vanished
    assert "another model, cheaper" in next(iter(alias.unread.values()))


def test_all_models_of_the_package_can_be_read_or_say_why_not() -> None:
    """Ids that do not lead back to themselves are found by their references."""
    models = [(provider.id, model) for provider in embedded for model in provider.models]
    astray = [
        (provider.id, model.id)
        for provider in embedded
        for model in provider.models
        if provider.find_model(model.id) is not model
    ]
    assert astray
    products = [
        SimpleNamespace(key=(provider, model), ref=f"{provider}/{model}") for provider, model in astray
    ]
    found = read_genai(products, ON, fetch=None)  # type: ignore[arg-type]
    assert not found.vanished
    assert len(found.quotes) + len(found.unread) == len(products)
    assert {key[1] for key in found.quotes if key[0] == "fireworks"} == {
        model.id for provider, model in models if provider == "fireworks"
    }


@pytest.mark.parametrize(
    ("content", "status"), [(b"not json", 200), (b"{}", 200), (b'[{"id": 5}]', 200), (b"[]", 500)]
)
def test_an_answer_that_is_no_list_of_prices_leaves_the_embedded_data(content: bytes, status: int) -> None:
    with served(content, status) as url:
        update = UpdatePrices(url=url)
        with pytest.raises(SourceUnavailableError):
            providers_by(update)
        found = read_genai([], ON, fetch=lambda: providers_by(update))
    assert not found.confirmed
    assert found.embedded == embedded_list()
    assert "dates stay as they are" in found.remarks[0]


def test_a_malformed_entry_is_unread_and_does_no_harm_to_others(providers: Any) -> None:
    broken = SimpleNamespace(id="broken", match=SimpleNamespace(equals="broken"), prices=[], price_variants=5)
    provider = SimpleNamespace(
        id="acme",
        models=[broken, *providers[0].models],
        find_model=lambda name: broken if name == "broken" else providers[0].find_model(name),
    )
    products = [product_of(hosted("broken")), product_of(hosted("steady"))]
    found = read_genai(products, ON, fetch=lambda: [provider])
    assert list(found.quotes) == [products[1].key]
    assert "cannot be read" in found.unread[products[0].key]


@pytest.mark.parametrize("name", ["requirements-refresh.txt", "requirements-dev.txt"])
def test_the_day_of_the_pinned_release_is_known(name: str) -> None:
    """Whoever raises the pin looks up on PyPI when that version was released."""
    (pinned,) = re.findall(r"^genai-prices==(\S+)$", (ROOT / name).read_text(), re.MULTILINE)
    assert pinned in RELEASED, f"costmodel/refresh/genai.py: RELEASED lacks {pinned}"


def test_the_embedded_list_is_named_with_its_version_and_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costmodel.refresh.genai.version", lambda _: "0.2.3")
    assert embedded_list() == EmbeddedList("genai-prices 0.2.3", date(2026, 11, 10))
    monkeypatch.setattr("costmodel.refresh.genai.version", lambda _: "0.0.0")
    assert embedded_list() == EmbeddedList("genai-prices 0.0.0", None)


def test_what_is_read_online_is_no_embedded_list(providers: Any) -> None:
    found = reading(providers, "steady")
    assert found.confirmed
    assert found.embedded is None
