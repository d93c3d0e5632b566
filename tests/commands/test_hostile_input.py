"""Hostile input on the command line: refused in at most ten lines that say what to change, never a traceback."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from given_scenarios import Json, api, by_token, own, scenario
from refused_commands import Captured, refused, refused_scenario

from costmodel.__main__ import main

NO_JSON = (
    *("", "{", "not json", "[]", "5", "null", "{'workload': 1}", '{"a": 1,}', '{"name": "\\x"}'),
    *("[" * 100_000, '{"a":' * 50_000, "1" * 5_000, '{"horizon_months": ' + "9" * 5_000 + "}"),
)


@pytest.mark.parametrize("text", NO_JSON)
def test_text_that_is_no_scenario(capsys: Captured, file: Path, text: str) -> None:
    refused_scenario(capsys, file, text)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *(("workload.input_tokens", value) for value in (math.nan, math.inf, 1e300, -1, "5", True, [1], {})),
        *(("workload.tasks_per_month", value) for value in (0, 1e300, "lots", None, 10**400)),
        *(("options.0.rates.input_usd_per_mtok", value) for value in (-1, math.nan, 1e300, "2.5", None)),
        *(("options.1.usd_per_gpu_hour", value) for value in (-2.5, -math.inf, "2.5", [])),
        *(("options.1.requests_per_second", value) for value in (0, -1, 1e-300, 1e-320, 1e300)),
        *(("horizon_months", value) for value in (0, 10**6, 12.5, "24", False)),
        *(("as_of", value) for value in ("9999-12-01", "0001-01-01", "yesterday", 5, True)),
        *(("baseline", value) for value in ("nobody", 5, "")),
    ],
)
def test_values_that_are_not_allowed(capsys: Captured, file: Path, path: str, value: Any) -> None:
    given = scenario(by_token(), own())
    *parents, last = path.split(".")
    place: Any = given
    for key in parents:
        place = place[int(key) if key.isdigit() else key]
    place[last] = value
    (line,) = refused_scenario(capsys, file, given)
    assert line.startswith(path + ":")


def test_unknown_names_come_with_the_nearest_ones(capsys: Captured, file: Path) -> None:
    given = scenario(
        {"kind": "hosted", "name": "A", "sku": "anthropic/claude-sonet-5-5"},
        own("B", gpu="H101", checkpoint="Lama-3.1-8B"),
        own("C", usd_per_gpu_hour=None, provider="nowhere", commitment="on_demand"),
    )
    lines = refused_scenario(capsys, file, given)
    assert [line.split(":")[0] for line in lines] == [
        *("options.0.sku", "options.1.gpu", "options.1.checkpoint", "options.2.provider"),
    ]
    assert "anthropic/claude-sonnet-5-5" in lines[0]
    assert "H100" in lines[1]
    assert "Llama-3.1-8B" in lines[2]
    assert "'nowhere" in lines[3]


def test_ten_lines_at_most_and_each_a_problem(capsys: Captured, file: Path) -> None:
    given = scenario(*(api(f"{i}", -1) for i in range(12)), extra=1)
    lines = refused_scenario(capsys, file, given)
    assert len(lines) == 10


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (scenario(), "options"),
        (scenario(*(api(f"{i}") for i in range(13))), "options"),
        (scenario(api(), api()), "options.1.name"),
        ({**scenario(api()), "workload": None}, "workload"),
        ({**scenario(api()), "options": {"a": 1}}, "options"),
        (scenario(api(colour="red")), "options.0.colour"),
        (scenario(api(programme={"build_months": 2})), "options.0.programme.build_months"),
        (scenario(api(), {**own(), "kind": "hybrid"}), "options.1.overflow"),
        (scenario(api(), own(billing="hourly")), "options.1.billing"),
        (scenario(api(), workload={"output_tokens": {"p10": 2, "p90": 1}}), "workload.output_tokens"),
        (scenario(api(), horizon_months={"p10": 1, "p90": 2}), "horizon_months"),
    ],
)
def test_scenarios_that_do_not_hold_together(capsys: Captured, file: Path, given: Json, named: str) -> None:
    (line,) = refused_scenario(capsys, file, given)
    assert line.startswith(named + ":")


def test_files_that_cannot_be_read(capsys: Captured, tmp_path: Path) -> None:
    large, binary = tmp_path / "large.json", tmp_path / "binary.json"
    large.write_bytes(b" " * 10_000_000)
    binary.write_bytes(bytes(range(256)))
    for name, said in (
        (large, "1,000,000"),
        (binary, "UTF-8"),
        (tmp_path, "cannot be read"),
        (tmp_path / "missing.json", "cannot be read"),
        (tmp_path / ("x" * 5_000), "cannot be read"),
    ):
        (line,) = refused(capsys, "compare", str(name))
        assert said in line


def test_a_byte_order_mark_is_no_mistake(capsys: Captured, file: Path) -> None:
    file.write_text(json.dumps(scenario(api())), encoding="utf-8-sig")
    assert main(["compare", str(file), "--json"]) == 0
    assert capsys.readouterr().err == ""


def test_a_csv_that_cannot_be_written(capsys: Captured, file: Path, tmp_path: Path) -> None:
    file.write_text(json.dumps(scenario(api())), encoding="utf-8")
    for target in (tmp_path, tmp_path / "no" / "such" / "folder.csv"):
        (line,) = refused(capsys, "compare", str(file), "--csv", str(target))
        assert line.startswith("--csv:")
    (line,) = refused(capsys, "compare", str(file), "--json", "--csv", "-")
    assert line.startswith("--csv:")
