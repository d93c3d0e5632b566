"""`compare` with a model trained from nothing, and what else the command line says of it."""

from __future__ import annotations

import io
import json
import sys

import jsonschema
import pytest
from given_scenarios import Json, api, from_scratch, scenario

from costmodel.__main__ import main

Captured = pytest.CaptureFixture[str]


def told(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, given: Json, *arguments: str
) -> tuple[int, str, str]:
    text = json.dumps(given).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    status = main(list(arguments))
    return status, *capsys.readouterr()


def test_training_stands_on_its_own_line_and_lines_add_up(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = scenario(api(), from_scratch(programme={"one_off_usd": 500}), horizon_months=12)
    status, out, err = told(capsys, monkeypatch, given, "compare", "-", "--json")
    assert (status, err) == (0, "")
    answer = json.loads(out)
    option = answer["options"][1]
    assert option["kind"] == "from_scratch"
    assert option["lines"]["training"] == pytest.approx(6 * 8.03e18 / (0.25 * 989e12) / 3600 * 2.5)
    assert option["lines"]["one_off"] == 500
    assert option["upfront_usd"] == pytest.approx(500 + option["lines"]["training"])
    assert sum(option["lines"].values()) == pytest.approx(option["total_usd"])
    assert any("published run" in note for note in answer["notes"])


def test_a_cost_per_task_is_refused_in_one_line(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    given = scenario(api(), {**from_scratch(), "usd_per_task": 0.001})
    status, out, err = told(capsys, monkeypatch, given, "compare", "-", "--json")
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "options.1.usd_per_task" in err


def test_an_unknown_card_is_named(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    status, _, err = told(capsys, monkeypatch, scenario(api(), from_scratch(gpu="H1000")), "compare", "-")
    assert status == 2
    assert "options.1.gpu" in err


def test_no_fine_tuning_recipe_starts_from_nothing(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    given = scenario(api(), from_scratch())
    status, _, err = told(capsys, monkeypatch, given, "recipe", "-", "--trainer", "trl")
    assert status == 2
    assert "a checkpoint to fine-tune" in err


def test_the_schema_knows_the_kind(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    _, out, _ = told(capsys, monkeypatch, {}, "schema")
    schema = json.loads(out)
    holds = jsonschema.validators.validator_for(schema)(schema)
    assert holds.is_valid(scenario(api(), from_scratch(realised_mfu=0.3)))
    for slip in ({"training_tokens": 0}, {"realised_mfu": 2}, {"usd_per_task": 0.1}, {"tokens": 5}):
        assert not holds.is_valid(scenario(api(), from_scratch(**slip))), slip
