"""A tuned model's own id is priced as the tuned row of its base."""

from __future__ import annotations

import pytest
from test_loading import TUNED, write_book

from costmodel.catalog import Catalog, load_catalog
from costmodel.errors import UnknownNameError

MINI = "ft:gpt-4.1-mini-2025-04-14"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.mark.parametrize(
    ("name", "sku"),
    [
        (f"{MINI}:acme::Bx7kQ2", MINI),
        (f"{MINI}:acme:router:Bx7kQ2", MINI),
        (f"{MINI}:acme:router:Bx7kQ2:ckpt-step-90", MINI),
        ("ft:gpt-4.1-mini:acme::Bx7kQ2", MINI),
        ("openai/ft:gpt-4.1-mini:acme::Bx7kQ2", MINI),
        (f"  OpenAI/{MINI.upper()}:ACME::1 ", MINI),
        ("ft:gpt-4o:acme::1", "ft:gpt-4o-2024-08-06"),
        ("ft:gpt-4o", "ft:gpt-4o-2024-08-06"),
        ("ft:o4-mini-2025-04-16:acme::1", "ft:o4-mini-2025-04-16"),
    ],
)
def test_any_id_of_a_known_base(catalog: Catalog, name: str, sku: str) -> None:
    (row,) = catalog.fine_tune(name)
    assert row.full_name == f"openai/{sku}"
    assert catalog.token_prices(name) == (row,)


@pytest.mark.parametrize(
    "name",
    [
        "ft:gpt-4o-2024-11-20:acme::1",
        "ft:gpt-3.5-turbo:acme::1",
        "ft::acme::1",
        "ft:",
        "azure/ft:gpt-4o:a::1",
    ],
)
def test_a_base_that_the_book_does_not_tune(catalog: Catalog, name: str) -> None:
    for look_up in (catalog.fine_tune, catalog.token_prices):
        with pytest.raises(UnknownNameError) as refusal:
            look_up(name)
        assert "names are" in refusal.value.allowed


def test_an_undated_base_with_two_dates_is_ambiguous(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("book")
    rows = [
        {**TUNED, "provider": "openai", "sku": f"ft:gpt-9-{day}", "display_name": day}
        for day in ("2026-01-01", "2026-06-01")
    ]
    plain = {**TUNED, "provider": "openai", "sku": "ft:gpt-8", "display_name": "plain"}
    book = load_catalog(write_book(folder, *rows, plain))
    with pytest.raises(UnknownNameError, match=r"gpt-9-2026-0[16]-01, ft:gpt-9-2026-0[16]-01"):
        book.fine_tune("ft:gpt-9:acme::1")
    assert book.fine_tune("ft:gpt-9-2026-06-01:acme::1")[0].display_name == "2026-06-01"
    assert book.fine_tune("ft:gpt-8-2026-03-03:acme::1")[0].display_name == "plain"


def test_any_model_is_found_by_one_name(catalog: Catalog) -> None:
    assert catalog.token_prices("openai/gpt-6-luna") == catalog.hosted_model("gpt-6-luna")
    assert catalog.token_prices("tinker/qwen3-8b") == catalog.fine_tune("tinker/Qwen3-8B")
    with pytest.raises(UnknownNameError, match="openai/gpt-6-luna"):
        catalog.token_prices("openai/gpt-6-lunar")
