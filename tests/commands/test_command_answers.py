"""What the command line answers: one JSON object, tables, ready scenarios and their schema."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from given_scenarios import Json, api, known_cost, own, scenario

from costmodel.__main__ import main
from costmodel.scenario.presets import preset_names

ROOT = Path(__file__).parents[2]
Captured = pytest.CaptureFixture[str]


def answered(capsys: Captured, *arguments: str) -> str:
    assert main(list(arguments)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def one_object(text: str) -> Json:
    """Strict JSON: one object, no NaN, no Infinity."""
    found = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert isinstance(found, dict)
    return found


def give(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "scenario.json"
    given = scenario(api(), known_cost(programme={"one_off_usd": 2500}), own("GPUs"), name="Mine")
    path.write_text(json.dumps(given), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", preset_names())
def test_every_example_pipes_into_compare(
    name: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = answered(capsys, "example", name)
    give(monkeypatch, example)
    answer = one_object(answered(capsys, "compare", "-", "--json"))
    assert answer["baseline"] == json.loads(example)["options"][0]["name"]
    give(monkeypatch, answered(capsys, "example", name, "--json"))
    assert one_object(answered(capsys, "compare", "-", "--json")) == answer
    give(monkeypatch, example)
    text = answered(capsys, "compare", "-")
    assert "break-even" in text
    assert text.count("\n    return ") == len(answer["crossover"])
    assert all(crossover["irr"]["why"] in text for crossover in answer["crossover"].values())


def test_examples_by_name(capsys: Captured) -> None:
    assert answered(capsys, "example", "--list").split() == list(preset_names())
    one_object(answered(capsys, "example", "--list", "--json"))
    assert answered(capsys, "example") == answered(capsys, "example", preset_names()[0])


def test_the_schema_accepts_every_example_and_refuses_slips(capsys: Captured) -> None:
    schema = one_object(answered(capsys, "schema"))
    assert one_object(answered(capsys, "schema", "--json")) == schema
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    holds = validator(schema)
    for name in preset_names():
        holds.validate(json.loads(answered(capsys, "example", name)))
    good = scenario(api(), own())
    holds.validate(good)
    for slip in (
        {**good, "extra": 1},
        {**good, "horizon_months": 0},
        {**good, "options": []},
        scenario(api(quality=2)),
        scenario({**api(), "kind": "owned"}),
        scenario(api(), workload={"tasks_per_month": "5"}),
    ):
        assert not holds.is_valid(slip)


def test_json_is_one_object_and_nothing_else(capsys: Captured, file: Path) -> None:
    text = answered(capsys, "compare", str(file), "--json")
    assert text.count("\n") == 1
    answer = one_object(text)
    assert [option["name"] for option in answer["options"]] == ["API", "Own", "GPUs"]
    assert answer["crossover"]["Own"]["break_even"]["status"] == "reached"


def test_a_csv_file_beside_the_answer(capsys: Captured, file: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    answer = one_object(answered(capsys, "compare", str(file), "--json", "--csv", str(table)))
    with table.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["option"] for row in rows] == [option["name"] for option in answer["options"]]
    for row, option in zip(rows, answer["options"], strict=True):
        assert float(row["total_usd"]) == option["total_usd"]
    assert {row["price_date"] for row in rows} == {answer["as_of"]}


def test_where_single_numbers_flip_the_recommendation(capsys: Captured, file: Path) -> None:
    fields = ("options.2.usd_per_gpu_hour", "options.1.usd_per_task")
    flags = [word for field in fields for word in ("--flip", field)]
    rent, price = one_object(answered(capsys, "compare", str(file), "--json", *flags))["thresholds"]
    assert (rent["field"], rent["value"], rent["searched"]) == (fields[0], 2.5, [0, 25_000])
    assert (rent["below"], rent["above"]) == ({"at": pytest.approx(3700 / 24 / 1460), "option": "GPUs"}, None)
    assert price["above"] == {"at": pytest.approx(0.005 - 2500 / 24 / 100_000), "option": "API"}
    text = answered(capsys, "compare", str(file), *flags)
    assert text.splitlines()[-2:] == [f"flip of {each['field']}: {each['why']}" for each in (rent, price)]
    assert "thresholds" not in one_object(answered(capsys, "compare", str(file), "--json"))


def test_csv_on_standard_output(capsys: Captured, file: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(answered(capsys, "compare", str(file), "--csv", "-"), newline="")))
    assert [row["option"] for row in rows] == ["API", "Own", "GPUs"]
    assert {row["scenario"] for row in rows} == {"Mine"}


LESSON = (
    *("envelope", "--hosted-usd-per-task", "0.005", "--own-usd-per-task", "0.0005", "--upfront-usd", "2500"),
    *("--tasks-per-month", "200000", "--months", "24"),
)


def test_the_envelope(capsys: Captured) -> None:
    answer = one_object(answered(capsys, *LESSON, "--json"))
    why = answer["crossover"].pop("why")
    assert why
    assert answer == {
        "hosted_usd": pytest.approx(24_000),
        "own_usd": pytest.approx(4_900),
        "saving_usd": pytest.approx(19_100),
        "saving_share": pytest.approx(0.7958, abs=1e-4),
        "crossover": {
            "status": "reached",
            "months": pytest.approx(2.7778, abs=1e-4),
            "tasks": pytest.approx(555_555.56, abs=0.01),
        },
    }
    assert "$24.0k" in answered(capsys, *LESSON)


THROUGHPUT_FIELDS = {
    *("output_tok_s_per_gpu", "total_tok_s_per_gpu", "requests_per_second", "concurrency", "tpot_ms"),
    *("ttft_ms", "gpus", "bound", "low", "high", "extrapolated", "why"),
}


@pytest.mark.parametrize(
    ("checkpoint", "gpus", "fields"),
    [("Llama-3.1-8B", "1", THROUGHPUT_FIELDS), ("Llama-3.3-70B", "1", {"fits", "needed_gb", "why"})],
)
def test_throughput(capsys: Captured, checkpoint: str, gpus: str, fields: set[str]) -> None:
    words = ("--checkpoint", checkpoint, "--gpu", "L40S", "--gpus", gpus, "--isl", "1500", "--osl", "150")
    answer = one_object(answered(capsys, "throughput", *words, "--json"))
    assert fields <= set(answer)
    assert ("needed_gb" in answer) is (answer.get("fits") is False)
    assert answered(capsys, "throughput", *words).strip()


def test_a_pipe_of_processes() -> None:
    example = subprocess.run(
        [sys.executable, "-m", "costmodel", "example"], capture_output=True, cwd=ROOT, check=True
    )
    done = subprocess.run(
        [sys.executable, "-m", "costmodel", "compare", "-", "--json"],
        input=example.stdout,
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    assert done.stderr == b""
    assert one_object(done.stdout.decode())["recommended"]


@pytest.mark.parametrize("field", ["recommended", "cheapest", "baseline"])
def test_the_answer_does_not_depend_on_the_order_of_options(
    field: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: list[Any] = [api("A", 0.004), api("B", 0.003), own("C")]
    found = set()
    for turned in (options, options[::-1]):
        give(monkeypatch, json.dumps(scenario(*turned, baseline="A")))
        found.add(one_object(answered(capsys, "compare", "-", "--json"))[field])
    assert len(found) == 1
