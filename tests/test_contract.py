"""The worked examples of the public contract, through the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = sorted((Path(__file__).parent / "contract").glob("*.json"))
MONEY = 1e-5
"""A cent in 1,000 dollars."""
VOLUME = 1e-5


def answered(scenario: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-m", "costmodel", "compare", "-", "--json"]
    done = subprocess.run(command, input=json.dumps(scenario), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_worked_example(example: Path) -> None:
    given = json.loads(example.read_text())
    expected = given["expected"]
    answer = answered(given["scenario"])
    for field in ("baseline", "cheapest", "recommended", "provisional"):
        assert answer[field] == expected[field]
    options = {option["name"]: option for option in answer["options"]}
    for name, figures in expected["options"].items():
        check_option(options[name], figures)
    for name, crossing in expected["crossover"].items():
        check_crossing(answer["crossover"][name], crossing)


def check_option(option: dict[str, Any], figures: dict[str, Any]) -> None:
    for field in ("total_usd", "npv_usd", "usd_per_task", "upfront_usd"):
        assert option[field] == pytest.approx(figures[field], rel=MONEY)
    for month, wanted in ((option["months"][0], figures["first"]), (option["months"][-1], figures["last"])):
        assert month.keys() == wanted.keys()
        for field, value in wanted.items():
            assert month[field] == (None if value is None else pytest.approx(value, rel=MONEY))
    assert sum(option["lines"].values()) == pytest.approx(option["total_usd"])
    spent = option["upfront_usd"] + sum(month["usd"] for month in option["months"])
    assert spent == pytest.approx(option["total_usd"])


def check_crossing(crossing: dict[str, Any], expected: dict[str, Any]) -> None:
    status, months = expected["payback"]
    assert crossing["payback"]["status"] == status
    assert crossing["payback"]["months"] == (None if months is None else pytest.approx(months, rel=VOLUME))
    if "break_even" in expected:
        assert crossing["break_even"]["tasks_per_month"] == pytest.approx(expected["break_even"], rel=VOLUME)
        assert crossing["break_even"]["cheaper_at_lowest"] is expected["cheaper_at_lowest"]
        wanted = "reached" if expected["break_even"] else "never"
        assert crossing["break_even"]["status"] == wanted
    assert crossing["payback"]["why"]
    assert crossing["break_even"]["why"]
