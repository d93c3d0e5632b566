"""`compare` with a user's own quotes: answered with a note, or refused in one line per fault."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest
from given_scenarios import Json, api, scenario

from costmodel.__main__ import main

Captured = pytest.CaptureFixture[str]

QUOTE: Json = {
    "kind": "hosted",
    "provider": "acme",
    "sku": "one",
    "input_usd_per_mtok": 2,
    "output_usd_per_mtok": 10,
}


def told(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, given: Json, *arguments: str
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(given).encode())))
    status = main(["compare", "-", *arguments])
    return status, *capsys.readouterr()


def asked(**columns: Any) -> Json:
    option = {"kind": "hosted", "name": "Hosted", "sku": "acme/one"}
    return scenario(api(), option, horizon_months=1, own_prices=[{**QUOTE, **columns}])


def test_the_answer_uses_the_quote_and_says_so(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    status, out, err = told(capsys, monkeypatch, asked(note="framework"), "--json")
    answer = json.loads(out)
    assert (status, err) == (0, "")
    assert answer["options"][1]["total_usd"] == pytest.approx(300)
    assert any(note.startswith("Own quote, not in the price book: one") for note in answer["notes"])


def test_a_fault_is_one_line_that_names_it(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    status, out, err = told(
        capsys, monkeypatch, asked(output_usd_per_mtok=0, cached_input_usd_per_mtok=0), "--json"
    )
    assert (status, out) == (2, "")
    assert [line.split(":")[0] for line in err.splitlines()] == [
        "own_prices.0.cached_input_usd_per_mtok",
        "own_prices.0.output_usd_per_mtok",
    ]


def test_flips_and_odds_take_the_quote(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    given = asked()
    given["options"][0]["usd_per_task"] = {"p10": 0.001, "p90": 0.01}
    status, out, _ = told(
        capsys, monkeypatch, given, "--json", "--draws", "64", "--flip", "options.0.usd_per_task"
    )
    assert status == 0
    assert 0 < json.loads(out)["uncertainty"]["options"]["Hosted"]["probability_cheapest"] < 1
