"""Hostile input on the command line: refused in at most ten lines that say what to change, never a traceback."""

from __future__ import annotations

import io
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from given_scenarios import Json, api, by_token, own, scenario

from costmodel.__main__ import main

ROOT = Path(__file__).parents[2]
Captured = pytest.CaptureFixture[str]


def refused(capsys: Captured, *arguments: str) -> list[str]:
    """What is said on standard error; nothing stands on standard output."""
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert 1 <= len(lines) <= 10
    assert "Traceback" not in err
    return lines


def refused_scenario(capsys: Captured, path: Path, given: Any) -> list[str]:
    path.write_text(given if isinstance(given, str) else json.dumps(given), encoding="utf-8")
    lines = refused(capsys, "compare", str(path), "--json")
    assert lines == refused(capsys, "compare", str(path))
    return lines


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "scenario.json"


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
        (scenario(api(), {**own(), "kind": "hybrid"}), "options.1.kind"),
        (scenario(api(), own(billing="follow_load")), "options.1.billing"),
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


@pytest.mark.parametrize(
    "arguments",
    [
        ("mix", "plan.json"),
        ("throughput", "--rows", "x.csv"),
    ],
)
def test_what_is_not_built_yet_says_so(capsys: Captured, arguments: tuple[str, ...]) -> None:
    (line,) = refused(capsys, *arguments)
    assert "not built yet" in line


ENVELOPE = {
    "--hosted-usd-per-task": "0.005",
    "--own-usd-per-task": "0.0005",
    "--upfront-usd": "2500",
    "--tasks-per-month": "200000",
    "--months": "24",
}


def flags(changes: dict[str, str] | None = None) -> list[str]:
    return [word for pair in {**ENVELOPE, **(changes or {})}.items() for word in pair]


@pytest.mark.parametrize(
    "arguments",
    [
        *((), ("nonsense",), ("compare",), ("compare", "a", "b"), ("compare", "--csv"), ("envelope",), ("",)),
        *(("--json",), ("example", "no-such-preset"), ("schema", "extra"), ("compare", "x", "--nonsense")),
        ("throughput", "--checkpoint", "Llama-3.1-8B"),
    ],
)
def test_bad_words(capsys: Captured, arguments: tuple[str, ...]) -> None:
    assert len(refused(capsys, *arguments)) == 1


@pytest.mark.parametrize("flag", list(ENVELOPE))
@pytest.mark.parametrize("value", ["nan", "inf", "-1", "x", "", "1e300", "-inf", "1e-320"])
def test_bad_numbers_of_the_envelope(capsys: Captured, flag: str, value: str) -> None:
    (line,) = refused(capsys, "envelope", *flags({flag: value}), "--json")
    assert flag in line


THROUGHPUT = {"--checkpoint": "Llama-3.1-8B", "--gpu": "H100", "--isl": "1000", "--osl": "100"}


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        *(("--checkpoint", "Lama"), ("--gpu", "H1000"), ("--isl", "1e300"), ("--osl", "-1"), ("--gpus", "0")),
        *(("--gpus", "1.5"), ("--precision", "bf17"), ("--engine", "torch"), ("--concurrency", "0")),
        *(("--max-tpot-ms", "0"), ("--max-ttft-s", "nan")),
    ],
)
def test_bad_values_of_throughput(capsys: Captured, flag: str, value: str) -> None:
    words = [word for pair in {**THROUGHPUT, flag: value}.items() for word in pair]
    (line,) = refused(capsys, "throughput", *words, "--json")
    assert flag in line or flag.strip("-").replace("-", "_") in line
    assert value in line


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "costmodel", *arguments]
    return subprocess.run(command, input=given, capture_output=True, cwd=ROOT, check=False)


def test_the_process_itself_exits_with_two_and_says_nothing_on_stdout() -> None:
    done = run("compare", "-", "--json", given=b'{"workload": {"input_tokens": NaN}, "options": []}')
    assert done.returncode == 2
    assert done.stdout == b""
    lines = done.stderr.decode().splitlines()
    assert 1 <= len(lines) <= 10
    assert not any("Traceback" in line for line in lines)


def test_the_process_takes_bytes_that_are_no_text() -> None:
    done = run("compare", "-", given=b"\xff\xfe\x00\x80")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"UTF-8" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("text", ['{"\\ud800": 1}', '{"name": "\\ud800"}'])
def test_half_a_character_is_refused_in_words(capsys: Captured, file: Path, text: str) -> None:
    refused_scenario(capsys, file, text)


def test_extreme_but_allowed_numbers_are_answered(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything at its limit: no overflow, and JSON that any reader takes."""
    largest = scenario(
        by_token(
            rates={"input_usd_per_mtok": 1e6, "output_usd_per_mtok": 1e6},
            quality=0,
            price_change_per_year=3,
        ),
        own(
            requests_per_second=1e-9,
            target_utilisation=0.05,
            usd_per_gpu_hour=1e6,
            gpus_per_replica=1024,
            gpus_per_instance=1023,
            min_replicas=1_000_000,
            programme={"one_off_usd": 1e12, "build_months": 60},
        ),
        workload={
            "tasks_per_month": 1e12,
            "monthly_growth": 0.5,
            "calls_per_task": 1000,
            "retry_rate": 5,
            "input_tokens": 100_000,
            "output_tokens": 10_000,
            "peak_to_mean": 1000,
        },
        horizon_months=120,
        error_cost_usd=1e12,
        discount_rate=1,
    )
    smallest = scenario(
        by_token(rates={"input_usd_per_mtok": 1e-12, "output_usd_per_mtok": 0}, discount=1),
        own(usd_per_gpu_hour=0, min_replicas=0, spare_replicas=0),
        workload={"tasks_per_month": 1, "monthly_growth": -0.5, "calls_per_task": 0, "input_tokens": 0},
        horizon_months=120,
    )
    for given in (largest, smallest):
        stdin = io.TextIOWrapper(io.BytesIO(json.dumps(given).encode()))
        monkeypatch.setattr(sys, "stdin", stdin)
        assert main(["compare", "-", "--json"]) == 0
        json.loads(capsys.readouterr().out, parse_constant=pytest.fail)


def test_a_key_given_twice_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "twice.json"
    file.write_text('{"horizon_months": 12, "horizon_months": 24}')
    assert main(["compare", str(file)]) == 2
    assert "horizon_months" in capsys.readouterr().err


def test_a_day_must_be_written_in_full(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "day.json"
    file.write_text('{"as_of": "2026-1-1", "workload": {}, "options": []}')
    assert main(["compare", str(file)]) == 2
    assert "YYYY-MM-DD" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_answer_that_cannot_be_written_is_one_clear_line() -> None:
    command = f"{sys.executable} -m costmodel example > /dev/full"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "field", ["options.1.usd_per_hour", "horizon_months", "", "\u00fc", "options.7.quality"]
)
def test_a_field_that_cannot_flip(field: str, capsys: Captured, file: Path) -> None:
    file.write_text(json.dumps(scenario(api(), own())), encoding="utf-8")
    (line,) = refused(capsys, "compare", str(file), "--flip", field)
    assert line.startswith(f"--flip: {field!r} is not accepted; numbers of the workload")
    assert "options." in line or "workload." in line
