"""`price` on a day after the model has retired: the successor's price, as `compare` takes it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from given_scenarios import compared, scenario

from costmodel.__main__ import main

Captured = pytest.CaptureFixture[str]


def price(capsys: Captured, sku: str, at: str) -> dict[str, Any]:
    words = ["price", "--sku", sku, "--at", at, "--input-tokens", "1000", "--output-tokens", "100", "--json"]
    assert main(words) == 0
    return dict(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("at", ["2027-01-14", "2027-01-13T23:00-05:00", "2030-06-01"])
def test_the_successor_is_billed_from_the_day_on(capsys: Captured, at: str) -> None:
    """GPT-4.1 ends on 2027-01-14; GPT-6 Luna costs $0.1 and $0.5."""
    found = price(capsys, "openai/gpt-4.1", at)
    luna = price(capsys, "openai/gpt-6-luna", at)
    assert (found["sku"], found["usd_exact"]) == ("openai/gpt-6-luna", "0.00015")
    assert found["parts"] == luna["parts"]
    first, *others = found["notes"]
    assert first == "GPT-4.1 retired on 2027-01-14; the call is priced as its successor GPT-6 Luna."
    assert others == luna["notes"]


@pytest.mark.parametrize("at", ["2027-01-13", "2027-01-13T23:59Z"])
def test_until_then_the_model_itself(capsys: Captured, at: str) -> None:
    found = price(capsys, "gpt-4.1", at)
    assert (found["sku"], found["usd_exact"]) == ("openai/gpt-4.1", "0.0028")
    assert not any("successor" in note for note in found["notes"])


def test_without_a_successor_the_last_price_and_a_note(capsys: Captured) -> None:
    found = price(capsys, "openai/gpt-5", "2026-12-11")
    assert found["usd_exact"] == "0.00225"
    assert (
        found["notes"][0]
        == "GPT-5 retired on 2026-12-11; this is its last price; the book names no successor."
    )


@pytest.mark.parametrize("sku", ["openai/gpt-4.1", "openai/gpt-4o-mini", "openai/gpt-5"])
@pytest.mark.parametrize("at", ["2026-12-10", "2027-02-01"])
def test_compare_bills_the_same_call_alike(capsys: Captured, sku: str, at: str) -> None:
    option = {"kind": "hosted", "name": "Hosted", "sku": sku}
    (result,) = compared(scenario(option, as_of=at, horizon_months=1)).results
    assert result.total_usd == pytest.approx(100_000 * price(capsys, sku, at)["usd"])
